"""Reads on contacts by hand: what was copied without a word since, when each kind was last, who hands over to whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Final

from django.db.models import Count, Max

from xinqiao.capabilities.candidates.models import Candidate, CopiedText, HandOver, TimelineEntry
from xinqiao.capabilities.candidates.queries.contact_points import points_of
from xinqiao.domain import hand_over
from xinqiao.domain.contacts import WORD_WITHIN
from xinqiao.foundation.tenancy.prepared import PreparedRows, PreparedSelect
from xinqiao.foundation.workspaces.models import Member

Sides = dict[tuple[str, str], datetime]
# The kind of contact point behind each channel of the playbook.
POINT_OF: Final = {"email": "email", "phone": "phone", "sms": "phone", "wechat": "wechat"}
AT_MOST: Final = 50

_COPIES = PreparedSelect(
    lambda member_id, since: (
        CopiedText.objects.filter(by_id=member_id, at__gt=since, word="")
        .select_related("candidate")
        .order_by("-at", "-id")[:AT_MOST]
    ),
    int,
    datetime,
)
_COPIES_OF = PreparedSelect(
    lambda candidate_id, member_id, since: CopiedText.objects.filter(
        candidate_id=candidate_id, by_id=member_id, at__gt=since, word=""
    ).order_by("-at", "-id")[:AT_MOST],
    int,
    int,
    datetime,
)
_HAND_OVERS = PreparedSelect(
    lambda candidate_id: HandOver.objects.filter(candidate_id=candidate_id).order_by("id"), int
)
_HAND_OVERS_OF = PreparedSelect(lambda ids: HandOver.objects.filter(candidate_id__among=ids).order_by("id"), list)


def copies_without_word(member: Member, now: datetime) -> list[CopiedText]:
    """What this member copied within a day and said nothing of since, newest first, with its people."""
    return _COPIES.all(member.pk, now - WORD_WITHIN)


def copies_of(candidate: Candidate, member: Member, *, now: datetime) -> list[CopiedText]:
    """The same for one person."""
    return _COPIES_OF.all(candidate.pk, member.pk, now - WORD_WITHIN)


def copy_of_member(member: Member, public_id: str) -> CopiedText:
    """One copy of this member's; raises CopiedText.DoesNotExist otherwise."""
    return CopiedText.objects.select_related("candidate").get(by=member, public_id=public_id)


def contact_of(candidate: Candidate, public_id: str) -> TimelineEntry:
    """One logged contact with this person; raises TimelineEntry.DoesNotExist otherwise."""
    return TimelineEntry.objects.get(candidate=candidate, public_id=public_id, kind__startswith="contact_")


def last_by_side(ids: Collection[int], kinds: Collection[str]) -> dict[int, Sides]:
    """For each of these people when each of these kinds happened last, by (kind, side); one query."""
    wanted = list(ids)
    found: dict[int, Sides] = {pk: {} for pk in wanted}
    for pk, kind, side, last in _sides(tuple(kinds)).all(wanted):
        found[pk][kind, side] = last
    return found


@cache
def _sides(kinds: tuple[str, ...]) -> PreparedRows:
    return PreparedRows(
        lambda ids: (
            TimelineEntry.objects.filter(candidate_id__among=ids, kind__in=list(kinds))
            .order_by()
            .values_list("candidate_id", "kind", "direction")
            .annotate(last=Max("at"))
        ),
        list,
    )


def hand_overs_of(candidate: Candidate) -> list[HandOver]:
    """Every hand-over of this person, oldest first."""
    return _HAND_OVERS.all(candidate.pk)


def told_by_candidate(ids: Collection[int]) -> dict[int, list[hand_over.Told]]:
    """The same for many people, as the rules read it; one query. People without any are missing."""
    found: dict[int, list[hand_over.Told]] = {}
    for row in _HAND_OVERS_OF.all(list(ids)):
        found.setdefault(row.candidate_id, []).append(told_of(row))
    return found


def told_of(row: HandOver) -> hand_over.Told:
    """A hand-over as the rules read it."""
    return hand_over.Told(row.former_id, row.to_id, row.told_at, row.answer, row.ended_at is not None)


def hand_over_to_show(candidate: Candidate) -> HandOver | None:
    """The hand-over that the person is told of: the newest that nothing overtook."""
    standing = [row for row in hand_overs_of(candidate) if row.ended_at is None]
    return standing[-1] if standing else None


def addresses_of(candidate: Candidate, channel: str) -> list[tuple[str, bool]]:
    """The normalised addresses behind a channel, each with whether what was sent there came back."""
    kind = POINT_OF.get(channel)
    if kind is None:
        return []
    return [(point.key, point.dead_at is not None) for point in points_of(candidate) if point.kind == kind]


def kept_by_counts(member_ids: Collection[int]) -> dict[int, int]:
    """How many people each of these members keeps; whoever keeps nobody is missing."""
    if not member_ids:
        return {}
    rows = Candidate.objects.filter(owner_id__in=list(member_ids)).order_by()
    return dict(rows.values_list("owner_id").annotate(n=Count("pk")))


def kept_by(member_id: int, *, at_most: int) -> list[int]:
    """The internal ids of the people whom this member keeps."""
    return list(Candidate.objects.filter(owner_id=member_id).order_by("id").values_list("pk", flat=True)[:at_most])
