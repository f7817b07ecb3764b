"""What a person's erasure and their copy take of this folder: the record itself and every row about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from xinqiao.capabilities.candidates.models import (
    Attachment,
    BulkAct,
    Candidate,
    CandidateLink,
    CandidateTag,
    ContactPoint,
    CopiedText,
    CustomField,
    Export,
    HandOver,
    Merge,
    OneTimeCode,
    PoolMember,
    ProbableDuplicate,
    SearchText,
    SenderCode,
    Sign,
    TimelineEntry,
)
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.operations import request_cancel
from xinqiao.foundation.jobs.queries import jobs_of
from xinqiao.foundation.tenancy.personal_rows import PersonalTable, erase, told

_COMPARED: Final = "a number made of name and company, to find records kept twice"
TABLES: Final = (
    PersonalTable(
        Candidate,
        "pk",
        names={"opening": "title"},
        left_out=dict.fromkeys(("twin_key", "twin_written", "twin_detail"), _COMPARED),
    ),
    PersonalTable(ContactPoint),
    PersonalTable(CandidateLink),
    PersonalTable(OneTimeCode, left_out={"browser_key": "a secret that this browser keeps"}),
    PersonalTable(SenderCode, "link__candidate"),
    PersonalTable(TimelineEntry),
    PersonalTable(Sign),
    PersonalTable(CopiedText),
    PersonalTable(HandOver),
    PersonalTable(Attachment, left_out={"stored_file": "where it lies; the paper itself is in the copy"}),
    PersonalTable(CandidateTag, names={"tag": "name"}),
    PersonalTable(PoolMember, names={"pool": "name"}),
    PersonalTable(ProbableDuplicate, left_out={"other_id": "somebody else's record"}),
    PersonalTable(ProbableDuplicate, "other", left_out={"candidate_id": "somebody else's record"}),
    PersonalTable(Merge, "survivor", left_out={"other_public_id": "the address of the record that was merged"}),
    PersonalTable(SearchText, left_out={"marks": "codes of what the copy tells in words, for filters"}),
)
# In files that hold whole lists the person may stand whoever took them out.
_EXPORTING: Final = (Export.State.QUEUED, Export.State.RUNNING)
# Where an act on many people names them: numbers, or lists that begin with one.
_OF_PEOPLE: Final = ("rows", "pending", "people")


def erase_person(candidate: Candidate, *, now: datetime) -> set[str]:
    """Deletes the record with every row about it; returns the stored files that were the person's.

    Lists that were taken out before lose their files at once, and one that is being written stops.
    """
    papers = set(Attachment.objects.filter(candidate=candidate).values_list("stored_file", flat=True))
    _leave_acts(candidate.pk)
    _end_exports(now=now)
    erase(TABLES, candidate.pk)
    return papers


def export_person(candidate: Candidate) -> dict[str, Any]:
    """The record, how to reach the person, the timeline with every note, and the rest of this folder's rows."""
    copy = told(TABLES, candidate.pk)
    fields = dict(CustomField.objects.values_list("public_id", "name"))
    for record in copy[Candidate._meta.label]:
        record["custom"] = {fields.get(field, field): value for field, value in record["custom"].items()}
    return copy


def _leave_acts(person: int) -> None:
    """Acts on many people forget that this one was among them, and what they were like before."""
    for act in BulkAct.objects.select_for_update().exclude(before={}).order_by("pk"):
        kept = {name: [one for one in act.before.get(name, ()) if _whose(one) != person] for name in _OF_PEOPLE}
        shorter = {name: rest for name, rest in kept.items() if len(rest) < len(act.before.get(name, ()))}
        if shorter:
            act.before |= shorter
            act.save(update_fields=["before"])


def _whose(entry: Any) -> Any:
    return entry[0] if isinstance(entry, list) and entry else entry


def _end_exports(*, now: datetime) -> None:
    open_ones = Export.objects.filter(state__in=_EXPORTING)
    for workspace_id, job_id in open_ones.values_list("workspace_id", "job_public_id"):
        for job in jobs_of(workspace_id, [job_id]).values():
            request_cancel(job, now=now)
    made = Export.objects.exclude(stored_file="")
    names = list(made.values_list("stored_file", flat=True))
    # The query may hold the name that somebody searched for.
    ended = Export.objects.exclude(state__in=_EXPORTING).exclude(stored_file="", query="")
    ended.update(stored_file="", query="")
    transaction.on_commit(lambda: [file_store.delete(name) for name in names])
