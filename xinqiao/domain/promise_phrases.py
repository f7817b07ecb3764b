"""Phrases in our own words that promise something to a person, in Chinese and English.

For offering to record a promise, never for blaming anybody: what is found is put before the writer, who decides.
A promise is a commitment of ours to an act (or to leaving one alone) that lies ahead. Not promises: offers that wait
for the person's wish, questions, hedges ("perhaps", "尽量"), what is usual, what has been done already, what others
promised us, and what stands in quotation marks or was pasted as somebody else's line.
The words stand in `promise_words_zh` and `promise_words_en`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from xinqiao.domain import promise_words_en as en
from xinqiao.domain import promise_words_zh as zh


@dataclass(frozen=True, slots=True)
class PromisePhrase:
    """One promise-like phrase: `text[start:end]`, the sentence around it, and the rule that found it."""

    start: int
    end: int
    sentence: str
    rule: str


_ALWAYS: Final = ("",)
_ZH_FINDERS: Final = tuple(
    (rule, zh.NEEDS.get(rule, _ALWAYS), re.compile(pattern)) for rule, pattern in zh.RULES.items()
)
_EN_FINDERS: Final = tuple(
    (rule, en.NEEDS.get(rule, _ALWAYS), re.compile(pattern, re.IGNORECASE)) for rule, pattern in en.RULES.items()
)

_SENTENCE: Final = re.compile(r"(?:[^。！？!?；;\n.]|\.(?!\s|$))+[。！？!?；;.\n]*")
_CLAUSE: Final = re.compile(r"[^，,：:]+")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_LATIN: Final = re.compile(r"[A-Za-z]{2}")
_PLAIN: Final = str.maketrans({"’": "'", "ʼ": "'", "\u00a0": " ", "\t": " "})
# Quoted words and lines pasted from somebody else, unless it is we who are quoted.
_NOT_OURS: Final = re.compile(
    r"(?P<ours>(?:我们?[^，。\n]{0,8}(?:说|回|写|答|告诉)[^，。\n]{0,4}|\b(?:I|we) (?:told|said"
    r"|wrote)[^.\n]{0,20})[:：,， ]*)?"
    r"(?P<quoted>[“「『\"][^“”「」『』\"\n]{1,300}[”」』\"])"
    r"|(?m:^)(?P<line>\s*>[^\n]*|(?:她|他|候选人|对方|She|He|Her|Him|Candidate)\s*[:：][^\n]*)"
)
_BULLET: Final = re.compile(r"^(?:[-*•·–]|\(?\d{1,2}[.)、）])\s*")


def find_promises(text: str) -> tuple[PromisePhrase, ...]:
    """Promise-like phrases in order, at most one a sentence; offsets count characters of `text` as given."""
    plain = _NOT_OURS.sub(_blanked, text.translate(_PLAIN))
    return tuple(found for sentence in _SENTENCE.finditer(plain) if (found := _in_sentence(text, sentence)))


def _blanked(found: re.Match[str]) -> str:
    """The same length without the words of others; closing marks of sentences go with them."""
    return found.group() if found["ours"] else " " * len(found.group())


def _in_sentence(text: str, sentence: re.Match[str]) -> PromisePhrase | None:
    words = sentence.group().rstrip()
    lead = len(words) - len(words.lstrip())
    if bullet := _BULLET.match(words[lead:]):
        lead += bullet.end()
    found = next(chain(_english(words[lead:]), _chinese(words[lead:])), None)
    if found is None:
        return None
    rule, start, end = found
    first = sentence.start() + lead
    return PromisePhrase(first + start, first + end, text[first : sentence.start() + len(words)], rule)


def _english(words: str) -> Iterator[tuple[str, int, int]]:
    if not _LATIN.search(words):
        return
    small = words.lower()
    for rule, needed, pattern in _EN_FINDERS:
        if any(hint in small for hint in needed):
            yield from ((rule, *span) for span in _english_spans(rule, pattern, words))


def _english_spans(rule: str, pattern: re.Pattern[str], words: str) -> Iterator[tuple[int, int]]:
    for found in pattern.finditer(words):
        is_reported = rule not in en.UNASKED and en.BEFORE.search(words, 0, found.start())
        if not is_reported and not _is_taken_back(words, *found.span()) and not en.CONDITION.search(words):
            yield found.span()


def _is_taken_back(words: str, start: int, end: int) -> bool:
    """Whether the clauses in which the match stands are hedged, or the sentence says that it is done."""
    before = [cut.end() for cut in en.CLAUSE_END.finditer(words, 0, start)]
    after = en.CLAUSE_END.search(words, end)
    clause = words[before[-1] if before else 0 : after.start() if after else len(words)]
    return en.HEDGE.search(clause) is not None or en.DONE.search(words) is not None


def _chinese(words: str) -> Iterator[tuple[str, int, int]]:
    if not _HAN.search(words) or zh.QUESTION.search(words) or zh.CONDITION.search(words):
        return
    for clause in _CLAUSE.finditer(words):
        stripped = clause.group().strip("。！；;.! ")
        if stripped and not zh.VETO.search(stripped) and not zh.OTHERS.search(stripped):
            offset = clause.start() + clause.group().index(stripped)
            yield from ((rule, offset + start, offset + end) for rule, start, end in _in_clause(stripped))


def _in_clause(clause: str) -> Iterator[tuple[str, int, int]]:
    is_done = zh.DONE.search(clause) is not None and not zh.SURELY_AHEAD.search(clause)
    for rule, needed, pattern in _ZH_FINDERS:
        if is_done and rule not in zh.SAID_IT:
            continue
        if any(hint in clause for hint in needed) and (found := pattern.search(clause)):
            yield rule, *found.span()
