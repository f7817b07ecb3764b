"""Which kind of paper a file is. Its name is not asked."""

from __future__ import annotations

from typing import BinaryIO, Final

from xinqiao.capabilities.candidates.papers.docx import check_docx
from xinqiao.capabilities.candidates.papers.pdf import check_pdf, is_pdf
from xinqiao.capabilities.candidates.papers.refused import PaperRefused, Why

MAX_BYTES: Final = 20 * 1024 * 1024
_ZIP: Final = b"PK\x03\x04"
# Word before 2007, and what Word writes when a document gets a password.
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD: Final = 1024


def kind_of(file: BinaryIO) -> str:
    """ "pdf" or "docx", by content; raises PaperRefused for everything else. The file stands at its start after."""
    file.seek(0)
    head = file.read(_HEAD)
    try:
        if not head:
            raise PaperRefused(Why.EMPTY)
        if is_pdf(head):
            check_pdf(file)
            return "pdf"
        if head.startswith(_OLE):
            raise PaperRefused(Why.OLD_WORD)
        if not head.startswith(_ZIP):
            raise PaperRefused(Why.OTHER_KIND)
        check_docx(file)
        return "docx"
    finally:
        file.seek(0)
