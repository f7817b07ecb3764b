"""Reads on one-time codes, and the addresses they may go to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac

from xinqiao.capabilities.candidates.models import Candidate, CandidateLink, ContactPoint, OneTimeCode
from xinqiao.capabilities.candidates.queries.contact_points import is_shielded, points_of
from xinqiao.domain.masked_address import masked
from xinqiao.foundation.tenancy.prepared import PreparedSelect

_READ_OUT = PreparedSelect(
    lambda candidate_id: OneTimeCode.objects.filter(
        candidate_id=candidate_id, way=OneTimeCode.Way.READ_OUT, used_at=None
    ).order_by("-asked_at"),
    int,
)


@dataclass(frozen=True)
class CodeAddress:
    """An address that a code may go to: `id` for a form, and what the person may read of it."""

    id: str
    masked: str
    point_id: int


def code_addresses(candidate: Candidate) -> list[CodeAddress]:
    """The person's addresses, dead ones and those with the present employer left out."""
    return [
        CodeAddress(_form_id(row), masked(row.value), row.pk) for row in points_of(candidate) if _usable(row, candidate)
    ]


def address_of_code(code: OneTimeCode) -> str:
    """Where the code goes to; empty when the address is gone or dead, or lies with the present employer by now."""
    if code.point_id is None:
        return ""
    emails = ContactPoint.objects.filter(candidate_id=code.candidate_id, kind=ContactPoint.Kind.EMAIL)
    row = emails.filter(pk=code.point_id).first()
    return row.value if row is not None and _usable(row, code.candidate) else ""


def code_of(public_id: str) -> OneTimeCode | None:
    """One code with its person and team; None when it is gone."""
    rows = OneTimeCode.objects.select_related("candidate__workspace", "link")
    return rows.filter(public_id=public_id).first()


def code_of_browser(link: CandidateLink, browser_key: str, *, now: datetime) -> OneTimeCode | None:
    """The code that this browser asked for and can still type in."""
    code = (
        OneTimeCode.objects.filter(link=link, browser_key=browser_key, used_at=None)
        .order_by("-asked_at", "-pk")
        .first()
    )
    if code is None or code.ends_at <= now or not constant_time_compare(code.browser_key, browser_key):
        return None
    return code


def code_to_read_out(candidate: Candidate, *, now: datetime) -> OneTimeCode | None:
    """The newest code that waits to be read out to this person."""
    return next((code for code in _READ_OUT.all(candidate.pk) if code.ends_at > now), None)


def _usable(row: ContactPoint, candidate: Candidate) -> bool:
    return row.kind == ContactPoint.Kind.EMAIL and row.dead_at is None and not is_shielded(row, candidate)


def _form_id(row: ContactPoint) -> str:
    return salted_hmac("xinqiao.code.address", str(row.pk), algorithm="sha256").hexdigest()[:12]
