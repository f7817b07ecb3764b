"""What a page may show of a stored paper: its words for Word, its size and pages for PDF."""

from __future__ import annotations

from dataclasses import dataclass

from xinqiao.capabilities.candidates.models import Attachment
from xinqiao.capabilities.candidates.papers.docx import docx_text
from xinqiao.capabilities.candidates.papers.pdf import pdf_facts
from xinqiao.foundation.gateways import file_store


@dataclass(frozen=True)
class Seen:
    """Text is empty for PDF; pages are 0 where unknown."""

    text: str = ""
    pages: int = 0
    has_password: bool = False


def look_into(paper: Attachment) -> Seen:
    """Raises papers.PaperRefused or file_store.FileMissing."""
    with file_store.path_of(paper.stored_file).open("rb") as file:
        if paper.kind == Attachment.Kind.DOCX:
            return Seen(text=docx_text(file))
        facts = pdf_facts(file)
    return Seen(pages=facts.pages, has_password=facts.has_password)
