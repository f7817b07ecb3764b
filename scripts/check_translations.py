"""Fails unless the Chinese catalogue says exactly what the product says, and is compiled."""

import gettext
import sys
import tempfile
from pathlib import Path

from catalogue import CJK, MO, PO, ToolError, entries, run, template_of_texts


def problems() -> list[str]:
    """One line for each thing that is wrong; empty when all is well."""
    if not PO.exists():
        return [f"{PO} does not exist; run `make messages`."]
    found: list[str] = []
    with template_of_texts() as pot, tempfile.TemporaryDirectory() as scratch:
        found += [f"English text holds Chinese: {text}" for text in entries(pot) if CJK.search(text)]
        merged = Path(scratch) / "merged.po"
        run("msgmerge", "--quiet", "--no-fuzzy-matching", "--no-location", "-o", merged, PO, pot)
        found += [f"not translated: {text}" for text in entries(merged, "--untranslated", "--no-obsolete")]
        found += [f"marked fuzzy: {text}" for text in entries(PO, "--only-fuzzy", "--no-obsolete")]
        found += [f"no longer in use: {text}" for text in entries(merged, "--only-obsolete")]
        fresh = Path(scratch) / "django.mo"
        run("msgfmt", "--check", "-o", fresh, PO)
        # Read back, not compared byte by byte: releases of msgfmt order their tables differently.
        if not MO.exists() or _texts(MO) != _texts(fresh):
            found.append(f"{MO.name} was not made from {PO.name}; run `make messages`.")
    return found


def _texts(path: Path) -> dict[object, str]:
    with path.open("rb") as file:
        return dict(vars(gettext.GNUTranslations(file))["_catalog"])


def main() -> int:
    """Print every problem; exit status 1 when there is one."""
    try:
        found = problems()
    except ToolError as error:
        found = [str(error)]
    except FileNotFoundError as error:
        found = [f"gettext is not installed ({error.filename})."]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
