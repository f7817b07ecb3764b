"""Why a file cannot be read. Each reason has a stable code; the words for it are the page's business."""

from typing import ClassVar


class UnreadableFile(Exception):
    """The file as a whole is refused. `detail` holds what a message may name: row, found, limit, name."""

    code: ClassVar[str] = "unreadable"

    def __init__(self, **detail: str | int) -> None:
        super().__init__(self.code, detail)
        self.detail = detail


class EmptyFile(UnreadableFile):
    """Nothing in it, or nothing but blanks."""

    code = "empty"


class FileTooLarge(UnreadableFile):
    """More bytes than `limits.MAX_FILE_BYTES`."""

    code = "too_large"


class BinaryFile(UnreadableFile):
    """A picture, a PDF, a program: no table that we know."""

    code = "binary"


class NulBytes(UnreadableFile):
    """Text with NUL bytes: damaged."""

    code = "nul_bytes"


class WebPage(UnreadableFile):
    """HTML or XML under a spreadsheet's name, as some recruiting systems export it."""

    code = "web_page"


class OldWorkbook(UnreadableFile):
    """Excel 97-2003 (.xls)."""

    code = "old_xls"


class EncryptedFile(UnreadableFile):
    """Protected by a password."""

    code = "encrypted"


class NotAWorkbook(UnreadableFile):
    """A zip file, but no .xlsx workbook."""

    code = "not_a_workbook"


class BadZip(UnreadableFile):
    """A workbook whose zip container is damaged or contradicts itself."""

    code = "bad_zip"


class ZipBomb(UnreadableFile):
    """A workbook that unpacks to far more than its size."""

    code = "zip_bomb"


class DamagedWorkbook(UnreadableFile):
    """A workbook whose inner parts cannot be read."""

    code = "damaged_workbook"


class UnknownErrorValue(UnreadableFile):
    """A cell shows an error (`name`) for which the reader has no value, as #SPILL! of newer formulas."""

    code = "error_value"


class NoSuchSheet(UnreadableFile):
    """The chosen sheet is not in the workbook."""

    code = "no_such_sheet"


class UnknownEncoding(UnreadableFile):
    """The chosen encoding is not one of `text_encoding.ENCODINGS`."""

    code = "unknown_encoding"


class Undecodable(UnreadableFile):
    """The bytes are text in none of the encodings tried; `row` is the first line that fails."""

    code = "undecodable"


class MixedEncodings(UnreadableFile):
    """Some lines are UTF-8 and others GB18030; `row` is the first line of the fewer ones."""

    code = "mixed_encodings"


class UnclosedQuote(UnreadableFile):
    """A quotation mark that opens in `row` never closes, so all that follows would be one cell."""

    code = "unclosed_quote"


class UnreadableCell(UnreadableFile):
    """A cell of more than 131,072 characters: the reader gives up on the file there."""

    code = "unreadable_cell"


class NoSuchRow(UnreadableFile):
    """The chosen header row is not in the file."""

    code = "no_such_row"


class NoRows(UnreadableFile):
    """A header with no row below it."""

    code = "no_rows"


class TooManyColumns(UnreadableFile):
    """More columns than `limits.MAX_COLUMNS`."""

    code = "too_many_columns"


class TooManyRows(UnreadableFile):
    """More rows than `limits.MAX_ROWS`."""

    code = "too_many_rows"


class TooManyCells(UnreadableFile):
    """A sheet whose used rectangle is larger than `limits.MAX_SHEET_CELLS`."""

    code = "too_many_cells"


ALL_REASONS: tuple[type[UnreadableFile], ...] = (
    EmptyFile,
    FileTooLarge,
    BinaryFile,
    NulBytes,
    WebPage,
    OldWorkbook,
    EncryptedFile,
    NotAWorkbook,
    BadZip,
    ZipBomb,
    DamagedWorkbook,
    UnknownErrorValue,
    NoSuchSheet,
    UnknownEncoding,
    Undecodable,
    MixedEncodings,
    UnclosedQuote,
    UnreadableCell,
    NoSuchRow,
    NoRows,
    TooManyColumns,
    TooManyRows,
    TooManyCells,
)
