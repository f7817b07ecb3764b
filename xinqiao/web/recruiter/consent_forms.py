"""Forms about separate consents and the restriction of use: what a person said elsewhere, with its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.domain.separate_consents import NAMED, Purpose, Recipient
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.candidates_forms import DecisionForm, choose, long_field, select_field, text_field
from xinqiao.web.recruiter.words import joined, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xinqiao.web.recruiter.consent_words import ConsentRow

YES: Final = "yes"


class SeparateDecisionForm(DecisionForm):
    """A yes or a no to one separate consent, with its proof."""

    about = select_field(
        gettext_lazy("For what"), required=True, hint=gettext_lazy("One at a time: a yes to one is no yes to another.")
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("What they said"),
        choices=[(YES, gettext_lazy("Yes, for this")), ("no", gettext_lazy("No, or no longer"))],
        widget=forms.RadioSelect,
    )
    field_order: tuple[str, ...] = ("about", "decision", "way", "said_on", "words")

    def __init__(self, *args: Any, rows: Sequence[ConsentRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = [(row.about, joined([row.label, row.recipient])) for row in rows]
        choose(self, "about", entries, empty=_("please choose"))


class RecipientForm(forms.Form):
    """Somebody to whom the person could say yes: the law wants name, contact and purpose."""

    purpose = select_field(gettext_lazy("Which consent"), required=True)
    name = text_field(gettext_lazy("Recipient"), 120, required=True, hint=gettext_lazy("Its full name."))
    contact = text_field(
        gettext_lazy("How the person can reach it"), 160, required=True, hint=gettext_lazy("An address or a number.")
    )
    what_for = text_field(
        gettext_lazy("What for"),
        300,
        required=True,
        hint=gettext_lazy("What it would receive and do. They read this, and another purpose is another question."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [one for one in Purpose if one in NAMED]
        choose(self, "purpose", [(one.value, say(playbook().separate_consent(one).label)) for one in named])

    def recipient(self) -> Recipient:
        """What a valid form says."""
        given = self.cleaned_data
        return Recipient(given["name"], given["contact"], given["what_for"])


class UseForm(forms.Form):
    """Why data are only kept from now on, or in which words the person allowed their use again."""

    reason = long_field(gettext_lazy("The reason"), 400, hint=gettext_lazy("In words that they can read."))

    def __init__(self, *args: Any, lifts: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lifts:
            self.fields["reason"].label = _("Their words")
