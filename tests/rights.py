"""Requests about data, holds and drills for tests, made through the product's own operations."""

from __future__ import annotations

from datetime import date, datetime

from tests.factories import NOW, owner_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent import impact, keeping, requests
from xinqiao.capabilities.consent.models import PersonRequest
from xinqiao.capabilities.consent.requests import Asked
from xinqiao.domain.request_deadlines import RequestKind
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.privacy.retention import NO_CONTACT, run_people

MONDAY = date(2026, 11, 2)
WISH = "请把我的手机号改成尾号 8800 的那个"
ANSWER = "已经改好，导出的名单也会跟着变。"


def requested(
    candidate: Candidate, kind: str = "correction", *, words: str = WISH, now: datetime = NOW, on: date = MONDAY
) -> PersonRequest:
    """A request that a member wrote down."""
    with scope(candidate.workspace_id):
        asked = Asked(RequestKind(kind), "phone", on, words)
        return requests.write_down(candidate, asked, by=candidate.owner, now=now)


def requests_of_each_course(candidate: Candidate) -> None:
    """Waiting, extended, done, refused, taken back."""
    by = candidate.owner
    requested(candidate)
    longer, refused, back = (requested(candidate, kind) for kind in ("access", "erasure", "other"))
    done = requested(candidate, "objection")
    with scope(candidate.workspace_id):
        requests.extend(longer, WISH, by=by, now=NOW)
        requests.refuse(refused, ANSWER, by=by, now=NOW)
        requests.finish(done, ANSWER, by=by, now=NOW)
        requests.withdraw(back, now=NOW)


def held(candidate: Candidate) -> None:
    """A legal hold on this person."""
    with scope(candidate.workspace_id):
        keeping.hold(candidate, "劳动仲裁未结", by=candidate.owner, now=NOW)


def records_of_a_team(workspace: Workspace) -> None:
    """What a team's own records hold beside people: a choice, a run, a drill."""
    owner = owner_of(workspace)
    with scope(workspace.pk):
        keeping.choose_days(NO_CONTACT, 365, by=owner, now=NOW)
        run_people(NO_CONTACT, after=0, now=NOW)
        impact.record_drill(done_on=MONDAY, passed=True, words="四分钟恢复", by=owner, now=NOW)


def stored(request: PersonRequest) -> PersonRequest:
    """The request as the database has it now."""
    with scope(request.workspace_id):
        return PersonRequest.objects.select_related("candidate").get(pk=request.pk)
