"""Contact cards (vCard 2.1, 3.0 and 4.0) as a table: one row a card, always the same columns."""

import codecs
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from xinqiao.capabilities.importing.formats.cells import clean
from xinqiao.capabilities.importing.formats.detect import Kind
from xinqiao.capabilities.importing.formats.errors import UnknownEncoding, UnreadableCell
from xinqiao.capabilities.importing.formats.header_row import Record
from xinqiao.capabilities.importing.formats.table import Source
from xinqiao.capabilities.importing.formats.text_encoding import ENCODINGS
from xinqiao.capabilities.importing.formats.vcard_lines import Property, properties, split_unescaped, unescaped

HEADER: Final = (
    "Card Name",
    "Last Name",
    "First Name",
    "Card Nickname",
    "Emails - Label",
    "Emails - Value",
    "Phones - Label",
    "Phones - Value",
    "WeChat",
    "Company",
    "Department",
    "Job Title",
    "City",
    "Links",
    "Notes",
    "Categories",
    "Birthday",
    "Gender",
)
BETWEEN_VALUES: Final = " ::: "
MAX_PROPERTIES: Final = 2_000

_NO_PEOPLE: Final = {"org", "organization", "group", "location"}
# Words that say what a value is for; the others say how it travels (voice, internet, pref …).
_PURPOSES: Final = ("cell", "iphone", "mobile", "work", "home", "other", "main", "fax", "pager")
_APPLE_LABEL: Final = re.compile(r"_\$!<(.*)>!\$_")
_SCHEME: Final = re.compile(r"(?:mailto|tel|sms):", re.IGNORECASE)
_WECHAT: Final = re.compile(r"(?:weixin|wechat|wx)(?::(?://)?(?:dl/chat\?)?)", re.IGNORECASE)
_FAX_ONLY: Final = {"fax", "pager"}


def open_cards(path: Path, *, encoding: str | None) -> Source:
    """Open the cards of a file. A chosen encoding is tried first for values that name no charset themselves."""
    if encoding is not None and encoding not in ENCODINGS:
        raise UnknownEncoding(name=encoding)

    def records() -> Iterator[Record]:
        return _records(path, encoding)

    return Source(Kind.CARDS, records, encoding=encoding or "", header=HEADER)


def _records(path: Path, encoding: str | None) -> Iterator[Record]:
    charset = ENCODINGS[encoding] if encoding and encoding != "utf-16" else None
    with _opened(path) as file:
        for number, card in enumerate(_cards(properties(file, charset=charset)), start=1):
            yield number, [clean(cell) for cell in _row(card)]


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file as bytes that hold ASCII as ASCII; UTF-16 is turned into UTF-8 on the way."""
    with path.open("rb") as file:
        wide = file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
        file.seek(0)
        yield cast(BinaryIO, codecs.EncodedFile(file, "utf-8", "utf-16", "replace")) if wide else file


def _cards(found: Iterable[Property]) -> Iterator[list[Property]]:
    """Part the properties into cards. A card that never ends does so where the next begins; one inside another
    (AGENT in version 2.1: an assistant's card) is passed over."""
    card: list[Property] | None = None
    inner = 0
    number = 1
    for item in found:
        edge = item.name if item.value.strip().upper() == "VCARD" else ""
        if edge == "BEGIN" and card and card[-1].name == "AGENT" and not inner:
            inner = 1
        elif edge == "END" and inner:
            inner = 0
        elif edge in {"BEGIN", "END"}:
            if card:
                yield card
                number += 1
            card = [] if edge == "BEGIN" else None
        elif card is not None and not inner:
            if len(card) >= MAX_PROPERTIES:
                raise UnreadableCell(row=number)
            card.append(item)
    if card:
        yield card


class _Card:
    """The properties of one card by name."""

    def __init__(self, found: list[Property]) -> None:
        self._by_name: dict[str, list[Property]] = {}
        self._labels: dict[str, str] = {}
        for item in found:
            self._by_name.setdefault(item.name, []).append(item)
            if item.name in {"X-ABLABEL", "X-EVOLUTION-LABEL"} and item.group:
                label = unescaped(item.value)
                apple = _APPLE_LABEL.fullmatch(label)
                self._labels[item.group] = apple[1] if apple else label

    def all(self, *names: str) -> list[Property]:
        """The properties of these names, what is preferred first."""
        return sorted((item for name in names for item in self._by_name.get(name, ())), key=Property.preference)

    def text(self, name: str) -> str:
        """The first value of a property."""
        return next((unescaped(item.value).strip() for item in self.all(name)), "")

    def parts(self, name: str) -> list[str]:
        """The first value of a property that has several parts."""
        return next((split_unescaped(item.value, ";") for item in self.all(name)), [])

    def label(self, item: Property) -> str:
        """What a value is for: the person's own word, else the type."""
        own = self._labels.get(item.group, "")
        types = item.types()
        return own or next((purpose for purpose in _PURPOSES if purpose in types), "")


def _row(found: list[Property]) -> list[str]:
    card = _Card(found)
    last, first = _name_parts(card)
    name, title = card.text("FN"), card.text("TITLE") or card.text("ROLE")
    company, department = _organisation(card)
    if _is_no_person(card, last + first, name, company):
        name, last, first, title, company = "", "", "", "", company or name
    emails = [(item, _SCHEME.sub("", unescaped(item.value))) for item in card.all("EMAIL")]
    phones = [(item, _number(item)) for item in card.all("TEL") if not item.types() & _FAX_ONLY]
    return [
        name,
        last,
        first,
        BETWEEN_VALUES.join(unescaped(item.value) for item in card.all("NICKNAME", "X-NICKNAME")),
        *_labelled(card, emails),
        *_labelled(card, phones),
        _wechat(card),
        company,
        department,
        title,
        _city(card),
        BETWEEN_VALUES.join(dict.fromkeys(_links(card))),
        "\n".join(unescaped(item.value) for item in card.all("NOTE")),
        BETWEEN_VALUES.join(tag for item in card.all("CATEGORIES") for tag in split_unescaped(item.value, ",") if tag),
        card.text("BDAY"),
        card.text("GENDER") or card.text("X-GENDER"),
    ]


def _name_parts(card: _Card) -> tuple[str, str]:
    """Surname and given name; a middle name belongs to the given one."""
    last, first, middle = [*card.parts("N"), "", "", ""][:3]
    return last, f"{first} {middle}".strip()


def _organisation(card: _Card) -> tuple[str, str]:
    company, *units = card.parts("ORG") or [""]
    return company, " / ".join(filter(None, units))


def _is_no_person(card: _Card, own_name: str, name: str, company: str) -> bool:
    """A card without anybody's own name, under the name of a company or a group."""
    if card.text("KIND").lower() in _NO_PEOPLE or card.text("X-ADDRESSBOOKSERVER-KIND").lower() in _NO_PEOPLE:
        return True
    shown_as_company = card.text("X-ABSHOWAS").upper() == "COMPANY"
    return not own_name and bool(company) and (shown_as_company or name in {"", company})


def _number(item: Property) -> str:
    """A number as written; the uri of version 4.0 may carry an extension."""
    value = _SCHEME.sub("", unescaped(item.value)).strip()
    number, semicolon, rest = value.partition(";")
    if semicolon and rest.lower().startswith("ext="):
        return f"{number} ext {rest[4:]}"
    return number


def _labelled(card: _Card, values: list[tuple[Property, str]]) -> tuple[str, str]:
    """Labels and values, as many of the ones as of the others."""
    filled = [(card.label(item).replace(":::", " "), value.strip()) for item, value in values if value.strip()]
    labels = BETWEEN_VALUES.join(label for label, _ in filled)
    return labels if any(label for label, _ in filled) else "", BETWEEN_VALUES.join(value for _, value in filled)


def _wechat(card: _Card) -> str:
    for item in card.all("X-WECHAT", "X-WEIXIN"):
        return unescaped(item.value)
    for item in card.all("IMPP", "X-SOCIALPROFILE", "X-IM"):
        value = unescaped(item.value)
        services = {word.lower() for word in item.parameters.get("X-SERVICE-TYPE", ())} | item.types()
        if _WECHAT.match(value) or services & {"wechat", "weixin"}:
            return _WECHAT.sub("", value).removeprefix("x-apple:")
    return ""


def _city(card: _Card) -> str:
    """The city of the first address: the fourth of its seven parts."""
    for item in card.all("ADR"):
        parts = split_unescaped(item.value, ";")
        if len(parts) > 3 and parts[3]:
            return parts[3]
    return ""


def _links(card: _Card) -> Iterator[str]:
    for item in card.all("URL", "X-SOCIALPROFILE", "SOCIALPROFILE"):
        value = unescaped(item.value).strip()
        services = item.types() | {word.lower() for word in item.parameters.get("X-SERVICE-TYPE", ())}
        if value and not _WECHAT.match(value) and not services & {"wechat", "weixin"}:
            yield value
