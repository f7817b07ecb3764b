"""The addresses, numbers and links of a row, each with what the file calls it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from xinqiao.capabilities.importing.cell_values import BETWEEN_EXPORTED, is_nothing, split_links, split_values
from xinqiao.capabilities.importing.headings import Field, heading_key, label_of
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.row_codes import RowCode, RowProblem
from xinqiao.domain.contact_points import CHINA, DamagedPhone, normalise_email, normalise_phone
from xinqiao.domain.profile_links import LinkSite, ProfileLink, normalise_link

MAX_LABEL_CHARS: Final = 20
SHOWN_CHARS: Final = 200

# A value in its one written form, and its label: work, home, mobile, other, the file's own word, or nothing.
Labelled = tuple[str, str]


class ExternalId(NamedTuple):
    """An id in the system that the list comes from; `system` is empty where that is not known."""

    system: str
    value: str

    @property
    def key(self) -> str:
        """What recognises the person; empty for an id that might be anybody's."""
        return f"{self.system}:{self.value}" if self.system else ""


class Contacts:
    """What the columns of one kind hold, and what is wrong with the first cell that cannot be used.

    `values` gives each value its label; `crowded` are the columns where somebody wrote several into one cell.
    """

    __slots__ = ("crowded", "problem", "values", "written")

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.written = ""
        self.problem: RowProblem | None = None
        self.crowded: tuple[int, ...] = ()

    @property
    def labelled(self) -> tuple[Labelled, ...]:
        """The values in their order."""
        return tuple(self.values.items())


_Normalise = Callable[[str], str | None]


def emails_of(row: Sequence[str], mapping: ColumnMapping) -> Contacts:
    """Read all columns of e-mail addresses."""
    return _contacts(row, mapping, Field.EMAIL, normalise_email, RowCode.BAD_EMAIL)


def phones_of(row: Sequence[str], mapping: ColumnMapping) -> Contacts:
    """Read all columns of phone numbers, as numbers of the country that the row names."""
    index = mapping.index_of(Field.PHONE_COUNTRY)
    digits = "".join(filter(str.isdecimal, row[index])).lstrip("0") if index is not None else ""
    normalise = partial(_phone, country=digits) if 0 < len(digits) < 4 else _phone
    return _contacts(row, mapping, Field.PHONE, normalise, RowCode.BAD_PHONE)


def _phone(text: str, country: str = CHINA) -> str | None:
    phone = normalise_phone(text, country)
    return phone.e164 if phone else None


def links_of(row: Sequence[str], mapping: ColumnMapping) -> tuple[tuple[ProfileLink, ...], list[RowProblem]]:
    """Read all columns of links; also return what could not be read as one."""
    found: dict[str, ProfileLink] = {}
    problems = []
    for index in mapping.places.get(Field.LINK, ()):
        cell = row[index].strip()
        if not cell or is_nothing(cell):
            continue
        site = _site_of(mapping.columns[index].heading)
        for part in split_links(cell):
            link = normalise_link(part, site)
            if link:
                found.setdefault(link.key or link.url, link)
            else:
                problems.append(RowProblem(RowCode.NOT_UNDERSTOOD, index, part[:SHOWN_CHARS]))
    return tuple(found.values()), problems[:1]


def _contacts(row: Sequence[str], mapping: ColumnMapping, name: Field, normalise: _Normalise, bad: RowCode) -> Contacts:
    contacts = Contacts()
    for index in mapping.places.get(name, ()):
        cell = row[index].strip()
        if not cell or is_nothing(cell):
            continue
        contacts.written = f"{contacts.written}; {cell}" if contacts.written else cell
        # Whole first: a slash or a space inside one value must not split it.
        value, problem = _value(cell, normalise, bad)
        if value:
            if value not in contacts.values:
                contacts.values[value] = _label(row, mapping, index)
            continue
        parts = split_values(cell)
        if len(parts) > 1:
            problem = _add_parts(contacts, parts, _labels(row, mapping, index, len(parts)), normalise, bad)
            if BETWEEN_EXPORTED not in cell:
                contacts.crowded += (index,)
        if problem and contacts.problem is None:
            contacts.problem = RowProblem(problem, index, cell[:SHOWN_CHARS])
    return contacts


def _add_parts(
    contacts: Contacts, parts: list[str], labels: list[str], normalise: _Normalise, bad: RowCode
) -> RowCode | None:
    first_problem = None
    for part, label in zip(parts, labels, strict=True):
        value, problem = _value(part, normalise, bad)
        first_problem = first_problem or problem
        if value:
            contacts.values.setdefault(value, label)
    return first_problem


def _value(text: str, normalise: _Normalise, bad: RowCode) -> tuple[str | None, RowCode | None]:
    try:
        value = normalise(text)
    except DamagedPhone:
        return None, RowCode.DAMAGED_PHONE
    return value, None if value else bad


def _label(row: Sequence[str], mapping: ColumnMapping, index: int) -> str:
    return _labels(row, mapping, index, 1)[0] if index in mapping.label_columns else mapping.labels.get(index, "")


def _labels(row: Sequence[str], mapping: ColumnMapping, index: int, count: int) -> list[str]:
    """Return a label for each value of a cell: those that stand beside it, else what its heading says."""
    beside = mapping.label_columns.get(index)
    if beside is None:
        return [mapping.labels.get(index, "")] * count
    words = [word.strip().lstrip("*").strip() for word in row[beside].split(BETWEEN_EXPORTED)]
    if len(words) != count:
        words = [words[0]] * count
    return [label_of(word) or word[:MAX_LABEL_CHARS] for word in words]


def _site_of(heading: str) -> LinkSite | None:
    key = heading_key(heading)
    if "linkedin" in key or "领英" in key:
        return LinkSite.LINKEDIN
    return LinkSite.GITHUB if "github" in key else None
