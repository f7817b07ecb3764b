"""What a search should find, said in plain Python: the judge over both databases."""

from __future__ import annotations

from collections.abc import Collection

from xinqiao.domain.search_terms import Term, Token


def meets(terms: tuple[Term, ...] | None, tokens: Collection[str]) -> bool:
    """Whether a person with these tokens meets every term in one of its ways."""
    text = f" {' '.join(tokens)} "
    return terms is not None and meets_text(terms, text)


def meets_text(terms: tuple[Term, ...], text: str) -> bool:
    """The same for tokens that stand in one text, with a space before and after each."""
    return all(any(all(_sought(token) in text for token in way) for way in term) for term in terms)


def _sought(token: Token) -> str:
    return f" {token.text}" if token.is_prefix else f" {token.text} "
