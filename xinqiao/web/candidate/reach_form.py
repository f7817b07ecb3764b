"""The card “how to reach me” as a form. Everything may stay empty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from xinqiao.capabilities.consent.operations import Reach
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.schema import Choice
from xinqiao.web.candidate.page import spoken

NOTE_LENGTH = 300


@dataclass(frozen=True)
class Option:
    """One radio or box with its words."""

    id: str
    label: str
    hint: str
    chosen: bool


def _ids(entries: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(entry.id, entry.id) for entry in entries]


class ReachForm(forms.Form):
    """Pace, channels, parts of the day, topics, and a line in the person's own words."""

    pace = forms.ChoiceField(required=False)
    channels = forms.MultipleChoiceField(required=False)
    day_parts = forms.MultipleChoiceField(required=False)
    topics = forms.MultipleChoiceField(required=False)
    reach_note = forms.CharField(
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={
            "max_length": _("Your line is longer than 300 characters. It is still here; please shorten it."),
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        book = playbook()
        self.fields["pace"].choices = _ids(book.paces)  # type: ignore[attr-defined]
        self.fields["channels"].choices = _ids(book.channels)  # type: ignore[attr-defined]
        self.fields["day_parts"].choices = _ids(book.day_parts)  # type: ignore[attr-defined]
        self.fields["topics"].choices = _ids(book.topics)  # type: ignore[attr-defined]

    def reach(self) -> Reach:
        """The checked values."""
        return Reach(**self.cleaned_data)

    def options(self, name: str) -> list[Option]:
        """What the page offers for a field, in the order of the playbook."""
        entries: tuple[Choice, ...] = getattr(playbook(), "paces" if name == "pace" else name)
        value = self[name].value() or []
        chosen = [value] if isinstance(value, str) else value
        return [Option(entry.id, spoken(entry.label), _hint(entry), entry.id in chosen) for entry in entries]


def _hint(entry: Choice) -> str:
    consequence = getattr(entry, "consequence", None)
    return spoken(consequence) if consequence is not None else ""
