"""What `xinqiao doctor` finds on the companies' own domains: the page where people check who wrote to them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from xinqiao.commands.findings import Finding, ok, warning
from xinqiao.config.environment import Environment

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.check_pages import Registered

NAME: Final = "check_page"
# A dead host costs eight seconds: beside each other they cost about as much as one.
AT_ONCE: Final = 8
# Whoever has not begun by then is left out; somebody waits in front of a screen.
WITHIN_SECONDS: Final = 20.0


def check_company_pages(env: Environment) -> Iterator[Finding]:
    """One finding a page, and one that names those for which there was no time; being offline is no error."""
    from xinqiao.foundation.workspaces.check_pages import look, registered_pages

    ends_at = time.monotonic() + WITHIN_SECONDS

    def look_in_time(page: Registered) -> str:
        return look(page) if time.monotonic() < ends_at else ""

    pages = registered_pages()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        states = list(pool.map(look_in_time, pages))
    left_out = [page.address for page, state in zip(pages, states, strict=True) if not state]
    yield from (_finding(state, page.address) for page, state in zip(pages, states, strict=True) if state)
    if left_out:
        yield warning(
            NAME,
            f"The time was over before these were looked at: {', '.join(left_out)}. Run it again later.",
            f"时间已到，这些还没有看：{'、'.join(left_out)}。请稍后再运行一次。",
        )


def _finding(state: str, address: str) -> Finding:
    if state == "found":
        return ok(NAME, f"The page for checking senders stands at {address}.", f"发信人核对页已在 {address}。")
    if state == "other_team":
        return warning(
            NAME,
            f"{address} carries the mark of another workspace: codes of this one are not ours there. "
            "Download the file in the workspace's own settings and put it there instead.",
            f"{address} 上是另一个团队空间的标记，本团队的核对码在那里查不到。请在本团队的设置里重新下载文件，换上去。",
        )
    if state == "not_found":
        return warning(
            NAME,
            f"{address} does not carry our mark. Upload xinqiao-check.html there, or put the line from the settings "
            "into the page.",
            f"{address} 上没有我们的标记。请把 xinqiao-check.html 上传到那里，或把设置里的那一行放进页面。",
        )
    return warning(
        NAME,
        f"{address} could not be reached from here (offline, not public, or not https). Nothing else depends on it.",
        f"从这里连不上 {address}（离线、不在公网或不是 https）。其他功能不受影响。",
    )
