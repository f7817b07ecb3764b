"""Promise-like phrases in our own words are found, and little else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinqiao.domain.promise_phrases import find_promises

SENTENCES = Path(__file__).parent / "promise_sentences"
RECORD = Path(__file__).parents[2] / "docs" / "decisions" / "promises.md"


def labelled(name: str) -> list[tuple[bool, str]]:
    """(is a promise, sentence), as a person labelled them."""
    lines = (SENTENCES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [(line[0] == "+", line[2:]) for line in lines]


def counted(names: list[str]) -> tuple[int, int, int]:
    """(found ones that are promises, found, promises)."""
    sentences = [one for name in names for one in labelled(name)]
    found = [said for said, text in sentences if find_promises(text)]
    return sum(found), len(found), sum(said for said, _ in sentences)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sentences_that_the_rules_were_written_for_are_told_apart(language: str) -> None:
    right, found, promises = counted([f"{name}.{language}" for name in ("development", "earlier", "further")])
    assert promises == 120
    assert right / found >= 0.97
    assert right / promises >= 0.95


# (right, found, promises) on sentences written after the rules were frozen; the record says the same.
HELD_OUT = {"zh": (18, 20, 40), "en": (18, 19, 40)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_record_tells_how_the_rules_did_on_sentences_written_after_them(language: str) -> None:
    assert len(labelled(f"held_out.{language}")) == 80
    right, found, promises = counted([f"held_out.{language}"])
    assert (right, found, promises) == HELD_OUT[language]
    assert f"| {language} | {right} of {found} | {right} of {promises} |" in RECORD.read_text(encoding="utf-8")


def test_a_phrase_carries_its_place_its_sentence_and_its_rule() -> None:
    text = "聊得不错。 我会在周五前给她答复！\nIf you like, I’ll wait. I’ll send it tonight."
    found = find_promises(text)
    assert [(one.rule, one.sentence) for one in found] == [
        ("zh-will", "我会在周五前给她答复！"),
        ("en-will", "I’ll send it tonight."),
    ]
    assert [text[one.start : one.end] for one in found] == ["我会在周五前给", "I’ll send"]
    assert find_promises("") == ()
