"""Writes on the company card and on what colleagues say of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction

from xinqiao.foundation.audit.operations import Actor, record
from xinqiao.foundation.content.models import CardCheck, ColleagueLink, CompanyCard
from xinqiao.foundation.workspaces.models import Member, Workspace
from xinqiao.foundation.workspaces.operations import actor_of

COLLEAGUE = Actor("colleague")


class CardText(TypedDict):
    """The three parts of a card."""

    good: str
    not_good: str
    facts: str


class Check(TypedDict):
    """What a colleague says: under which name, whether they agree, and in which words."""

    shown_as: str
    agrees: bool
    words: str


class CardChanged(Exception):
    """A later wording stands there; what is said of this one would be said of nothing."""


class NotTheirs(Exception):
    """Only the colleague who said it can take it back."""


class LinkOver(Exception):
    """The link is past its date; it only takes back."""


def write_card(
    language: str, *, by: Member, now: datetime, is_sample: bool = False, **text: Unpack[CardText]
) -> CompanyCard:
    """The next wording in one language, without any check; the same words again change nothing."""
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=by.workspace_id)
        present = CompanyCard.objects.filter(language=language, is_latest=True).first()
        if present and (present.good, present.not_good, present.facts) == (
            text["good"],
            text["not_good"],
            text["facts"],
        ):
            return present
        CompanyCard.objects.filter(language=language, is_latest=True).update(is_latest=False)
        card = CompanyCard.objects.create(language=language, by=by, at=now, is_sample=is_sample, **text)
        record(actor_of(by), "card_written", now=now, subject=("company_card", card.pk))
    return card


def check_by_hand(
    card: CompanyCard, *, said_on: date, proof: str, by: Member, now: datetime, **check: Unpack[Check]
) -> CardCheck:
    """Writes down what a colleague said, with what shows it. Raises CardChanged."""
    with transaction.atomic():
        _require_latest(card)
        said = CardCheck.objects.create(card=card, said_on=said_on, recorded_by=by, proof=proof, **check)
        record(actor_of(by), "card_check_recorded", now=now, subject=("company_card", card.pk))
    return said


def check_by_link(link: ColleagueLink, *, said_on: date, now: datetime, **check: Unpack[Check]) -> CardCheck:
    """What the colleague behind this link says, in place of what they said before. Raises LinkOver or CardChanged."""
    card = link.card
    assert card is not None
    if link.expires_at <= now:
        raise LinkOver
    with transaction.atomic():
        _require_latest(card)
        said, _ = CardCheck.objects.update_or_create(
            link=link, defaults={"card": card, "said_on": said_on, "taken_back_at": None, **check}
        )
        record(COLLEAGUE, "card_checked", now=now, subject=("company_card", card.pk))
    return said


def take_back_own(link: ColleagueLink, *, now: datetime) -> bool:
    """The colleague takes back what they said through their link, past its date too; False when nothing stood there."""
    with transaction.atomic():
        if not CardCheck.objects.filter(link=link, taken_back_at=None).update(taken_back_at=now):
            return False
        record(COLLEAGUE, "card_check_taken_back", now=now, subject=("company_card", link.card_id or 0))
    return True


def strike_check(check: CardCheck, *, by: Member, now: datetime) -> None:
    """A member strikes what a member wrote down. Raises NotTheirs for what a colleague said through a link."""
    _set_struck(check, now, "card_check_struck", by=by, now=now)


def put_back_check(check: CardCheck, *, by: Member, now: datetime) -> None:
    """Undo of `strike_check`; raises as it."""
    _set_struck(check, None, "card_check_put_back", by=by, now=now)


def _set_struck(check: CardCheck, at: datetime | None, action: str, *, by: Member, now: datetime) -> None:
    # Otherwise whoever wrote the card could strike every word against it.
    if check.link_id is not None:
        raise NotTheirs
    with transaction.atomic():
        CardCheck.objects.filter(pk=check.pk).update(taken_back_at=at)
        record(actor_of(by), action, now=now, subject=("company_card", check.card_id))


def remove_sample_cards() -> None:
    """Deletes the sample wordings of the current workspace with what was said of them."""
    CompanyCard.objects.filter(is_sample=True).delete()


def _require_latest(card: CompanyCard) -> None:
    if not CompanyCard.objects.select_for_update().filter(pk=card.pk, is_latest=True).exists():
        raise CardChanged
