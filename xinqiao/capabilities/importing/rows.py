"""One row of a file as a person, or the reason why it is none."""

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from xinqiao.capabilities.importing.cell_values import is_nothing, name_part, said, split_items, tidy, tidy_name
from xinqiao.capabilities.importing.contact_cells import (
    SHOWN_CHARS,
    Contacts,
    ExternalId,
    emails_of,
    links_of,
    phones_of,
)
from xinqiao.capabilities.importing.dates import read_date
from xinqiao.capabilities.importing.formats.limits import MAX_CELL_CHARS
from xinqiao.capabilities.importing.headings import Field
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.person_row import PersonRow
from xinqiao.capabilities.importing.profiles import profile_by_id
from xinqiao.capabilities.importing.row_codes import SKIPPED, RowCode, RowProblem
from xinqiao.capabilities.importing.sensitive_text import sensitive_in
from xinqiao.capabilities.importing.tos5_cells import FIELDS as TOS5_FIELDS
from xinqiao.capabilities.importing.tos5_cells import LeftOut, Tos5Row, read_tos5
from xinqiao.domain.contact_points import normalise_email

__all__ = ["SKIPPED", "ExternalId", "PersonRow", "RowCode", "RowProblem", "read_person"]


# Looks through a folder of hundreds of files.
_time_zones: Final = cache(available_timezones)
MAX_NAME_CHARS: Final = 120
MAX_ITEM_CHARS: Final = 60
MAX_ITEMS: Final = 100
MAX_ID_CHARS: Final = 200
MAX_TEXT_CHARS: Final[dict[Field, int]] = {
    Field.COMPANY: 120,
    Field.TITLE: 120,
    Field.CITY: 60,
    Field.ROLE_FAMILY: 60,
    Field.SENIORITY: 60,
    Field.SOURCE_DETAIL: 200,
    Field.WECHAT: 60,
    Field.STAGE: 60,
    Field.OWNER_EMAIL: 254,
    Field.TIME_ZONE: 64,
    Field.LANGUAGE: 60,
}

_TOTALS: Final = {"合计", "总计", "小计", "共计", "汇总", "total", "totals", "subtotal"}
_LANGUAGES: Final = {
    "zh-hans": ("zh", "zh-cn", "zh-hans", "zh_cn", "cn", "中", "中文", "汉语", "普通话", "简体中文", "chinese"),
    "en": ("en", "en-us", "en-gb", "en_us", "英", "英文", "英语", "english"),
}
_LANGUAGE_OF: Final = {word: code for code, words in _LANGUAGES.items() for word in words}
_BEIJING: Final = {"utc+8", "utc+08:00", "gmt+8", "gmt+08:00", "东八区", "北京时间", "china standard time"}
_SHORT: Final = 60
_SAME_AS_PHONE: Final = {"同手机", "同手机号", "手机同号", "微信同号", "同号", "same as phone"}
_HAS_HANZI: Final = re.compile("[\u3400-\u9fff]")


class _Reading:
    """The cells of one row by field, collecting remarks on the way."""

    __slots__ = ("mapping", "places", "row", "warnings")

    def __init__(self, row: Sequence[str], mapping: ColumnMapping) -> None:
        self.row = row
        self.mapping = mapping
        self.places = mapping.places
        self.warnings: list[RowProblem] = []

    def raw(self, name: Field) -> str:
        places = self.places.get(name)
        return self.row[places[0]].strip() if places else ""

    def text(self, name: Field) -> str:
        """One tidy line, empty for the signs that people write into empty cells."""
        places = self.places.get(name)
        cell = self.row[places[0]] if places else ""
        if not cell:
            return ""
        text = said(cell) if len(cell) <= _SHORT else tidy(cell)
        # As long as this it fits every field. Asked of the tidy text: one sign may stand for many, ﷺ for eighteen.
        if len(text) <= _SHORT:
            return text
        limit = MAX_TEXT_CHARS[name]
        if len(text) <= limit:
            return text
        self.warn(RowCode.SHORTENED, name)
        return text[:limit].rstrip()

    def items(self, name: Field) -> tuple[str, ...]:
        """The items of all columns of a field."""
        places = self.places.get(name)
        if not places:
            return ()
        cell = self.row[places[0]] if len(places) == 1 else " ::: ".join(self.row[index] for index in places)
        found = split_items(cell) if cell else ()
        # Nearly every list is shorter as a whole than one item may be.
        if len(cell) <= MAX_ITEM_CHARS or not found:
            return found
        if len(found) <= MAX_ITEMS and max(map(len, found)) <= MAX_ITEM_CHARS:
            return found
        self.warn(RowCode.SHORTENED, name)
        return tuple(item[:MAX_ITEM_CHARS].rstrip() for item in found[:MAX_ITEMS])

    def warn_of_damaged_text(self) -> None:
        """Characters that were lost before the file came to us stand as �."""
        for column in self.mapping.columns:
            if column.field is not Field.IGNORE and "\ufffd" in self.row[column.index]:
                self.warnings.append(
                    RowProblem(RowCode.DAMAGED_TEXT, column.index, self.row[column.index][:SHOWN_CHARS])
                )

    def problem(self, code: RowCode, name: Field) -> RowProblem:
        return RowProblem(code, self.mapping.index_of(name), self.raw(name)[:SHOWN_CHARS])

    def warn(self, code: RowCode, name: Field) -> None:
        self.warnings.append(self.problem(code, name))


def read_person(row: Sequence[str], mapping: ColumnMapping) -> PersonRow | RowProblem:
    """Read a row with the chosen columns. A name is required and nothing else.

    A cell that is no address or number refuses the row only when no other way to reach the person is left.
    """
    joined = "".join(row)
    unreadable = _row_as_a_whole(row, joined, mapping)
    if unreadable:
        return unreadable
    missing = len(mapping.columns) - len(row)
    reading = _Reading([*row, *[""] * missing] if missing > 0 else row, mapping)
    if "\ufffd" in joined:
        reading.warn_of_damaged_text()
    name = _display_name(reading)
    emails, phones = emails_of(reading.row, mapping), phones_of(reading.row, mapping)
    refused = _name_problem(reading, name, reachable=bool(emails.values or phones.values))
    refused = refused or _remark_on_contacts(reading, emails, phones)
    if refused:
        return refused
    return _person(reading, name, emails, phones)


def _person(reading: _Reading, name: str, emails: Contacts, phones: Contacts) -> PersonRow:
    links, bad_links = links_of(reading.row, reading.mapping) if Field.LINK in reading.places else ((), [])
    reading.warnings += bad_links
    owner = reading.text(Field.OWNER_EMAIL)
    tos5 = None if reading.places.keys().isdisjoint(TOS5_FIELDS) else _tos5(reading)
    text, items = reading.text, reading.items
    return PersonRow(
        display_name=name,
        last_name=name_part(reading.raw(Field.LAST_NAME)),
        first_name=name_part(reading.raw(Field.FIRST_NAME)),
        emails=emails.labelled,
        phones=phones.labelled,
        email_raw=emails.written,
        phone_raw=phones.written,
        company=text(Field.COMPANY),
        title=text(Field.TITLE),
        city=text(Field.CITY),
        role_family=text(Field.ROLE_FAMILY),
        seniority=text(Field.SENIORITY),
        language=_LANGUAGE_OF.get(text(Field.LANGUAGE).lower(), ""),
        source_detail=text(Field.SOURCE_DETAIL),
        notes=_notes(reading),
        links=links,
        wechat=_wechat(reading, phones),
        skills=items(Field.SKILLS),
        tags=items(Field.TAGS),
        external_ids=_external_ids(reading),
        time_zone=_time_zone(reading),
        stage=text(Field.STAGE),
        owner=owner,
        owner_email=(normalise_email(owner) or "") if owner else "",
        last_contact=_last_contact(reading),
        tos5=tos5,
        warnings=tuple(reading.warnings),
    )


def _row_as_a_whole(row: Sequence[str], joined: str, mapping: ColumnMapping) -> RowProblem | None:
    if not joined or joined.isspace():
        return RowProblem(RowCode.BLANK)
    # Usually a comma without quotation marks: every cell after it would land in the wrong column.
    surplus = next((cell for cell in row[len(mapping.columns) :] if cell.strip()), "")
    if surplus:
        return RowProblem(RowCode.EXTRA_CELLS, len(mapping.columns), surplus[:SHOWN_CHARS])
    if len(joined) <= MAX_CELL_CHARS:
        return None
    for column, cell in zip(mapping.columns, row, strict=False):
        if column.field is not Field.IGNORE and len(cell) > MAX_CELL_CHARS:
            return RowProblem(RowCode.CELL_TOO_LONG, column.index, cell[:SHOWN_CHARS])
    return None


def _display_name(reading: _Reading) -> str:
    """The name as written, else surname and given name in the order of their script."""
    whole = tidy_name(reading.raw(Field.NAME))
    if whole and (whole.isascii() or Field.LAST_NAME not in reading.places):
        return whole
    last, first = name_part(reading.raw(Field.LAST_NAME)), name_part(reading.raw(Field.FIRST_NAME))
    # Phones and mail programs set up in English write 李雷 as 雷 李.
    if whole and not (last and first and whole == first + last and _HAS_HANZI.match(last)):
        return whole
    if _HAS_HANZI.search(last + first):
        return last + first
    return f"{first} {last}".strip()


def _name_problem(reading: _Reading, name: str, *, reachable: bool) -> RowProblem | None:
    if not reachable and _is_totals_row(reading.row):
        return RowProblem(RowCode.TOTALS)
    if name and len(name) <= MAX_NAME_CHARS and any(map(str.isalpha, name)):
        return _company_problem(reading, name)
    if not name and reading.text(Field.COMPANY) and not reading.text(Field.TITLE):
        return reading.problem(RowCode.NOT_A_PERSON, Field.COMPANY)
    columns = (Field.NAME, Field.LAST_NAME, Field.FIRST_NAME)
    column = next((name for name in columns if reading.mapping.index_of(name) is not None), Field.NAME)
    return reading.problem(RowCode.NAME_TOO_LONG if any(map(str.isalpha, name)) else RowCode.NO_NAME, column)


def _company_problem(reading: _Reading, name: str) -> RowProblem | None:
    """Address books hold companies too; their name is the company's, and nobody's given name stands beside it."""
    if name != reading.raw(Field.COMPANY) or Field.NAME not in reading.places:
        return None
    if reading.raw(Field.LAST_NAME) or reading.raw(Field.FIRST_NAME) or reading.raw(Field.TITLE):
        return None
    return reading.problem(RowCode.NOT_A_PERSON, Field.COMPANY)


def _is_totals_row(row: Sequence[str]) -> bool:
    first = next((tidy_name(cell) for cell in row if cell.strip()), "")
    return first.rstrip(":").lower() in _TOTALS


def _remark_on_contacts(reading: _Reading, emails: Contacts, phones: Contacts) -> RowProblem | None:
    """Return the problem that refuses the row; otherwise leave warnings."""
    reachable = bool(emails.values or phones.values)
    for contacts in (emails, phones):
        if contacts.problem and not reachable:
            return contacts.problem
        if contacts.problem:
            reading.warnings.append(contacts.problem)
        if len(contacts.values) > 1:
            reading.warnings += [
                RowProblem(RowCode.MORE_THAN_ONE, index, reading.row[index].strip()[:SHOWN_CHARS])
                for index in contacts.crowded
            ]
    if not reachable:
        reading.warnings.append(RowProblem(RowCode.NO_CONTACT))
    return None


def _notes(reading: _Reading) -> tuple[tuple[str, str], ...]:
    notes = []
    for column in reading.mapping.notes:
        note = reading.row[column.index].strip()
        if not note:
            continue
        notes.append((column.heading, note))
        for kind, word in sensitive_in(note):
            code = RowCode.SENSITIVE_TEXT if word else RowCode.SENSITIVE_NUMBER
            reading.warnings.append(RowProblem(code, column.index, word or kind.value))
    return tuple(notes)


def _wechat(reading: _Reading, phones: Contacts) -> str:
    text = reading.text(Field.WECHAT)
    if text and text.lower() in _SAME_AS_PHONE:
        return next(iter(phones.values), "").removeprefix("+86")
    return text


def _external_ids(reading: _Reading) -> tuple[ExternalId, ...]:
    places = reading.places.get(Field.EXTERNAL_ID)
    if not places:
        return ()
    profile = profile_by_id(reading.mapping.profile)
    system = profile.system if profile else ""
    cells = (tidy(reading.row[index]) for index in places)
    return tuple(ExternalId(system, cell[:MAX_ID_CHARS]) for cell in cells if cell and not is_nothing(cell))


def _time_zone(reading: _Reading) -> str:
    text = reading.text(Field.TIME_ZONE)
    if not text or text in _time_zones():
        return text
    if text.lower() in _BEIJING:
        return "Asia/Shanghai"
    reading.warn(RowCode.NOT_UNDERSTOOD, Field.TIME_ZONE)
    return ""


def _tos5(reading: _Reading) -> Tos5Row | None:
    found = read_tos5(reading.raw)
    if isinstance(found, LeftOut):
        # Without the cell's value: what is left out is not kept in a remark that every colleague reads.
        reading.warnings.append(RowProblem(found.code, reading.mapping.index_of(found.field)))
        return None
    return found


def _last_contact(reading: _Reading) -> dt.date | None:
    text = reading.raw(Field.LAST_CONTACT)
    if not text or is_nothing(text):
        return None
    date = read_date(text)
    if date is None:
        reading.warn(RowCode.NOT_UNDERSTOOD, Field.LAST_CONTACT)
    return date
