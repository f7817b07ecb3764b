"""The send check with its reads, on a workspace whose timeline is long: rows go in by plain SQL, one person by one."""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from bench.people_rows import fill
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent.between import between_many
from xinqiao.capabilities.consent.queries import terms_by_candidate
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace

# Of each person, besides the entry that begins a record.
ENTRIES: Final = 19
ASKED: Final = 600
KINDS: Final = (
    ("note", ""), ("contact_talked", "in"), ("contact_wrote", "out"), ("contact_asked", "in"), ("changed", ""),
    ("permission_asked", "out"), ("said_granted", "in"), ("questionnaire_invited", "out"), ("contact_sent", "out"),
    ("stage_changed", ""),
)  # fmt: skip
TERMS = """
INSERT INTO consent_contactterms (workspace_id, public_id, candidate_id, permission, decided_at, permission_before,
    pace, channels, day_parts, topics, reach_note, permission_asks)
SELECT workspace_id, public_id, id, 'granted', created_at, '', 'monthly', '[]', '[]', '[]', '', '[]'
FROM candidates_candidate WHERE workspace_id = %s
"""
HAND_OVERS = """
INSERT INTO candidates_handover (workspace_id, public_id, candidate_id, former_id, to_id, by_id, told_at, answer)
SELECT workspace_id, public_id, id, owner_id, owner_id, owner_id, created_at, ''
FROM candidates_candidate WHERE workspace_id = %s AND id % 10 = 0
"""
ENTRY = """
INSERT INTO candidates_timelineentry (workspace_id, public_id, candidate_id, at, kind, direction, by_id, data)
SELECT workspace_id, {new_id}, id, {moment}, %s, %s, owner_id, '{{}}' FROM candidates_candidate WHERE workspace_id = %s
"""
# By database: a random id, and so many days ago.
DIALECT: Final = {
    "sqlite": ("lower(hex(randomblob(8)))", "strftime('%%Y-%%m-%%d %%H:%%M:%%S', created_at, '-{days} days')"),
    "postgresql": (
        "substr(md5(random()::text || clock_timestamp()::text), 1, 16)",
        "created_at - {days} * interval '1 day'",
    ),
}

PAGE = 50


def measure(rows: int) -> dict[str, Any]:
    """Fills the timeline to so many rows; milliseconds of one decision and of what a page of a list asks."""
    people = rows // (ENTRIES + 1)
    fill(1, people)
    workspace = Workspace.objects.get(slug="list")
    owner = Member.objects.get(workspace=workspace)
    new_id, moment = DIALECT[connection.vendor]
    with scope(workspace.pk), connection.cursor() as cursor:
        for number in range(ENTRIES):
            kind, side = KINDS[number % len(KINDS)]
            cursor.execute(
                ENTRY.format(new_id=new_id, moment=moment.format(days=number + 1)), [kind, side, workspace.pk]
            )
        for statement in (TERMS, HAND_OVERS.replace("id % 10", "id %% 10")):
            cursor.execute(statement, [workspace.pk])
        cursor.execute("ANALYZE")
    with scope(workspace.pk):
        one = _times(owner, people)
        page = _page_times(owner, people)
    return {"rows": rows, "median": statistics.median(one), "p95": sorted(one)[len(one) * 95 // 100], "page": page}


def _times(owner: Member, people: int) -> list[float]:
    dice, now, times = random.Random(1), timezone.now(), []
    for number in range(ASKED + 50):
        person = Candidate.objects.get(pk=dice.randrange(1, people + 1))
        with transaction.atomic():
            begun = time.perf_counter()
            gate.check_copy(person, gate.Copy("questionnaire", "email", by=owner.pk), now=now)
            spent = time.perf_counter() - begun
        # The first ones compile what is compiled once.
        if number >= 50:
            times.append(spent * 1000)
    return times


def _page_times(owner: Member, people: int) -> float:
    dice, now, times = random.Random(2), timezone.now(), []
    for _ in range(40):
        start = dice.randrange(1, max(2, people - PAGE))
        chosen = list(Candidate.objects.filter(pk__gte=start).order_by("pk")[:PAGE])
        terms = terms_by_candidate([one.pk for one in chosen])
        begun = time.perf_counter()
        between_many(chosen, terms, by=owner.pk, now=now)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def main() -> None:
    """For `python -c`: how many rows."""
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
