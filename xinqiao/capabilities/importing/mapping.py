"""Which column of a file becomes which field: guessed, explained, and open to change."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, ClassVar, Final

from xinqiao.capabilities.importing.headings import Field, Sensitive, field_of, heading_key, sensitive_kind_of
from xinqiao.domain.contact_points import DamagedPhone, normalise_email, normalise_phone

# Any number of columns may become notes or stay out; every other field has one column at most.
SHARED_FIELDS: Final = frozenset({Field.NOTE, Field.IGNORE})
NAME_FIELDS: Final = frozenset({Field.NAME, Field.LAST_NAME, Field.FIRST_NAME})
# A guess by content needs this share of the filled sample cells.
CONTENT_SHARE: Final = 0.6


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
    """The columns of a file in their order, each with its field."""

    columns: tuple[Column, ...]
    # Looked up for every cell of every row, so made once.
    notes: tuple[Column, ...] = field(init=False, repr=False, compare=False)
    _places: dict[Field, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", tuple(c for c in self.columns if c.field is Field.NOTE))
        object.__setattr__(self, "_places", {c.field: c.index for c in reversed(self.columns)})

    def index_of(self, wanted: Field) -> int | None:
        """Return the (first) column of a field, or None."""
        return self._places.get(wanted)

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
        chosen = ColumnMapping(tuple(columns))
        chosen.check()
        return chosen

    def to_json(self) -> dict[str, Any]:
        """Return plain values that `from_json` turns back into an equal mapping."""
        return {
            "columns": [
                [column.heading, column.field.value, column.reason.value, column.sensitive] for column in self.columns
            ]
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "ColumnMapping":
        """Return the mapping that `to_json` wrote."""
        return cls(
            tuple(
                Column(index, heading, Field(field), Reason(reason), Sensitive(kind) if kind else None)
                for index, (heading, field, reason, kind) in enumerate(stored["columns"])
            )
        )


def guess(header: Sequence[str], sample_rows: Iterable[Sequence[str]]) -> ColumnMapping:
    """Return the likeliest field for every column, by heading first and by content second.

    Columns that announce sensitive facts are left out with that reason, whatever they contain.
    """
    columns = [_by_heading(index, heading) for index, heading in enumerate(header)]
    columns = _one_column_a_field(columns)
    rows = list(sample_rows)
    for index, column in enumerate(columns):
        if column.reason is Reason.NONE:
            taken = {other.field for other in columns}
            columns[index] = _by_content(column, [row[index] for row in rows if index < len(row)], taken)
    return ColumnMapping(tuple(_given_name_beside_surname(columns)))


def _by_heading(index: int, heading: str) -> Column:
    kind = sensitive_kind_of(heading)
    if kind:
        return Column(index, heading, Field.IGNORE, Reason.SENSITIVE, kind)
    match = field_of(heading)
    if match:
        return Column(index, heading, match.field, Reason.HEADER)
    return Column(index, heading, Field.IGNORE, Reason.NONE)


def _one_column_a_field(columns: list[Column]) -> list[Column]:
    """Of several columns for one field keep the surest heading, the leftmost among equals."""
    winners: dict[Field, tuple[int, int]] = {}
    for column in columns:
        match = field_of(column.heading)
        if match and column.reason is Reason.HEADER:
            claim = (match.rank, column.index)
            winners[match.field] = min(winners.get(match.field, claim), claim)
    return [
        column
        if column.field in SHARED_FIELDS or winners[column.field][1] == column.index
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


_HANZI_NAME: Final = re.compile("[\u3400-\u9fff]{2,4}")
_ID_NUMBER: Final = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]")
_COMPANY: Final = re.compile(r".+(?:公司|集团|研究院|研究所|大学|银行|\b(?:ltd|inc|gmbh|llc|corp)\.?)", re.IGNORECASE)
# The commonest surnames: enough to tell a column of names from one of cities or departments.
_SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
    "易常武乔贺赖龚文肖倪严施陶洪翟安颜牛温季俞章鲁葛伍韦申尤毕聂焦向柳邢路岳齐梅莫庄辛管祝左涂谷"
    "祁舒耿詹关苗凌费纪盛童甄项曲游裴席卫屈鲍覃霍翁甘景单包司柏宁柯阮桂欧"
)


def _by_content(column: Column, cells: list[str], taken: set[Field]) -> Column:
    filled = [cell for cell in cells if cell]
    if not filled:
        return column
    if _share(filled, _is_id_number) >= CONTENT_SHARE:
        return replace(column, reason=Reason.SENSITIVE, sensitive=Sensitive.ID_NUMBER)
    for looked_for, looks_right in _LOOKS.items():
        free = looked_for not in taken and not (looked_for is Field.NAME and taken & NAME_FIELDS)
        if free and _share(filled, looks_right) >= CONTENT_SHARE:
            return replace(column, field=looked_for, reason=Reason.CONTENT)
    return column


def _share(cells: list[str], looks_right: Callable[[str], bool]) -> float:
    return sum(1 for cell in cells if looks_right(cell)) / len(cells)


def _is_phone(cell: str) -> bool:
    try:
        return normalise_phone(cell) is not None
    except DamagedPhone:
        return True


def _is_hanzi_name(cell: str) -> bool:
    return bool(_HANZI_NAME.fullmatch(cell)) and cell[0] in _SURNAMES


def _is_id_number(cell: str) -> bool:
    return bool(_ID_NUMBER.fullmatch(cell))


_LOOKS: Final[dict[Field, Callable[[str], bool]]] = {
    Field.EMAIL: lambda cell: normalise_email(cell) is not None,
    Field.PHONE: _is_phone,
    Field.NAME: _is_hanzi_name,
    Field.COMPANY: lambda cell: bool(_COMPANY.fullmatch(cell)),
}
