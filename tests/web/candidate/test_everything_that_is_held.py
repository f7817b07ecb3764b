"""After a code: everything that is held, in plain words; corrected and objected to in one tap."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_member, owner_of
from tests.web.candidate.codes import let_in
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import KEYED_16, Phone, make_phone, words_on
from xinqiao.capabilities.assessments.queries import has_shared
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint, TimelineEntry
from xinqiao.capabilities.candidates.operations import (
    add_note,
    add_sign,
    change_candidate,
    facts_of,
    set_tags,
)
from xinqiao.capabilities.consent.models import ConsentEvent
from xinqiao.foundation.audit.operations import Actor, record_view
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.journeys.desk import Step
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db


def person_of(phone: Phone) -> Candidate:
    with scope(phone.workspace.pk):
        return Candidate.objects.get(pk=phone.candidate.pk)


def test_every_stored_fact_stands_on_the_page_and_only_after_a_code() -> None:
    stored = {"email": "zhiyao@example.test", "phone": "+86 138 0013 8000", "company": "远山支付", "title": "架构师"}
    phone = make_phone(**stored, city="杭州", source_detail="十月的支付大会")
    owner = owner_of(phone.workspace)
    with scope(phone.workspace.pk):
        add_note(phone.candidate, "喜欢晚上聊", by=owner, now=NOW)
        add_sign(phone.candidate, "asked_question", observed_on=NOW.date(), by=owner, now=NOW)
        set_tags(phone.candidate, ["架构"], by=owner, now=NOW)
        record_view(Actor("member", 1, "interviewer"), phone.candidate.pk, now=NOW)
    shown = (*stored.values(), "沈知遥", "杭州", "十月的支付大会", "喜欢晚上聊", "架构", "面试官", "请您看五句话")
    bare = words_on(phone.get("held"))
    assert not [data for data in stored.values() if data in bare]
    words = words_on(let_in(phone).get("held"))
    assert [data for data in shown if data not in words] == []
    assert "zhiyao@example.test" not in words_on(phone.forwarded().get("held"))


def test_their_own_word_holds_at_once_and_is_undone_for_7_days(later: Clock) -> None:
    phone = let_in(make_phone(company="远山支付", title="架构师"))
    page = phone.post("store_correction", display_name="沈之遥", company="近水银行", title="架构师", city="")
    assert "已经改好" in words_on(page)
    person = person_of(phone)
    assert (person.display_name, person.company, person.pinyin) == ("沈之遥", "近水银行", "shen zhi yao")
    with scope(phone.workspace.pk):
        told = TimelineEntry.objects.get(candidate=person, kind="corrected")
        # A colleague changes the company meanwhile: that word stays.
        owner = owner_of(phone.workspace)
        facts = facts_of(person)
        change_candidate(
            person,
            facts.__class__(**{**facts.__dict__, "company": "第三家"}),
            owner=owner,
            opening=None,
            by=owner,
            now=NOW,
        )
    assert (told.direction, told.data["before"]["company"]) == ("in", "远山支付")
    assert "已经改回" in words_on(phone.post("undo_correction", correction=told.public_id))
    assert (person_of(phone).display_name, person_of(phone).company) == ("沈知遥", "第三家")
    assert "没有改动" in words_on(phone.post("undo_correction", correction=told.public_id))
    assert "没有改动" in words_on(phone.post("store_correction", display_name=""))


def test_addresses_are_theirs_to_give_and_take_and_nobody_learns_of_others() -> None:
    phone = let_in(make_phone(email="old@example.test"))
    make_candidate(phone.workspace, "单若谷", email="ruogu@example.test")
    phone.post("add_address", kind="email", value="new@example.test")
    for kind, value in (("email", "ruogu@example.test"), ("email", "no address"), ("wechat", "x_y_z")):
        assert "加不上" in words_on(phone.post("add_address", kind=kind, value=value))
    page = phone.get("correct").content.decode()
    sealed = page.split('name="point" value="')[1].split('"')[0]
    phone.post("remove_address", point=sealed)
    assert person_of(phone).email == "new@example.test"
    with scope(phone.workspace.pk):
        removed = TimelineEntry.objects.filter(candidate=phone.candidate, kind="corrected").latest("pk")
    phone.post("undo_correction", correction=removed.public_id)
    with scope(phone.workspace.pk):
        emails = ContactPoint.objects.filter(candidate=phone.candidate).values_list("value", flat=True)
        assert set(emails) == {"old@example.test", "new@example.test"}


def test_without_a_code_nothing_is_corrected_or_objected_to() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    for name, data in (("store_correction", {"display_name": "X"}), ("object_to", {"use": "tone"})):
        page = phone.post(name, **data)
        assert page.redirect_chain[-1][0].startswith(phone.address("code"))
    assert person_of(phone).display_name == "沈知遥"
    with scope(phone.workspace.pk):
        assert has_shared(phone.candidate)


@pytest.mark.parametrize("use", ["tone", "all"])
def test_an_objection_takes_the_shared_result_back_at_once(use: str) -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    words = words_on(let_in(phone).post("object_to", use=use))
    with scope(phone.workspace.pk):
        assert not has_shared(phone.candidate)
        assert ConsentEvent.objects.filter(candidate=phone.candidate, decision="objected", purpose="tone").exists()
    assert phone.terms().permission == ("stopped" if use == "all" else "granted")
    assert ("已经停下" if use == "all" else "已经收回") in words


def test_after_a_code_their_answers_and_promises_open_in_any_browser() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    other = phone.forwarded()
    assert other.get("answers").status_code == 403
    let_in(other)
    assert other.get("answers").status_code == 200
    assert "我们答应您的事" in words_on(other.get("promised"))
    assert "输入验证码在这里看" not in words_on(other.get("promised"))


def test_it_is_there_on_a_link_past_its_date(later: Clock) -> None:
    phone = make_phone(company="远山支付")
    later(timedelta(days=31))
    assert "远山支付" in words_on(let_in(phone).get("held"))


def test_what_they_allowed_is_told_as_it_was_said_and_while_data_are_only_kept() -> None:
    phone = let_in(make_phone(language="en"))
    phone.post("say_consent", purpose="recording", choice="yes", version="recording-1")
    phone.post("say_consent", purpose="voice", choice="no")
    phone.post("restriction", choice="restrict")
    words = words_on(phone.get("held"))
    assert "Yes: Recording our talks" in words
    assert "No: " in words
    assert "Your data are only kept" in words
    assert "refused" not in words
    assert [step for step in Step if not playbook().portal.planned_text(step)] == []


def test_a_note_is_told_with_the_role_of_its_writer_and_no_name() -> None:
    phone = make_phone(language="en")
    colleague = make_member(phone.workspace)
    with scope(phone.workspace.pk):
        colleague.user.name = "Somebody Else"
        colleague.user.save(update_fields=["name"])
        add_note(phone.candidate, "likes evenings", by=colleague, now=NOW)
    words = words_on(let_in(phone).get("held"))
    assert "likes evenings" in words
    assert colleague.user.name not in words


def test_nobody_tries_out_whose_addresses_are_held_here() -> None:
    phone = let_in(make_phone())
    make_candidate(phone.workspace, "别人", email="other@example.test")
    tries = [phone.post("add_address", kind="email", value="other@example.test").status_code for _ in range(11)]
    assert tries == [200] * 10 + [429]
    assert let_in(make_phone(workspace=phone.workspace)).post("add_address", kind="x").status_code == 200
