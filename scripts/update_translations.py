"""Brings the Chinese catalogue up to date and compiles it: `update_translations.py [PART.po …]`.

Parts are plain entries without a header; what they say wins over the catalogue. Nothing that depends on the
day or on line numbers is written, so the files change only when a text does.
"""

import re
import sys
import tempfile
from pathlib import Path

from catalogue import HEADER, MO, PO, ToolError, entries, run, template_of_texts


def update(parts: list[Path]) -> None:
    """Write django.po and django.mo; print what lacks a translation and which part entries found no text."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    with template_of_texts() as pot, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sources = [_with_header(part, folder / f"part{number}.po") for number, part in enumerate(parts)]
        if PO.exists():
            sources.append(PO)
        known, merged = folder / "known.po", folder / "merged.po"
        known.write_text(HEADER)
        if sources:
            run("msgcat", "--use-first", "--no-location", "-o", known, *sources)
        run("msgmerge", "--quiet", "--no-fuzzy-matching", "--no-location", "-o", merged, known, pot)
        for text in entries(merged, "--only-obsolete"):
            print(f"in no page any more, left out: {text}")
        body = run("msgattrib", "--no-obsolete", "--no-fuzzy", "--no-location", "--no-wrap", "--sort-output", merged)
        PO.write_text(HEADER + "\n" + _without_header(body))
    run("msgfmt", "--check", "-o", MO, PO)
    for text in entries(PO, "--untranslated"):
        print(f"not translated: {text}")


def _with_header(part: Path, target: Path) -> Path:
    text = part.read_text()
    if not re.search(r'^msgid ""\nmsgstr ""\n"', text, re.MULTILINE):
        text = HEADER + "\n" + text
    target.write_text(text)
    return target


def _without_header(body: str) -> str:
    return re.split(r"\n\n+", body, maxsplit=1)[1]


def main() -> int:
    """Update with the parts named on the command line."""
    try:
        update([Path(name) for name in sys.argv[1:]])
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
