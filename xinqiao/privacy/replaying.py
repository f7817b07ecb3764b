"""After an old backup came back: what people took back since is taken back again, before anybody is served.

Asked at every start, so that it holds whichever way the data were put in place. What the database knows already, or
knows better because something newer followed, is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from xinqiao.capabilities.assessments import operations as assessments
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import Candidate, Erasure
from xinqiao.capabilities.candidates.operations import append
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.engagement import operations as engagement
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.foundation.gateways import replay_list
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.queries import workspace_ids
from xinqiao.privacy import erasing
from xinqiao.privacy.erasing import Ask

Line = dict[str, Any]
_ERASURE: Final = replay_list.ERASURE


def replay(*, now: datetime) -> Counter[str]:
    """Does again whatever the list tells and the database does not have; returns how many of each kind that were."""
    complete_list()
    newest, done = _newest_lines(), Counter[str]()
    there = set(workspace_ids())
    for (workspace_id, what, _), line in newest.items():
        if workspace_id in there and (again := _AGAIN.get(what)):
            with transaction.atomic(), scope(workspace_id):
                done[what] += again(line, now)
    return +done


def complete_list() -> int:
    """Every workspace's erasures that the list does not tell of, for a kill may come between the two; how many."""
    lines, missing = _newest_lines(), 0
    for workspace_id in workspace_ids():
        known = {
            row: line["at"] for (team, what, row), line in lines.items() if (team, what) == (workspace_id, _ERASURE)
        }
        with transaction.atomic(), scope(workspace_id):
            missing += erasing.list_again(known)
    return missing


def _newest_lines() -> dict[tuple[int, str, str], Line]:
    return {(line["workspace"], line["what"], line["row"]): line for line in replay_list.read()}


def _erase_again(line: Line, now: datetime) -> int:
    at, count = datetime.fromisoformat(line["at"]), 0
    if line.get("state") == erasing.UNDONE:
        return _keep_again(line, at)
    for person in Candidate.objects.filter(public_id__in=[line["row"], *line.get("merged", ())]).order_by("pk"):
        # Taken back, and killed before the list knew.
        if Erasure.objects.filter(person_public_id=person.public_id, undone_at__gte=at).exists():
            continue
        is_gone = line.get("state") == erasing.DESTROYED
        at_once = is_gone or bool(line.get("at_once"))
        erasing.erase(person, Ask(at_once=at_once, since=at, past_holds=is_gone), now=now)
        count += 1
    return count


def _keep_again(line: Line, at: datetime) -> int:
    """The backup knows the wish and not that it was taken back: without this the person would be destroyed."""
    asked = Erasure.objects.filter(person_public_id=line["row"], undone_at=None, destroyed_at=None, asked_at__lte=at)
    for erasure in asked:
        erasing.take_back(erasure, now=at)
    return len(asked)


def _stop_again(line: Line, now: datetime) -> int:
    person = Candidate.objects.filter(public_id=line["row"]).first()
    if person is None or line.get("state") != consent.STOPPED:
        return 0
    terms, at = consent.locked_terms(person), datetime.fromisoformat(line["at"])
    if terms.permission == consent.STOPPED or (terms.decided_at and terms.decided_at >= at):
        return 0
    consent.decide(person, consent.STOPPED, text_version="", language="", now=at)
    assessments.delete_unshared_of(person)
    return 1


def _take_answers_back_again(line: Line, now: datetime) -> int:
    shared = Response.objects.filter(public_id=line["row"], state=Response.State.SHARED)
    response, at = shared.select_related("candidate").first(), datetime.fromisoformat(line["at"])
    if response is None or (response.decided_at and response.decided_at >= at):
        return 0
    if line.get("state") == assessments.DELETED:
        assessments.delete_response(response, now=at)
    else:
        assessments.decide(response, line.get("state", Response.State.PRIVATE), now=at)
    append(response.candidate, "took_back_result", at=at, direction="in")
    return 1


def _take_card_back_again(line: Line, now: datetime) -> int:
    at = datetime.fromisoformat(line["at"])
    card = ThreeTapCard.objects.filter(public_id=line["row"], answered_at__lt=at).first()
    return int(card is not None and engagement.take_back_again(card, now=at))


def _delete_workspace_again(line: Line, now: datetime) -> int:
    """Nobody can enter from now on, and the next hourly job deletes it as it did before."""
    at = datetime.fromisoformat(line["at"])
    same = Workspace.objects.filter(pk=line["workspace"], slug=line["row"], created_at__lt=at)
    return same.exclude(delete_after__lte=at).update(delete_after=at)


_AGAIN: Final[dict[str, Callable[[Line, datetime], int]]] = {
    replay_list.ERASURE: _erase_again,
    replay_list.STOP: _stop_again,
    replay_list.ANSWERS: _take_answers_back_again,
    replay_list.CARD: _take_card_back_again,
    replay_list.WORKSPACE: _delete_workspace_again,
}
