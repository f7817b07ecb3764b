"""One row of a file as a person, or the reason why it is none."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from xinqiao.capabilities.importing.formats.limits import MAX_CELL_CHARS
from xinqiao.capabilities.importing.headings import Field
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.domain.contact_points import DamagedPhone, normalise_email, normalise_phone


class RowCode(StrEnum):
    """What can be said about a row or a cell; the words for it are the page's business."""

    BLANK = "blank"
    TOTALS = "totals"
    EXTRA_CELLS = "extra_cells"
    CELL_TOO_LONG = "cell_too_long"
    NO_NAME = "no_name"
    NAME_TOO_LONG = "name_too_long"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    DAMAGED_PHONE = "damaged_phone"
    NO_CONTACT = "no_contact"
    MORE_THAN_ONE = "more_than_one"
    SHORTENED = "shortened"


# Rows that nobody meant as a person: passed over without calling them wrong.
SKIPPED: Final = frozenset({RowCode.BLANK, RowCode.TOTALS})


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A remark on a row: why it is no person, or what a person's cell lacks. `column` counts from 0."""

    code: RowCode
    column: int | None = None
    value: str = ""

    @property
    def skipped(self) -> bool:
        """Whether the row is passed over rather than refused."""
        return self.code in SKIPPED

    def to_json(self) -> dict[str, str | int | None]:
        """Return plain values for storing."""
        return {"code": self.code.value, "column": self.column, "value": self.value}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as one row tells it. `email_raw` and `phone_raw` keep what the cell said.

    Role family and seniority are the file's words, not ids of the playbook; `language` is `zh-hans`, `en` or
    empty. `warnings` name the cells that could not be used or not be used whole.
    """

    display_name: str
    last_name: str = ""
    first_name: str = ""
    email: str | None = None
    phone: str | None = None
    email_raw: str = ""
    phone_raw: str = ""
    other_emails: tuple[str, ...] = ()
    other_phones: tuple[str, ...] = ()
    company: str = ""
    title: str = ""
    city: str = ""
    role_family: str = ""
    seniority: str = ""
    language: str = ""
    source_detail: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    warnings: tuple[RowProblem, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Everything by which the same person can be recognised in another row."""
        firsts = tuple(key for key in (self.email, self.phone) if key)
        return firsts + self.other_emails + self.other_phones


MAX_NAME_CHARS: Final = 120
MAX_TEXT_CHARS: Final[dict[Field, int]] = {
    Field.COMPANY: 120,
    Field.TITLE: 120,
    Field.CITY: 60,
    Field.ROLE_FAMILY: 60,
    Field.SENIORITY: 60,
    Field.SOURCE_DETAIL: 200,
}
SHOWN_CHARS: Final = 200

_PLACEHOLDERS: Final = {
    *("-", "--", "—", "——", "/", "\\", "?", "无", "暂无", "没有", "未知", "不详", "未填", "待补充", "空"),
    *("n/a", "na", "none", "null", "nil", "nan", "#n/a", "tbd"),
}
_NO_NAMES: Final = {"无", "暂无", "未知", "不详", "n/a", "#n/a"}
_TOTALS: Final = {"合计", "总计", "小计", "共计", "汇总", "total", "totals", "subtotal"}
_LANGUAGES: Final = {
    "zh-hans": ("zh", "zh-cn", "zh-hans", "zh_cn", "cn", "中", "中文", "汉语", "普通话", "简体中文", "chinese"),
    "en": ("en", "en-us", "en-gb", "en_us", "英", "英文", "英语", "english"),
}
_LANGUAGE_OF: Final = {word: code for code, words in _LANGUAGES.items() for word in words}

_HANZI_ONLY: Final = re.compile("[\u3400-\u9fff·•・\\s]+")
_HAS_HANZI: Final = re.compile("[\u3400-\u9fff]")
# " ::: " is Google's; the others come from Lever, LinkedIn Talent Hub and from hands.
_BETWEEN_VALUES: Final = re.compile(r":::|[;；,，、|/\n]")


@dataclass(slots=True)
class _Reading:
    """The cells of one row by field, collecting remarks on the way."""

    row: Sequence[str]
    mapping: ColumnMapping
    warnings: list[RowProblem] = field(default_factory=list)

    def raw(self, name: Field) -> str:
        index = self.mapping.index_of(name)
        return self.row[index].strip() if index is not None and index < len(self.row) else ""

    def text(self, name: Field) -> str:
        """One tidy line, empty for the signs that people write into empty cells."""
        text = _tidy(self.raw(name))
        if text.lower() in _PLACEHOLDERS:
            return ""
        limit = MAX_TEXT_CHARS.get(name, MAX_CELL_CHARS)
        if len(text) > limit:
            self.warn(RowCode.SHORTENED, name)
        return text[:limit].rstrip()

    def contact(self, name: Field) -> str:
        """The cell with its line breaks, which may separate several values."""
        raw = self.raw(name)
        return "" if raw.lower() in _PLACEHOLDERS else raw

    def problem(self, code: RowCode, name: Field) -> RowProblem:
        return RowProblem(code, self.mapping.index_of(name), self.raw(name)[:SHOWN_CHARS])

    def warn(self, code: RowCode, name: Field) -> None:
        self.warnings.append(self.problem(code, name))


def read_person(row: Sequence[str], mapping: ColumnMapping) -> PersonRow | RowProblem:
    """Read a row with the chosen columns. A name is required and nothing else.

    A cell that is no address or number refuses the row only when no other way to reach the person is left.
    """
    unreadable = _row_as_a_whole(row, mapping)
    if unreadable:
        return unreadable
    reading = _Reading(row, mapping)
    name = _display_name(reading)
    emails, email_problem = _values(reading.contact(Field.EMAIL), normalise_email, RowCode.BAD_EMAIL)
    phones, phone_problem = _values(reading.contact(Field.PHONE), _phone, RowCode.BAD_PHONE)
    named = _name_problem(reading, name, reachable=bool(emails or phones))
    if named:
        return named
    refused = _remark_on_contacts(reading, (Field.EMAIL, emails, email_problem), (Field.PHONE, phones, phone_problem))
    if refused:
        return refused
    return PersonRow(
        display_name=name,
        last_name=_tidy(reading.raw(Field.LAST_NAME)),
        first_name=_tidy(reading.raw(Field.FIRST_NAME)),
        email=emails[0] if emails else None,
        phone=phones[0] if phones else None,
        email_raw=reading.raw(Field.EMAIL),
        phone_raw=reading.raw(Field.PHONE),
        other_emails=tuple(emails[1:]),
        other_phones=tuple(phones[1:]),
        company=reading.text(Field.COMPANY),
        title=reading.text(Field.TITLE),
        city=reading.text(Field.CITY),
        role_family=reading.text(Field.ROLE_FAMILY),
        seniority=reading.text(Field.SENIORITY),
        language=_LANGUAGE_OF.get(reading.text(Field.LANGUAGE).lower(), ""),
        source_detail=reading.text(Field.SOURCE_DETAIL),
        notes=_notes(row, mapping),
        warnings=tuple(reading.warnings),
    )


def _row_as_a_whole(row: Sequence[str], mapping: ColumnMapping) -> RowProblem | None:
    if not any(map(str.strip, row)):
        return RowProblem(RowCode.BLANK)
    # Usually a comma without quotation marks: every cell after it would land in the wrong column.
    surplus = [cell for cell in row[len(mapping.columns) :] if cell.strip()]
    if surplus:
        return RowProblem(RowCode.EXTRA_CELLS, len(mapping.columns), surplus[0][:SHOWN_CHARS])
    if max(map(len, row)) <= MAX_CELL_CHARS:
        return None
    for column, cell in zip(mapping.columns, row, strict=False):
        if column.field is not Field.IGNORE and len(cell) > MAX_CELL_CHARS:
            return RowProblem(RowCode.CELL_TOO_LONG, column.index, cell[:SHOWN_CHARS])
    return None


def _display_name(reading: _Reading) -> str:
    """The name as written, else surname and given name in the order of their script."""
    whole = _tidy_name(reading.raw(Field.NAME))
    if whole:
        return whole
    last, first = _tidy_name(reading.raw(Field.LAST_NAME)), _tidy_name(reading.raw(Field.FIRST_NAME))
    if _HAS_HANZI.search(last + first):
        return last + first
    return f"{first} {last}".strip()


def _tidy(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip("\ufeff\u200b")
    return " ".join(text.split()).strip("'")


def _tidy_name(text: str) -> str:
    """A tidy name; 张　三 loses the space that only lines it up with longer names."""
    text = _tidy(text)
    if text.lower() in _NO_NAMES:
        return ""
    return text.replace(" ", "") if _HANZI_ONLY.fullmatch(text) else text


def _name_problem(reading: _Reading, name: str, *, reachable: bool) -> RowProblem | None:
    if not reachable and _is_totals_row(reading.row):
        return RowProblem(RowCode.TOTALS)
    named = any(map(str.isalpha, name))
    if named and len(name) <= MAX_NAME_CHARS:
        return None
    columns = (Field.NAME, Field.LAST_NAME, Field.FIRST_NAME)
    column = next((name for name in columns if reading.mapping.index_of(name) is not None), Field.NAME)
    return reading.problem(RowCode.NAME_TOO_LONG if named else RowCode.NO_NAME, column)


def _is_totals_row(row: Sequence[str]) -> bool:
    first = next((_tidy_name(cell) for cell in row if cell.strip()), "")
    return first.rstrip(":").lower() in _TOTALS


def _phone(text: str) -> str | None:
    phone = normalise_phone(text)
    return phone.e164 if phone else None


_Normalise = Callable[[str], str | None]


def _values(cell: str, normalise: _Normalise, bad: RowCode) -> tuple[list[str], RowCode | None]:
    """Return the usable values of a cell without repeats, and what is wrong with the first one that is not."""
    if not cell:
        return [], None
    # Whole first: a slash or a space inside one value must not split it.
    value, problem = _value(cell, normalise, bad)
    if value:
        return [value], None
    parts = _parts(cell)
    if len(parts) < 2:
        return [], problem
    results = [_value(part, normalise, bad) for part in parts]
    values = [value for value, _ in results if value]
    return list(dict.fromkeys(values)), next((problem for _, problem in results if problem), None)


def _value(text: str, normalise: _Normalise, bad: RowCode) -> tuple[str | None, RowCode | None]:
    try:
        value = normalise(text)
    except DamagedPhone:
        return None, RowCode.DAMAGED_PHONE
    return value, None if value else bad


def _parts(cell: str) -> list[str]:
    parts = [part for part in map(str.strip, _BETWEEN_VALUES.split(cell)) if part]
    return parts if len(parts) > 1 else cell.split()


_Contact = tuple[Field, list[str], RowCode | None]


def _remark_on_contacts(reading: _Reading, *contacts: _Contact) -> RowProblem | None:
    """Return the problem that refuses the row; otherwise leave warnings."""
    reachable = any(values for _, values, _ in contacts)
    for name, values, problem in contacts:
        if problem and not reachable:
            return reading.problem(problem, name)
        if problem:
            reading.warn(problem, name)
        if len(values) > 1:
            reading.warn(RowCode.MORE_THAN_ONE, name)
    if not reachable:
        reading.warnings.append(RowProblem(RowCode.NO_CONTACT))
    return None


def _notes(row: Sequence[str], mapping: ColumnMapping) -> tuple[tuple[str, str], ...]:
    return tuple(
        (column.heading, row[column.index].strip())
        for column in mapping.notes
        if column.index < len(row) and row[column.index].strip()
    )


class DuplicateFinder:
    """Remembers the people of one file by e-mail and phone; the database is asked elsewhere."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}

    def first_row_of(self, person: PersonRow, row_number: int) -> int | None:
        """Return the earlier row that holds the same person, or None; remembers the person either way."""
        earlier = min((self._rows[key] for key in person.keys if key in self._rows), default=None)
        for key in person.keys:
            self._rows.setdefault(key, row_number if earlier is None else earlier)
        return earlier
