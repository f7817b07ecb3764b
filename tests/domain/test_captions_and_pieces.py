"""Captions that cannot be read are named by line; players get pieces."""

from __future__ import annotations

import pytest

from xinqiao.domain.byte_ranges import NotSatisfiable, piece_of
from xinqiao.domain.captions import LONGEST, CaptionsBad, Flaw, read_captions, transcript

GOOD = """WEBVTT - 示例

NOTE
who speaks

1
00:01.000 --> 00:04.000 line:80%
<v 许闻溪>先说 &amp; 后听</v>

01:00:04.500 --> 01:00:06.000
第二行
还有一行

01:00:06.000 --> 01:00:07.000
第二行 还有一行
"""


def test_captions_become_plain_lines() -> None:
    cues = read_captions("\ufeff" + GOOD.replace("\n", "\r\n"))
    assert [(cue.begins, cue.ends) for cue in cues] == [(1000, 4000), (3604500, 3606000), (3606000, 3607000)]
    assert transcript(cues) == ["先说 & 后听", "第二行 还有一行"]


@pytest.mark.parametrize(
    ("text", "flaw", "line"),
    [
        ("", Flaw.NOT_WEBVTT, 1),
        ("1\n00:01,000 --> 00:02,000\nSubRip", Flaw.NOT_WEBVTT, 1),
        ("WEBVTT\n\nNOTE nothing said", Flaw.NO_LINES, 0),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>", Flaw.NO_LINES, 0),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\na", Flaw.BAD_TIME, 3),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\na", Flaw.BAD_TIME, 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\n\nb", Flaw.BAD_TIME, 6),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb", Flaw.OUT_OF_ORDER, 6),
        ("WEBVTT\n\n" + "x" * LONGEST, Flaw.TOO_LONG, 0),
    ],
)
def test_captions_that_help_nobody_are_refused(text: str, flaw: Flaw, line: int) -> None:
    with pytest.raises(CaptionsBad) as bad:
        read_captions(text)
    assert (bad.value.flaw, bad.value.line) == (flaw, line)


@pytest.mark.parametrize(
    ("header", "piece"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=900-", (900, 999)),
        ("bytes=10-19", (10, 19)),
        ("bytes=990-5000", (990, 999)),
        ("bytes=-50", (950, 999)),
        ("bytes=-5000", (0, 99)),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("items=0-1", None),
    ],
)
def test_a_player_gets_one_piece(header: str, piece: tuple[int, int] | None) -> None:
    assert piece_of(header, 1000, at_most=100) == piece


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=-0"])
def test_a_piece_outside_the_file_is_none(header: str) -> None:
    with pytest.raises(NotSatisfiable):
        piece_of(header, 1000, at_most=100)
