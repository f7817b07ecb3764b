"""Papers on a record: stored by content, read as words, handed out as downloads only, taken away with an undo."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, kinds, words
from tests.web.recruiter.papers import LOCKED_PDF, PDF, docx
from xinqiao.capabilities.candidates.models import Attachment, Candidate
from xinqiao.capabilities.candidates.tasks import delete_old_files
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.jobs.runner import Worker
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db
TASK = f"{delete_old_files.__module__}:{delete_old_files.__name__}"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files" / "people"


def store(desk: Desk, person: Candidate, content: bytes, name: str = "简历.pdf") -> Any:
    return desk.post("attachment_add", person.public_id, paper=SimpleUploadedFile(name, content), complete="1")


def papers(person: Candidate) -> list[Attachment]:
    with scope(person.workspace_id):
        return list(Attachment.objects.filter(candidate=person).order_by("id"))


def audited(person: Candidate) -> list[str]:
    with scope(person.workspace_id):
        return list(AuditEntry.objects.filter(subject_id=person.pk).order_by("id").values_list("action", flat=True))


def test_a_resume_is_stored_and_its_words_are_read() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    answer = store(desk, person, docx("砚川科技 &lt;b&gt;"), "沈知遥.pdf")
    assert answer.status_code == 303
    [paper] = papers(person)
    assert (paper.kind, paper.file_name) == ("docx", "沈知遥.docx")
    page = desk.get("attachment", person.public_id, paper.public_id)
    assert "砚川科技 <b>" in words(page)
    assert "<b>" not in page.content.decode()
    assert kinds(person) == ["added", "attachment_added"]
    assert audited(person)[-2:] == ["attachment_added", "attachment_viewed"]


def test_a_pdf_is_never_shown_only_handed_out() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    store(desk, person, PDF)
    [paper] = papers(person)
    assert "1 page" in words(desk.get("attachment", person.public_id, paper.public_id))
    answer = desk.get("attachment_download", person.public_id, paper.public_id)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/octet-stream"
    assert audited(person)[-1] == "attachment_downloaded"


def test_a_password_is_said() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    store(desk, person, LOCKED_PDF)
    assert "protected with a password" in words(desk.get("candidate", person.public_id))
    [paper] = papers(person)
    assert "protected with a password" in words(desk.get("attachment", person.public_id, paper.public_id))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"MZ a program", "neither a PDF nor a Word document"),
        (docx("a", more={"word/vbaProject.bin": b"x"}), "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word file"),
        (PDF[:50], "damaged"),
        (PDF + b"0" * (20 * 1024 * 1024) + b"%%EOF", "larger than 20 MB"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(content: bytes, said: str, files: Path) -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    answer = store(Desk(owner_of(workspace)), person, content)
    assert answer.status_code == 422
    assert said in words(answer)
    assert papers(person) == []
    assert not files.exists() or list(files.iterdir()) == []


def test_a_form_that_was_cut_off_stores_nothing() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    answer = desk.post("attachment_add", person.public_id, paper=SimpleUploadedFile("a.pdf", PDF))
    assert answer.status_code == 422
    assert papers(person) == []


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> str:
        raise file_store.StoreFull

    monkeypatch.setattr(file_store, "save", full)
    workspace = make_workspace()
    person = make_candidate(workspace)
    assert "no room left" in words(store(Desk(owner_of(workspace)), person, PDF))


def test_a_paper_taken_away_comes_back_within_seven_days_and_goes_after() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    store(desk, person, PDF)
    [paper] = papers(person)
    desk.post("attachment_remove", person.public_id, paper.public_id)
    assert desk.get("attachment", person.public_id, paper.public_id).status_code == 404
    assert desk.get("attachment_download", person.public_id, paper.public_id).status_code == 404
    assert file_store.path_of(paper.stored_file).exists()
    desk.submit(desk.undo_of_last_toast(desk.get("candidate", person.public_id)))
    assert desk.get("attachment", person.public_id, paper.public_id).status_code == 200
    desk.post("attachment_remove", person.public_id, paper.public_id)
    sweep(now=NOW + timedelta(days=8))
    assert papers(person) == []
    with pytest.raises(file_store.FileMissing):
        file_store.path_of(paper.stored_file)
    assert desk.post("attachment_restore", person.public_id, paper.public_id).status_code == 404


def test_files_that_no_record_knows_go_after_a_day_and_known_ones_stay() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    store(Desk(owner_of(workspace)), person, PDF)
    lost = file_store.save([b"x"], folder="people", limit=10)
    for name in (lost, papers(person)[0].stored_file):
        os.utime(file_store.path_of(name), (NOW.timestamp(), NOW.timestamp()))
    sweep(now=NOW + timedelta(hours=23))
    assert file_store.path_of(lost).exists()
    sweep(now=NOW + timedelta(hours=25))
    with pytest.raises(file_store.FileMissing):
        file_store.path_of(lost)
    assert file_store.path_of(papers(person)[0].stored_file).exists()


def sweep(*, now: Any) -> None:
    enqueue(TASK, now=now)
    Worker(clock=lambda: now, _next_schedule=float("inf")).run_once()


def test_outsiders_and_readers_neither_see_nor_touch_a_paper() -> None:
    workspace, other = make_workspace(), make_workspace()
    person, theirs = make_candidate(workspace), make_candidate(other)
    store(Desk(owner_of(workspace)), person, PDF)
    [paper] = papers(person)
    outsider = Desk(owner_of(other))
    for name in ("attachment", "attachment_download"):
        assert outsider.get(name, person.public_id, paper.public_id).status_code == 404
        assert outsider.get(name, theirs.public_id, paper.public_id).status_code == 404
    assert outsider.post("attachment_remove", theirs.public_id, paper.public_id).status_code == 404
    for role in (Role.INTERVIEWER, Role.VIEWER):
        reader = Desk(make_member(workspace, role))
        assert reader.get("attachment_download", person.public_id, paper.public_id).status_code == 403
        assert store(reader, person, PDF).status_code == 403
        assert paper.file_name not in words(reader.get("candidate", person.public_id))
    assert len(papers(person)) == 1


def test_another_persons_paper_is_not_found_under_this_record() -> None:
    workspace = make_workspace()
    person, other = make_candidate(workspace), make_candidate(workspace, "王二")
    desk = Desk(owner_of(workspace))
    store(desk, person, PDF)
    [paper] = papers(person)
    assert desk.get("attachment", other.public_id, paper.public_id).status_code == 404
