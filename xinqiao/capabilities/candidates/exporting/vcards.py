"""Lists as vCard 3.0: the version that phones, Outlook and WeCom all read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xinqiao.capabilities.candidates.exporting.columns import Person
from xinqiao.capabilities.candidates.models import ContactPoint

# RFC 2426, 2.6: a line is folded at 75 octets.
_LINE_AT_MOST: Final = 75
_LATIN_UNTIL: Final = "\u024f"
_Kind = ContactPoint.Kind


def vcards(blocks: Iterable[Sequence[Person]]) -> Iterator[bytes]:
    """The people one after another, in UTF-8."""
    for block in blocks:
        yield "".join(card(person) for person in block).encode("utf-8", "replace")


def card(person: Person) -> str:
    """One person. Of people who were never told only name, public role and one contact."""
    them = person.candidate
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{_text(them.display_name)}", _name(them.display_name)]
    if them.company:
        lines.append(f"ORG:{_text(them.company)}")
    if them.title:
        lines.append(f"TITLE:{_text(them.title)}")
    points = person.points if person.is_told else person.points[:1]
    lines += [line for point in points if (line := _point(point))]
    if person.is_told:
        if them.city:
            lines.append(f"ADR;TYPE=WORK:;;;{_text(them.city)};;;")
        if person.tags:
            lines.append("CATEGORIES:" + ",".join(_text(tag) for tag in person.tags))
    lines += [f"UID:xinqiao-{them.public_id}", "END:VCARD"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _point(point: ContactPoint) -> str:
    first = ",PREF" if point.position == 0 else ""
    match point.kind:
        case _Kind.EMAIL:
            return f"EMAIL;TYPE=INTERNET{first}:{_text(point.value)}"
        case _Kind.PHONE:
            return f"TEL;TYPE=CELL{first}:{_text(point.value)}"
        case _Kind.LINK:
            # An address is no text: nothing in it is escaped (RFC 2426, 3.6.8), but it stays on its line.
            return f"URL:{''.join(point.value.split())}"
        case _Kind.WECHAT:
            return f"X-WECHAT:{_text(point.value)}"
    return ""


def _name(name: str) -> str:
    """Family and given name where the writing tells them apart; a hanzi name stays whole."""
    words = name.split()
    if len(words) < 2 or any(letter > _LATIN_UNTIL for letter in name):
        return f"N:{_text(name)};;;;"
    return f"N:{_text(words[-1])};{_text(' '.join(words[:-1]))};;;"


def _text(value: str) -> str:
    plain = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n").replace("\x00", "")


def _folded(line: str) -> str:
    """No character is cut in two: old readers join lines before they decode, others after."""
    if len(line.encode("utf-8", "replace")) <= _LINE_AT_MOST:
        return line
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > _LINE_AT_MOST:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += width
    return "\r\n".join(parts)
