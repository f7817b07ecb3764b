"""Papers of a person: taken in by content, kept in the private store, taken away with an undo."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from django.db import transaction

from xinqiao.capabilities.candidates.models import Attachment, Candidate
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.capabilities.candidates.papers.kinds import MAX_BYTES, kind_of
from xinqiao.capabilities.candidates.told import require_told
from xinqiao.capabilities.candidates.use import require_usable
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

FOLDER: Final = "people"
REMOVAL_UNDO: Final = timedelta(days=7)
PAPERS_AT_MOST: Final = 50
_CHUNK: Final = 256 * 1024
_NOT_IN_A_NAME: Final = re.compile(r"[\x00-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069]+")


class TooManyPapers(Exception):
    """A record holds no more papers than this."""


def attach(candidate: Candidate, file: BinaryIO, file_name: str, *, by: Member, now: datetime) -> Attachment:
    """Stores a paper. Nothing is kept when this raises.

    Raises NotToldYet, UseRestricted, TooManyPapers, papers.PaperRefused, file_store.FileOverLimit or
    file_store.StoreFull.
    """
    require_told(candidate)
    require_usable(candidate)
    kind = kind_of(file)
    stored = file_store.save(_chunks(file), folder=FOLDER, limit=MAX_BYTES)
    try:
        with transaction.atomic():
            require_told(Candidate.objects.select_for_update().get(pk=candidate.pk))
            if Attachment.objects.filter(candidate=candidate, removed_at=None).count() >= PAPERS_AT_MOST:
                raise TooManyPapers
            paper = Attachment.objects.create(
                candidate=candidate,
                file_name=shown_name(file_name, kind),
                stored_file=stored,
                kind=kind,
                size=file_store.path_of(stored).stat().st_size,
                added_by=by,
                added_at=now,
            )
            append(candidate, "attachment_added", at=now, by=by)
            record(actor_of(by), "attachment_added", now=now, subject=("candidate", candidate.pk))
    except BaseException:
        file_store.delete(stored)
        raise
    return paper


def remove_attachment(paper: Attachment, *, by: Member, now: datetime) -> None:
    """Takes a paper off the record; the file goes 7 days later."""
    with transaction.atomic():
        if Attachment.objects.filter(pk=paper.pk, removed_at=None).update(removed_at=now):
            append(paper.candidate, "attachment_removed", at=now, by=by)
            record(actor_of(by), "attachment_removed", now=now, subject=("candidate", paper.candidate_id))


def restore_attachment(paper: Attachment, *, by: Member, now: datetime) -> bool:
    """Undo of `remove_attachment` within the 7 days; False when it stood on the record already."""
    with transaction.atomic():
        if not Attachment.objects.filter(pk=paper.pk).exclude(removed_at=None).update(removed_at=None):
            return False
        append(paper.candidate, "attachment_restored", at=now, by=by)
        record(actor_of(by), "attachment_restored", now=now, subject=("candidate", paper.candidate_id))
    return True


def note_opened(paper: Attachment, *, by: Member, now: datetime, downloaded: bool) -> None:
    """Every look into a paper stands in the audit log."""
    action = "attachment_downloaded" if downloaded else "attachment_viewed"
    record(actor_of(by), action, now=now, subject=("candidate", paper.candidate_id))


def forget_removed(*, now: datetime) -> list[str]:
    """Forgets papers taken away 7 days ago, in the current workspace; returns the files that may go."""
    old = Attachment.objects.filter(removed_at__lte=now - REMOVAL_UNDO)
    names = list(old.values_list("stored_file", flat=True))
    old.delete()
    return names


def shown_name(file_name: str, kind: str) -> str:
    """The file's own name without what could mislead or break, with the ending of what it is."""
    plain = _NOT_IN_A_NAME.sub(" ", unicodedata.normalize("NFC", file_name)).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 5:
        stem = plain
    return f"{(stem.strip() or 'paper')[:180]}.{kind}"


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
