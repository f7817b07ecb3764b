"""Captions of a video (WebVTT): read strictly, so that whoever cannot hear misses nothing, and as plain lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST: Final = 60_000
_TIME: Final = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_SPAN: Final = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_TAG: Final = re.compile(r"<[^<>]*>")
_ENTITIES: Final = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}
_NO_CUES: Final = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")


class Flaw(StrEnum):
    """Why captions cannot be used."""

    NOT_WEBVTT = "not_webvtt"
    TOO_LONG = "too_long"
    NO_LINES = "no_lines"
    BAD_TIME = "bad_time"
    OUT_OF_ORDER = "out_of_order"


class CaptionsBad(ValueError):
    """The file is no use as captions; `line` is where, from 1, or 0 for the whole."""

    def __init__(self, flaw: Flaw, line: int = 0) -> None:
        super().__init__(flaw)
        self.flaw, self.line = flaw, line


@dataclass(frozen=True)
class Cue:
    """From and to in milliseconds, and the words without marks."""

    begins: int
    ends: int
    words: str


def read_captions(text: str) -> tuple[Cue, ...]:
    """The lines in their order; raises CaptionsBad."""
    if len(text) > LONGEST:
        raise CaptionsBad(Flaw.TOO_LONG)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise CaptionsBad(Flaw.NOT_WEBVTT, 1)
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        if (cue := _cue(number, block)) is not None:
            if cues and cue.begins < cues[-1].begins:
                raise CaptionsBad(Flaw.OUT_OF_ORDER, number)
            cues.append(cue)
    if not any(cue.words for cue in cues):
        raise CaptionsBad(Flaw.NO_LINES)
    return tuple(cues)


def transcript(cues: tuple[Cue, ...]) -> list[str]:
    """What is said, a line a cue, without repetitions of the line before."""
    said: list[str] = []
    for cue in cues:
        if cue.words and (not said or said[-1] != cue.words):
            said.append(cue.words)
    return said


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Groups of lines between empty ones after the heading, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    is_open = False
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            is_open = False
        elif is_open:
            blocks[-1][1].append(line)
        else:
            blocks.append((number, [line]))
            is_open = True
    return blocks


def _cue(number: int, block: list[str]) -> Cue | None:
    if _NO_CUES.fullmatch(block[0]):
        return None
    # A cue may begin with a name of its own.
    at = 0 if "-->" in block[0] else 1
    if at >= len(block):
        # Header lines right below the first one.
        if number == 2:
            return None
        raise CaptionsBad(Flaw.BAD_TIME, number)
    span = _SPAN.fullmatch(block[at].strip())
    if span is None:
        raise CaptionsBad(Flaw.BAD_TIME, number + at)
    times = span.groups()
    begins, ends = _milliseconds(times[:4]), _milliseconds(times[4:])
    if ends <= begins:
        raise CaptionsBad(Flaw.BAD_TIME, number + at)
    return Cue(begins, ends, _plain(" ".join(block[at + 1 :])))


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _plain(words: str) -> str:
    text = _TAG.sub("", words)
    for mark, meaning in _ENTITIES.items():
        text = text.replace(mark, meaning)
    return re.sub(r"\s+", " ", text).strip()
