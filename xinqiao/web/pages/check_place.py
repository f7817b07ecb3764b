"""Where people check a code: the company's own page once it was found there, else ours."""

from __future__ import annotations

from xinqiao.domain.check_page import PageState
from xinqiao.foundation.workspaces.check_pages import check_page
from xinqiao.web.access.public_address import public_address


def check_place() -> str:
    """The address as people type it, without what goes before the host."""
    page = check_page()
    on_own_domain = page is not None and page.state == PageState.FOUND
    address = page.address if page is not None and on_own_domain else public_address("check")
    return address.split("://", 1)[-1]
