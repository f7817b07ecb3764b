import re

import pytest
from pydantic import ValidationError

from tests.playbook.walk import entry_types, texts_in
from xinqiao.domain.pace import CHOICE_DAYS, DEFAULT_SPACING, PaceChoice
from xinqiao.domain.send_facts import REMINDER_AFTER
from xinqiao.playbook.book import Playbook
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.schema import LegalBasis, Level, Mechanism, Sign, Strategy, Technique
from xinqiao.playbook.text import CandidateText, ShortMessage
from xinqiao.playbook.words import forbidden_words

CANDIDATE_TEXTS = [(place, text) for place, text in texts_in(playbook()) if isinstance(text, CandidateText)]


def test_the_pages_the_messages_and_what_we_tell_are_all_candidate_texts() -> None:
    marked = {place for place, _ in CANDIDATE_TEXTS}
    for place, _ in texts_in(playbook()):
        desk_only = place.startswith("playbook.messages") and place.endswith(".label")
        if place.startswith(("playbook.candidate_pages", "playbook.messages")) or "tell_candidate" in place:
            assert place in marked or desk_only, place


@pytest.mark.parametrize("entry", [Level, Strategy, Mechanism, Technique, Sign, LegalBasis])
def test_nothing_is_shipped_that_we_would_not_tell(entry: type) -> None:
    field = entry.model_fields["tell_candidate"]  # type: ignore[attr-defined]

    assert field.is_required()
    assert field.annotation is CandidateText


def test_every_field_called_tell_candidate_is_held_to_the_candidates_words() -> None:
    fields = [
        model.model_fields["tell_candidate"]
        for model in entry_types(Playbook)
        if "tell_candidate" in model.model_fields
    ]

    assert len(fields) >= 6
    assert all(field.annotation is CandidateText and field.is_required() for field in fields)


def test_no_word_of_the_trade_reaches_a_candidate() -> None:
    for place, text in CANDIDATE_TEXTS:
        assert forbidden_words().found_in(f"{text.zh}\n{text.en}") == (), place


@pytest.mark.parametrize(
    ("visible", "found"),
    [
        ("我们的话术", ("话术",)),
        ("进入人才池", ("人才池",)),
        ("Our Script works", ("Script",)),
        ("a talent\n pool", ("talent\n pool",)),
        ("参加conversion阶段", ("conversion",)),
        ("a description of your personal manuscript", ()),
        ("您可以关掉页面", ()),
    ],
)
def test_forbidden_words_are_found_as_whole_words(visible: str, found: tuple[str, ...]) -> None:
    assert playbook().forbidden_words.found_in(visible) == found


@pytest.mark.parametrize(("zh", "en"), [("您的信任阈值", "Your trust"), ("您的信任", "Your trust threshold")])
def test_a_candidate_text_with_a_word_of_the_trade_does_not_load(zh: str, en: str) -> None:
    with pytest.raises(ValidationError, match="a candidate must not read"):
        CandidateText(zh=zh, en=en)


def test_a_message_too_long_for_a_chat_does_not_load() -> None:
    with pytest.raises(ValidationError, match="at most 200"):
        ShortMessage(zh="您好" * 101, en="Hello")


@pytest.mark.parametrize("message", playbook().messages, ids=lambda message: message.id)
def test_each_message_says_who_and_from_where_and_carries_link_and_code(message: object) -> None:
    for name in ("wechat", "maimai", "mail_body"):
        text: CandidateText = getattr(message, name)
        assert text.placeholders == {"name", "recruiter", "company", "source", "link", "code", "check"}, name


def test_pages_use_only_the_placeholders_that_pages_can_fill() -> None:
    known = {"name", "recruiter", "company", "source", "answer", "label", "total", "low", "high"}
    for place, text in texts_in(playbook().candidate_pages):
        assert text.placeholders <= known, place


def test_the_desks_labels_for_levels_are_never_the_candidates() -> None:
    for level in playbook().levels:
        shown = [text for _, text in texts_in(level) if isinstance(text, CandidateText)]
        for text in shown:
            assert level.label.zh not in text.zh
            assert not re.search(rf"\b{level.label.en.lower()}\b", text.en.lower())


def test_interviewers_advice_gives_no_level_and_no_number_away() -> None:
    labels = [level.label for level in playbook().levels]
    for level in playbook().levels:
        for advice in level.advice_for_interviewers:
            assert not any(label.zh in advice.zh or label.en in advice.en for label in labels)
            assert not re.search(r"\d", advice.zh + advice.en)


def test_the_introduction_makes_ten_promises_three_of_them_at_once() -> None:
    promises = playbook().promises_of_intro

    assert len(promises) == 10
    assert sum(promise.on_first_screen for promise in promises) == 3


def test_the_three_answers_and_the_three_options_stand_in_their_order() -> None:
    assert [answer.id for answer in playbook().permission_text.answers] == ["allow", "later", "stop"]
    options = playbook().candidate_pages.result.options
    assert [option.id for option in options] == ["share_result", "contact_only", "keep_private"]


def test_no_option_is_made_weightier_than_the_others_by_its_length() -> None:
    for choices in (playbook().permission_text.answers, playbook().candidate_pages.result.options):
        lengths = [len(choice.label.zh) for choice in choices]
        assert max(lengths) - min(lengths) <= 4


def test_after_perhaps_later_the_page_promises_what_the_send_check_keeps() -> None:
    later = playbook().permission_text.answers[1]

    assert later.rest_days == REMINDER_AFTER.days
    assert f"{later.rest_days} 天" in later.confirmation.text.zh


@pytest.mark.parametrize("code", ["open", "cautious", "guarded", "reserved", "unmeasured"])
def test_the_promised_interval_is_the_one_the_send_check_keeps(code: str) -> None:
    days = {str(level): spacing.news_days for level, spacing in DEFAULT_SPACING.items()}[code]
    level = playbook().level(code)

    assert f" {days} 天" in level.we_would_pace.zh
    assert f" {days} days" in level.we_would_pace.en
    assert f"{days} 天" in level.tempo.zh


def test_paces_are_the_domains_with_the_same_days() -> None:
    assert {PaceChoice(pace.id): pace.days for pace in playbook().paces} == CHOICE_DAYS
    for pace in playbook().paces:
        assert pace.days is None or f"{pace.days} 天" in pace.consequence.zh
