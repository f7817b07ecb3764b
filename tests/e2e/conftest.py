"""One product and one browser for all walks of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.server import Server
from tests.e2e.product import places_of, running_product


@pytest.fixture(scope="session")
def product(prepared_home: Path) -> Iterator[Server]:
    """`xinqiao serve --demo` as a process."""
    with running_product(prepared_home) as server:
        yield server


@pytest.fixture(scope="session")
def places(product: Server) -> dict[str, Any]:
    """One public id or link for each state that has a page."""
    return places_of(product)


@pytest.fixture
def phone_places(product: Server) -> dict[str, Any]:
    """As `places`, with a questionnaire link that nobody has answered yet."""
    return places_of(product)
