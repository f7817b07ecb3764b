"""Which texts a team may replace, what its words must keep, and how the book reads with them."""

import re
from typing import get_args

import pytest

from tests.playbook.walk import texts_in
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.own_words import (
    LANGUAGES,
    LINE_AT_MOST,
    LINES_AT_MOST,
    TEXT_AT_MOST,
    Language,
    Place,
    Problem,
    UnknownPlace,
    UnusableText,
    candidates_read,
    cleaned,
    fingerprint,
    in_own_words,
    is_list,
    places,
    text_at,
)
from xinqiao.playbook.text import CandidateText

BOOK = playbook()
WHAT = Place("mechanisms", "light_talk", "what")
HOW_TO = Place("techniques", "story_bridging", "how_to")
TOLD = Place("mechanisms", "light_talk", "tell_candidate")
TRAITS = Place("levels", "cautious", "portrait.traits")
# The path of a text in the book: kind, entry, field, and for a list the place in it.
PATH = re.compile(r"playbook\.(\w+)\[(\w+)\]\.([\w.]+)(?:\[\d+\])?")


@pytest.mark.parametrize("language", get_args(Language))
def test_every_shipped_text_would_pass_as_a_teams_own(language: Language) -> None:
    for place in places(BOOK):
        text = text_at(BOOK, place, language)
        assert cleaned(BOOK, place, text) == text, place


def test_labels_figures_claims_questions_and_interviewers_advice_are_the_same_for_all() -> None:
    fields = {place.field for place in places(BOOK)}
    fixed = {"label", "candidate_label", "length", "tempo", "window_note", "we_would_pace", "claim"}
    assert not fields & {*fixed, "advice_for_interviewers"}
    assert {place.kind for place in places(BOOK)} == {"levels", "strategies", "mechanisms", "techniques"}


def test_nothing_is_said_to_a_candidate_that_is_not_held_to_their_words() -> None:
    assert all(candidates_read(BOOK, place) for place in places(BOOK) if place.field == "tell_candidate")
    read = [place for place in places(BOOK) if candidates_read(BOOK, place)]
    marked = {id(text) for _, text in texts_in(BOOK) if isinstance(text, CandidateText)}
    assert len(read) > 15
    for place in read:
        entry = next(one for one in getattr(BOOK, place.kind) if one.id == place.entry)
        found = getattr(entry, place.field)
        assert {id(one) for one in (found if isinstance(found, tuple) else (found,))} <= marked


@pytest.mark.parametrize(
    ("place", "text", "problem"),
    [
        (WHAT, " \n\t ", Problem.EMPTY),
        (TOLD, "", Problem.EMPTY),
        (HOW_TO, "\n\n", Problem.EMPTY),
        (WHAT, "一" * (TEXT_AT_MOST + 1), Problem.TOO_LONG),
        (HOW_TO, "一" * (LINE_AT_MOST + 1), Problem.TOO_LONG),
        (HOW_TO, "一\n" * (LINES_AT_MOST + 1), Problem.TOO_MANY_LINES),
        (WHAT, "<b>一半</b>听", Problem.MARKUP),
        (WHAT, "听 <script>", Problem.MARKUP),
        (WHAT, "您好，{name}", Problem.BRACES),
        (TOLD, "这是我们的话术", Problem.FORBIDDEN_WORDS),
        (TOLD, "This is our script", Problem.FORBIDDEN_WORDS),
    ],
)
def test_what_would_not_be_shipped_is_refused(place: Place, text: str, problem: Problem) -> None:
    with pytest.raises(UnusableText) as refused:
        cleaned(BOOK, place, text)
    assert refused.value.problem == problem


def test_the_longest_texts_fit() -> None:
    assert len(cleaned(BOOK, WHAT, "一" * TEXT_AT_MOST)) == TEXT_AT_MOST
    lines = "\n".join(["一" * LINE_AT_MOST] * LINES_AT_MOST)
    assert cleaned(BOOK, HOW_TO, lines) == lines


def test_what_cannot_be_seen_is_left_out() -> None:
    assert cleaned(BOOK, WHAT, "  一半\u202e听，\x00 \n 一半\u2066分享 ") == "一半听， 一半分享"
    assert cleaned(BOOK, HOW_TO, "  先听 \r\n\r\n再问\x07 ") == "先听\n再问"
    # Less than an hour is no markup, and a word of the trade may stand where no candidate reads.
    assert cleaned(BOOK, WHAT, "< 1 小时，不用话术") == "< 1 小时，不用话术"


@pytest.mark.parametrize(
    "place",
    [
        Place("scales", "tos5", "label"),
        Place("levels", "closed", "explanation"),
        Place("levels", "cautious", "label"),
        Place("levels", "unmeasured", "portrait.headline"),
        Place("levels", "cautious", "portrait.__class__"),
    ],
)
def test_there_are_no_other_places(place: Place) -> None:
    with pytest.raises(UnknownPlace):
        text_at(BOOK, place, "zh")
    assert in_own_words(BOOK, "zh", {place: "我们的"}) is BOOK


def test_own_words_stand_in_one_language_and_the_rest_as_shipped() -> None:
    book = in_own_words(BOOK, "zh", {WHAT: "只聊 15 分钟。", TOLD: "只聊 15 分钟，您定时间。", TRAITS: "先看\n再说"})

    talk = book.mechanism("light_talk")
    assert (talk.what.zh, talk.what.en) == ("只聊 15 分钟。", BOOK.mechanism("light_talk").what.en)
    assert talk.tell_candidate.zh == "只聊 15 分钟，您定时间。"
    assert talk.suits == BOOK.mechanism("light_talk").suits
    assert text_at(book, TRAITS, "zh") == "先看\n再说"
    assert book.strategies == BOOK.strategies
    assert BOOK.mechanism("light_talk").what.zh != "只聊 15 分钟。"


@pytest.mark.parametrize("lines", ["只有一条", "一\n二\n三\n四\n五"])
def test_a_list_may_be_shorter_or_longer_than_the_shipped_one(lines: str) -> None:
    assert is_list(BOOK, HOW_TO)
    assert text_at(in_own_words(BOOK, "zh", {HOW_TO: lines}), HOW_TO, "zh") == lines


def test_words_that_an_upgrade_would_refuse_are_not_shown() -> None:
    assert in_own_words(BOOK, "zh", {TOLD: "这是我们的话术", HOW_TO: ""}) is BOOK


def test_every_place_can_be_reworded_and_nothing_else_changes() -> None:
    own = {place: f"第 {number} 处" for number, place in enumerate(places(BOOK))}
    book = in_own_words(BOOK, "zh", own)
    assert {place: text_at(book, place, "zh") for place in places(book)} == own
    before, after = dict(texts_in(BOOK)), dict(texts_in(book))
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert {Place(*PATH.fullmatch(path).groups()) for path in changed} == set(own)  # type: ignore[union-attr]


def test_a_changed_text_is_known_by_its_fingerprint() -> None:
    prints = {fingerprint(text_at(BOOK, place, language)) for place in places(BOOK) for language in LANGUAGES}
    assert all(len(one) == 64 for one in prints)
    assert fingerprint("甲") != fingerprint("乙")
