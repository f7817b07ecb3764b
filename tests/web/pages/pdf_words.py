"""Reads PDF files as WeasyPrint writes them: pages, words, and the fonts inside with what each glyph looks like."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

_OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|\[(.*?)\] TJ|<([0-9a-f]+)> Tj", re.DOTALL)


@dataclass(frozen=True)
class Embedded:
    """A font that lies in the file: its name, and which of the glyphs that are shown have an outline."""

    name: str
    letters: dict[int, str]
    drawn: frozenset[int]


@dataclass(frozen=True)
class Pdf:
    """What a reader of the file sees."""

    pages: tuple[str, ...]
    fonts: tuple[Embedded, ...]
    shown: frozenset[tuple[str, int]]
    width: float
    height: float


@lru_cache(maxsize=16)
def read_pdf(content: bytes) -> Pdf:
    """The whole file."""
    objects = _objects(content)
    fonts = _fonts(objects)
    by_name = {name: fonts[number] for name, number in _names(objects, set(fonts)).items()}
    pages, shown = [], set()
    for body in objects.values():
        if re.search(rb"/Type /Page(?!s)", body):
            words, used = _words(_stream(objects[_reference(body, b"Contents")]), by_name)
            pages.append(words)
            shown |= used
            box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", body)
    assert box
    return Pdf(tuple(pages), tuple(fonts.values()), frozenset(shown), float(box[1]), float(box[2]))


def words_in(content: bytes) -> str:
    """All words of the file."""
    return "\n".join(read_pdf(content).pages)


def _objects(content: bytes) -> dict[int, bytes]:
    found = {int(number): body for number, body in _OBJECT.findall(content)}
    for body in list(found.values()):
        if b"/ObjStm" in body:
            packed, first = _stream(body), int(re.search(rb"/First (\d+)", body)[1])  # type: ignore[index]
            numbers = [int(one) for one in packed[:first].split()]
            places = [*zip(numbers[::2], numbers[1::2], strict=True)]
            ends = [place for _, place in places[1:]] + [len(packed) - first]
            found |= {
                number: packed[first + place : first + end] for (number, place), end in zip(places, ends, strict=True)
            }
    return found


def _stream(body: bytes) -> bytes:
    match = _STREAM.search(body)
    assert match
    return zlib.decompress(match[1]) if b"FlateDecode" in body[: match.start()] else match[1]


def _reference(body: bytes, key: bytes) -> int:
    match = re.search(rb"/" + key + rb" \[?\s*(\d+) 0 R", body)
    assert match, (key, body[:200])
    return int(match[1])


def _names(objects: dict[int, bytes], fonts: set[int]) -> dict[bytes, int]:
    pairs = [pair for body in objects.values() for pair in re.findall(rb"/(\w+) (\d+) 0 R", body)]
    return {name: int(number) for name, number in pairs if int(number) in fonts}


def _fonts(objects: dict[int, bytes]) -> dict[int, Embedded]:
    found = {}
    for number, body in objects.items():
        if b"/Type0" not in body:
            continue
        below = objects[_reference(body, b"DescendantFonts")]
        descriptor = objects[_reference(below, b"FontDescriptor")]
        kind = re.search(rb"/(FontFile\d?) ", descriptor)
        assert kind, "a font is not in the file"
        file = TTFont(BytesIO(_stream(objects[_reference(descriptor, kind[1])])))
        name = re.search(rb"/BaseFont /([^\s/>]+)", body)
        assert name
        letters = _letters(_stream(objects[_reference(body, b"ToUnicode")]))
        found[number] = Embedded(name[1].decode(), letters, _drawn(file, letters))
    return found


def _letters(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", cmap)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _drawn(file: TTFont, letters: dict[int, str]) -> frozenset[int]:
    glyphs, order = file.getGlyphSet(), file.getGlyphOrder()
    found = set()
    for code in letters:
        pen = BoundsPen(glyphs)
        glyphs[order[code]].draw(pen)
        if code and pen.bounds is not None:
            found.add(code)
    return frozenset(found)


def _words(content: bytes, fonts: dict[bytes, Embedded]) -> tuple[str, set[tuple[str, int]]]:
    words, shown, font = [], set(), None
    for name, row, single in _SHOWN.findall(content):
        if name:
            font = fonts[name]
            continue
        assert font is not None
        digits = b"".join(re.findall(rb"<([0-9a-f]+)>", row)) or single
        codes = [int(digits[at : at + 4], 16) for at in range(0, len(digits), 4)]
        shown |= {(font.name, code) for code in codes}
        words.append("".join(font.letters.get(code, "\ufffd") for code in codes))
    return "".join(words), shown
