"""Stands in for `company_page` in tests: pages by address, no network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from xinqiao.foundation.gateways import company_page


@contextmanager
def pages(by_address: dict[str, str | Exception]) -> Iterator[list[str]]:
    """Answers with these texts or refusals, with PageUnreachable for all else; yields the addresses asked for."""
    asked: list[str] = []

    def read(address: str) -> str:
        asked.append(address)
        found = by_address.get(address, company_page.PageUnreachable("offline"))
        if isinstance(found, Exception):
            raise found
        return found

    company_page.stand_in(read)
    try:
        yield asked
    finally:
        company_page.stand_in(None)
