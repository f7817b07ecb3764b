"""Which column of a file becomes which field: guessed, explained, and open to change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, ClassVar, Final

from xinqiao.capabilities.importing.headings import (
    Field,
    Sensitive,
    field_of,
    heading_key,
    label_of,
    sensitive_kind_of,
)
from xinqiao.capabilities.importing.looks import fields_by_look, looks_like_id_numbers
from xinqiao.capabilities.importing.profiles import Profile, recognise

# Any number of columns may become one of these; every other field has one column at most.
SHARED_FIELDS: Final = frozenset(
    {
        Field.EMAIL,
        Field.PHONE,
        Field.LINK,
        Field.SKILLS,
        Field.TAGS,
        Field.EXTERNAL_ID,
        Field.NOTE,
        Field.IGNORE,
    }
)
NAME_FIELDS: Final = frozenset({Field.NAME, Field.LAST_NAME, Field.FIRST_NAME})
# A heading that says nothing comes after those that do.
_NO_RANK: Final = 9


class Reason(StrEnum):
    """Why a column stands where it stands."""

    HEADER = "header"
    CONTENT = "content"
    SENSITIVE = "sensitive"
    TAKEN = "taken"
    CHOSEN = "chosen"
    NONE = "none"


class UnusableMapping(Exception):
    """The columns cannot be imported like this. `field` is the field in question, if there is one."""

    code: ClassVar[str] = "unusable_mapping"

    def __init__(self, field: Field | None = None) -> None:
        super().__init__(self.code)
        self.field = field


class FieldChosenTwice(UnusableMapping):
    """Two columns claim a field that holds one value."""

    code = "field_twice"


class NoNameColumn(UnusableMapping):
    """No column gives a name, and every record needs one."""

    code = "no_name_column"


class UnknownColumn(UnusableMapping):
    """A choice for a column that the file does not have, or a field that does not exist."""

    code = "unknown_column"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `index` counts from 0; `sensitive` names the sensitive fact that it announces, if any."""

    index: int
    heading: str
    field: Field
    reason: Reason
    sensitive: Sensitive | None = None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The columns of a file in their order, each with its field.

    `profile` is the id of the known export (see `profiles.yaml`) that the headings were recognised as.
    """

    columns: tuple[Column, ...]
    profile: str = ""
    # Looked up for every cell of every row, so made once.
    notes: tuple[Column, ...] = field(init=False, repr=False, compare=False)
    places: dict[Field, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    labels: dict[int, str] = field(init=False, repr=False, compare=False)
    label_columns: dict[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places: dict[Field, tuple[int, ...]] = {}
        for column in sorted(self.columns, key=_surest_first):
            places[column.field] = (*places.get(column.field, ()), column.index)
        places.pop(Field.IGNORE, None)
        labelled = [column for column in self.columns if column.field in {Field.EMAIL, Field.PHONE}]
        object.__setattr__(self, "notes", tuple(c for c in self.columns if c.field is Field.NOTE))
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "labels", {column.index: label_of(column.heading) for column in labelled})
        object.__setattr__(self, "label_columns", _label_columns(self.columns))

    def index_of(self, wanted: Field) -> int | None:
        """Return the column of a field, the surest of several, or None."""
        return self.places.get(wanted, (None,))[0]

    def check(self) -> None:
        """Raise the `UnusableMapping` that fits unless people can be read with these columns."""
        seen: set[Field] = set()
        for column in self.columns:
            if column.field in seen and column.field not in SHARED_FIELDS:
                raise FieldChosenTwice(column.field)
            seen.add(column.field)
        if not seen & NAME_FIELDS:
            raise NoNameColumn(Field.NAME)

    def with_choices(self, choices: Mapping[int, str]) -> "ColumnMapping":
        """Return the mapping a person made of this one: column index → field value; others stay.

        Raises `UnusableMapping` when the result cannot be used.
        """
        columns = list(self.columns)
        for index, value in choices.items():
            if not 0 <= index < len(columns) or value not in set(Field):
                raise UnknownColumn
            if columns[index].field != value:
                columns[index] = replace(columns[index], field=Field(value), reason=Reason.CHOSEN)
        chosen = replace(self, columns=tuple(columns))
        chosen.check()
        return chosen

    def to_json(self) -> dict[str, Any]:
        """Return plain values that `from_json` turns back into an equal mapping."""
        return {
            "profile": self.profile,
            "columns": [
                [column.heading, column.field.value, column.reason.value, column.sensitive] for column in self.columns
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "ColumnMapping":
        """Return the mapping that `to_json` wrote."""
        return cls(
            tuple(
                Column(index, heading, Field(field), Reason(reason), Sensitive(kind) if kind else None)
                for index, (heading, field, reason, kind) in enumerate(stored["columns"])
            ),
            stored.get("profile", ""),
        )


def guess(header: Sequence[str], sample_rows: Iterable[Sequence[str]]) -> ColumnMapping:
    """Return the likeliest field for every column: by the export it is, by heading, then by content.

    Columns that announce sensitive facts are left out with that reason, whatever they contain.
    """
    rows = list(sample_rows)
    profile = recognise(header, rows)
    columns = [_by_heading(index, heading, profile) for index, heading in enumerate(header)]
    columns = _one_column_a_field(columns, profile)
    for index, column in enumerate(columns):
        if column.reason is Reason.NONE:
            taken = {other.field for other in columns}
            columns[index] = _by_content(column, [row[index] for row in rows if index < len(row)], taken)
    return ColumnMapping(tuple(_given_name_beside_surname(columns)), profile.id if profile else "")


def _by_heading(index: int, heading: str, profile: Profile | None) -> Column:
    kind = sensitive_kind_of(heading)
    if kind:
        return Column(index, heading, Field.IGNORE, Reason.SENSITIVE, kind)
    field = profile.field_of(index, heading) if profile else None
    if field is None:
        match = field_of(heading)
        field = match.field if match else None
    if field is None or field is Field.IGNORE:
        return Column(index, heading, Field.IGNORE, Reason.HEADER if field else Reason.NONE)
    return Column(index, heading, field, Reason.HEADER)


def _surest_first(column: Column) -> tuple[int, int]:
    match = field_of(column.heading)
    return (match.rank if match and match.field is column.field else _NO_RANK, column.index)


def _one_column_a_field(columns: list[Column], profile: Profile | None) -> list[Column]:
    """Of several columns for one field keep the surest heading, the leftmost among equals."""
    winners: dict[Field, tuple[bool, int, int]] = {}
    for column in columns:
        # What is known of an export beats what its headings say elsewhere.
        own = profile is not None and profile.field_of(column.index, column.heading) is column.field
        claim = (not own, *_surest_first(column))
        winners[column.field] = min(winners.get(column.field, claim), claim)
    return [
        column
        if column.field in SHARED_FIELDS or winners[column.field][-1] == column.index
        else replace(column, field=Field.IGNORE, reason=Reason.TAKEN)
        for column in columns
    ]


def _given_name_beside_surname(columns: list[Column]) -> list[Column]:
    """HubSpot and Outlook head the given name 名字 in Chinese, which elsewhere means the whole name."""
    fields = {column.field for column in columns}
    if Field.LAST_NAME not in fields or Field.FIRST_NAME in fields:
        return columns
    return [
        replace(column, field=Field.FIRST_NAME)
        if column.field is Field.NAME and heading_key(column.heading) in {"名字", "name"}
        else column
        for column in columns
    ]


def _label_columns(columns: tuple[Column, ...]) -> dict[int, int]:
    """Return, for a column of values, the one that labels them: Google and vCards write `… - Label` beside it."""
    by_key = {heading_key(column.heading): column.index for column in columns}
    found: dict[int, int] = {}
    for key, index in by_key.items():
        stem = key.removesuffix("value")
        beside = by_key.get(stem + "label", by_key.get(stem + "type"))
        if stem != key and beside is not None:
            found[index] = beside
    return found


def _by_content(column: Column, cells: list[str], taken: set[Field]) -> Column:
    filled = [cell for cell in cells if cell]
    if looks_like_id_numbers(filled):
        return replace(column, reason=Reason.SENSITIVE, sensitive=Sensitive.ID_NUMBER)
    for likely in fields_by_look(filled):
        if likely not in taken and not (likely is Field.NAME and taken & NAME_FIELDS):
            return replace(column, field=likely, reason=Reason.CONTENT)
    return column
