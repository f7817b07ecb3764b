"""One-time codes: asked for, mailed or read out, used once."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from xinqiao.capabilities.candidates.models import Candidate, CandidateLink, OneTimeCode
from xinqiao.foundation.audit.operations import Actor, record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

CODE_LIFE: Final = timedelta(minutes=10)
TRIES_AT_MOST: Final = 5
# With five tries a code, whoever holds a link guesses one code in 30,000 days.
PER_LINK: Final = (3, timedelta(hours=1))
PER_PERSON: Final = (6, timedelta(days=1))
# Nothing is looked up past the longest limit.
KEEP_CODES: Final = timedelta(days=2)
_DIGITS: Final = 6
_PERSON: Final = Actor("candidate")


class TooManyCodes(Exception):
    """Enough codes were asked for; `until` says from when on there is another."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Tried(StrEnum):
    """How a try with a code ended."""

    OPENED = "opened"
    WRONG = "wrong"
    # Too late, tried too often, used, or asked for in another browser.
    OVER = "over"


def ask_code(
    link: CandidateLink, *, point_id: int | None, browser_key: str, language: str, now: datetime
) -> OneTimeCode:
    """A new code for the browser that asks; without a contact point it is to be read out. Raises TooManyCodes.

    Earlier codes of this browser are void from now on.
    """
    with transaction.atomic():
        # One after another: two taps at once must not slip past the limit.
        Candidate.objects.select_for_update().get(pk=link.candidate_id)
        _require_few(link, now=now)
        OneTimeCode.objects.filter(link=link, browser_key=browser_key, ends_at__gt=now).update(ends_at=now)
        code = OneTimeCode.objects.create(
            candidate_id=link.candidate_id,
            link=link,
            way=OneTimeCode.Way.READ_OUT if point_id is None else OneTimeCode.Way.MAIL,
            point_id=point_id,
            browser_key=browser_key,
            language=language,
            asked_at=now,
            ends_at=now + CODE_LIFE,
        )
        record(_PERSON, "code_asked", now=now, subject=("candidate", link.candidate_id), detail={"way": code.way})
    return code


def digits_of(code: OneTimeCode) -> str:
    """The six digits, for whoever sends or reads them out."""
    return _digits(code.public_id, settings.SECRET_KEY)


def try_code(code: OneTimeCode, typed: str, *, now: datetime) -> Tried:
    """Counts one try; the right digits open once. Spaces do not matter."""
    usable = OneTimeCode.objects.filter(
        pk=code.pk, used_at=None, tries__lt=TRIES_AT_MOST, ends_at__gt=now, candidate_id=code.candidate_id
    )
    with transaction.atomic():
        if not usable.update(tries=F("tries") + 1):
            return Tried.OVER
        given = "".join(typed.split())
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        if not any(constant_time_compare(given, _digits(code.public_id, key)) for key in keys):
            return Tried.OVER if code.tries + 1 >= TRIES_AT_MOST else Tried.WRONG
        OneTimeCode.objects.filter(pk=code.pk).update(used_at=now)
        record(_PERSON, "code_used", now=now, subject=("candidate", code.candidate_id))
    return Tried.OPENED


def mark_sent(code: OneTimeCode, *, now: datetime) -> bool:
    """Claims the one sending of a code that still holds; False when it went out already, or is over."""
    rows = OneTimeCode.objects.filter(pk=code.pk, sent_at=None, used_at=None, ends_at__gt=now)
    return bool(rows.update(sent_at=now))


def note_read_out(code: OneTimeCode, *, by: Member, now: datetime) -> None:
    """A member looks at the digits to read them out."""
    record(actor_of(by), "code_read_out", now=now, subject=("candidate", code.candidate_id))


def forget_codes(*, now: datetime) -> int:
    """Deletes codes past every limit; returns how many."""
    return OneTimeCode.objects.filter(asked_at__lt=now - KEEP_CODES).delete()[0]


def _require_few(link: CandidateLink, *, now: datetime) -> None:
    of_person = OneTimeCode.objects.filter(candidate_id=link.candidate_id)
    for rows, (most, span) in ((of_person.filter(link=link), PER_LINK), (of_person, PER_PERSON)):
        asked = list(rows.filter(asked_at__gt=now - span).order_by("-asked_at").values_list("asked_at", flat=True))
        if len(asked) >= most:
            raise TooManyCodes(asked[most - 1] + span)


def _digits(public_id: str, key: str) -> str:
    digest = salted_hmac("xinqiao.code", public_id, secret=key, algorithm="sha256").digest()
    return f"{int.from_bytes(digest, 'big') % 10**_DIGITS:0{_DIGITS}d}"
