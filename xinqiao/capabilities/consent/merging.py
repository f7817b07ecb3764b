"""Two people become one, or two again: every decision is kept, and the strictest is in force."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms
from xinqiao.capabilities.consent.operations import STOPPED, terms_of
from xinqiao.domain.consent_strictness import Terms, strictest
from xinqiao.foundation.tenancy.row_copies import copies_of, copy_of, from_copy, hand_over, ids_of

_LISTS = ("channels", "day_parts", "topics", "permission_asks", "excluded_weekdays")
# What belongs to one decision changes together.
_TOGETHER = (
    ("permission", "decided_at", "permission_before"),
    ("pace",),
    ("channels",),
    ("day_parts",),
    ("topics",),
    ("reach_note",),
    ("chosen_at",),
    ("permission_asks",),
    ("excluded_weekdays",),
    ("hours_from", "hours_to"),
    ("paused_until",),
    ("reach_before",),
)
Values = dict[str, Any]


def merge_people(keep: Candidate, other: Candidate) -> Values:
    """Hands the other record's decisions to `keep` and puts the strictest terms in force; returns what undo needs."""
    events = ids_of(ConsentEvent, other.pk)
    hand_over(ConsentEvent, events, candidate_id=keep.pk)
    rows = _locked(keep, other)
    mine, theirs = rows.get(keep.pk), rows.get(other.pk)
    copy: Values = {
        "events": events,
        "newest_event": _newest_event(keep),
        "mine": copy_of(mine) if mine else None,
        "theirs": copy_of(theirs) if theirs else None,
    }
    if theirs is None:
        return copy
    merged = strictest(_terms(mine), _terms(theirs))
    theirs.delete()
    survivor = mine or terms_of(keep)
    values = {name: list(value) if name in _LISTS else value for name, value in asdict(merged).items()}
    # A way back to what one record said alone could be looser than what both say together.
    _set(survivor, {**values, "reach_before": {}})
    copy["merged"] = copy_of(survivor)
    return copy


def unmerge_people(keep: Candidate, other: Candidate, copy: Values) -> None:
    """Gives decisions and terms back. What the person decided meanwhile stays, and a stop holds for both."""
    hand_over(ConsentEvent, ids_of(ConsentEvent, keep.pk, pk__in=copy["events"]), candidate_id=other.pk)
    if copy["theirs"] is None:
        _stop_both(keep, other, copy)
        return
    present = _locked(keep, other).get(keep.pk)
    if present is not None:
        _give_back(present, copy)
    theirs = from_copy(ContactTerms, copy["theirs"], candidate_id=other.pk)
    if ContactTerms.objects.filter(pk=theirs.pk).exists():
        theirs.pk = None
    theirs.save(force_insert=True)
    _stop_both(keep, other, copy)


def _locked(*people: Candidate) -> dict[int, ContactTerms]:
    rows = ContactTerms.objects.select_for_update().filter(candidate__in=people).order_by("pk")
    return {row.candidate_id: row for row in rows}


def _terms(row: ContactTerms | None) -> Terms:
    if row is None:
        return Terms()
    values: Values = {name: getattr(row, name) for name in Terms.__dataclass_fields__}
    values |= {name: tuple(values[name]) for name in _LISTS}
    return Terms(**values)


def _set(row: ContactTerms, values: Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _give_back(present: ContactTerms, copy: Values) -> None:
    """Whatever still is as merging made it becomes what it was; a record without terms loses an untouched row."""
    now = copy_of(present)
    if copy["mine"] is None and now == copy["merged"]:
        present.delete()
        return
    was = from_copy(ContactTerms, copy["mine"] or {"candidate_id": present.candidate_id})
    values: Values = {}
    for names in _TOGETHER:
        if all(now[name] == copy["merged"][name] for name in names):
            values |= {name: getattr(was, name) for name in names}
    asked = set(copy["merged"]["permission_asks"])
    if "permission_asks" not in values:
        values["permission_asks"] = [
            *was.permission_asks,
            *(one for one in present.permission_asks if one not in asked),
        ]
    _set(present, values)


def _stop_both(keep: Candidate, other: Candidate, copy: Values) -> None:
    """A stop said since the merge may have meant either record, so it is kept for both, with its proof."""
    stops = ConsentEvent.objects.filter(candidate=keep, decision=STOPPED, pk__gt=copy["newest_event"])
    terms = ContactTerms.objects.filter(candidate=keep, permission=STOPPED).first()
    if terms is None or not stops.exists():
        return
    theirs = terms_of(other)
    if theirs.permission == STOPPED:
        return
    for values in copies_of(stops.order_by("pk")):
        fresh = from_copy(ConsentEvent, values, candidate_id=other.pk, id=None)
        fresh.public_id = ConsentEvent._meta.get_field("public_id").get_default()
        fresh.save(force_insert=True)
    _set(
        theirs,
        {"permission_before": theirs.permission, "permission": STOPPED, "decided_at": terms.decided_at},
    )


def _newest_event(keep: Candidate) -> int:
    return ConsentEvent.objects.filter(candidate=keep).order_by("-pk").values_list("pk", flat=True).first() or 0
