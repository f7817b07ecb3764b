"""All answers of a person that they shared, line by line. For those who keep the relationship."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xinqiao.capabilities.assessments.queries import entries_by_hand, key_unknown_of, words_on_doubt
from xinqiao.domain.occasions import day_of
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter import badges
from xinqiao.web.recruiter.words import language_label, say

if TYPE_CHECKING:
    from xinqiao.capabilities.assessments.models import DoubtWord, HandEntry
    from xinqiao.capabilities.assessments.queries import KeyUnknown, Reading
    from xinqiao.journeys.queries import Portrait

MODES: Final = {
    "phone": gettext_lazy("on a phone"),
    "voice": gettext_lazy("by voice"),
    "paper": gettext_lazy("on paper"),
    "import": gettext_lazy("with an import"),
}
BY_HAND: Final = ("paper", "import")


@dataclass(frozen=True)
class AnswerLine:
    """One occasion: when, how, what it gave, and what to know about it."""

    public_id: str
    day: date
    mode: str
    total: str
    notes: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    doubt: str = ""
    word: str = ""
    may_be_taken_back: bool = False


def answers_part(portrait: Portrait) -> dict[str, Any]:
    """The lines, newest first; apart, the doubtful ones that still wait for a word; and totals without answers."""
    readings = portrait.readings
    words = words_on_doubt(one.response_id for one in readings if one.doubt not in ("", "open"))
    unknown = key_unknown_of(portrait.candidate)
    by_hand = [one.response_id for one in readings if one.mode in BY_HAND]
    entries = entries_by_hand([*by_hand, *(one.response_id for one in unknown)])
    lines = [_line(one, words.get(one.response_id), entries.get(one.response_id)) for one in reversed(readings)]
    return {
        "answers": lines,
        "doubtful": [line for line in lines if line.doubt == "open"],
        "without_answers": [_unknown(one, entries.get(one.response_id)) for one in reversed(unknown)],
    }


def _line(reading: Reading, word: DoubtWord | None, entry: HandEntry | None) -> AnswerLine:
    return AnswerLine(
        public_id=reading.public_id,
        day=reading.day or day_of(reading.at),
        mode=_mode(reading),
        total=badges.one_decimal(reading.total),
        notes=[
            note for note in (_hold_back(reading), _same_day(reading), _short_gap(reading), _entered(entry)) if note
        ],
        signs=badges.sign_sentences(reading.flags),
        doubt=reading.doubt,
        word=_word(reading, word),
        may_be_taken_back=reading.mode == "paper" and entry is not None,
    )


def _mode(reading: Reading) -> str:
    return f"{MODES.get(reading.mode, reading.mode)} · {language_label(reading.language)}"


def _unknown(one: KeyUnknown, entry: HandEntry | None) -> dict[str, Any]:
    return {"day": day_of(one.at), "total": one.stated_total, "note": _entered(entry)}


def _hold_back(reading: Reading) -> str:
    said = next((say(one.label) for one in playbook().hold_back.options if one.id == reading.hold_back), "")
    return _("What would hold them back first: %(said)s") % {"said": said} if said else ""


def _same_day(reading: Reading) -> str:
    others = reading.stands_for - 1
    if not others:
        return ""
    words = ngettext(
        "They answered %(n)d more time that day; one day is one occasion: the latest stand, doubtful ones last.",
        "They answered %(n)d more times that day; one day is one occasion: the latest stand, doubtful ones last.",
        others,
    )
    return words % {"n": others}


def _short_gap(reading: Reading) -> str:
    if not reading.hollow:
        return ""
    return _("Less than 7 days after the answers before: memory speaks too, so the error is set wider.")


def _entered(entry: HandEntry | None) -> str:
    if entry is None:
        return ""
    member = entry.entered_by.user
    return _("Entered by %(name)s on %(day)s; they agreed on %(agreed)s: %(words)s") % {
        "name": member.name or member.email,
        "day": date_format(localtime(entry.entered_at), "DATE_FORMAT"),
        "agreed": date_format(entry.agreed_on, "DATE_FORMAT"),
        "words": entry.proof,
    }


def _word(reading: Reading, word: DoubtWord | None) -> str:
    if word is None or reading.doubt != word.word:
        return ""
    said = _("Taken as they are by %(name)s on %(day)s.")
    if word.word == "ask_again":
        said = _("To be asked again later, said %(name)s on %(day)s. Until then these answers set nothing.")
    member = word.said_by.user
    return said % {
        "name": member.name or member.email,
        "day": date_format(localtime(word.said_at), "DATE_FORMAT"),
    }
