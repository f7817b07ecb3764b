"""kill -9 while mail leaves or people are destroyed: nothing goes out twice, nobody is left half."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.faults.mail_sink import mail_sink
from tests.faults.processes import BRIEF_LEASE, fork, kill, wait_until
from tests.import_lists import NEVER
from tests.privacy.people_everywhere import places_with
from tests.promises import TODAY, promised
from tests.web.recruiter.papers import docx
from xinqiao.capabilities.candidates.models import Candidate, Erasure, OneTimeCode
from xinqiao.capabilities.candidates.operations import attach, open_link
from xinqiao.capabilities.candidates.queries import code_addresses
from xinqiao.capabilities.candidates.tasks import delete_old_files
from xinqiao.capabilities.consent.models import RetentionRun
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.gateways import replay_list
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.jobs.runner import Worker
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.journeys.codes import ask_by_mail
from xinqiao.journeys.models import Digest
from xinqiao.privacy import retention
from xinqiao.privacy.erasing import DESTROYED, Ask, erase
from xinqiao.privacy.folders import personal_tables

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

KILLS = 25 if os.environ.get("XINQIAO_FULL") == "1" else 2
MANY = 3 * KILLS
SEED = int(os.environ.get("XINQIAO_SEED", "20261130"))
# Tuesday, 8:30 in Shanghai.
MORNING = datetime(2026, 11, 3, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_places(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.REPLAY_LIST = tmp_path / "replay.jsonl"


def mail_to(settings: Any, port: int) -> None:
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False


def worker_from(moment: datetime) -> Worker:
    """Its clock runs, and stands at this moment now; plans nothing by itself."""
    ahead = moment - datetime.now(UTC)
    lease = BRIEF_LEASE
    return Worker(clock=lambda: datetime.now(UTC) + ahead, lease=lease, poll_seconds=0.02, _next_schedule=NEVER)


def killed_until_done(moment: datetime, progress: Callable[[], int]) -> None:
    """Workers that die again and again at a random point of their work, and one that lives, in this process."""
    Job.objects.update(max_attempts=KILLS + 20)
    dice, living = random.Random(SEED), worker_from(moment)

    def is_done() -> bool:
        return not Job.objects.exclude(state=Job.State.DONE).exists()

    for _ in range(KILLS):
        goal = progress() + dice.randint(1, 3)
        pid = fork(living.run_forever)
        wait_until(lambda goal=goal: progress() >= goal or is_done())  # type: ignore[misc]
        kill(pid)

    def go_on() -> bool:
        living.run_once()
        return is_done()

    wait_until(go_on, seconds=60)


def test_no_letter_about_the_day_leaves_twice(settings: Any) -> None:
    workspace = make_workspace()
    members = [make_member(workspace) for _ in range(MANY)]
    for number, member in enumerate(members):
        promised(make_candidate(workspace, f"沈知遥{number}", owner=member), due_on=TODAY + timedelta(days=1))
    enqueue("xinqiao.journeys.tasks:send_letters_of_the_day", now=MORNING)
    with mail_sink() as (port, taken):
        mail_to(settings, port)
        killed_until_done(MORNING, taken.total)
    with scope(workspace.pk):
        assert Digest.objects.count() == MANY
    assert set(taken.values()) == {1}
    # A kill between the claim and the handing over costs that one letter.
    assert taken.total() >= MANY - KILLS


def test_no_code_leaves_twice(settings: Any) -> None:
    workspace = make_workspace()
    people = [make_candidate(workspace, f"沈知遥{n}", email=f"code{n}@example.test") for n in range(MANY)]
    with scope(workspace.pk):
        for person in people:
            link = open_link(person, "permission", by=owner_of(workspace), now=NOW)
            ask_by_mail(link, code_addresses(person)[0], browser_key="k", language="zh-hans", now=NOW)
    with mail_sink() as (port, taken):
        mail_to(settings, port)
        killed_until_done(NOW, taken.total)
    with scope(workspace.pk):
        assert not OneTimeCode.objects.filter(sent_at=None).exists()
    assert set(taken.values()) == {1}
    assert taken.total() >= MANY - KILLS


def people_with_papers(workspace: Workspace, count: int) -> list[Candidate]:
    people = [make_candidate(workspace, f"沈知遥{n}", email=f"p{workspace.pk}-{n}@example.test") for n in range(count)]
    with scope(workspace.pk):
        for person in people:
            attach(person, io.BytesIO(docx("经历")), "简历.docx", by=owner_of(workspace), now=NOW)
    return people


def nothing_is_left_of(people: list[Candidate]) -> None:
    for person in people:
        with scope(person.workspace_id):
            assert [table.label for table in personal_tables() if table.rows(person.pk).exists()] == []


def papers_kept(settings: Any) -> int:
    """After the daily sweep for what a kill left between the rows and their files."""
    Job.objects.all().delete()
    later = datetime.now(UTC) + timedelta(days=2)
    enqueue(f"{delete_old_files.__module__}:{delete_old_files.__name__}", now=later)
    worker_from(later).run_once()
    assert Job.objects.get().state == Job.State.DONE
    return len(list((Path(settings.FILES_ROOT) / "people").iterdir()))


def test_retention_destroys_each_person_whole_and_proves_each_once(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    workspace = make_workspace()
    staying, *going = people_with_papers(workspace, MANY + 1)
    with scope(workspace.pk):
        ids = [person.pk for person in going]
        Candidate.objects.filter(pk__in=ids).update(notice_due_at=NOW - timedelta(days=1))

    def gone() -> int:
        with scope(workspace.pk):
            return MANY + 1 - Candidate.objects.count()

    enqueue("xinqiao.privacy.tasks:run_retention", now=NOW)
    killed_until_done(NOW, gone)
    nothing_is_left_of(going)
    with scope(workspace.pk):
        assert Candidate.objects.get().pk == staying.pk
        assert sum(RetentionRun.objects.filter(rule=retention.NEVER_TOLD).values_list("count", flat=True)) == MANY
        assert AuditEntry.objects.filter(action="candidate_expired").count() == MANY
    assert papers_kept(settings) == 1
    assert [n for n in range(MANY + 1) if places_with(f"p{workspace.pk}-{n}@", tmp_path, workspace)] == [0]


def test_everybody_erased_is_destroyed_listed_and_cleaned(settings: Any) -> None:
    teams = [make_workspace() for _ in range(MANY // 2)]
    people = [person for team in teams for person in people_with_papers(team, 2)]
    for person in people:
        with scope(person.workspace_id):
            erase(person, Ask(), now=NOW - timedelta(days=8))
    Job.objects.all().delete()

    def erasures(**asked: Any) -> int:
        count = 0
        for team in teams:
            with scope(team.pk):
                count += Erasure.objects.filter(**asked).count()
        return count

    enqueue("xinqiao.privacy.tasks:destroy_due_people", now=NOW)
    killed_until_done(NOW, lambda: erasures(destroyed_at__isnull=False))
    nothing_is_left_of(people)
    assert erasures(destroyed_at__isnull=False, cleaned_at__isnull=False, rows={}) == len(people)
    newest = {line["row"]: line["state"] for line in replay_list.read()}
    assert newest == {person.public_id: DESTROYED for person in people}
    assert papers_kept(settings) == 0
