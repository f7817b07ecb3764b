"""What time, merging and the send check make of promises, whatever page was used."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.import_lists import worker
from tests.promises import EVIDENCE, FRIDAY, TODAY, WORDS, history, missed, promised, seen, stored
from tests.web.recruiter.desk import kinds, says
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import NotToldYet
from xinqiao.capabilities.promises import operations
from xinqiao.capabilities.promises.models import Promise, PromiseEvent
from xinqiao.capabilities.promises.operations import BadDay, Given, NotOpenToUs, Overtaken
from xinqiao.capabilities.promises.queries import Broken, blocks_asks, broken_by_candidate, broken_to
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.privacy.merging import merge, unmerge

pytestmark = pytest.mark.django_db
TASK = "xinqiao.journeys.tasks:mark_missed_promises"


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def run_schedule(now: datetime) -> dict[str, int]:
    enqueue(TASK, now=now)
    assert worker(now).run_once()
    result: dict[str, int] = Job.objects.order_by("-pk")[0].result
    return result


def test_it_is_missed_when_the_day_is_over_where_the_person_lives(workspace: Workspace) -> None:
    here, there = (
        promised(make_candidate(workspace, name, time_zone=zone))
        for name, zone in (("沈知遥", ""), ("程一", "America/Los_Angeles"))
    )
    stopped = make_candidate(workspace, "停")
    silent = promised(stopped)
    says(stopped, "stopped")
    before, after = datetime(2026, 11, 6, 15, 59, tzinfo=UTC), datetime(2026, 11, 6, 16, 1, tzinfo=UTC)
    assert run_schedule(before)["missed"] == 0
    assert run_schedule(after)["missed"] == 1
    assert run_schedule(after)["missed"] == 0
    assert (stored(here).state, stored(here).missed_at, stored(there).state) == ("missed", after, "open")
    assert run_schedule(after + timedelta(hours=16))["missed"] == 1
    assert [history(one) for one in (here, there)] == [["made", "missed"], ["made", "missed"]]
    assert kinds(here.candidate) == ["added", "promise_made", "promise_missed"]
    # What may no longer be sent cannot be missed.
    assert stored(silent).state == "open"


def test_a_report_before_a_holiday_is_answered_on_the_second_working_day_after_it(workspace: Workspace) -> None:
    person = make_candidate(workspace)
    with scope(workspace.pk):
        before_national_day = datetime(2026, 9, 30, 9, tzinfo=UTC)
        told = operations.report(person, "说过会回电话", said_day=None, now=before_national_day)
    assert told.due_on == date(2026, 10, 9)


def test_an_answer_that_waits_keeps_a_report_in_time_until_it_lapses(workspace: Workspace) -> None:
    person, by = make_candidate(workspace), owner_of(workspace)
    with scope(workspace.pk):
        told = operations.report(person, "说过会回电话", said_day=None, now=NOW)
        other = operations.report(person, "说过会发资料", said_day=None, now=NOW)
        assert told.due_on == date(2026, 11, 4)
        assert operations.report(person, "说过会回电话", said_day=None, now=NOW).pk == told.pk
        operations.offer(told, "new_day", WORDS, day=FRIDAY, by=by, now=NOW, seen=seen(told))
    assert run_schedule(NOW + timedelta(days=3))["missed"] == 1
    assert (stored(told).state, stored(other).state) == ("open", "missed")
    # The offered day has gone by unanswered: nothing waits for the person any more.
    assert run_schedule(NOW + timedelta(days=5)) == {"missed": 0, "lapsed": 1}
    assert run_schedule(NOW + timedelta(days=5)) == {"missed": 1, "lapsed": 0}
    assert history(told) == ["made", "offered", "lapsed", "missed"]


def test_what_was_missed_blocks_new_requests_until_they_accept(workspace: Workspace) -> None:
    person, by = make_candidate(workspace), owner_of(workspace)
    promised(person)
    with scope(workspace.pk):
        assert not blocks_asks(person)
        assert broken_to(person) == Broken(0, 0, None)
        assert not broken_to(person).blocks
    broken = missed(person)
    with scope(workspace.pk):
        operations.keep(broken, EVIDENCE, by=by, now=NOW, seen=seen(broken))
        assert stored(broken).state == "missed"
        assert broken_by_candidate([person.pk, 0]) == {person.pk: Broken(1, 1, NOW)}
        assert blocks_asks(person)
        operations.answer(broken, accepted=True, now=NOW, seen=seen(broken))
        assert not blocks_asks(person)
    kept = stored(broken)
    assert (kept.state, kept.missed_at, kept.offer) == ("kept", NOW, "")


def test_our_word_after_the_day_is_an_offer_even_before_the_schedule_came_by(workspace: Workspace) -> None:
    promise, by = promised(make_candidate(workspace)), owner_of(workspace)
    late = NOW + timedelta(days=5)
    with scope(workspace.pk):
        event = operations.keep(promise, EVIDENCE, by=by, now=late, seen=seen(promise))
    assert event.kind == "offered"
    assert history(promise) == ["made", "missed", "offered"]
    with scope(workspace.pk), pytest.raises(NotOpenToUs):
        operations.offer(promise, "words", WORDS, by=by, now=late, seen=seen(promise))


def test_whoever_saw_an_older_state_changes_nothing(workspace: Workspace) -> None:
    promise, by = promised(make_candidate(workspace)), owner_of(workspace)
    old = seen(promise)
    with scope(workspace.pk):
        operations.offer(promise, "new_day", WORDS, day=date(2026, 11, 9), by=by, now=NOW, seen=old)
        for act in (
            lambda: operations.keep(promise, EVIDENCE, by=by, now=NOW, seen=old),
            lambda: operations.answer(promise, accepted=True, now=NOW, seen=old),
            lambda: operations.let_go(promise, now=NOW, seen=old),
            lambda: operations.take_back_ours(promise, by=by, now=NOW, seen=old),
        ):
            with pytest.raises(Overtaken):
                act()
    assert history(promise) == ["made", "offered"]


def test_nothing_is_promised_for_a_day_that_is_over_or_to_somebody_who_does_not_know_of_us(
    workspace: Workspace,
) -> None:
    person, by = make_candidate(workspace), owner_of(workspace)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=367)):
        with pytest.raises(BadDay):
            promised(person, due_on=day)
    with scope(workspace.pk):
        Candidate.objects.filter(pk=person.pk).update(notice_due_at=NOW)
        with pytest.raises(NotToldYet):
            operations.make(person, Given("x", FRIDAY), owner=by, by=by, now=NOW)
        assert not Promise.objects.exists()


def test_the_history_is_append_only_and_promises_go_with_their_person(workspace: Workspace) -> None:
    keep, other, by = make_candidate(workspace, "甲一"), make_candidate(workspace, "甲一"), owner_of(workspace)
    broken = missed(other)
    with scope(workspace.pk):
        with pytest.raises(TypeError):
            PromiseEvent.objects.update(words="x")
        done = merge(keep, other, by=by, now=NOW)
        assert blocks_asks(keep)
        since = promised(keep)
        back = unmerge(done, by=by, now=NOW)
        assert (blocks_asks(keep), blocks_asks(back)) == (False, True)
        assert stored(since).candidate_id == keep.pk
        assert history(broken) == ["made", "missed"]
        back.delete()
        assert not PromiseEvent.objects.filter(promise_id=broken.pk).exists()
