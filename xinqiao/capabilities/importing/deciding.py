"""A person decides on rows that may be somebody who is there already: the same person, or a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db import transaction

from xinqiao.capabilities.candidates.models import ProbableDuplicate
from xinqiao.capabilities.candidates.operations.probable import NAME_AND_COMPANY
from xinqiao.capabilities.importing.changes import changes_of
from xinqiao.capabilities.importing.fates import Fate, judge_alone
from xinqiao.capabilities.importing.known import known_among
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.people import PHONE
from xinqiao.capabilities.importing.queries import candidates_of_rows
from xinqiao.capabilities.importing.row_codes import RowCode
from xinqiao.capabilities.importing.row_store import CELLS
from xinqiao.capabilities.importing.settling import Settled, give_points
from xinqiao.capabilities.importing.shelf import Shelf
from xinqiao.capabilities.importing.storing import add_people, change_people
from xinqiao.capabilities.importing.undoing import KEPT, undo_rows
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

TASK: Final = "xinqiao.capabilities.importing.tasks:decide_rows"
AT_ONCE: Final = 200
# Kept with a decided row: whom it resembled.
MAYBE: Final = "maybe"

_State = ImportBatch.State


class NotDecidable(Exception):
    """The import is under way, stopped, or taken back: nothing of it is decided any more."""


class Verdict(StrEnum):
    """What a person says of a row."""

    SAME = "same"
    NEW = "new"


def decide(
    batch: ImportBatch, numbers: Sequence[int], verdict: Verdict, *, by: Member, now: datetime
) -> list[ImportRow]:
    """Carries the verdict out for undecided rows of a finished import and returns the rows that are settled now.

    The same person: the record gains what the row adds (it replaces only where the import was to). A row whose
    person no longer exists, or is another row that waits itself, stays undecided. Raises NotDecidable.
    """
    with transaction.atomic():
        _require_done(batch)
        found = ImportRow.objects.filter(batch=batch, fate=Fate.PROBABLE, number__in=list(numbers))
        rows = list(found.select_for_update().order_by("number"))
        mapping = ColumnMapping.from_json(batch.mapping)
        settled = [(row, _settled(row, mapping, told=batch.people_know)) for row in rows if row.before]
        _find_people(batch, settled)
        shelf = Shelf(batch, mapping)
        done = _same(shelf, settled, now=now) if verdict is Verdict.SAME else _new(shelf, settled, by=by, now=now)
        _write(batch, done)
        if done:
            detail = {"verdict": verdict.value, "count": len(done)}
            record(actor_of(by), "import_decided", now=now, subject=("import", batch.pk), detail=detail)
    return [row for row, _ in done]


def decide_all(batch: ImportBatch, verdict: Verdict, *, by: Member, now: datetime) -> None:
    """The same verdict for every row that waits, in the background."""
    with transaction.atomic():
        arguments = {"batch_id": batch.pk, "member_id": by.pk, "verdict": verdict.value}
        enqueue(TASK, now=now, workspace_id=batch.workspace_id, arguments=arguments, shown=True, created_by=by.pk)


def run(lease: Lease, batch_id: int, member_id: int, verdict: str) -> dict[str, Any]:
    """Decides what waits, some rows at a time; what was decided is no longer among the waiting."""
    with scope(lease.workspace_id):
        batch = ImportBatch.objects.select_related("created_by__workspace").get(pk=batch_id)
        by = Member.objects.get(pk=member_id)
    after, count = 0, 0
    while True:
        with lease.transaction(done_count=count) as now:
            waiting = ImportRow.objects.filter(batch=batch, fate=Fate.PROBABLE, number__gt=after).order_by("number")
            numbers = list(waiting.values_list("number", flat=True)[:AT_ONCE])
            if not numbers:
                return {"decided": count}
            try:
                count += len(decide(batch, numbers, Verdict(verdict), by=by, now=now))
            except NotDecidable:
                # Somebody takes the import back meanwhile.
                return {"decided": count}
            after = numbers[-1]


def take_back(batch: ImportBatch, numbers: Sequence[int], *, by: Member, now: datetime) -> int:
    """Makes decided rows wait again, and takes back what the decision did; returns how many. Raises NotDecidable."""
    with transaction.atomic():
        _require_done(batch)
        found = ImportRow.objects.filter(batch=batch, number__in=list(numbers)).exclude(fate=Fate.PROBABLE)
        rows = [row for row in found.select_for_update() if row.before and CELLS in row.before]
        done = [row for row in rows if not undo_rows(batch, [row], by=by, now=now)[KEPT]]
        former = Counter(row.fate for row in done)
        for row in done:
            kept = row.before or {}
            row.candidate_id, row.fate, row.before = kept.get(MAYBE), Fate.PROBABLE, {CELLS: kept[CELLS]}
            row.reasons = [reason for reason in row.reasons if reason["code"] != RowCode.SHARED_NUMBER]
        ImportRow.objects.bulk_update(done, ["fate", "candidate", "before", "reasons"])
        _count(batch, Counter({Fate.PROBABLE.value: len(done)}), former)
    return len(done)


def _require_done(batch: ImportBatch) -> None:
    # Held to the end, so that an undo that begins at the same moment finds what was decided.
    if ImportBatch.objects.select_for_update().get(pk=batch.pk).state != _State.DONE:
        raise NotDecidable


_Pairs = list[tuple[ImportRow, Settled]]


def _settled(row: ImportRow, mapping: ColumnMapping, *, told: bool) -> Settled:
    judged = judge_alone(row.number, (row.before or {})[CELLS], mapping, told=told)
    return Settled(judged, Fate.PROBABLE, row.candidate_id, row.duplicate_of_row)


def _find_people(batch: ImportBatch, settled: _Pairs) -> None:
    """A row that resembles another row of the file means whoever that row became meanwhile."""
    above = {one.same_as_row for _, one in settled if one.candidate_id is None and one.same_as_row}
    people = candidates_of_rows(batch, above) if above else {}
    for _, one in settled:
        one.candidate_id = one.candidate_id or people.get(one.same_as_row or 0)


def _same(shelf: Shelf, settled: _Pairs, *, now: datetime) -> _Pairs:
    there = [(row, one) for row, one in settled if one.candidate_id]
    known = known_among([one.row for _, one in there])
    overwrite = shelf.batch.update_mode == ImportBatch.Update.OVERWRITE
    done: _Pairs = []
    seen: set[int] = set()
    for row, one in there:
        if one.candidate_id in seen:
            # Two rows of one person in one go: the second one is looked at after the first has been stored.
            continue
        seen.add(one.candidate_id or 0)
        pairs = [(one.row, one.candidate_id or 0)]
        changes = changes_of(pairs, shelf.batch, shelf.mapping, known.people, overwrite=overwrite, now=now)
        one.change = changes.get(row.number) or None
        one.fate = Fate.UPDATED if one.change else Fate.UNCHANGED
        done.append((row, one))
    change_people(shelf, [one for _, one in done], now=now)
    return done


def _new(shelf: Shelf, settled: _Pairs, *, by: Member, now: datetime) -> _Pairs:
    known = known_among([one.row for _, one in settled])
    done: _Pairs = []
    seen: set[tuple[str, str]] = set()
    for row, one in settled:
        # A number is left to whoever has it already.
        identities = {point.identity for point in one.row.points if point.kind != PHONE}
        if one.row.person is None or known.person_of(one.row) or known.is_blocked(one.row) or identities & seen:
            # Somebody with this address came in since: to be decided against that record.
            continue
        seen |= identities
        one.fate = Fate.NEW
        done.append((row, one))
    give_points([one for _, one in done], known)
    resembled = [one.candidate_id for _, one in done]
    add_people(shelf, [one for _, one in done], now=now)
    came = [one.candidate_id for _, one in done]
    _never_ask_again(zip(resembled, came, strict=True), by=by, now=now)
    return done


def _never_ask_again(pairs: Iterable[tuple[int | None, int | None]], *, by: Member, now: datetime) -> None:
    different = ProbableDuplicate.State.DIFFERENT
    ProbableDuplicate.objects.bulk_create(
        ProbableDuplicate(
            candidate_id=older,
            other_id=newer,
            reason=NAME_AND_COMPANY,
            state=different,
            found_at=now,
            decided_by_id=by.pk,
            decided_at=now,
        )
        for older, newer in pairs
        if older is not None and newer is not None
    )


def _write(batch: ImportBatch, done: _Pairs) -> None:
    for row, one in done:
        kept = one.change.to_json() if one.change else {}
        row.before = {CELLS: (row.before or {})[CELLS], MAYBE: row.candidate_id, **kept}
        row.fate, row.candidate_id = one.fate.value, one.candidate_id
        row.reasons = [problem.to_json() for problem in one.reasons]
    ImportRow.objects.bulk_update([row for row, _ in done], ["fate", "candidate", "before", "reasons"])
    _count(batch, Counter(one.fate.value for _, one in done), Counter({Fate.PROBABLE.value: len(done)}))


def _count(batch: ImportBatch, more: Counter[str], fewer: Counter[str]) -> None:
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    counts = Counter(locked.counts)
    counts.update(more)
    counts.subtract(fewer)
    batch.counts = {name: count for name, count in counts.items() if count or name == "undone_to"}
    ImportBatch.objects.filter(pk=batch.pk).update(counts=batch.counts)
