"""PDF: only what can be told without rendering it, which is nothing for our process to do."""

from __future__ import annotations

import re
from typing import BinaryIO, Final, NamedTuple

from xinqiao.capabilities.candidates.papers.refused import PaperRefused, Why

# Readers accept some bytes before the header, as mail programs and printers leave them.
_HEADER_WITHIN: Final = 1024
_END_WITHIN: Final = 2048
_ENCRYPT: Final = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


class PdfFacts(NamedTuple):
    """What the page beside the download says; pages are 0 where the file keeps them packed."""

    pages: int
    has_password: bool


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins like this is a PDF."""
    return b"%PDF-" in head[:_HEADER_WITHIN]


def check_pdf(file: BinaryIO) -> None:
    """Raises PaperRefused for a file that was cut off on its way."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - _END_WITHIN))
    if b"%%EOF" not in file.read():
        raise PaperRefused(Why.DAMAGED)


def pdf_facts(file: BinaryIO) -> PdfFacts:
    """Pages as far as they can be counted, and whether a password protects it."""
    file.seek(0)
    content = file.read()
    return PdfFacts(len(_PAGE.findall(content)), _ENCRYPT.search(content) is not None)
