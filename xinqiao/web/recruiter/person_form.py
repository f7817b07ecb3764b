"""The form behind a record: every fact, the team's own fields, and what has to wait for people not told yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xinqiao.capabilities.candidates.blocking import Blocked
from xinqiao.capabilities.candidates.custom_values import BadValue, as_text, read_value
from xinqiao.capabilities.candidates.names import pinyin_of
from xinqiao.capabilities.candidates.operations import (
    AlreadyThere,
    ChangedMeanwhile,
    NotToldYet,
    PersonFacts,
    PointFacts,
    TheirOwnZone,
    TheyRefused,
    UnusableContact,
    UnusableTag,
    UnusableValue,
)
from xinqiao.domain.notice import ALLOWED_FIELDS
from xinqiao.playbook.loader import playbook
from xinqiao.web.pages.zones import zone_choices
from xinqiao.web.recruiter.candidates_forms import choose, select_field, text_field
from xinqiao.web.recruiter.contact_rows import UNUSABLE, ContactRow, rows_of
from xinqiao.web.recruiter.words import LANGUAGES, bases_offered, say

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate, ContactPoint, CustomField
    from xinqiao.foundation.content.models import Opening
    from xinqiao.foundation.workspaces.models import Member

MAX_SKILLS: Final = 60
_BETWEEN: Final = re.compile(r"[,，、;；\n]+")
_PLAIN: Final = ("display_name", "title", "company", "city", "role_family", "seniority", "language", "time_zone")
_ORIGIN: Final = ("source", "source_detail", "legal_basis")
_FIRSTS: Final = ("email", "phone", "link", "wechat")
OWN: Final = "own_"


@dataclass(frozen=True)
class Offered:
    """What the selects offer, and what the record has now."""

    openings: list[Opening]
    keepers: list[Member]
    own_fields: list[CustomField]
    points: list[ContactPoint] = field(default_factory=list)
    may_hand_over: bool = True
    is_new: bool = False
    is_untold: bool = False
    law: str = "cn"
    # Of the stored record: a basis that stays although the law of today does not know it.
    basis: str = ""
    # Of the stored record: values that may stay although they are no longer offered.
    custom: dict[str, Any] = field(default_factory=dict)


class PersonForm(forms.Form):
    """What a record says about a person."""

    display_name = text_field(gettext_lazy("Name"), 120, required=True)
    pinyin = text_field(
        gettext_lazy("Pinyin"),
        120,
        hint=gettext_lazy("Follows from the name. Correct it where a surname is read otherwise."),
    )
    title = text_field(gettext_lazy("Position"), 120)
    company = text_field(gettext_lazy("Company"), 120)
    city = text_field(gettext_lazy("City"), 60)
    email = text_field(gettext_lazy("E-mail"), 254, kind="email")
    phone = text_field(gettext_lazy("Phone"), 40, kind="tel")
    wechat = text_field(gettext_lazy("WeChat"), 60)
    link = text_field(gettext_lazy("Profile or page"), 300, hint=gettext_lazy("LinkedIn, Maimai, GitHub or their own."))
    employer_domain = text_field(
        gettext_lazy("Present employer's domain"),
        1000,
        hint=gettext_lazy("Addresses there are never used: the employer could read along."),
    )
    role_family = select_field(gettext_lazy("Field of work"))
    seniority = select_field(gettext_lazy("Seniority"))
    skills = text_field(gettext_lazy("Skills"), 1000, hint=gettext_lazy("Separated by commas."))
    tags = text_field(gettext_lazy("Tags"), 1000, hint=gettext_lazy("Separated by commas. They can read them."))
    language = select_field(gettext_lazy("Written to in"), required=True)
    time_zone = select_field(gettext_lazy("Time zone"))
    source = select_field(gettext_lazy("How we know them"), required=True)
    source_detail = text_field(
        gettext_lazy("Source in detail"),
        200,
        hint=gettext_lazy("Where exactly, and when. They can read this."),
    )
    legal_basis = select_field(gettext_lazy("Legal basis"), required=True)
    opening = select_field(
        gettext_lazy("Opening"), hint=gettext_lazy("They get its fact sheet, whether or not they answer anything.")
    )
    owner = select_field(gettext_lazy("Keeps the record"), required=True)
    not_told = forms.BooleanField(
        label=gettext_lazy("They do not know yet that we hold this"),
        required=False,
        help_text=gettext_lazy(
            "Then only name, position, company, one contact and the source are kept, "
            "and without word to them the record is deleted after 30 days."
        ),
    )

    def __init__(self, data: Any, *, initial: dict[str, Any], offered: Offered, rows: list[ContactRow] | None) -> None:
        super().__init__(data, initial=initial)
        self.offered = offered
        self.rows = rows if rows is not None else rows_of(offered.points)
        self._fill_choices(initial)
        self.own_names = [OWN + one.public_id for one in offered.own_fields]
        for one in offered.own_fields:
            self.fields[OWN + one.public_id] = own_field(one, offered.custom.get(one.public_id))
        if not offered.may_hand_over:
            # Whoever keeps the record sees the score, so only those who see it may hand it over.
            del self.fields["owner"]
        if not offered.is_new:
            del self.fields["not_told"]
        if offered.is_untold:
            for name in set(self.fields) - ALLOWED_FIELDS - {"owner"}:
                del self.fields[name]

    def _fill_choices(self, initial: dict[str, Any]) -> None:
        book, undecided, please = playbook(), _("not known"), _("please choose")
        choose(self, "role_family", [(one.id, say(one.label)) for one in book.role_families], empty=undecided)
        choose(self, "seniority", [(one.id, say(one.label)) for one in book.seniorities], empty=undecided)
        choose(self, "language", [(code, str(words)) for code, words in LANGUAGES])
        choose(self, "time_zone", zone_choices(initial.get("time_zone", "")), empty=undecided)
        choose(self, "source", [(one.id, say(one.label)) for one in book.sources], empty=please)
        choose(self, "legal_basis", bases_offered(self.offered.law, self.offered.basis), empty=please)
        choose(self, "opening", [(one.public_id, one.title) for one in self.offered.openings], empty=_("none yet"))
        choose(self, "owner", [(one.public_id, one.user.name or one.user.email) for one in self.offered.keepers])

    def clean(self) -> dict[str, Any]:
        """A source without a name needs words."""
        values = super().clean() or {}
        if values.get("source") == "other" and not values.get("source_detail"):
            self.add_error("source_detail", _("Say how you know them. They will read it."))
        return values

    def clean_skills(self) -> tuple[str, ...]:
        """Words between commas."""
        skills = split_words(self.cleaned_data["skills"])
        if len(skills) > MAX_SKILLS or any(len(one) > 60 for one in skills):
            raise forms.ValidationError(_("At most 60 skills of 60 characters each."))
        return skills

    def clean_tags(self) -> tuple[str, ...]:
        """Words between commas."""
        return split_words(self.cleaned_data["tags"])

    def own_bound_fields(self) -> list[forms.BoundField]:
        """The team's own fields, as far as this record may hold them."""
        return [self[name] for name in self.own_names if name in self.fields]

    def facts(self) -> PersonFacts:
        """The values as the record stores them."""
        values = self.cleaned_data
        labels = {(one.kind, one.value): one.label for one in self.offered.points}
        firsts = [PointFacts(kind, values[kind], labels.get((kind, values[kind]), "")) for kind in ("link", "wechat")]
        own = {name.removeprefix(OWN): values[name] for name in self.own_names if name in self.fields}
        # A corrected pinyin belongs to the name it was corrected for; an emptied one follows from the name again.
        is_stale = "display_name" in self.changed_data and "pinyin" not in self.changed_data
        pinyin = "" if is_stale else values["pinyin"] or pinyin_of(values["display_name"])
        return PersonFacts(
            **{name: values.get(name, "") for name in (*_PLAIN, *_ORIGIN, "email", "phone", "employer_domain")},
            pinyin=pinyin,
            skills=values.get("skills", ()),
            custom=None if self.offered.is_untold else own,
            points=(*firsts, *(row.facts() for row in self.rows if row.value)),
            tags=values.get("tags"),
        )

    def explain(self, problem: Exception) -> Candidate | None:
        """Puts words on what the record refused; returns the record that has the address already."""
        if isinstance(problem, AlreadyThere):
            self.add_error(
                None,
                _("There is a record with this e-mail address, phone number or profile. Nothing was changed."),
            )
            return problem.candidate
        if isinstance(problem, ChangedMeanwhile):
            self.add_error(
                None,
                _(
                    "A colleague changed this record while you were writing. Look at it as it is now; "
                    "if you save once more, what you wrote here holds."
                ),
            )
            return problem.candidate
        if isinstance(problem, UnusableContact):
            self._explain_contact(problem)
        elif isinstance(problem, UnusableValue):
            self.add_error(OWN + problem.field, _("This value does not fit the field."))
        elif isinstance(problem, UnusableTag):
            self.add_error("tags", _("At most 40 tags of 40 characters each."))
        elif isinstance(problem, NotToldYet):
            self._explain_untold(problem)
        elif isinstance(problem, TheyRefused):
            self.add_error("owner", _("They refused this colleague. Please choose another one."))
        elif isinstance(problem, TheirOwnZone):
            self.add_error("time_zone", _("They said themselves where they live; only they change it."))
        elif isinstance(problem, Blocked):
            self.add_error(None, _("This person asked not to be recorded again, so nothing was saved."))
        return None

    def _explain_contact(self, problem: UnusableContact) -> None:
        words = UNUSABLE[problem.field]
        at = -1 if problem.at is None else problem.at - len(_FIRSTS)
        filled = [row for row in self.rows if row.value]
        if 0 <= at < len(filled):
            filled[at].error = str(words)
            self.add_error(None, f"{filled[at].value}{_(': ')}{words}")
        else:
            self.add_error(problem.field if problem.field in self.fields else None, words)

    def _explain_untold(self, problem: NotToldYet) -> None:
        for name in problem.fields:
            if name in self.fields and name != "custom":
                self.add_error(name, _("Has to wait until they have been told."))
        self.add_error(
            None,
            _("Before they are told, only name, position, company, one contact and the source may be kept."),
        )


def own_field(one: CustomField, value: Any) -> forms.CharField:
    """A form field for a field of the team's own."""
    attrs = {"class": "form-control", "autocomplete": "off"}
    widget: forms.Widget = forms.TextInput(attrs=attrs)
    if one.kind == "date":
        widget = forms.DateInput(attrs={**attrs, "type": "date"})
    elif one.kind == "number":
        widget = forms.TextInput(attrs={**attrs, "inputmode": "decimal"})
    elif one.kind in ("choice", "yes_no"):
        options = [(text, text) for text in one.choices] if one.kind == "choice" else YES_NO
        gone = [(value, value)] if one.kind == "choice" and value and value not in one.choices else []
        widget = forms.Select(attrs={"class": "form-select"}, choices=[("", "—"), *gone, *options])
    return _OwnField(one, label=one.name, required=False, widget=widget, initial=as_text(value))


YES_NO: Final = [
    ("yes", pgettext_lazy("value of a field", "yes")),
    ("no", pgettext_lazy("value of a field", "no")),
]
BAD_VALUES: Final = {
    "text": gettext_lazy("At most 500 characters."),
    "number": gettext_lazy("This does not read as a number."),
    "date": gettext_lazy("This does not read as a day: year-month-day."),
    "yes_no": gettext_lazy("Yes or no."),
    "choice": gettext_lazy("Please choose one of the options."),
    "link": gettext_lazy("This does not read as the address of a page. Please check it."),
}


class _OwnField(forms.CharField):
    """Text that has to fit a field of the team's own."""

    def __init__(self, one: CustomField, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.one = one

    def clean(self, value: Any) -> Any:
        """The text itself, once it fits; what stands on the record may stay."""
        text = super().clean(value)
        if text == self.initial:
            return text
        try:
            return as_text(read_value(self.one.kind, text, choices=self.one.choices))
        except BadValue as problem:
            raise forms.ValidationError(BAD_VALUES[problem.kind]) from problem


def person_values(candidate: Candidate, points: Sequence[ContactPoint], tags: Iterable[str]) -> dict[str, Any]:
    """A record as the initial values of `PersonForm`."""
    values = {name: getattr(candidate, name) for name in (*_PLAIN, *_ORIGIN, "pinyin", "employer_domain")}
    firsts = {one.kind: one.value for one in points if one.position == 0}
    between = str(_(", "))
    return {
        **values,
        **{kind: firsts.get(kind, "") for kind in _FIRSTS},
        "skills": between.join(candidate.skills),
        "tags": between.join(tags),
        "opening": candidate.opening.public_id if candidate.opening else "",
        "owner": candidate.owner.public_id,
    }


def split_words(text: str) -> tuple[str, ...]:
    """The words between commas, in any script, each once."""
    return tuple(dict.fromkeys(" ".join(word.split()) for word in _BETWEEN.split(text) if word.strip()))
