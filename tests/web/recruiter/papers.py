"""Papers as people upload them, and some that nobody should."""

from __future__ import annotations

import io
import zipfile

TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
PDF += b"3 0 obj<</Type /Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LOCKED_PDF = PDF.replace(b"trailer<<", b"trailer<</Encrypt 9 0 R ")


def body(*paragraphs: str) -> bytes:
    """The main part of a Word document."""
    words = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return f'<?xml version="1.0"?><w:document xmlns:w="{SPACE}"><w:body>{words}</w:body></w:document>'.encode()


def docx(*paragraphs: str, more: dict[str, bytes] | None = None, main: bytes | None = None) -> bytes:
    """A small Word document."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", body(*paragraphs) if main is None else main)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return file.getvalue()


def bomb() -> bytes:
    """A few kilobytes that would unpack to a thousand times as much."""
    return docx("沈", more={"word/media/a.bin": b"\0" * (11 * 1024 * 1024)})
