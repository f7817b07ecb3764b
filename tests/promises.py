"""Promises for tests, made through the product's own operations."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.factories import NOW
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.promises import operations
from xinqiao.capabilities.promises.models import Promise
from xinqiao.capabilities.promises.operations import Given
from xinqiao.capabilities.promises.queries import events_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member

# NOW is a Monday, five in the afternoon in Shanghai.
TODAY = date(2026, 11, 2)
FRIDAY = date(2026, 11, 6)
TEXT = "周五前把三位面试官的反馈发给您"
EVIDENCE = "周四晚上已用邮件发出，附三份反馈。"
WORDS = "负责人出差，晚两天给您，不会再晚。"
REPORT = "你们说过会告诉我薪酬范围"
PRIVATE = "昨晚有人加我的微信"
PROMISED = (TEXT, EVIDENCE, WORDS, REPORT, PRIVATE)


def promised(
    candidate: Candidate,
    text: str = TEXT,
    *,
    due_on: date = FRIDAY,
    owner: Member | None = None,
    now: datetime = NOW,
    origin: str = "talk",
) -> Promise:
    """A promise of ours to this person."""
    keeper = owner or candidate.owner
    with scope(candidate.workspace_id):
        return operations.make(candidate, Given(text, due_on, origin), owner=keeper, by=keeper, now=now)


def seen(promise: Promise) -> str:
    """The newest event, as a page of this moment shows it."""
    with scope(promise.workspace_id):
        return events_of(promise)[-1].public_id


def missed(candidate: Candidate, text: str = TEXT, *, now: datetime = NOW) -> Promise:
    """A promise whose day went by yesterday, marked at `now`."""
    promise = promised(candidate, text, due_on=(now - timedelta(days=1)).date(), now=now - timedelta(days=3))
    with scope(candidate.workspace_id):
        assert operations.mark_missed([promise.pk], now=now) == 1
    return stored(promise)


def promises_of_each_kind(candidate: Candidate) -> None:
    """To keep, kept, missed, missed with another day proposed, reported, a private contact."""
    by = candidate.owner
    promised(candidate)
    kept = promised(candidate)
    proposed = missed(candidate)
    missed(candidate)
    with scope(candidate.workspace_id):
        operations.keep(kept, EVIDENCE, by=by, now=NOW, seen=seen(kept))
        operations.offer(proposed, "new_day", WORDS, day=FRIDAY, by=by, now=NOW, seen=seen(proposed))
        reported = operations.report(candidate, REPORT, said_day=TODAY, now=NOW)
        operations.report(candidate, TEXT, said_day=None, now=NOW)
        operations.offer(reported, "words", WORDS, by=by, now=NOW, seen=seen(reported))
        operations.report_private_contact(candidate, PRIVATE, now=NOW)


def stored(promise: Promise) -> Promise:
    """The promise as the database has it now."""
    with scope(promise.workspace_id):
        return Promise.objects.select_related("candidate").get(pk=promise.pk)


def history(promise: Promise) -> list[str]:
    """The kinds of its events, oldest first."""
    with scope(promise.workspace_id):
        return [event.kind for event in events_of(promise)]
