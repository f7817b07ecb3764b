"""Promise-like phrases in our own words are found, and little else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinqiao.domain.promise_phrases import find_promises

SENTENCES = Path(__file__).parent / "promise_sentences"


def labelled(name: str) -> list[tuple[bool, str]]:
    """(is a promise, sentence), as a person labelled them."""
    lines = (SENTENCES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [(line[0] == "+", line[2:]) for line in lines]


def wrong(name: str) -> list[str]:
    return [f"{'+' if said else '-'} {text}" for said, text in labelled(name) if bool(find_promises(text)) != said]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sentences_that_the_rules_were_written_for_are_told_apart(language: str) -> None:
    sentences = labelled(f"development.{language}")
    assert len(sentences) == 80
    assert sum(said for said, _ in sentences) == 40
    assert wrong(f"development.{language}") == []
