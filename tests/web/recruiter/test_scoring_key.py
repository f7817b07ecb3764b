"""The owner switches the scoring key: preview, re-scoring, one key on every page, no pace loosened."""

from __future__ import annotations

import re
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, answers, words
from xinqiao.capabilities.assessments.key_switching import SwitchUnderWay, ask_switch
from xinqiao.capabilities.assessments.keys import team_key
from xinqiao.capabilities.assessments.models import KeySwitch, Response, Score
from xinqiao.capabilities.assessments.queries import readings_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.domain.scale import TOS5_KEYED, TOS5_PRINTED
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.runner import Worker
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys.queries import portrait
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db

# Keyed 14 and plainly 20: guarded by one key, open by the other.
GUARDED_OR_OPEN = (4, 4, 4, 3, 5)
# Keyed 24 and plainly 10.
OPEN_OR_GUARDED = (1, 1, 2, 1, 5)


def work(now: datetime = NOW) -> None:
    """Runs what is due, as the worker would."""
    worker = Worker(clock=lambda: now, _next_schedule=float("inf"))
    while worker.run_once():
        pass


def owners_desk() -> Desk:
    return Desk(owner_of(make_workspace()), language="zh-hans")


def only_keyed() -> None:
    """As rows are that were stored before there was a second key."""
    Score.objects.filter(scoring_key=TOS5_PRINTED.id).delete()


def test_the_preview_counts_and_says_that_no_pace_loosens() -> None:
    desk = owners_desk()
    answers(make_candidate(desk.member.workspace, "甲"), GUARDED_OR_OPEN)
    answers(make_candidate(desk.member.workspace, "乙"), (3, 3, 3, 3, 3))
    answers(make_candidate(desk.member.workspace, "丙"), OPEN_OR_GUARDED, decision="private")
    invented = make_candidate(desk.member.workspace, "丁")
    answers(invented, GUARDED_OR_OPEN)
    with scope(desk.member.workspace.pk):
        Candidate.objects.filter(pk=invented.pk).update(is_sample=True)
    page = words(desk.get("scoring_key"))
    assert "有结果的 2 人中，1 人的类型会变" in page
    assert "任何人的节奏都不会变快" in page
    assert "反向计分" in page
    assert "直接相加" in page
    # Only counts: nobody is named.
    assert "甲" not in page


def test_after_the_job_every_page_reads_the_new_key_and_the_answers_are_as_they_were() -> None:
    desk = owners_desk()
    person = make_candidate(desk.member.workspace)
    answers(person, GUARDED_OR_OPEN)
    with scope(desk.member.workspace.pk):
        only_keyed()
        given = list(Response.objects.values())
    desk.post("scoring_key_switch", TOS5_PRINTED.id)
    with scope(desk.member.workspace.pk):
        assert [one.total for one in readings_of(person)] == [14]
    assert "正在改为" in words(desk.get("scoring_key"))
    assert "重新计分" in words(desk.get("jobs"))
    work()
    with scope(desk.member.workspace.pk):
        assert [one.total for one in readings_of(person)] == [20]
        assert list(Response.objects.values()) == given
        assert Job.objects.get(task__contains="rescore").done_count == 1
        assert AuditEntry.objects.filter(action="scoring_key_in_force", detail={"key": TOS5_PRINTED.id}).count() == 1
    page = words(desk.get("candidate", person.public_id))
    assert "20 ± 4.3" in page
    assert "直接相加" in page
    assert "开放型" in page
    assert "直接相加" in words(desk.get("psychometrics"))
    about = desk.get("about_score")
    assert "用直接相加的方式计分" in words(about)
    assert "6 减所选</td>" not in about.content.decode()


def test_a_switch_keeps_the_slower_tempo_until_the_next_answers() -> None:
    desk = owners_desk()
    person, other = make_candidate(desk.member.workspace, "甲"), make_candidate(desk.member.workspace, "乙")
    answers(person, GUARDED_OR_OPEN)
    answers(other, OPEN_OR_GUARDED)

    def days() -> list[int | None]:
        with scope(desk.member.workspace.pk):
            return [portrait(one, sees_score=True, book=playbook()).advice.interval_days for one in (person, other)]

    assert days() == [14, 3]
    undo = desk.undo_of_last_toast(desk.open(desk.post("scoring_key_switch", TOS5_PRINTED.id)["Location"]))
    work()
    # The first would read as open; the second reads as perhaps reserved, so that we ask nothing.
    assert days() == [14, None]
    assert "换计分方式之前" in words(desk.get("candidate", person.public_id))
    desk.submit(undo)
    # A second tap does not take the first one back.
    assert "没有可以撤回" in words(desk.open(desk.submit(undo)["Location"]))
    work()
    assert "没有可以撤回" in words(desk.open(desk.submit(undo)["Location"]))
    with scope(desk.member.workspace.pk):
        assert [one.total for one in readings_of(person)] == [14]
    assert days() == [14, None]
    with scope(desk.member.workspace.pk):
        assert KeySwitch.objects.filter(in_force_at__isnull=False).count() == 2
    answers(other, OPEN_OR_GUARDED, now=NOW + timedelta(days=8))
    assert days() == [14, 3]
    # Had the clock been set back in between, the switch that followed would hold all the same.
    with scope(desk.member.workspace.pk):
        KeySwitch.objects.filter(scoring_key=TOS5_KEYED.id).update(in_force_at=NOW - timedelta(hours=1))
        assert team_key().id == TOS5_KEYED.id


def test_the_job_may_be_repeated_and_a_stopped_switch_changes_nothing() -> None:
    desk = owners_desk()
    person = make_candidate(desk.member.workspace)
    answers(person, GUARDED_OR_OPEN)
    with scope(desk.member.workspace.pk):
        only_keyed()
    desk.post("scoring_key_switch", TOS5_PRINTED.id)
    desk.post("scoring_key_switch", TOS5_PRINTED.id)
    page = desk.get("scoring_key")
    assert "正在进行" in words(page)
    stop = re.search(r'action="([^"]+/back/[^"]+)"', page.content.decode())
    assert stop
    desk.submit(stop.group(1))
    work()
    with scope(desk.member.workspace.pk):
        assert [one.key for one in readings_of(person)] == [TOS5_KEYED.id]
    desk.post("scoring_key_switch", TOS5_PRINTED.id)
    work()
    # A worker that died after its last block leaves the job to be done once more.
    Job.objects.filter(state="done").update(state="waiting", attempts=0)
    work()
    with scope(desk.member.workspace.pk):
        assert Score.objects.count() == 2
        assert KeySwitch.objects.filter(in_force_at__isnull=False).count() == 1
        assert AuditEntry.objects.filter(action="scoring_key_in_force").count() == 1


def test_taking_back_a_switch_that_failed_does_not_begin_it_anew() -> None:
    desk = owners_desk()
    answers(make_candidate(desk.member.workspace), GUARDED_OR_OPEN)
    desk.post("scoring_key_switch", TOS5_PRINTED.id)
    work()
    desk.post("scoring_key_switch", TOS5_KEYED.id)
    Job.objects.filter(state="waiting").update(state="failed")
    with scope(desk.member.workspace.pk):
        failed = KeySwitch.objects.latest("id").public_id
    desk.post("scoring_key_undo", failed)
    assert "没有可以撤回" in words(desk.get("scoring_key"))
    with scope(desk.member.workspace.pk):
        assert KeySwitch.objects.count() == 2
        assert not Job.objects.filter(state="waiting").exists()


@pytest.mark.django_db(transaction=True)
def test_of_owners_who_switch_at_the_same_moment_one_does() -> None:
    owner, start = owner_of(make_workspace()), threading.Barrier(3)
    outcomes: list[str] = []

    def ask() -> None:
        start.wait(timeout=10)
        try:
            with scope(owner.workspace_id):
                ask_switch(TOS5_PRINTED.id, by=owner, now=NOW)
            outcomes.append("asked")
        except SwitchUnderWay:
            outcomes.append("told")
        finally:
            connection.close()

    owners = [threading.Thread(target=ask) for _ in range(3)]
    for one in owners:
        one.start()
    for one in owners:
        one.join(timeout=30)
    assert sorted(outcomes) == ["asked", "told", "told"]


def test_an_unknown_key_and_the_present_one_change_nothing() -> None:
    desk = owners_desk()
    assert desk.post("scoring_key_switch", "tos5-other-9").status_code == 404
    desk.post("scoring_key_switch", TOS5_KEYED.id)
    assert "已经在用" in words(desk.get("scoring_key"))
    assert desk.post("scoring_key_undo", "x").status_code == 404
    with scope(desk.member.workspace.pk):
        assert not KeySwitch.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.RECRUITER, Role.INTERVIEWER, Role.VIEWER])
def test_nobody_but_the_owner_sees_or_switches(role: Role) -> None:
    desk = Desk(make_member(make_workspace(), role))
    assert desk.get("scoring_key").status_code == 403
    assert desk.post("scoring_key_switch", TOS5_PRINTED.id).status_code == 403
    assert desk.post("scoring_key_undo", "x").status_code == 403
    assert "scoring-key" not in desk.get("settings").content.decode()


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries: Any) -> None:
    desk = owners_desk()
    for number in range(12):
        answers(make_candidate(desk.member.workspace, f"人{number}"), GUARDED_OR_OPEN, now=NOW - timedelta(days=number))
    with django_assert_max_num_queries(16):
        desk.get("scoring_key")
