"""A trust curve as it grows: a second answer within error, a third that is a real fall, and what the person sees."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.server import Server
from tests.e2e.chromium import open_context
from tests.e2e.pages import sign_in
from tests.e2e.steps import troubles_of
from tests.e2e.test_main_walk import answer

pytestmark = pytest.mark.browser

# One person answered 17 six weeks ago, another 21 and 22 before; both hold a new link. A third has fallen already.
PEOPLE = """
import json
from datetime import timedelta
from django.utils import timezone
from tests.web.recruiter.desk import answers
from xinqiao.capabilities.candidates.operations import PersonFacts, add_candidate, open_link, token_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
owner = Member.objects.filter(workspace__slug="demo", role="owner").select_related("user", "workspace").first()
now, found = timezone.now(), {}
BEFORE = [(1, 2, 2, 2, 4), (2, 1, 2, 1, 4)]
GIVEN = {"second": [(3, 3, 2, 3, 4)], "third": BEFORE, "told": [*BEFORE, (5, 5, 5, 5, 1)]}
for name, given in GIVEN.items():
    with scope(owner.workspace_id):
        facts = PersonFacts(display_name="程一", source="public_profile", legal_basis="lawfully_public")
        person = add_candidate(facts, owner=owner, by=owner, now=now - timedelta(days=150))
    for number, one in enumerate(given):
        answers(person, one, now=now - timedelta(days=42 * (len(given) - number)))
    with scope(owner.workspace_id):
        token = token_of(open_link(person, "questionnaire", by=owner, now=now))
    found[name] = {"record": person.public_id, "link": token}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def people(product: Server) -> dict[str, Any]:
    """Their records and links."""
    found: dict[str, Any] = json.loads(product.run(PEOPLE))
    return found


def answer_and_share(phone: Page, product: Server, link: str, answers: list[int], language: str) -> str:
    """On the phone: start, five answers, no further question, share."""
    door = f"http://localhost:{product.port}/c/{link}/"
    phone.goto(f"{door}?lang={language}")
    phone.locator("button[value=start]").click()
    answer(phone, answers)
    phone.locator("button[value=share_result]").click()
    return door


def accept(desk: Page, product: Server, record: str) -> None:
    """At the desk: so quick an answer waits for a word; the curve draws it dashed until then."""
    address = f"http://localhost:{product.port}/w/demo/candidates/{record}/"
    desk.goto(f"{address}curve/")
    expect(desk.locator(".curve:visible .is-dashed")).to_have_count(1)
    desk.goto(address)
    desk.locator("form[action$='/accepted/'] button").click()
    expect(desk.locator(".curve:visible .is-dashed")).to_have_count(0)


def test_a_second_answer_within_error_changes_no_word(
    product: Server, browser: Browser, people: dict[str, Any]
) -> None:
    desk_context, phone_context = (
        open_context(browser, language="zh-hans", width=1440),
        open_context(browser, language="zh-hans", width=375, script=False),
    )
    desk, phone = desk_context.new_page(), phone_context.new_page()
    troubles = troubles_of(desk), troubles_of(phone)
    door = answer_and_share(phone, product, people["second"]["link"], [3, 3, 3, 3, 3], "zh-hans")
    phone.locator("a[href$='/answers/']").click()
    expect(phone.locator("main")).to_contain_text("目前只有一次回答")
    expect(phone.locator(".curve-bar")).to_have_count(1)

    sign_in(desk, product)
    accept(desk, product, people["second"]["record"])
    words = desk.locator(".curve-words")
    expect(words).to_contain_text("两次相差 2 分，在测量误差之内")
    expect(words).not_to_contain_text(re.compile("上升|下降"))
    expect(desk.locator(".curve:visible .curve-bar")).to_have_count(2)
    expect(desk.locator(".curve:visible .curve-line")).to_have_count(0)

    # What they take back leaves the curve at once.
    phone.goto(f"{door}result/")
    phone.locator("button[value=keep_private]").click()
    desk.reload()
    expect(desk.locator(".curve:visible .curve-bar")).to_have_count(1)
    expect(desk.locator(".curve-words")).to_contain_text("看不出有没有变化")
    assert troubles == ([], [])
    phone_context.close()
    desk_context.close()


def test_a_third_answer_far_below_is_a_fall_with_a_band(
    product: Server, browser: Browser, people: dict[str, Any]
) -> None:
    desk_context = open_context(browser, language="zh-hans", width=1440)
    phone_context = open_context(browser, language="zh-hans", width=375)
    desk, phone = desk_context.new_page(), phone_context.new_page()
    troubles = troubles_of(desk), troubles_of(phone)
    answer_and_share(phone, product, people["third"]["link"], [5, 5, 5, 5, 1], "zh-hans")
    phone.locator("a[href$='/answers/']").click()
    # The earlier answers came from another browser: here stands what this one gave.
    expect(phone.locator("main")).to_contain_text("先不着急")
    expect(phone.locator(".curve-bar")).to_have_count(1)
    with phone.expect_download() as download:
        phone.locator("a[href$='.svg']").click()
    assert download.value.suggested_filename == "answers.svg"

    sign_in(desk, product)
    accept(desk, product, people["third"]["record"])
    read_a_fall(desk, product, people["third"]["record"], r"下降 1\d(\.\d)? 分，超出测量误差")
    assert troubles == ([], [])
    phone_context.close()
    desk_context.close()


def test_the_same_curve_reads_in_english(product: Server, browser: Browser, people: dict[str, Any]) -> None:
    context = open_context(browser, language="en", width=1440)
    desk = context.new_page()
    sign_in(desk, product)
    read_a_fall(desk, product, people["told"]["record"], r"Down 1\d(\.\d)? points, beyond measurement error")
    context.close()


def read_a_fall(desk: Page, product: Server, record: str, sentence: str) -> None:
    """The curve's page: words, bands, forecast, what was known then, the table, and the same on a narrow screen."""
    desk.goto(f"http://localhost:{product.port}/w/demo/candidates/{record}/curve/")
    expect(desk.locator(".curve-words")).to_contain_text(re.compile(sentence))
    expect(desk.locator(".curve:visible .curve-band")).to_have_count(4)
    expect(desk.locator(".curve:visible .curve-ahead")).to_have_count(1)
    smoothed = desk.locator(".curve:visible .curve-line").first.get_attribute("d")
    desk.locator("a[href$='known=then']").click()
    desk.wait_for_url("**/curve/?known=then")
    assert desk.locator(".curve:visible .curve-line").first.get_attribute("d") != smoothed
    expect(desk.locator("#table tbody tr")).to_have_count(3)
    # Narrow, the other drawing of the same curve takes over, and nothing sticks out.
    desk.set_viewport_size({"width": 375, "height": 800})
    expect(desk.locator(".curve-phone")).to_be_visible()
    expect(desk.locator(".curve-page")).to_be_hidden()
    assert desk.evaluate("document.documentElement.scrollWidth") == 375
