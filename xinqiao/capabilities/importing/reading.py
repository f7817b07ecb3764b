"""The stored file of an import, read as it was chosen to be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xinqiao.capabilities.importing.formats import Table, open_table
from xinqiao.foundation.gateways import file_store

if TYPE_CHECKING:
    from xinqiao.capabilities.importing.models import ImportBatch


def table_of(batch: ImportBatch) -> Table:
    """Raises FileMissing or UnreadableFile."""
    return open_table(
        file_store.path_of(batch.stored_file),
        encoding=batch.encoding or None,
        sheet=batch.sheet or None,
        header_row=batch.header_row,
    )


def original_rows(batch: ImportBatch) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells as the file has them; raises as `table_of` does, before the first row."""
    return table_of(batch).rows()
