"""The questionnaire on paper: two sheets in two languages, the same for everybody, so made once in a process."""

from __future__ import annotations

import logging
import threading
from functools import cache
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import override

from xinqiao.domain.levels import GENTLEST_FIRST, Level, level_of, level_probabilities, rounded_percentages
from xinqiao.domain.scale import HIGHEST_TOTAL, LOWEST_TOTAL
from xinqiao.foundation.gateways.pdf import NoPdf, pdfs_of
from xinqiao.playbook.loader import playbook

QUESTIONNAIRE: Final = "questionnaire"
SCORING: Final = "scoring"
SHEETS: Final = (QUESTIONNAIRE, SCORING)
# As they stand in addresses and file names, with Django's own codes.
LANGUAGES: Final = {"zh": "zh-hans", "en": "en"}
MOST_FIRST: Final = tuple(reversed(GENTLEST_FIRST))

_log = logging.getLogger(__name__)
# After a failure that may pass: whoever comes meanwhile gets the page at once instead of waiting in turn.
REST: Final = 60.0


class _Press:
    """What this process has made so far, and from when on it may be tried again."""

    def __init__(self) -> None:
        self.busy = threading.Lock()
        self.made: dict[str, bytes] = {}
        self.not_before = 0.0


_press = _Press()


def sheet_answer(request: HttpRequest, sheet: str, language: str, *, back_url: str, stop_url: str = "") -> HttpResponse:
    """The sheet as a PDF to save; where none can be made, as a page that prints the same and says so."""
    try:
        content = pdf_of(sheet, language)
    except NoPdf:
        around = {"on_screen": True, "back_url": back_url, "stop_url": stop_url}
        with override(LANGUAGES[language]):
            return render(request, _template(sheet), {**_contents(sheet, language), **around})
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{sheet}-{language}.pdf"'},
    )


def document_answer(
    request: HttpRequest, template: str, context: dict[str, Any], *, file_name: str, back_url: str, as_page: bool
) -> HttpResponse:
    """A document of this moment as a PDF to save, or as a page that prints the same; the latter where no PDF comes."""
    if not as_page:
        try:
            pdf = pdfs_of({"document": render_to_string(template, context)}, css=_paper_css())["document"]
        except NoPdf:
            _log.warning("no PDF could be made; a page is shown instead (xinqiao doctor says more)")
        else:
            save = {"Content-Disposition": f'attachment; filename="{file_name}"'}
            return HttpResponse(pdf, content_type="application/pdf", headers=save)
    return render(request, template, {**context, "on_screen": True, "back_url": back_url})


def pdf_of(sheet: str, language: str) -> bytes:
    """The bytes of a sheet; the first call in a process makes all of them, whoever comes meanwhile waits for it.

    Raises NoPdf. Where the libraries are missing it is not tried again until the next start, else after a minute.
    """
    name = f"{sheet}-{language}"
    if name not in _press.made:
        with _press.busy:
            if name not in _press.made:
                _make_all()
    return _press.made[name]


def forget() -> None:
    """Makes the next call begin anew."""
    _press.made.clear()
    _press.not_before = 0.0


def _make_all() -> None:
    if monotonic() < _press.not_before:
        raise NoPdf(for_good=False)
    sheets = {
        f"{sheet}-{language}": render_to_string(_template(sheet), _contents(sheet, language))
        for sheet in SHEETS
        for language in LANGUAGES
    }
    try:
        _press.made.update(pdfs_of(sheets, css=_paper_css()))
    except NoPdf as trouble:
        _log.warning("no PDF could be made; pages are printed instead (xinqiao doctor says more)")
        _press.not_before = inf if trouble.for_good else monotonic() + REST
        raise


def _paper_css() -> str:
    return (Path(settings.ROOT) / "static" / "css" / "paper.css").read_text(encoding="utf-8")


def _template(sheet: str) -> str:
    return f"pdf/questionnaire/{sheet}.html"


@cache
def _contents(sheet: str, language: str) -> dict[str, Any]:
    book, scale = playbook(), playbook().scale("tos5")
    forms, code = book.printed_forms, LANGUAGES[language]
    text = forms.questionnaire if sheet == QUESTIONNAIRE else forms.scoring
    return {
        "language": code,
        "title": text.title.in_language(code),
        "text": text,
        "no_pdf": forms.no_pdf,
        "scale": scale,
        "levels": [book.level(level) for level in MOST_FIRST],
        "promises": [one for one in book.promises_of_intro if one.id in forms.questionnaire.promises],
        "version": f"{scale.version} · {forms.version} · {language}",
        **(_chances() if sheet == SCORING else {}),
    }


def _chances() -> dict[str, Any]:
    """How likely each level is after each whole total, in percent."""
    totals = range(LOWEST_TOTAL, HIGHEST_TOTAL + 1)
    shares = {total: rounded_percentages(level_probabilities(total)) for total in totals}
    return {"totals": totals, "chances": [_chances_of(level, shares) for level in MOST_FIRST]}


def _chances_of(level: Level, shares: dict[int, dict[Level, int]]) -> dict[str, Any]:
    cells = [{"percent": found[level], "own": level_of(total) == level} for total, found in shares.items()]
    return {"label": playbook().level(level).label, "cells": cells}
