"""Files of people as tables: `open_table(path)` and the reasons why a file cannot be opened."""

from xinqiao.capabilities.importing.formats.detect import Kind
from xinqiao.capabilities.importing.formats.errors import UnreadableFile
from xinqiao.capabilities.importing.formats.opening import open_table
from xinqiao.capabilities.importing.formats.table import Table
from xinqiao.capabilities.importing.formats.text_encoding import ENCODINGS

__all__ = ["ENCODINGS", "Kind", "Table", "UnreadableFile", "open_table"]
