"""Three-tap cards in tests, through the product's own operations."""

from __future__ import annotations

from datetime import date, datetime

from tests.factories import NOW, owner_of
from tests.web.candidate.phone import Phone, make_phone
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.capabilities.engagement.operations import AskedCard, tap
from xinqiao.domain.three_taps import QUESTIONS
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.journeys.steps import hand_out_card

TODAY = NOW.date()


def asked_card(
    candidate: Candidate, occasion: str = "light_talk", *, day: date = TODAY, now: datetime = NOW
) -> AskedCard:
    """A card that went out to a person who said yes before."""
    with scope(candidate.owner.workspace_id):
        owner = owner_of(candidate.owner.workspace)
        return hand_out_card(candidate, occasion, happened_on=day, zone="Asia/Shanghai", by=owner, now=now)


def tapped(candidate: Candidate, *answers: str, now: datetime = NOW, occasion: str = "light_talk") -> ThreeTapCard:
    """A card of that moment's day with these answers in the order of the questions; empty ones are skipped."""
    card = asked_card(candidate, occasion, day=now.date(), now=now).card
    with scope(candidate.owner.workspace_id):
        for question, answer in zip(QUESTIONS, answers, strict=False):
            if answer:
                tap(card, question, answer, version="taps-zh-en-1", language="en", browser_key="k", now=now)
        card.refresh_from_db()
    return card


def card_phone(*, language: str = "", occasion: str = "light_talk") -> Phone:
    """The phone of a person who was asked with three taps."""
    phone = make_phone(language=language)
    return Phone(phone.workspace, phone.candidate, asked_card(phone.candidate, occasion).token, language)


def stored(phone: Phone) -> ThreeTapCard:
    """The card behind a phone's link, as it is now."""
    with scope(phone.workspace.pk):
        return ThreeTapCard.objects.get(candidate=phone.candidate)
