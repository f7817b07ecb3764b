"""Sheets of HTML become PDF files, in a process of their own: WeasyPrint and its fonts would cost ours 60 MB for good.

The other process reads no file and asks no network: what it needs is handed to it.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from xinqiao.foundation.gateways.pdf_child import NOT_INSTALLED

PATIENCE: Final = 30.0


class NoPdf(Exception):
    """No PDF came; `for_good` when WeasyPrint or Pango is missing on this machine."""

    def __init__(self, *, for_good: bool) -> None:
        super().__init__(for_good)
        self.for_good = for_good


def pdfs_of(sheets: Mapping[str, str], *, css: str) -> dict[str, bytes]:
    """Each of these HTML documents as a PDF, under the same names. Raises NoPdf."""
    wanted = json.dumps({"sheets": dict(sheets), "css": css}).encode()
    command = [sys.executable, "-m", "xinqiao.foundation.gateways.pdf_child"]
    try:
        done = subprocess.run(command, input=wanted, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as trouble:
        raise NoPdf(for_good=False) from trouble
    if done.returncode:
        raise NoPdf(for_good=done.returncode == NOT_INSTALLED)
    return {name: base64.b64decode(pdf) for name, pdf in json.loads(done.stdout).items()}
