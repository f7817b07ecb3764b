"""How much of a file we take. What exceeds a limit is refused with a reason, never cut."""

from typing import Final

MAX_FILE_BYTES: Final = 300 * 1024 * 1024
MAX_COLUMNS: Final = 1_000
MAX_ROWS: Final = 1_200_000
# Longer cells are a matter of their row (see `rows.read_person`), not of the file.
MAX_CELL_CHARS: Final = 10_000
# A line is held in memory whole, so a file without line ends would be too.
MAX_LINE: Final = 32 * 1024 * 1024

# A sheet is held in memory while it is read: about 180 bytes a cell of its used rectangle, measured.
MAX_SHEET_CELLS: Final = 3_000_000
MAX_UNPACKED_BYTES: Final = 300 * 1024 * 1024
MAX_ZIP_ENTRIES: Final = 5_000
# Real sheets pack 10 to 60 times; small files may pack better without doing harm.
MAX_PACKING_RATIO: Final = 200
HARMLESS_UNPACKED_BYTES: Final = 10 * 1024 * 1024
