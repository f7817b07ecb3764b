"""Tags on a person, by their names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, Tag
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.capabilities.candidates.told import require_told
from xinqiao.capabilities.candidates.use import require_usable
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

MAX_TAG: Final = 40
TAGS_AT_MOST: Final = 40


class UnusableTag(ValueError):
    """Empty, longer than 40 characters, or more of them than a record holds."""


def set_tags(candidate: Candidate, names: Iterable[str], *, by: Member, now: datetime) -> bool:
    """Makes these the person's tags, and new words tags of the team; False when nothing was different.

    Raises UnusableTag, NotToldYet or UseRestricted.
    """
    wanted = {tag_key(name): tag_name(name) for name in names if name.strip()}
    if len(wanted) > TAGS_AT_MOST:
        raise UnusableTag
    with transaction.atomic():
        person = Candidate.objects.select_for_update().get(pk=candidate.pk)
        present = dict(CandidateTag.objects.filter(candidate=candidate).values_list("tag__key", "pk"))
        if present.keys() == wanted.keys():
            return False
        require_told(person)
        require_usable(person)
        CandidateTag.objects.filter(pk__in=[pk for key, pk in present.items() if key not in wanted]).delete()
        added = [tag_id_of(name, now=now) for key, name in wanted.items() if key not in present]
        CandidateTag.objects.bulk_create(CandidateTag(candidate_id=candidate.pk, tag_id=tag) for tag in added)
        search.index([candidate.pk])
        append(candidate, "tagged", at=now, by=by, data={"tags": list(wanted.values())})
        record(actor_of(by), "tags_changed", now=now, subject=("candidate", candidate.pk))
    return True


def tag_id_of(name: str, *, now: datetime) -> int:
    """The tag of this name (internal id), made when there is none; raises UnusableTag."""
    tag, _ = Tag.objects.get_or_create(key=tag_key(name), defaults={"name": tag_name(name), "created_at": now})
    return tag.pk


def tag_name(name: str) -> str:
    """The name as it is shown."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    if not plain or len(plain) > MAX_TAG or "\x00" in plain:
        raise UnusableTag
    return plain


def tag_key(name: str) -> str:
    """The name as it is compared."""
    key = tag_name(name).casefold()
    if len(key) > MAX_TAG:
        raise UnusableTag
    return key
