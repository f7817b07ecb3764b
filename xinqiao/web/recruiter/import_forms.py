"""The forms of an import: the file, how it is read, what its columns are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.capabilities.importing.mapping import FieldChosenTwice, UnusableMapping
from xinqiao.capabilities.importing.operations import Choices
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.import_words import ENCODINGS, FIELDS, column_letter
from xinqiao.web.recruiter.words import bases_offered, say

if TYPE_CHECKING:
    from xinqiao.capabilities.importing.mapping import ColumnMapping

ACCEPTED: Final = ".csv,.tsv,.txt,.xlsx,.vcf"


def _select(choices: Iterable[tuple[str, Any]]) -> forms.Select:
    return forms.Select(attrs={"class": "form-select"}, choices=choices)


class UploadForm(forms.Form):
    """One file. What is wrong with it is said by whoever reads it."""

    file = forms.FileField(
        label=gettext_lazy("List"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Please choose a file first.")},
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ACCEPTED}),
    )


class ReadingForm(forms.Form):
    """How the file is read, where it can be read in more than one way."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=list(ENCODINGS.items()), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("Row with the headings"),
        help_text=gettext_lazy("0 when the file has no headings."),
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, sheets: tuple[str, ...] = (), is_text: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["encoding"].widget = _select(ENCODINGS.items())
        if not is_text:
            del self.fields["encoding"]
        if len(sheets) > 1:
            names = [(name, name) for name in sheets]
            self.fields["sheet"] = forms.ChoiceField(label=_("Sheet"), choices=names, widget=_select(names))
        else:
            del self.fields["sheet"]


UPDATES: Final = [
    ("leave", gettext_lazy("Leave their records as they are")),
    ("fill", gettext_lazy("Fill in what is empty")),
    ("overwrite", gettext_lazy("Take over what the list says")),
]


class ColumnsForm(forms.Form):
    """A field for every column, and where these people come from."""

    source = forms.ChoiceField(label=gettext_lazy("Source"))
    source_detail = forms.CharField(
        label=gettext_lazy("Source in detail"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text=gettext_lazy("Which list, and where it first came from. They will read it."),
    )
    legal_basis = forms.ChoiceField(label=gettext_lazy("Legal basis"))
    update_mode = forms.ChoiceField(
        label=gettext_lazy("People who are there already"),
        choices=UPDATES,
        widget=forms.Select(attrs={"class": "form-select"}, choices=UPDATES),
        help_text=gettext_lazy("An empty cell never erases anything."),
    )
    not_told = forms.BooleanField(
        label=gettext_lazy("These people do not know yet that we hold their data"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        help_text=gettext_lazy(
            "Then only name, position, company, one contact and the source are kept, and they must be told within"
            " 30 days or are deleted."
        ),
    )

    def __init__(self, *args: Any, mapping: ColumnMapping, law: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        book = playbook()
        self._offer("source", [(entry.id, say(entry.label)) for entry in book.sources])
        self._offer("legal_basis", bases_offered(law))
        fields = [(field.value, words) for field, words in FIELDS.items()]
        for column in mapping.columns:
            self.fields[column_name(column.index)] = forms.ChoiceField(
                label=column.heading or _("Column %(letter)s") % {"letter": column_letter(column.index)},
                choices=fields,
                initial=column.field.value,
                widget=_select(fields),
            )

    def _offer(self, name: str, entries: list[tuple[str, str]]) -> None:
        choices = [("", _("Please choose")), *entries]
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.widget = _select(choices)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The columns must fit together."""
        cleaned = super().clean() or {}
        chosen = self._chosen(cleaned)
        try:
            self.mapping.with_choices(chosen)
        except FieldChosenTwice as problem:
            words = _("Two columns would fill “%(field)s”. Leave one of them out.")
            for index in [index for index, value in chosen.items() if value == problem.field]:
                self.add_error(column_name(index), words % {"field": FIELDS[problem.field]} if problem.field else words)
        except UnusableMapping:
            self.add_error(None, _("No column gives a name. Choose one, because every record needs a name."))
        return cleaned

    def choices(self) -> Choices:
        """What a valid form says."""
        cleaned = self.cleaned_data
        return Choices(
            columns=self._chosen(cleaned),
            source=cleaned["source"],
            source_detail=cleaned["source_detail"],
            legal_basis=cleaned["legal_basis"],
            update_mode=cleaned["update_mode"],
            people_know=not cleaned["not_told"],
        )

    def _chosen(self, cleaned: dict[str, Any]) -> dict[int, str]:
        names = {column.index: column_name(column.index) for column in self.mapping.columns}
        return {index: cleaned[name] for index, name in names.items() if name in cleaned}


def column_name(index: int) -> str:
    """The form field of a column."""
    return f"column_{index}"
