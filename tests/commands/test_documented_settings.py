"""docs/settings.md has a line for every variable that is read, and for no other."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from xinqiao.config import environment

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
OF_THE_TERMINAL = {"LANG", "LC_ALL"}


def test_every_variable_stands_on_the_page() -> None:
    read = set(re.findall(r'env(?:\.get\(|, )"([A-Z_]+)"', inspect.getsource(environment)))
    table = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    described = {name for line in table for name in re.findall(r"`([A-Z_]+)`", line.split("|")[1])}
    assert described - OF_THE_TERMINAL == read
