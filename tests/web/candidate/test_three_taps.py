"""Three questions, a tap each: stored at once, changeable, skippable, the person's to take back at any time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, owner_of
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import KEYED_16, Phone, make_phone, words_on
from tests.web.cards import card_phone, stored, tapped
from tests.web.recruiter.desk import BACKEND, kinds
from xinqiao.capabilities.candidates.models import TimelineEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db
TEXT = playbook().three_taps


def pressed(page: Any) -> list[str]:
    """Which buttons stand as chosen."""
    return re.findall(r'value="(\w+)" aria-pressed="true"', page.content.decode())


def test_each_tap_is_stored_by_itself_and_another_one_replaces_it() -> None:
    phone = card_phone(language="en")
    page = phone.get("door")
    assert "How was the 15-minute talk on 2 Nov" in words_on(page).replace("\xa0", " ")
    for question in TEXT.questions:
        assert question.text.en in words_on(page)
    assert pressed(phone.post("card", satisfied="partly")) == ["partly"]
    # Twice the same, as an impatient finger does, and then another one.
    phone.post("card", satisfied="partly")
    assert pressed(phone.post("card", satisfied="yes")) == ["yes"]
    assert TEXT.saved.title.en not in words_on(phone.post("card", would_go_on="no"))
    card = stored(phone)
    assert card.taps == {"satisfied": "yes", "understood": "", "would_go_on": "no"}
    assert (card.version, card.language, card.answered_at) == (TEXT.version, "en", NOW)
    assert TEXT.saved.title.en in words_on(phone.post("card", understood="partly"))
    assert pressed(phone.get("door")) == ["yes", "partly", "no"]
    assert kinds(phone.candidate)[-2:] == ["card_asked", "card_answered"]
    with scope(phone.workspace.pk):
        said = [entry.data for entry in TimelineEntry.objects.filter(kind__startswith="card")]
    assert said == [{"occasion": "light_talk"}] * 2


def test_what_is_no_single_tap_changes_nothing() -> None:
    phone = card_phone()
    for nonsense in ({}, {"satisfied": "very"}, {"satisfied": "yes", "understood": "yes"}, {"other": "yes"}):
        assert phone.browser.post(phone.address("card"), nonsense).status_code == 422
    assert stored(phone).answered_at is None


def test_taking_back_deletes_at_once_and_one_may_tap_anew() -> None:
    phone = card_phone()
    phone.post("card", satisfied="no")
    page = phone.post("card_take_back")
    assert TEXT.taken_back.title.zh in words_on(page)
    card = stored(phone)
    assert (set(card.taps.values()), card.answered_at, card.browser_key) == ({""}, None, "")
    assert kinds(phone.candidate)[-1] == "card_taken_back"
    phone.post("card_take_back")
    assert kinds(phone.candidate).count("card_taken_back") == 1
    assert pressed(phone.post("card", satisfied="yes")) == ["yes"]


def test_a_forwarded_link_shows_and_changes_nothing_of_what_was_said() -> None:
    phone = card_phone()
    phone.post("card", satisfied="no")
    other = phone.forwarded()
    for answer in (
        other.get("door"),
        other.get("card"),
        other.post("card", satisfied="yes"),
        other.post("card_take_back"),
    ):
        assert answer.status_code == 403
        assert pressed(answer) == []
    assert stored(phone).satisfied == "no"


def test_past_its_date_nothing_can_be_said_but_taken_back(later: Clock) -> None:
    silent, said = card_phone(), card_phone()
    said.post("card", satisfied="yes")
    later(timedelta(days=31))
    assert silent.get("door").status_code == silent.get("card").status_code == 410
    assert silent.browser.post(silent.address("card"), {"satisfied": "yes"}).status_code == 410
    said.post("card", satisfied="no")
    assert stored(said).satisfied == "yes"
    assert TEXT.stands.zh in words_on(said.get("card"))
    assert TEXT.taken_back.title.zh in words_on(said.post("card_take_back"))
    assert (stored(silent).answered_at, stored(said).answered_at) == (None, None)


def test_after_a_stop_nothing_is_asked_and_what_was_said_can_be_taken_back() -> None:
    phone = card_phone()
    phone.post("card", satisfied="yes")
    stopped = phone.post("stop")
    assert phone.address("card") in stopped.content.decode()
    assert TEXT.questions[0].text.zh not in words_on(phone.get("door"))
    phone.post("card", satisfied="no")
    assert stored(phone).satisfied == "yes"
    phone.post("card_take_back")
    assert stored(phone).answered_at is None
    assert phone.address("card") not in phone.get("stop").content.decode()


def test_deleting_all_answers_deletes_what_was_said_behind_other_links_too() -> None:
    phone = make_phone()
    card = tapped(phone.candidate, "no", "partly")
    phone.answer(*KEYED_16)
    phone.post("stop")
    with scope(phone.workspace.pk):
        card.refresh_from_db()
    assert (card.answered_at, set(card.taps.values())) == (None, {""})
    assert kinds(phone.candidate)[-1] == "card_taken_back"


def test_a_colleague_cannot_tap_in_the_persons_place() -> None:
    phone = card_phone()
    phone.browser.force_login(owner_of(phone.workspace).user, backend=BACKEND)
    assert phone.browser.post(phone.address("card"), {"satisfied": "yes"}).status_code == 403
    assert stored(phone).answered_at is None


def test_another_kind_of_link_leads_to_no_card() -> None:
    phone: Phone = make_phone()
    for answer in (phone.browser.get(phone.address("card")), phone.browser.post(phone.address("card_take_back"))):
        assert answer.headers["Location"] == phone.address("door")
    lost = make_phone("three_taps")
    assert TEXT.over.title.zh in words_on(lost.get("door"))
