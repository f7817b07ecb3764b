"""Sending a story's video in pieces: a phone on a slow line holds no thread of ours for long."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Final, cast

from django.http import FileResponse, HttpRequest, HttpResponse

from xinqiao.domain.byte_ranges import NotSatisfiable, piece_of
from xinqiao.web.access.headers import POLICY

PIECE: Final = 1024 * 1024
SANDBOX: Final = "default-src 'none'; sandbox"


def send_video(request: HttpRequest, path: Path, *, kind: str, content_type: str) -> HttpResponse:
    """The piece that the player asks for (206), or the whole file for whoever asks for no piece."""
    size = path.stat().st_size
    try:
        piece = piece_of(request.headers.get("Range", ""), size, at_most=PIECE)
    except NotSatisfiable:
        answer = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        answer.headers["Content-Range"] = f"bytes */{size}"
        return answer
    if piece is None:
        answer = cast("HttpResponse", FileResponse(path.open("rb"), content_type=content_type))
    else:
        first, last = piece
        with path.open("rb") as file:
            file.seek(first)
            answer = HttpResponse(file.read(last - first + 1), content_type=content_type, status=206)
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer.headers["Accept-Ranges"] = "bytes"
    # Opened by itself it is saved, not run; a player takes no notice.
    answer.headers["Content-Disposition"] = f'attachment; filename="story.{kind}"'
    return _sealed(answer)


def send_captions(text: str) -> HttpResponse:
    """The captions as WebVTT."""
    answer = HttpResponse(text, content_type="text/vtt; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="story.vtt"'
    return _sealed(answer)


def with_player(answer: HttpResponse) -> HttpResponse:
    """Lets a page play what comes from our own address."""
    answer.headers["Content-Security-Policy"] = f"{POLICY}; media-src 'self'"
    return answer


def _sealed(answer: HttpResponse) -> HttpResponse:
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
