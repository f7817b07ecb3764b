"""What several walks do alike, with the clicks and keys of a member at the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import FilePayload, Page, expect

from bench.server import Server
from xinqiao.domain.daytime import Daytime, is_daytime
from xinqiao.playbook.loader import playbook


def troubles_of(page: Page) -> list[str]:
    """A list that grows by what goes wrong behind the page: errors of scripts, of the content policy, of the server."""
    found: list[str] = []
    page.on("console", lambda line: found.append(f"{page.url}: {line.text}") if line.type == "error" else None)
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    page.on("response", lambda answer: found.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    return found


def upload_list(desk: Page, product: Server, file: Path | FilePayload) -> None:
    """Chooses a file and comes to its columns and preview."""
    desk.goto(f"http://localhost:{product.port}/w/demo/imports/new/")
    desk.locator("input[type=file]").set_input_files(file)
    desk.locator("form[enctype] .btn-primary").click()
    desk.wait_for_url(re.compile(r"/imports/(?!new)\w+/"))


def start_import(desk: Page) -> None:
    """From the preview: says where these people come from, starts, waits for the worker."""
    desk.locator("select[name=source]").select_option("imported_list")
    desk.locator("select[name=legal_basis]").select_option("lawfully_public")
    desk.locator("button.btn-primary[formaction$='/start/']").click()
    desk.wait_for_url("**/result/")
    await_worker(desk)


def await_worker(desk: Page) -> None:
    """Looks at the page of an import until nothing is under way."""
    until(desk, lambda: desk.locator("main progress").count() == 0)


def decide_row(desk: Page, number: int, verdict: str) -> None:
    """On the page of decisions: marks the row and says whether it is the same person or a new one."""
    desk.locator(f"input[name=row][value='{number}']").check()
    desk.locator(f"button[name=verdict][value={verdict}]").first.click()
    expect(desk.locator(f"input[name=row][value='{number}']")).to_have_count(0)


def merge_with_first_offered(desk: Page, name: str) -> None:
    """From a record over "the same person as" and both side by side to one record."""
    desk.locator("a[href$='/same-person/']").click()
    desk.locator("a[data-open]").first.click()
    expect(desk.locator(".compare-table thead a")).to_have_text([name, name])
    desk.locator(".compare .btn-primary").click()
    desk.wait_for_url(re.compile(r"/candidates/\w+/$"))


def undo_import(desk: Page, address: str) -> None:
    """From the page of the import: takes all of it back and waits."""
    desk.goto(address)
    # The address stays the same, so only the load tells that the answer is there.
    with desk.expect_event("load"):
        desk.locator("form[action$='/undo/'] button").click()
    await_worker(desk)


def search(desk: Page, product: Server, words: str) -> None:
    """Types into the search of the list."""
    desk.goto(f"http://localhost:{product.port}/w/demo/candidates/")
    desk.keyboard.press("/")
    desk.keyboard.insert_text(words)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**q=**")


def found(desk: Page) -> list[str]:
    """The names on the list or under a search, as they stand."""
    return desk.locator("a[data-open]").all_inner_texts()


def open_record(desk: Page, product: Server, name: str) -> None:
    """Finds the person by name and opens the record."""
    desk.goto(f"http://localhost:{product.port}/w/demo/candidates/?q={name}")
    desk.locator("a[data-open]").first.click()
    expect(desk.locator("h1")).to_have_text(name)


# The person lives where it is noon now, and takes messages on weekdays and weekends.
NOON = """
import sys
from django.utils import timezone
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.operations import Reach, choose_reach
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
now = timezone.now()
with scope(Workspace.objects.get(slug="demo").pk):
    for person in Candidate.objects.filter(display_name=sys.argv[1]):
        person.time_zone = f"Etc/GMT{now.hour - 12:+d}"
        person.save(update_fields=["time_zone"])
        choose_reach(person, Reach(day_parts=["weekday_noon", "weekday_afternoon", "weekend_day"]), now=now)
"""


def make_it_daytime(product: Server, name: str) -> None:
    """For the walks that copy a text: outside the hours of this person the send check rightly hands nothing out."""
    zone = "Asia/Shanghai"
    if not is_daytime(datetime.now(UTC), Daytime(ZoneInfo(zone), playbook().calendar_in(zone))):
        product.run(NOON, name)


def until(page: Page, reached: Callable[[], bool], *, tries: int = 120) -> None:
    """Looks again until true."""
    for _ in range(tries):
        if reached():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError("not reached")
