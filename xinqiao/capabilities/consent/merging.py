"""Two people become one, or two again: every decision is kept, and the strictest is in force."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.allowed import PURPOSES, as_json, events_in, ledger_of
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms, LegalHold, NamedRecipient, PersonRequest
from xinqiao.capabilities.consent.operations import STOPPED, lock_terms, terms_of
from xinqiao.capabilities.consent.restriction import RESTRICTED, USE
from xinqiao.domain.consent_strictness import Terms, strictest
from xinqiao.domain.separate_consents import Word, to_set_aside
from xinqiao.foundation.tenancy.models import TenantModel
from xinqiao.foundation.tenancy.row_copies import copies_of, copy_of, from_copy, hand_over, ids_of
from xinqiao.playbook.loader import playbook

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
_RIGHTS: dict[str, type[TenantModel]] = {"requests": PersonRequest, "holds": LegalHold}
Values = dict[str, Any]


def merge_people(keep: Candidate, other: Candidate, *, now: datetime) -> Values:
    """Hands the other record's decisions to `keep` and puts the strictest terms in force; returns what undo needs.

    Of a yes to a separate consent beside a no of the other record, the no holds.
    """
    contradicted = to_set_aside(events_in(ledger_of(keep)), events_in(ledger_of(other)))
    events, named = ids_of(ConsentEvent, other.pk), ids_of(NamedRecipient, other.pk)
    hand_over(ConsentEvent, events, candidate_id=keep.pk)
    hand_over(NamedRecipient, named, candidate_id=keep.pk)
    set_aside = [
        ConsentEvent.objects.create(
            candidate=keep,
            purpose=purpose,
            decision=Word.SET_ASIDE,
            channel="merging",
            recipient=as_json(recipient),
            at=now,
        ).pk
        for purpose, recipient in contradicted
    ]
    rows = lock_terms(keep.pk, other.pk)
    mine, theirs = rows.get(keep.pk), rows.get(other.pk)
    copy: Values = {
        "events": events,
        "named": named,
        "set_aside": set_aside,
        "rights": _hand_rights_over(keep, other),
        "newest_event": _newest_event(keep),
        "mine": copy_of(mine) if mine else None,
        "theirs": copy_of(theirs) if theirs else None,
    }
    if theirs is None:
        return copy
    merged = strictest(
        _terms(mine), _terms(theirs), {part.id: playbook().hours_of([part.id])[0] for part in playbook().day_parts}
    )
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
    # A merge of an earlier release knows of neither.
    named = ids_of(NamedRecipient, keep.pk, pk__in=copy.get("named", []))
    hand_over(NamedRecipient, named, candidate_id=other.pk)
    for line in ConsentEvent.objects.filter(candidate=keep, pk__in=copy.get("set_aside", [])):
        # No word of anybody: with the two records the contradiction is gone.
        line.delete()
    _no_for_both(keep, other, copy)
    _give_rights_back(keep, other, copy)
    if copy["theirs"] is None:
        _stop_both(keep, other, copy)
        return
    present = lock_terms(keep.pk, other.pk).get(keep.pk)
    if present is not None:
        _give_back(present, copy)
    theirs = from_copy(ContactTerms, copy["theirs"], candidate_id=other.pk)
    if ContactTerms.objects.filter(pk=theirs.pk).exists():
        theirs.pk = None
    theirs.save(force_insert=True)
    _stop_both(keep, other, copy)


def _hand_rights_over(keep: Candidate, other: Candidate) -> Values:
    """Requests go on with their deadlines, and what has to stay by law stays."""
    rows = {name: ids_of(model, other.pk) for name, model in _RIGHTS.items()}
    for name, model in _RIGHTS.items():
        hand_over(model, rows[name], candidate_id=keep.pk)
    return rows


def _give_rights_back(keep: Candidate, other: Candidate, copy: Values) -> None:
    # A merge of an earlier release knows of none.
    for name, ids in copy.get("rights", {}).items():
        still = ids_of(_RIGHTS[name], keep.pk, pk__in=ids)
        hand_over(_RIGHTS[name], still, candidate_id=other.pk)


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
    _write_again(stops, other)
    _set(
        theirs,
        {"permission_before": theirs.permission, "permission": STOPPED, "decided_at": terms.decided_at},
    )


def _no_for_both(keep: Candidate, other: Candidate, copy: Values) -> None:
    """So is a no to a separate consent, and the wish that data be only kept."""
    since = ConsentEvent.objects.filter(candidate=keep, pk__gt=copy["newest_event"])
    undone = since.filter(decision=Word.UNDONE).values("undoes")
    noes = since.filter(purpose__in=PURPOSES, decision__in=(Word.REFUSED, Word.WITHDRAWN))
    _write_again(noes.exclude(public_id__in=undone), other)
    if keep.restricted_at is not None and keep.restricted_at == other.restricted_at:
        _write_again(since.filter(purpose=USE, decision=RESTRICTED), other)


def _write_again(lines: QuerySet[ConsentEvent], other: Candidate) -> None:
    for values in copies_of(lines.order_by("pk")):
        fresh = from_copy(ConsentEvent, values, candidate_id=other.pk, id=None)
        fresh.public_id = ConsentEvent._meta.get_field("public_id").get_default()
        fresh.save(force_insert=True)


def _newest_event(keep: Candidate) -> int:
    return ConsentEvent.objects.filter(candidate=keep).order_by("-pk").values_list("pk", flat=True).first() or 0
