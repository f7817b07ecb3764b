"""A person's copy of everything as one file, for their own page and for the desk."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation

from xinqiao.playbook.loader import playbook
from xinqiao.privacy.access_copy import as_zip, copy_of_person

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.playbook.text import Text
    from xinqiao.privacy.access_copy import AccessCopy

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
_PAGES: Final = {"copy-zh.html": "zh-hans", "copy-en.html": "en"}


@dataclass(frozen=True)
class Table:
    """A heading and its rows, each a list of (column, value) in words."""

    title: str
    rows: list[list[tuple[str, str]]]


def copy_as_file(candidate: Candidate, *, now: datetime, by_member: bool = False) -> StreamingHttpResponse:
    """The zip file, streamed; what it holds is read before the first byte leaves.

    `by_member` as in `copy_of_person`.
    """
    copy = copy_of_person(candidate, now=now, by_member=by_member)
    pages = {name: _document(copy, language) for name, language in _PAGES.items()}
    response = StreamingHttpResponse(as_zip(copy, pages), content_type="application/zip")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="xinqiao-copy-{timezone.localtime(now):%Y%m%d}.zip"'
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _document(copy: AccessCopy, language: str) -> str:
    words = playbook().whole_person
    with translation.override(language):
        tables = [
            Table(_heading(label, language), [_row(row, language) for row in rows]) for label, rows in _filled(copy)
        ]
        history = [_row(row, language) for row in copy.history]
        when = formats.date_format(timezone.localtime(copy.made_at), "DATETIME_FORMAT")
        context = {
            "language": language,
            "words": words.document,
            "made": words.document.made.fill(language, company=copy.workspace, when=when),
            "tables": [*tables, Table(_said(words.document.views, language), history)],
            "papers": [paper.name for paper in copy.papers],
        }
        return render_to_string("pages/copy/access_copy.html", context)


def _filled(copy: AccessCopy) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(label, rows) for label, rows in copy.tables.items() if rows]


def _heading(label: str, language: str) -> str:
    text = playbook().whole_person.tables.get(label)
    return _said(text, language) if text else label


def _row(row: dict[str, Any], language: str) -> list[tuple[str, str]]:
    columns = playbook().whole_person.columns
    return [
        (_said(columns[name], language) if name in columns else name, _value(value))
        for name, value in row.items()
        if value not in (None, "", [], {})
    ]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, dict) and set(value) == {"role"}:
        return str(value["role"])
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return _moment(value) if isinstance(value, str) and _MOMENT.fullmatch(value) else str(value)


def _moment(text: str) -> str:
    return formats.date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")


def _said(text: Text, language: str) -> str:
    return text.in_language(language)
