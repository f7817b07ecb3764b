"""The page on a company's own domain where people check who wrote: named by an owner, looked at by us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from xinqiao.domain.check_page import PageState, state_of
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.gateways import company_page
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.identifiers import link_hash
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.foundation.tenancy.scope import current_workspace_id, scope
from xinqiao.foundation.workspaces.models import CheckPage, Member
from xinqiao.foundation.workspaces.operations import NotAllowed, actor_of
from xinqiao.foundation.workspaces.queries import workspace_ids
from xinqiao.foundation.workspaces.roles import Role

LOOK: Final = "xinqiao.foundation.workspaces.tasks:look_at_check_page"
_THE_PAGE = PreparedSelect(lambda: CheckPage.objects.all())


@dataclass(frozen=True)
class Registered:
    """A page of some workspace, for looking at it outside of any scope."""

    workspace_id: int
    address: str
    marker: str


def check_page() -> CheckPage | None:
    """The current workspace's page, whether or not it was found."""
    return _THE_PAGE.find()


def set_check_page(address: str, *, by: Member, now: datetime) -> CheckPage:
    """Names the page (an address as `domain.check_page.page_address` gives it) and has it looked at soon.

    The mark stays when the address changes. Owners only: raises NotAllowed.
    """
    _require_owner(by)
    with transaction.atomic():
        page = CheckPage.objects.select_for_update().first()
        if page is None:
            page = CheckPage.objects.create(address=address, set_by=by, set_at=now)
            LinkAddress.objects.create(link_hash=marker_hash(page.public_id), workspace_id=current_workspace_id())
        else:
            page.address, page.state, page.looked_at, page.set_by, page.set_at = address, "", None, by, now
            page.save(update_fields=["address", "state", "looked_at", "set_by", "set_at"])
        record(actor_of(by), "check_page_set", now=now)
        enqueue(LOOK, now=now, workspace_id=page.workspace_id)
    return page


def drop_check_page(*, by: Member, now: datetime) -> None:
    """Forgets the page; what still stands on the company's site answers nothing any more. Raises NotAllowed."""
    _require_owner(by)
    with transaction.atomic():
        page = CheckPage.objects.select_for_update().first()
        if page is None:
            return
        LinkAddress.objects.filter(link_hash=marker_hash(page.public_id)).delete()
        page.delete()
        record(actor_of(by), "check_page_dropped", now=now)


def ask_for_look(page: CheckPage, *, now: datetime) -> None:
    """Has the page looked at by the worker; asked twice within a minute it is one look."""
    minute = int(now.timestamp()) // 60
    key = f"check_page:{page.workspace_id}@{minute}"
    with transaction.atomic():
        enqueue(LOOK, now=now, workspace_id=page.workspace_id, unique_key=key)


def note_look(registered: Registered, state: PageState, *, now: datetime) -> None:
    """Stores what a look found, unless the page was named anew meanwhile; within its workspace's scope."""
    CheckPage.objects.filter(address=registered.address).update(state=state, looked_at=now)


def look(registered: Registered) -> PageState:
    """Fetches the page and says how it is; waits for the network, so never inside a transaction."""
    try:
        return state_of(company_page.fetch(registered.address), registered.marker)
    except company_page.PageMissing:
        return PageState.NOT_FOUND
    except company_page.PageUnreachable:
        return PageState.UNREACHABLE


def registered_page(workspace_id: int) -> Registered | None:
    """The page of one workspace, in its own scope."""
    with scope(workspace_id):
        page = check_page()
        return None if page is None else Registered(workspace_id, page.address, page.public_id)


def registered_pages() -> list[Registered]:
    """The pages of all workspaces, for `xinqiao doctor` and the daily look."""
    return [page for one in workspace_ids() if (page := registered_page(one)) is not None]


def page_behind(marker: str) -> Registered | None:
    """The page that carries this mark; None when no workspace gave it out."""
    address = LinkAddress.objects.filter(link_hash=marker_hash(marker)).first()
    page = None if address is None else registered_page(address.workspace_id)
    return page if page is not None and page.marker == marker else None


def marker_hash(marker: str) -> str:
    """What the installation-level table of links stores of a mark."""
    return link_hash(f"check-page:{marker}")


def _require_owner(by: Member) -> None:
    if by.role != Role.OWNER:
        raise NotAllowed(by.role)
