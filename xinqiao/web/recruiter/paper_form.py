"""The form for a questionnaire on paper: every answer is typed twice, because nobody can ask the sheet again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.capabilities.assessments.by_hand import Agreement
from xinqiao.domain.scale import HIGHEST_ANSWER, ITEM_COUNT, LOWEST_ANSWER, Answer, score
from xinqiao.journeys.steps import SCALE
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.candidates_forms import choose, day_field, long_field, past_day, select_field
from xinqiao.web.recruiter.words import language_label, say

if TYPE_CHECKING:
    from django.forms import BoundField

PROOF_AT_MOST: Final = 500
LANGUAGES: Final = ("zh-hans", "en")
_ITEMS: Final = range(1, ITEM_COUNT + 1)
# As people type them with a Chinese keyboard.
_DIGITS: Final = str.maketrans("１２３４５", "12345")


class PaperForm(forms.Form):
    """Five answers twice, the day, the language of the sheet, and how the person agreed that we keep it."""

    answered_on = day_field(gettext_lazy("Filled in on"))
    language = select_field(gettext_lazy("Language of the sheet"), required=True)
    way = select_field(gettext_lazy("How they agreed to share it"), required=True)
    agreed_on = day_field(gettext_lazy("When they agreed"))
    words = long_field(
        gettext_lazy("Their words, or where the yes stands"),
        PROOF_AT_MOST,
        hint=gettext_lazy("Without a yes to sharing, a sheet is not kept. They can read this and object to it."),
    )

    def __init__(self, *args: Any, today: date, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.answers: list[Answer] = []
        for item in _ITEMS:
            self.fields[f"first{item}"] = _answer_field(_("Statement %(n)d") % {"n": item})
            self.fields[f"second{item}"] = _answer_field(_("Statement %(n)d, once more") % {"n": item})
        choose(self, "language", [(code, language_label(code)) for code in LANGUAGES])
        self.fields["language"].initial = language
        ways = [("sheet", _("Ticked or signed on the sheet")), ("in_person", _("In person"))]
        choose(self, "way", [*ways, *((one.id, say(one.label)) for one in playbook().channels)])

    @property
    def items(self) -> list[dict[str, Any]]:
        """Every statement with its two fields."""
        texts = playbook().scale(SCALE).items
        return [
            {
                "number": item,
                "text": say(texts[item - 1].text),
                "first": self[f"first{item}"],
                "second": self[f"second{item}"],
            }
            for item in _ITEMS
        ]

    @property
    def unequal(self) -> list[BoundField]:
        """Second entries with something wrong, for the line above them."""
        return [self[f"second{item}"] for item in _ITEMS if self[f"second{item}"].errors]

    def clean_answered_on(self) -> date:
        """Not in the future, and not in a year that can only be a slip."""
        return past_day(self.cleaned_data["answered_on"], today=self.today)

    def clean_agreed_on(self) -> date:
        """Not in the future."""
        return past_day(self.cleaned_data["agreed_on"], today=self.today)

    def clean(self) -> dict[str, Any] | None:
        """Both entries agree, and at most one statement was left blank."""
        cleaned = super().clean()
        pairs = [(self.cleaned_data.get(f"first{item}"), self.cleaned_data.get(f"second{item}")) for item in _ITEMS]
        for item, (first, second) in enumerate(pairs, start=1):
            if first != second and not self.has_error(f"first{item}") and not self.has_error(f"second{item}"):
                self.add_error(f"second{item}", _("The two entries differ. Look at the sheet once more."))
        if not any(self.has_error(f"{when}{item}") for when in ("first", "second") for item in _ITEMS):
            self.answers = [int(first) if first else None for first, _second in pairs]
            if score(self.answers).total is None:
                self.add_error(None, _("Two or more statements are blank, so there is no total. Nothing is kept."))
        return cleaned

    def agreement(self) -> Agreement:
        """How the person agreed."""
        data = self.cleaned_data
        return Agreement(way=data["way"], on=data["agreed_on"], words=data["words"])


class _AnswerField(forms.CharField):
    """One answer, 1 to 5, or nothing where the sheet is blank."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value).translate(_DIGITS)
        if text and text not in [str(answer) for answer in range(LOWEST_ANSWER, HIGHEST_ANSWER + 1)]:
            raise forms.ValidationError(_("A figure from 1 to 5, or nothing."))
        return text


def _answer_field(label: str) -> forms.CharField:
    attrs = {"class": "form-control paper-answer", "inputmode": "numeric", "autocomplete": "off", "maxlength": "1"}
    return _AnswerField(label=label, required=False, max_length=1, widget=forms.TextInput(attrs=attrs))
