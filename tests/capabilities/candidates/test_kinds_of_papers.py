"""What a paper is, by content alone; and which ones are not taken, each for its own reason."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.web.recruiter.papers import LOCKED_PDF, PDF, bomb, docx
from xinqiao.capabilities.candidates.operations.attachments import shown_name
from xinqiao.capabilities.candidates.papers.docx import MAX_TEXT, docx_text
from xinqiao.capabilities.candidates.papers.kinds import kind_of
from xinqiao.capabilities.candidates.papers.pdf import pdf_facts
from xinqiao.capabilities.candidates.papers.refused import PaperRefused, Why

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document xmlns:w="w">&b;</w:document>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "pdf"), (LOCKED_PDF, "pdf"), (b"\r\n\r\n" + PDF, "pdf"), (docx("沈知遥"), "docx")],
)
def test_the_content_tells_the_kind(content: bytes, kind: str) -> None:
    file = io.BytesIO(content)
    assert kind_of(file) == kind
    assert file.tell() == 0


MACROS = "application/vnd.ms-office.vbaProject"
MACRO_DOCUMENT = "application/vnd.ms-word.document.macroEnabled.main+xml"


def typed(types: bytes) -> bytes:
    """A Word document with another list of what its parts are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", b"<d/>")
        archive.writestr("word/harmless.bin", b"x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Why.EMPTY),
        (b"MZ\x90\x00 a program", Why.OTHER_KIND),
        (b"<html><script>1</script></html>", Why.OTHER_KIND),
        (b"\x89PNG\r\n\x1a\n", Why.OTHER_KIND),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document", Why.OLD_WORD),
        (PDF[:60], Why.DAMAGED),
        (docx("a")[:-30], Why.DAMAGED),
        (docx("a", more={"word/vbaProject.bin": b"x"}), Why.MACROS),
        (docx("a", more={"word/activeX/activeX1.xml": b"<x/>"}), Why.MACROS),
        (
            typed(f'<Types><Override PartName="/word/harmless.bin" ContentType="{MACROS}"/></Types>'.encode()),
            Why.MACROS,
        ),
        (typed(f'<Types><Override ContentType="{MACRO_DOCUMENT}"/></Types>'.encode("utf-16")), Why.MACROS),
        (docx(main=LAUGHS), Why.DAMAGED),
        (docx(main=OUTSIDE), Why.DAMAGED),
        (docx(main=b"<w:document"), Why.DAMAGED),
        (docx("a", more={f"word/media/{n}": b"" for n in range(2_001)}), Why.TOO_LARGE_INSIDE),
    ],
)
def test_what_is_not_taken_has_its_reason(content: bytes, why: Why) -> None:
    with pytest.raises(PaperRefused) as refused:
        kind_of(io.BytesIO(content))
    assert refused.value.why == why


def test_a_zip_that_would_fill_the_disk_is_not_unpacked() -> None:
    with pytest.raises(PaperRefused) as refused:
        kind_of(io.BytesIO(bomb()))
    assert refused.value.why == Why.TOO_LARGE_INSIDE


def test_a_zip_of_something_else_is_no_document() -> None:
    with pytest.raises(PaperRefused) as refused:
        kind_of(io.BytesIO(docx("a").replace(b"word/document.xml", b"word/documenT.xmm")))
    assert refused.value.why == Why.OTHER_KIND


def test_the_words_of_a_document_come_paragraph_by_paragraph() -> None:
    assert docx_text(io.BytesIO(docx("沈知遥", "砚川 &amp; 平台"))) == "沈知遥\n砚川 & 平台"


def test_deleted_passages_and_field_codes_are_no_words() -> None:
    main = b'<d xmlns:w="w"><w:p><w:delText>old</w:delText><w:instrText>PAGE</w:instrText><w:t>new</w:t></w:p></d>'
    assert docx_text(io.BytesIO(docx(main=main))) == "new"


def test_the_words_of_a_huge_document_are_cut() -> None:
    assert len(docx_text(io.BytesIO(docx(*["字" * 1_000] * 200)))) <= MAX_TEXT


def test_pages_and_password_of_a_pdf_are_told_without_opening_it() -> None:
    assert pdf_facts(io.BytesIO(PDF)) == (1, False)
    assert pdf_facts(io.BytesIO(LOCKED_PDF)) == (1, True)


@pytest.mark.parametrize(
    ("file_name", "kind", "shown"),
    [
        ("沈知遥 简历.pdf", "pdf", "沈知遥 简历.pdf"),
        ("cv.exe", "pdf", "cv.pdf"),
        ("../../etc/passwd", "docx", "etc passwd.docx"),
        ("a\r\nSet-Cookie: x.pdf", "pdf", "a Set-Cookie: x.pdf"),
        ("cv\u202efdp.exe", "pdf", "cv fdp.pdf"),
        ("", "pdf", "paper.pdf"),
        ("x" * 400 + ".pdf", "pdf", "x" * 180 + ".pdf"),
        ("v1.2 final version", "docx", "v1.2 final version.docx"),
    ],
)
def test_a_file_name_neither_misleads_nor_breaks(file_name: str, kind: str, shown: str) -> None:
    assert shown_name(file_name, kind) == shown
