"""The letter about the day: figures and a link, once a day at most, and never twice whatever happens."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django.fixtures import Settings

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.import_lists import worker
from tests.promises import TODAY, promised
from tests.web.recruiter.desk import Desk, answers, words
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import User, Workspace
from xinqiao.journeys import letters
from xinqiao.journeys.models import Digest
from xinqiao.journeys.operations import add_task, begin_letter

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TASK = "xinqiao.journeys.tasks:send_letters_of_the_day"
# Tuesday, 8:30 in Shanghai.
MORNING = datetime(2026, 11, 3, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _mail_server(settings: Settings) -> None:
    settings.MAIL_CONFIGURED = True


def run(now: datetime = MORNING) -> list[Any]:
    """What the worker mails at this moment."""
    before = len(mail.outbox)
    enqueue(TASK, now=now)
    assert worker(now).run_once()
    assert Job.objects.latest("id").state == "done"
    return mail.outbox[before:]


def busy(workspace: Workspace) -> None:
    """Two promises due, an answer in, a task, somebody to be told."""
    owner = owner_of(workspace)
    for name in ("单若谷", "沈知遥"):
        promised(make_candidate(workspace, name), due_on=TODAY + timedelta(days=1))
    answers(make_candidate(workspace, "陆明溪"), now=NOW)
    untold = make_candidate(workspace, "曾以安")
    with scope(workspace.pk):
        add_task(make_candidate(workspace, "欧阳砚"), "回电", due_on=TODAY, owner=owner, by=owner, now=NOW)
        Candidate.objects.filter(pk=untold.pk).update(notice_due_at=NOW + timedelta(days=3))


def test_it_holds_figures_and_a_link_and_no_name() -> None:
    workspace = make_workspace()
    busy(workspace)
    owner = owner_of(workspace)
    User.objects.filter(pk=owner.user_id).update(language="en")
    [letter] = run()
    assert (letter.to, letter.subject) == ([owner.user.email], "Xinqiao: your day")
    for line in ("2 promises are due", "1 answer is in", "1 person has yet to be told", "1 task of yours is due"):
        assert line in letter.body
    assert f"/w/{workspace.slug}/" in letter.body
    assert "/account/me/" in letter.extra_headers["List-Unsubscribe"]
    for name in ("单若谷", "沈知遥", "陆明溪", "曾以安", "欧阳砚", "回电"):
        assert name not in letter.subject + letter.body


def test_it_speaks_the_members_language() -> None:
    workspace = make_workspace()
    busy(workspace)
    [letter] = run()
    assert letter.subject == "信桥：今天的事"
    assert "2 件答应过的事快到期了" in letter.body


def test_one_a_day_and_news_only_once() -> None:
    workspace = make_workspace()
    answers(make_candidate(workspace), now=NOW)
    assert len(run()) == 1
    assert run(MORNING + timedelta(minutes=30)) == []
    assert run(MORNING + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("often", "now", "count"),
    [
        ("never", MORNING, 0),
        ("weekly", MORNING, 0),
        ("weekly", MORNING + timedelta(days=6), 1),
        ("daily", MORNING + timedelta(hours=4), 0),
        ("daily", MORNING + timedelta(days=4), 0),
    ],
)
def test_it_comes_as_chosen_on_the_morning_of_a_workday(often: str, now: datetime, count: int) -> None:
    workspace = make_workspace()
    busy(workspace)
    User.objects.filter(pk=owner_of(workspace).user_id).update(digest=often)
    assert len(run(now)) == count


def test_who_has_nothing_or_only_reads_gets_none() -> None:
    workspace = make_workspace()
    busy(workspace)
    make_member(workspace), make_member(workspace, "viewer")
    make_workspace()
    assert [one.to for one in run()] == [[owner_of(workspace).user.email]]


def test_an_answer_that_was_put_away_is_no_news() -> None:
    workspace = make_workspace()
    answers(make_candidate(workspace), now=NOW)
    desk = Desk(owner_of(workspace))
    page = desk.get("today").content.decode()
    done = next(part.split('"')[0] for part in page.split('action="')[1:] if "/done/" in part)
    desk.submit(done)
    assert run() == []


def test_a_worker_killed_after_the_claim_sends_no_second_one() -> None:
    workspace = make_workspace()
    busy(workspace)
    owner = owner_of(workspace)
    with scope(workspace.pk):
        assert begin_letter(owner, day=MORNING.date(), now=MORNING)
        assert not begin_letter(owner, day=MORNING.date(), now=MORNING)
    assert run() == []


def test_a_mail_server_that_fails_ends_the_run_and_repeats_nothing(settings: Settings) -> None:
    first, second = make_workspace(), make_workspace()
    busy(first), busy(second)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert run() == []
    settings.EMAIL_BACKEND = working
    assert [one.to for one in run(MORNING + timedelta(minutes=30))] == [[owner_of(second).user.email]]


class RefusesOne(EmailBackend):
    """A server that works and does not take this one address."""

    address = ""

    def send_messages(self, messages: Any) -> int:
        if self.address in messages[0].to:
            raise smtplib.SMTPRecipientsRefused({self.address: (550, b"no such user")})
        return super().send_messages(messages)


def test_a_mailbox_that_is_gone_keeps_nobody_elses_letter_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_workspace(), make_workspace()
    busy(first), busy(second)
    settings.EMAIL_BACKEND = f"{__name__}.RefusesOne"
    monkeypatch.setattr(RefusesOne, "address", owner_of(first).user.email)
    assert [one.to for one in run()] == [[owner_of(second).user.email]]
    assert Job.objects.latest("id").result == {"sent": 1, "lost": 1}


def test_without_a_mail_server_nothing_leaves_and_the_account_says_so(settings: Settings) -> None:
    settings.MAIL_CONFIGURED = False
    workspace = make_workspace()
    busy(workspace)
    assert run() == []
    with scope(workspace.pk):
        assert not Digest.objects.exists()
    assert "No mail server is set up here" in words(Desk(owner_of(workspace)).open("/account/me/"))


def test_reading_for_many_members_asks_as_often_as_for_one(django_assert_num_queries: Any) -> None:
    workspace = make_workspace()
    busy(workspace)
    for _ in range(6):
        colleague = make_member(workspace)
        promised(make_candidate(workspace, f"人{colleague.pk}", owner=colleague), due_on=TODAY)
    with django_assert_num_queries(1):
        [(_, members)] = list(letters.members_due(now=MORNING))
    with scope(workspace.pk), django_assert_num_queries(8):
        assert len(letters.letters_for(members, now=MORNING)) == 7
