"""Everything on me in one file, and everything on me gone: after a code, with a way back, on both sides."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_member, owner_of
from tests.import_lists import csv_bytes, run_due, started
from tests.privacy.people_with_everything import person_with_everything
from tests.web.candidate.codes import let_in
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import Phone, make_phone, words_on
from tests.web.recruiter.desk import BACKEND, Desk, answers, words
from tests.web.recruiter.papers import docx
from xinqiao.capabilities.candidates.models import Candidate, Erasure
from xinqiao.capabilities.candidates.operations import attach, open_link, token_of
from xinqiao.capabilities.consent.keeping import hold, hold_reasons
from xinqiao.capabilities.importing.models import ImportRow
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.playbook.words import forbidden_words
from xinqiao.privacy.erasing import Ask, erase, lift_hold, take_back
from xinqiao.privacy.folders import personal_tables

pytestmark = pytest.mark.django_db
ADDRESS = "zhiyao@example.test"


@pytest.fixture(autouse=True)
def _own_places(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.REPLAY_LIST = tmp_path / "replay.jsonl"


def unpacked(answer: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_copy_is_complete_readable_and_names_no_colleague() -> None:
    workspace = make_phone().workspace
    owner = owner_of(workspace)
    thirds = {"before": make_candidate(workspace, "赵一"), "after": make_candidate(workspace, "钱二")}
    person = person_with_everything(workspace, 1, **thirds)
    with scope(workspace.pk):
        attach(person, io.BytesIO(docx("经历")), "简历.docx", by=owner, now=NOW)
        person = Candidate.objects.get(pk=person.pk)
        phone = Phone(workspace, person, token_of(open_link(person, "permission", by=owner, now=NOW)))
    Desk(owner).get("candidate", person.public_id)

    assert phone.browser.post(phone.address("copy")).headers["Location"].startswith(phone.address("code"))
    let_in(phone)
    page = phone.get("copy")
    assert "JSON" in words_on(page)
    # Whoever looks over a shoulder, or into the history, reads nothing.
    assert "<title>一页便笺</title>" in page.content.decode()
    files = unpacked(phone.browser.post(phone.address("copy")))

    assert set(files) == {"copy-zh.html", "copy-en.html", "copy.json", "papers/简历.docx"}
    assert files["papers/简历.docx"].startswith(b"PK")
    copy = json.loads(files["copy.json"])
    assert copy["format"] == "xinqiao-person-1"
    with scope(workspace.pk):
        for table in personal_tables():
            rows = sum(one.rows(person.pk).count() for one in personal_tables() if one.label == table.label)
            assert len(copy["tables"][table.label]) == rows, table.label
    assert ("candidate_viewed", "owner") in {(one["action"], one["role"]) for one in copy["history"]}
    for name in ("copy-zh.html", "copy-en.html", "copy.json"):
        text = files[name].decode()
        assert owner.user.name not in text
        assert owner.user.email not in text
        assert forbidden_words().found_in(text) == (), name
    assert "问得很细。" in files["copy-zh.html"].decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_erased_on_the_phone_taken_back_there_then_for_good_and_kept_from_coming_in_again(
    language: str, later: Clock
) -> None:
    phone = make_phone(said="granted", email=ADDRESS, language=language)
    desk = Desk(owner_of(phone.workspace), language=language)
    public_id = phone.candidate.public_id
    assert phone.browser.get(phone.address("erase")).headers["Location"].startswith(phone.address("code"))
    let_in(phone)
    assert phone.browser.post(phone.address("erase")).headers["Location"] == phone.address("erase")
    assert desk.get("candidate", public_id).status_code == 200

    page = phone.post("erase", when="later")
    assert page.status_code == 410
    assert phone.address("take_erasure_back") in page.content.decode()
    assert f'data-leave="{phone.address("leave")}"' in page.content.decode()
    assert "砚川科技" not in words_on(phone.get("leave"))
    assert desk.get("candidate", public_id).status_code == 404
    stranger = phone.forwarded()
    assert phone.address("take_erasure_back") not in stranger.get("door").content.decode()
    assert stranger.post("take_erasure_back").status_code == 410
    assert desk.get("candidate", public_id).status_code == 404

    later(timedelta(days=6))
    assert phone.browser.get(phone.address("take_erasure_back")).status_code == 405
    phone.post("take_erasure_back")
    assert desk.get("candidate", public_id).status_code == 200

    let_in(phone)
    assert phone.post("erase", when="at_once").status_code == 200
    assert phone.get("door").status_code == 404
    batch = started(phone.workspace, csv_bytes([("沈知遥", "", ADDRESS, "云帆科技")]))
    run_due()
    with scope(phone.workspace.pk):
        assert [row.reasons[0]["code"] for row in ImportRow.objects.filter(batch=batch)] == ["blocked"]
        assert not Candidate.objects.exists()
        assert Erasure.objects.filter(undone_at=None).get().rows == {}


@pytest.mark.parametrize(("when", "language"), [("at_once", "zh-hans"), ("later", "en")])
def test_under_a_legal_hold_they_are_out_of_use_and_destroyed_only_once_it_is_lifted(
    when: str, language: str, later: Clock, tmp_path: Path
) -> None:
    phone = make_phone(said="granted", email=ADDRESS, language=language)
    owner, public_id = owner_of(phone.workspace), phone.candidate.public_id
    with scope(phone.workspace.pk):
        hold(phone.candidate, "劳动仲裁未结", by=owner, now=NOW)
    page = words_on(let_in(phone).post("erase", when=when))
    assert ("法律要求暂时保存" if language == "zh-hans" else "The law requires") in page
    assert (phone.address("take_erasure_back") in phone.get("door").content.decode()) == (when == "later")
    later(timedelta(days=8))
    run_due(NOW + timedelta(days=8))
    assert phone.get("door").status_code == 410
    assert phone.address("take_erasure_back") not in phone.get("door").content.decode()
    desk = Desk(owner, now=NOW + timedelta(days=8))
    assert desk.get("candidate", public_id).status_code == 404
    with scope(phone.workspace.pk):
        reference = Erasure.objects.get(destroyed_at=None).public_id
    assert "劳动仲裁未结" in words(desk.get("erasures"))
    assert Desk(make_member(phone.workspace, Role.ADMIN)).post("erasure_lift_hold", reference).status_code == 403
    assert desk.post("erasure_lift_hold", reference).status_code == 303
    assert desk.post("erasure_lift_hold", reference).status_code == 404
    run_due(NOW + timedelta(days=8))
    with scope(phone.workspace.pk):
        gone = Erasure.objects.get()
        assert (gone.rows, gone.held_for, gone.destroyed_at is None) == ({}, "", False)
        assert AuditEntry.objects.get(action="legal_hold_lifted").actor_id == owner.pk
    assert phone.get("door").status_code == 404


def test_a_hold_that_was_lifted_meanwhile_does_not_come_back_with_them() -> None:
    phone = make_phone(email=ADDRESS)
    owner = owner_of(phone.workspace)
    with scope(phone.workspace.pk):
        hold(phone.candidate, "劳动仲裁未结", by=owner, now=NOW)
        erasure = erase(phone.candidate, Ask(), now=NOW)
        assert lift_hold(erasure, by=owner, now=NOW)
        person = take_back(erasure, now=NOW)
        assert hold_reasons(person) == []
        # A backup from before the lifting: whoever was destroyed since is destroyed again.
        hold(person, "劳动仲裁未结", by=owner, now=NOW)
        assert erase(person, Ask(at_once=True, past_holds=True), now=NOW).rows == {}


def test_a_colleague_cannot_press_in_their_place() -> None:
    phone = let_in(make_phone(email=ADDRESS))
    phone.browser.force_login(owner_of(phone.workspace).user, backend=BACKEND)
    for name, data in (("erase", {"when": "at_once"}), ("copy", {})):
        assert phone.post(name, **data).status_code == 403
    with scope(phone.workspace.pk):
        assert Candidate.objects.exists()


def test_at_the_desk_their_words_are_needed_and_the_reference_leads_back() -> None:
    phone = make_phone(email=ADDRESS)
    owner, public_id = owner_of(phone.workspace), phone.candidate.public_id
    desk, said = Desk(owner), {"way": "in_person", "said_on": "2026-11-02", "words": "请删掉我的资料"}
    assert Desk(make_member(phone.workspace)).post("candidate_erase", public_id, **said).status_code == 403
    assert desk.post("candidate_erase", public_id, way="in_person").status_code == 422
    assert desk.post("candidate_erase", public_id, **said).status_code == 303
    assert desk.get("candidate", public_id).status_code == 404
    # The person did not ask here, so this browser cannot take it back either.
    assert phone.address("take_erasure_back") not in phone.get("door").content.decode()
    with scope(phone.workspace.pk):
        reference = Erasure.objects.get().public_id
    page = desk.get("erasures")
    assert reference in words(page)
    assert phone.candidate.display_name not in words(page)
    assert Desk(make_member(phone.workspace, Role.ADMIN)).get("erasures").status_code == 403
    assert desk.post("erasure_take_back", reference, way="in_person").status_code == 422
    assert desk.post("erasure_take_back", reference, **said).status_code == 303
    assert desk.get("candidate", public_id).status_code == 200


def test_the_owner_makes_the_copy_once_they_made_sure_who_asks() -> None:
    phone = make_phone(email=ADDRESS)
    shared, private = answers(phone.candidate), answers(phone.candidate, decision="private")
    desk, public_id = Desk(owner_of(phone.workspace)), phone.candidate.public_id
    assert Desk(make_member(phone.workspace)).post("candidate_full_copy", public_id).status_code == 403
    assert desk.post("candidate_full_copy", public_id, checked="nobody").status_code == 422
    answer = desk.post("candidate_full_copy", public_id, checked="called_back")
    copy = json.loads(unpacked(answer)["copy.json"])["tables"]
    # What is not shared no colleague sees, in no file either; the person's own copy has it.
    assert [row["public_id"] for row in copy["assessments.Response"]] == [shared.public_id]
    assert {row["response"] for row in copy["assessments.Score"]} == {shared.public_id}
    own = json.loads(unpacked(let_in(phone).browser.post(phone.address("copy")))["copy.json"])["tables"]
    assert {row["public_id"] for row in own["assessments.Response"]} == {shared.public_id, private.public_id}
    with scope(phone.workspace.pk):
        assert AuditEntry.objects.filter(action="copy_made", detail={"checked": "called_back"}).count() == 1
