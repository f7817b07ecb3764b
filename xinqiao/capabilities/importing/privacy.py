"""What a person's erasure and their copy take of this folder: rows of lists, and the lists themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.queries import UNDER_WAY, present_state
from xinqiao.foundation.tenancy.personal_rows import PersonalTable, erase, told

TABLES: Final = (PersonalTable(ImportRow, names={"batch": "file_name"}),)


def erase_person(candidate: Candidate, *, now: datetime) -> set[str]:
    """Deletes the rows that brought or met the person; the lists go with `forget_lists`."""
    erase(TABLES, candidate.pk)
    return set()


def export_person(candidate: Candidate) -> dict[str, Any]:
    """The rows of lists that spoke of the person, and what an update replaced."""
    return told(TABLES, candidate.pk)


def lists_with(candidate: Candidate) -> list[str]:
    """The imports (public ids) whose file speaks of this person and is still kept. Ask before `erase_person`."""
    found = ImportBatch.objects.filter(rows__candidate=candidate).exclude(stored_file="").distinct()
    return list(found.order_by("pk").values_list("public_id", flat=True))


def forget_lists(public_ids: Iterable[str]) -> tuple[set[str], list[str]]:
    """Lets the files of these imports go before their time: (files to delete after commit, imports to ask later).

    An import under way still reads its file. The others keep who came in; their refused rows can no longer be taken
    out for correction.
    """
    files: set[str] = set()
    later: list[str] = []
    for batch in ImportBatch.objects.select_for_update().filter(public_id__in=list(public_ids)).exclude(stored_file=""):
        state, _ = present_state(batch)
        if state in UNDER_WAY:
            later.append(batch.public_id)
            continue
        files.add(batch.stored_file)
        batch.stored_file = ""
        batch.save(update_fields=["stored_file"])
    return files, later
