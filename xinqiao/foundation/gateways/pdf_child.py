"""The other end of `pdf`: HTML documents in on standard input, PDF files out on standard output, both as JSON."""

from __future__ import annotations

import base64
import json
import sys
from typing import Final

NOT_INSTALLED: Final = 3


def main() -> int:
    """Exit status 3 when WeasyPrint, or the Pango that it draws with, is missing."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):
        return NOT_INSTALLED
    wanted = json.load(sys.stdin)
    nothing = URLFetcher(allowed_protocols=[])
    style = CSS(string=wanted["css"], url_fetcher=nothing)
    made = {
        name: HTML(string=html, url_fetcher=nothing).write_pdf(stylesheets=[style])
        for name, html in wanted["sheets"].items()
    }
    json.dump({name: base64.b64encode(pdf).decode() for name, pdf in made.items()}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
