"""Reads on the company card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xinqiao.foundation.content.models import CardCheck, ColleagueLink, CompanyCard
from xinqiao.foundation.tenancy.prepared import PreparedSelect

LANGUAGES = ("zh", "en")
_CARDS = PreparedSelect(lambda: CompanyCard.objects.filter(is_latest=True).order_by("id"))
_CHECKS = PreparedSelect(
    lambda card_id: CardCheck.objects.filter(card_id=card_id, taken_back_at=None).order_by("said_on", "id"), int
)


@dataclass(frozen=True)
class CheckedCard:
    """A wording in force and what colleagues say of it, oldest first."""

    card: CompanyCard
    checks: list[CardCheck]


def cards() -> dict[str, CompanyCard]:
    """The wordings in force by language."""
    return {card.language: card for card in _CARDS.all()}


def card_to_read(language: str) -> CheckedCard | None:
    """The card in this language, else in the other one; None when there is none."""
    present = cards()
    card = present.get(language) or next(iter(present.values()), None)
    return None if card is None else CheckedCard(card, checks_of(card))


def checks_of(card: CompanyCard) -> list[CardCheck]:
    """What colleagues say of a wording, oldest first."""
    return _CHECKS.all(card.pk)


def check_of(public_id: str) -> CardCheck:
    """One check of the current workspace; raises CardCheck.DoesNotExist for any other."""
    return CardCheck.objects.select_related("card").get(public_id=public_id)


def said_through(link: ColleagueLink) -> CardCheck | None:
    """What was said through this link and not taken back."""
    return CardCheck.objects.filter(link=link, taken_back_at=None).first()


def open_links(card: CompanyCard, *, now: datetime) -> list[ColleagueLink]:
    """Links through which nobody has said anything yet, newest first."""
    return list(card.links.filter(expires_at__gt=now, check_said=None).order_by("-id"))


def link_of(public_id: str) -> ColleagueLink:
    """One colleague's link of the current workspace; raises ColleagueLink.DoesNotExist for any other."""
    return ColleagueLink.objects.select_related("card", "story").get(public_id=public_id)
