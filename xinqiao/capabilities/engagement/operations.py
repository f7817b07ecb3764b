"""Writes on three-tap cards: asked by a member after a talk or a try, answered tap by tap, taken back at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.candidates.operations import append, new_link, note_copy, token_of
from xinqiao.capabilities.candidates.operations.sender_codes import sender_code
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.domain.levels import LevelState
from xinqiao.domain.send_facts import Purpose
from xinqiao.domain.three_taps import QUESTIONS, Tap, quiet_until
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.gateways import replay_list
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

NOTHING_TAPPED = dict.fromkeys(QUESTIONS, "")


class AlreadyAsked(Exception):
    """This occasion was asked about; answered or not, the person is not asked again."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class NotTheirs(Exception):
    """Another browser answers this card already."""


@dataclass(frozen=True)
class AskedCard:
    """A card, what stands in its link's address, and the code that proves who sends it."""

    card: ThreeTapCard
    token: str
    code: str


def ask(
    candidate: Candidate,
    occasion: str,
    *,
    happened_on: date,
    zone: str,
    tempo: LevelState,
    by: Member,
    now: datetime,
    channel: str = "",
    reason: str = "",
) -> AskedCard:
    """Asks the send check, then gives the link of a card on this occasion and notes that it went out.

    Copied again within an hour it is the same ask with the same link; later there is no reminder. `channel` is the
    way it is to go; `zone` and `tempo` are the person's; `reason` is the member's, after a no. Only for members who may
    know of answers. Raises gate.Refused or AlreadyAsked.
    """
    with transaction.atomic():
        # The terms' row is locked: two colleagues who ask at the same moment make one card.
        consent.locked_terms(candidate)
        card = _asked_just_now(candidate, occasion, happened_on, now=now)
        quiet = quiet_until(occasion, happened_on, ZoneInfo(zone))
        copy = gate.Copy(
            Purpose.THREE_TAPS,
            channel,
            tempo,
            again=card is not None,
            quiet_until=quiet,
            by=by.pk,
            reason=consent.reason_of(by, reason),
        )
        consent.note_reason(candidate, gate.require_copy(candidate, copy, now=now), reason, by=by, now=now)
        entry = None
        if card is None:
            link = new_link(candidate, CandidateLink.Purpose.THREE_TAPS, by=by, now=now)
            card = ThreeTapCard.objects.create(
                candidate=candidate, link=link, occasion=occasion, happened_on=happened_on, asked_at=now
            )
            entry = append(candidate, "card_asked", at=now, direction="out", by=by, data={"occasion": occasion})
        note_copy(candidate, "three_taps", channel=channel, entry=entry, kind="card_asked", by=by, now=now)
        record(actor_of(by), "three_taps_link_copied", now=now, subject=("candidate", candidate.pk))
        code = sender_code(card.link, by=by, now=now)
    return AskedCard(card, token_of(card.link), code)


def _asked_just_now(candidate: Candidate, occasion: str, happened_on: date, *, now: datetime) -> ThreeTapCard | None:
    """The card on this occasion that was asked within the hour, None when there is none.

    Raises AlreadyAsked, or gate.Refused of people who took their yes back: no other card is fine for them either.
    """
    cards = ThreeTapCard.objects.filter(candidate=candidate, occasion=occasion, happened_on=happened_on)
    card = cards.select_related("link").order_by("-id").first()
    if card is None:
        return None
    is_usable = card.answered_at is None and card.link.revoked_at is None
    if not is_usable or now - card.asked_at > consent.SAME_ASK:
        gate.require_yes(candidate)
        raise AlreadyAsked(card.asked_at)
    return card


def tap(
    card: ThreeTapCard, question: str, answer: str, *, version: str, language: str, browser_key: str, now: datetime
) -> None:
    """Stores one tap of the person; tapping twice is harmless, tapping another answer replaces it.

    The first tap binds the card to its browser. Raises gate.Refused without a yes or after a stop, NotTheirs.
    """
    if question not in QUESTIONS:
        raise ValueError(question)
    with transaction.atomic():
        # Locked: after a stop at the same moment nothing is tapped any more.
        consent.lock_terms(card.candidate_id)
        gate.require_yes(card.candidate)
        mine = ThreeTapCard.objects.filter(pk=card.pk, browser_key__in=["", browser_key])
        # By one statement, so that of two first taps at once one is the first.
        first = mine.filter(answered_at=None).update(browser_key=browser_key, answered_at=now)
        if not mine.update(**{question: Tap(answer)}, version=version, language=language, browser_key=browser_key):
            raise NotTheirs
        if first:
            append(card.candidate, "card_answered", at=now, direction="in", data={"occasion": card.occasion})
            record(consent.PERSON, "card_answered", now=now, subject=("candidate", card.candidate_id))


def take_back(card: ThreeTapCard, *, browser_key: str, now: datetime) -> bool:
    """Deletes the taps at once, everywhere; False when there were none (any more). Raises NotTheirs."""
    with transaction.atomic():
        if not ThreeTapCard.objects.filter(pk=card.pk, browser_key__in=["", browser_key]).exists():
            raise NotTheirs
        return _delete_taps(card, now=now)


def take_back_all_of(candidate: Candidate, *, now: datetime) -> None:
    """Deletes what this person said on any card, at once."""
    with transaction.atomic():
        for card in ThreeTapCard.objects.filter(candidate=candidate, answered_at__isnull=False).order_by("pk"):
            _delete_taps(card, now=now)


def take_back_again(card: ThreeTapCard, *, now: datetime) -> bool:
    """The person took their taps back before, and an older backup has brought them here again."""
    with transaction.atomic():
        return _delete_taps(card, now=now)


def _delete_taps(card: ThreeTapCard, *, now: datetime) -> bool:
    gone = ThreeTapCard.objects.filter(pk=card.pk, answered_at__isnull=False).update(
        **NOTHING_TAPPED, version="", language="", browser_key="", answered_at=None
    )
    if gone:
        append(card.candidate, "card_taken_back", at=now, direction="in", data={"occasion": card.occasion})
        record(consent.PERSON, "card_taken_back", now=now, subject=("candidate", card.candidate_id))
        replay_list.note(replay_list.CARD, workspace_id=current_workspace_id(), row=card.public_id, now=now)
    return bool(gone)
