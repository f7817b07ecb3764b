"""Three-tap cards on a person's record: what was asked and said, and the form that asks. For the keepers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.engagement.queries import cards_of
from xinqiao.domain.send_facts import TAKES_REASON, Purpose
from xinqiao.journeys.queries import tempo_of
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.candidates_forms import choose, day_field, past_day, select_field
from xinqiao.web.recruiter.message_text import VARIANTS, usual_variant
from xinqiao.web.recruiter.refusals import refusal
from xinqiao.web.recruiter.words import say

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.between import Known
    from xinqiao.capabilities.engagement.models import ThreeTapCard
    from xinqiao.journeys.queries import Portrait

# Longer ago nobody remembers how it was.
ASKED_WITHIN: Final = timedelta(days=30)


class CardForm(forms.Form):
    """What the card is about, and the way its text goes."""

    occasion = select_field(gettext_lazy("What it was"), required=True)
    happened_on = day_field(gettext_lazy("On which day it was"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["happened_on"].initial = today
        options = [(one.id, say(one.label)) for one in playbook().three_taps.occasions]
        choose(self, "occasion", options, empty=_("please choose"))

    def clean_happened_on(self) -> date:
        """Not to come, and not so long ago that nobody remembers."""
        day: date = past_day(self.cleaned_data["happened_on"], today=self.today)
        if self.today - day >= ASKED_WITHIN:
            raise forms.ValidationError(
                _("This was more than %(days)d days ago; few remember how it was.") % {"days": ASKED_WITHIN.days}
            )
        return day


@dataclass(frozen=True)
class CardLine:
    """One card: what it was about, and each answer with the question's short name."""

    occasion: str
    happened_on: date
    asked_at: datetime
    is_answered: bool
    answers: list[tuple[str, str]]


def record_part(
    portrait: Portrait, form: forms.Form | None, *, now: datetime, known: Known | None = None
) -> dict[str, Any]:
    """What the record shows of cards; the form only where the send check would let one out, else from when on."""
    terms = portrait.terms
    decision = gate.decision_of(terms, Purpose.THREE_TAPS, now=now, tempo=tempo_of(portrait.standing), known=known)
    takes_reason = decision.instead in TAKES_REASON
    return {
        "cards": [_line(card) for card in cards_of(portrait.candidate)],
        "card_form": (form or CardForm(today=localdate(now))) if decision.allowed or takes_reason else None,
        "card_takes_reason": takes_reason,
        "card_wait": refusal(decision) if decision.until is not None else None,
        "card_tell": playbook().message("three_taps").tell_candidate,
        "card_variants": list(VARIANTS.items()),
        "card_variant": usual_variant(portrait.candidate, terms.channels if terms else ()),
    }


def _line(card: ThreeTapCard) -> CardLine:
    questions, taps = playbook().three_taps.questions, card.taps
    return CardLine(
        occasion=say(playbook().occasion(card.occasion).label),
        happened_on=card.happened_on,
        asked_at=card.asked_at,
        is_answered=card.answered_at is not None,
        answers=[(say(one.heading), say(one.answer(taps[one.id]).label)) for one in questions if taps[one.id]],
    )
