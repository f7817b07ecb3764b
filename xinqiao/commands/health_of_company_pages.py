"""What `xinqiao doctor` finds on the companies' own domains: the page where people check who wrote to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xinqiao.commands.findings import Finding, ok, warning
from xinqiao.config.environment import Environment

NAME: Final = "check_page"
# So many unreachable ones in a row, and this machine has no way out: the others would only cost time.
OFFLINE_AFTER: Final = 3


def check_company_pages(env: Environment) -> Iterator[Finding]:
    """One finding a page; that this machine is offline is no error."""
    from xinqiao.domain.check_page import PageState
    from xinqiao.foundation.workspaces.check_pages import look, registered_pages

    unreachable = 0
    for page in registered_pages():
        if unreachable >= OFFLINE_AFTER:
            yield warning(
                NAME,
                "No page on a company's domain could be reached; the others were not looked at.",
                "公司域名上的核对页都连不上，其余的没有再看。",
            )
            return
        state = look(page)
        unreachable = unreachable + 1 if state == PageState.UNREACHABLE else 0
        yield _finding(state, page.address)


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
