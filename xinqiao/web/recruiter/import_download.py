"""How every row of an import ended, as a CSV that Excel opens with the right letters and without formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xinqiao.capabilities.importing.fates import Fate
from xinqiao.capabilities.importing.queries import rows_after
from xinqiao.capabilities.importing.reading import original_rows
from xinqiao.capabilities.importing.remembered import REASON_HEADINGS
from xinqiao.domain.spreadsheet_cells import harmless
from xinqiao.foundation.tenancy.scope import current_workspace_id, scope
from xinqiao.web.recruiter.import_pages import fate_words, same_as_row, stored_reasons

if TYPE_CHECKING:
    from xinqiao.capabilities.importing.models import ImportBatch, ImportRow

BOM: Final = "\ufeff"


def fates_as_csv(batch: ImportBatch) -> StreamingHttpResponse:
    """The download, streamed in blocks of rows."""
    # The stream is read after the request has left its scope and its language.
    lines = _lines(batch, current_workspace_id(), get_language() or "zh-hans")
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    name = _("%(file)s, row by row.csv") % {"file": stem}
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def refused_as_csv(batch: ImportBatch) -> StreamingHttpResponse:
    """The refused rows with their own columns and one that says why; raises FileMissing or UnreadableFile.

    The columns are remembered, so that the corrected file goes straight to its preview.
    """
    language = get_language() or "zh-hans"
    lines = _refused_lines(batch, original_rows(batch), current_workspace_id(), language)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    name = _("%(file)s, to correct.csv") % {"file": stem}
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _refused_lines(
    batch: ImportBatch, originals: Iterator[tuple[int, list[str]]], workspace_id: int, language: str
) -> Iterator[str]:
    heading = REASON_HEADINGS[0 if language.startswith("zh") else 1]
    yield BOM + _csv([[*map(harmless, batch.header), heading]])
    after = 0
    while True:
        with scope(workspace_id), translation.override(language):
            rows = rows_after(batch, after, fate=Fate.REFUSED)
            reasons = {row.number: _("; ").join(stored_reasons(row)) for row in rows}
        if not rows:
            return
        after = rows[-1].number
        block = []
        for number, cells in originals:
            if number in reasons:
                block.append([*map(harmless, cells[: len(batch.header)]), harmless(reasons[number])])
            if number >= after:
                break
        yield _csv(block)


def _lines(batch: ImportBatch, workspace_id: int, language: str) -> Iterator[str]:
    with translation.override(language):
        yield BOM + _csv([[_("Row"), _("Name"), _("Result"), _("Same person as row"), _("Remarks")]])
    after = 0
    while True:
        with scope(workspace_id), translation.override(language):
            rows = rows_after(batch, after)
            block = _csv([_cells(row) for row in rows])
        if not rows:
            return
        yield block
        after = rows[-1].number


def _cells(row: ImportRow) -> list[str]:
    name = row.shown_name or (row.candidate.display_name if row.candidate else "")
    same_as = str(same_as_row(row) or "")
    return [str(row.number), harmless(name), fate_words(row.fate), same_as, harmless(_("; ").join(stored_reasons(row)))]


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
