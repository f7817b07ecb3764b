"""A list comes in, people are found, looked at, merged and made two again, and the whole list is taken back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from bench.server import Server
from tests.e2e.chromium import open_context
from tests.e2e.pages import sign_in
from tests.e2e.steps import (
    decide_row,
    found,
    merge_with_first_offered,
    search,
    start_import,
    troubles_of,
    undo_import,
    upload_list,
)

pytestmark = pytest.mark.browser

# As Excel saves it in Chinese: a title above the headings, GB18030. Row 6 names nobody, 7 is like 5, 10 is like 8.
SALON = """\
平台部 2026 年 11 月线下沙龙报名,,,,,
姓名,公司,职位,邮箱,手机,备注
苏棠,青屿云,平台工程师,sutang@mail-cn.example,120 0013 7001,问过怎么做灰度发布
欧阳启明,青屿云,架构师,ouyang@mail-cn.example,12000137002,
林见深,云栈数据,数据平台负责人,lin.js@mail-cn.example,12000137003,
,松果网络,测试工程师,noname@mail-cn.example,12000137004,
林见深,云栈数据,高级工程师,jianshen@home.example,12000137005,
陆闻笛,半山科技,前端负责人,luwd@mail-cn.example,12000137006,想听编译器的分享
沈砚青,北塔智能,设计师,syq@mail-cn.example,12000137007,
陆闻笛,半山科技,前端工程师,wendi@home.example,12000137008,"坐第一排，记了很多"
贺兰舟,松果网络,运维工程师,hlz@mail-cn.example,1200013,
纪安之,松果网络,安全工程师,jaz@mail-cn.example,12000137010,
"""

# Row 7 names nobody, 9 is like 5, 10 is like 8.
CONNECTIONS = """\
Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Maren,Ostlund,https://www.linkedin.com/in/walk-maren,,Brightquay,Staff Engineer,07 Dec 2025
Tobias,Reyk,https://www.linkedin.com/in/walk-tobias,tobias@mail-en.example,"Kestrel Harbour, Inc.",Data Lead,19 Nov 2025
,,,,Brightquay,Recruiter,12 Nov 2025
Orla,Quist,https://www.linkedin.com/in/walk-orla,orla@mail-en.example,Kestrel Harbour,Platform Architect,03 Nov 2025
Maren,Ostlund,https://www.linkedin.com/in/walk-maren-2,maren@home.example,Brightquay,Principal Engineer,01 Oct 2025
Orla,Quist,https://www.linkedin.com/in/walk-orla-2,orla.q@home.example,Kestrel Harbour,Architect,29 Sep 2025
"""


@dataclass(frozen=True)
class Figures:
    """What the page of the import counts, in this order."""

    new: int = 0
    updated: int = 0
    to_decide: int = 0
    refused: int = 0


def test_a_chinese_list_from_excel(product: Server, browser: Browser) -> None:
    context = open_context(browser, language="zh-hans", width=1440)
    desk = context.new_page()
    troubles = troubles_of(desk)
    sign_in(desk, product)

    upload_list(desk, product, csv_file("沙龙报名.csv", SALON.replace("\n", "\r\n").encode("gb18030")))
    expect(desk.locator(".head-note")).to_have_text("GB18030 / GBK 编码，以逗号分隔，表头在第 2 行，共 10 行")
    assert columns(desk) == ["姓名", "公司", "职位", "邮箱", "电话", "备注（本人看得到）"]
    preview = desk.locator("#preview")
    expect(preview).to_contain_text("苏棠平台工程师 · 青屿云")
    expect(preview).not_to_contain_text("线下沙龙")
    expect(preview).to_contain_text("没有姓名")
    expect(preview).to_contain_text("可能与第 5 行是同一人")
    start_import(desk)
    result = desk.url
    assert figures(desk) == Figures(new=7, to_decide=2, refused=1)

    desk.get_by_role("link", name="去确认").click()
    expect(desk.locator("tbody tr").first).to_contain_text("lin.js@mail-cn.example")
    decide_row(desk, 7, "same")
    decide_row(desk, 10, "new")
    desk.get_by_role("link", name="沙龙报名.csv", exact=True).click()
    assert figures(desk) == Figures(new=8, updated=1, refused=1)

    search(desk, product, "苏棠")
    assert found(desk) == ["苏棠"]
    look_by_keys(desk, "苏棠")
    desk.keyboard.press("Enter")
    expect(desk.locator("#timeline")).to_contain_text("问过怎么做灰度发布")

    search(desk, product, "陆闻笛")
    desk.locator("a[data-open]").first.click()
    merge_with_first_offered(desk, "陆闻笛")
    both = ["12000137006", "12000137008"], ["想听编译器的分享", "坐第一排，记了很多"]
    assert seen(desk, *both) == (2, 2)
    desk.get_by_role("button", name="拆回两条记录").click()
    expect(desk.locator("[data-toasts]")).to_contain_text("已拆回两条记录")
    assert seen(desk, *both) == (1, 1)
    search(desk, product, "陆闻笛")
    assert found(desk) == ["陆闻笛", "陆闻笛"]

    undo_import(desk, result)
    expect(desk.locator("#import")).to_contain_text("已移除 8 人。")
    expect(desk.locator("#import")).not_to_contain_text("保留")
    for name in ("苏棠", "陆闻笛"):
        search(desk, product, name)
        assert found(desk) == []
    context.close()
    assert troubles == []


def test_the_connections_of_linkedin(product: Server, browser: Browser) -> None:
    context = open_context(browser, language="en", width=1440)
    desk = context.new_page()
    troubles = troubles_of(desk)
    sign_in(desk, product)

    upload_list(desk, product, csv_file("Connections.csv", CONNECTIONS.encode()))
    expect(desk.locator(".head-note")).to_have_text("UTF-8, separated by comma, headings in row 4, 6 rows")
    expect(desk.get_by_text("Recognised as: LinkedIn")).to_be_visible()
    assert columns(desk)[:4] == ["Given name", "Surname", "Profile or website", "E-mail address"]
    expect(desk.locator("#preview")).to_contain_text("Tobias ReykData Lead · Kestrel Harbour, Inc.")
    start_import(desk)
    result = desk.url
    assert figures(desk) == Figures(new=3, to_decide=2, refused=1)

    desk.get_by_role("link", name="Decide", exact=True).click()
    decide_row(desk, 9, "same")
    decide_row(desk, 10, "new")

    search(desk, product, "Maren Ostlund")
    assert found(desk) == ["Maren Ostlund"]
    search(desk, product, "Kestrel Harbour")
    assert found(desk) == ["Orla Quist", "Orla Quist", "Tobias Reyk"]
    look_by_keys(desk, "Orla Quist")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(desk.locator("#peek h2")).to_have_text("Tobias Reyk")
    desk.keyboard.press("Escape")
    expect(desk.locator("#peek > *")).to_have_count(0)

    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_have_text("Orla Quist")
    merge_with_first_offered(desk, "Orla Quist")
    both = ["orla@mail-en.example", "orla.q@home.example"], ["The record of Orla Quist was merged", "Record begun"]
    assert seen(desk, *both) == (2, 2)
    desk.keyboard.press("z")
    expect(desk.locator("[data-toasts]")).to_contain_text("Two records again")
    assert seen(desk, *both) == (1, 1)

    undo_import(desk, result)
    expect(desk.locator("#import")).to_contain_text("4 people were taken out.")
    expect(desk.locator("#import")).not_to_contain_text("stay")
    search(desk, product, "Kestrel Harbour")
    assert found(desk) == []
    context.close()
    assert troubles == []


def csv_file(name: str, content: bytes) -> FilePayload:
    """A file as a browser sends it."""
    return {"name": name, "mimeType": "text/csv", "buffer": content}


def columns(desk: Page) -> list[str]:
    """What the columns of the file become, in the words of the page."""
    chosen: list[str] = desk.locator("select[name^=column_]").evaluate_all(
        "all => all.map(one => one.selectedOptions[0].text)"
    )
    return chosen


def figures(desk: Page) -> Figures:
    """The counts that stand on the page of the import."""
    expect(desk.locator(".figures dd")).to_have_count(7)
    new, updated, _, _, to_decide, refused, _ = map(int, desk.locator(".figures dd").all_inner_texts())
    return Figures(new, updated, to_decide, refused)


def look_by_keys(desk: Page, name: str) -> None:
    """J to the first row, Space to look at it."""
    desk.keyboard.press("j")
    desk.keyboard.press("Space")
    expect(desk.locator("#peek h2")).to_have_text(name)


def seen(desk: Page, points: list[str], entries: list[str]) -> tuple[int, int]:
    """How many of these contact points, and of these words of the timeline, the record shows."""
    shown = desk.locator("#contact-points").inner_text(), desk.locator("#timeline").inner_text()
    return sum(one in shown[0] for one in points), sum(one in shown[1] for one in entries)
