"""Columns that a member chose for a set of headings come back when the same headings do.

A file of refused rows, corrected and returned, has the headings of the list that it came from and one column more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.importing.headings import Field
from xinqiao.capabilities.importing.mapping import ColumnMapping, Reason
from xinqiao.capabilities.importing.models import ImportBatch, RememberedMapping
from xinqiao.capabilities.importing.people import SOURCE_DETAIL

# The heading of the column that says why a row was refused; in both languages, so that either file is known again.
REASON_HEADINGS: Final = ("未导入的原因（信桥）", "Why it was not imported (Xinqiao)")
# Beside the columns in a batch's mapping: they came from memory; the file is one of refused rows.
REMEMBERED: Final = "remembered"
CORRECTED: Final = "corrected"
_CHOICES: Final = "choices"
_SAID_ONCE: Final = ("source", "legal_basis", "update_mode", "people_know")


def header_key(header: Sequence[str]) -> str:
    """A digest of the headings in their order, without the column of reasons; empty where there are no headings."""
    names = _without_reasons(header)
    if not any(names):
        return ""
    return hashlib.sha256("\x1f".join(name.strip().casefold() for name in names).encode()).hexdigest()


def apply(batch: ImportBatch) -> None:
    """Gives an unsaved reading of a file the columns chosen for its headings before, if any were."""
    key = header_key(batch.header)
    known = RememberedMapping.objects.filter(header_key=key).first() if key else None
    guessed = ColumnMapping.from_json(batch.mapping)
    is_corrected = len(_without_reasons(batch.header)) < len(batch.header)
    columns = ColumnMapping.from_json(known.mapping).columns if known else ()
    if known is None or len(columns) != len(_without_reasons(batch.header)):
        return
    rest = (replace(column, field=Field.IGNORE, reason=Reason.NONE) for column in guessed.columns[len(columns) :])
    mapping = ColumnMapping((*columns, *rest), known.mapping.get("profile", ""))
    batch.mapping = {**batch.mapping, **mapping.to_json(), REMEMBERED: True}
    if is_corrected:
        # The same people, only with their mistakes mended: what was said of them holds.
        batch.mapping[CORRECTED] = True
        said = known.mapping.get(_CHOICES, {})
        for name in _SAID_ONCE:
            setattr(batch, name, said.get(name, getattr(batch, name)))
        batch.mapping[SOURCE_DETAIL] = said.get(SOURCE_DETAIL, "")


def remember(batch: ImportBatch, *, now: datetime) -> None:
    """Keeps the columns of an import that starts, and what was said of its people, for a file with these headings."""
    key = header_key(batch.header)
    if not key:
        return
    columns = ColumnMapping.from_json(batch.mapping).columns[: len(_without_reasons(batch.header))]
    kept: dict[str, Any] = {
        **ColumnMapping(columns, batch.mapping.get("profile", "")).to_json(),
        _CHOICES: {name: getattr(batch, name) for name in _SAID_ONCE},
    }
    kept[_CHOICES][SOURCE_DETAIL] = batch.mapping.get(SOURCE_DETAIL, "")
    RememberedMapping.objects.update_or_create(header_key=key, defaults={"mapping": kept, "used_at": now})


def forget(header: Sequence[str]) -> None:
    """Forgets what was chosen for these headings."""
    RememberedMapping.objects.filter(header_key=header_key(header)).delete()


def _without_reasons(header: Sequence[str]) -> Sequence[str]:
    return header[:-1] if header and header[-1].strip() in REASON_HEADINGS else header
