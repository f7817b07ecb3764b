"""Every page that a person can open, by name, for the axe crawl and `make shots`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from bench.server import Server

Prepare = Callable[[Page], None]


@dataclass(frozen=True)
class Place:
    """One page: its address, whether it needs the demo owner signed in, and what to do before looking."""

    name: str
    path: str
    signed_in: bool = False
    prepare: Prepare | None = None
    status: int = 200


def signed_out_pages(places: dict[str, Any]) -> list[Place]:
    """Doors and errors."""
    return [
        Place("sign-in", "/account/login/"),
        Place("reset-password", "/account/password/reset/"),
        Place("about-the-scale", "/about/scale/"),
        Place("privacy-statement", f"/about/{places['team']}/privacy/"),
        Place("accessibility-statement", f"/about/{places['team']}/accessibility/"),
        Place("check", "/check/"),
        Place("check-wrong", "/check/?code=K7MQ-4R2X"),
        Place("check-embedded", f"/check/embed/?team={places['mark']}"),
        Place("colleague-card", f"/colleague/{places['card_link_of_colleague']}/"),
        Place("colleague-story", f"/colleague/{places['story_link']}/"),
        Place("not-found", "/nowhere/", status=404),
        Place("link-unknown", f"/c/{'A' * 32}/", status=404),
    ]


def desk_pages(places: dict[str, Any]) -> list[Place]:
    """The desk, as the demo team's owner."""
    base = f"/w/{places['slug']}/"
    paths = {
        "today": "",
        "candidates": "candidates/",
        "candidates-filtered": "candidates/?stage=outreach&contacted=never&columns=level,stage,owner,tags,added",
        "candidate-add": "candidates/new/",
        "pools": "pools/",
        "pool": f"pools/{places['pool']}/",
        "pool-add": "pools/new/?stage=outreach",
        "pool-edit": f"pools/{places['pool']}/edit/",
        "view-add": "views/new/?stage=outreach",
        "view-edit": f"views/{places['view']}/edit/",
        "tags": "tags/",
        "tag": f"tags/{places['tag']}/",
        "planning": "planning/",
        "bulk-acts": "bulk/",
        "bulk-act": f"bulk/{places['act']}/",
        "exports": "exports/",
        "export-new": "exports/new/?stage=outreach",
        "record": f"candidates/{places['shared']}/",
        "trust-curve": f"candidates/{places['curve']}/curve/",
        "trust-curve-then": f"candidates/{places['curve']}/curve/?known=then",
        "record-unmeasured": f"candidates/{places['unasked']}/",
        "record-stopped": f"candidates/{places['stopped']}/",
        "peek": f"candidates/{places['shared']}/peek/",
        "record-only-kept": f"candidates/{places['restricted']}/",
        "record-allowing": f"candidates/{places['allowing']}/",
        "consents": f"candidates/{places['allowing']}/consents/",
        "consents-only-kept": f"candidates/{places['restricted']}/consents/",
        "candidate-edit": f"candidates/{places['shared']}/edit/",
        "candidate-yes": f"candidates/{places['unasked']}/yes/",
        "candidate-erase": f"candidates/{places['shared']}/erase/",
        "candidate-full-copy": f"candidates/{places['shared']}/full-copy/",
        "erasures": "erasures/",
        "may-i": "may-i/?q=林",
        "may-i-answer": f"may-i/?who={places['shared']}",
        "task-add": f"candidates/{places['shared']}/tasks/new/",
        "contact-find": "contacts/log/",
        "contact-log": f"candidates/{places['shared']}/contacts/log/",
        "contact-paste": f"candidates/{places['shared']}/contacts/paste/",
        "hand-over": f"candidates/{places['shared']}/hand-over/",
        "member-people": f"members/{places['keeper']}/people/",
        "promises": "promises/",
        "promises-missed": "promises/?show=missed",
        "promise": f"candidates/{places['promised']}/promises/{places['promise']}/",
        "promise-add": f"candidates/{places['promised']}/promises/new/",
        "record-promised": f"candidates/{places['promised']}/",
        "what-they-see": f"candidates/{places['shared']}/what-they-see/",
        "duplicates": "candidates/duplicates/",
        "already-here": "candidates/already-here/",
        "same-person": f"candidates/{places['shared']}/same-person/",
        "merge": f"candidates/{places['shared']}/merge/{places['unasked']}/",
        "openings": "openings/",
        "opening-add": "openings/new/",
        "opening": f"openings/{places['opening']}/",
        "opening-edit": f"openings/{places['opening']}/edit/",
        "stories": "stories/",
        "story": f"stories/{places['story']}/",
        "story-add": "stories/new/growth/",
        "story-edit": f"stories/{places['told']}/edit/",
        "company-card": "company-card/",
        "company-card-edit": "company-card/zh/edit/",
        "sender-proof": "settings/sender/",
        "imports": "imports/",
        "import-new": "imports/new/",
        "import-columns": f"imports/{places['upload']}/",
        "import-result": f"imports/{places['import']}/result/",
        "import-decisions": f"imports/{places['import']}/decisions/",
        "strategy-map": "method/map/?node=levels.cautious",
        "strategy-map-outline": "method/map/?view=outline&node=techniques.story_bridging",
        "own-text": "method/words/techniques/story_bridging/how_to/zh/",
        "method": "method/",
        "card-results": "three-taps/",
        "method-guarded": "method/guarded/",
        "about-the-score": "method/about-the-score/",
        "psychometrics": "method/psychometrics/",
        "jobs": "jobs/",
        "settings": "settings/",
        "custom-fields": "settings/fields/",
        "custom-field": f"settings/fields/{places['field']}/",
        "paper": f"candidates/{places['shared']}/papers/{places['paper']}/",
        "scoring-key": "settings/scoring-key/",
        "law": "settings/law/",
        "answers-from-paper": f"candidates/{places['shared']}/answers-from-paper/",
        "requests": "requests/",
        "requests-closed": "requests/?show=closed",
        "request": f"requests/{places['request']}/",
        "request-add": f"candidates/{places['shared']}/requests/new/",
        "retention": "settings/retention/",
        "legal-hold": f"candidates/{places['shared']}/legal-hold/",
        "assessment": "settings/assessment/",
        "compliance": "settings/compliance/",
        "compliance-pack": "settings/compliance/en/page/",
        "members": "members/",
        "audit": "settings/audit/",
    }
    account = {
        "account": "/account/me/",
        "account-sessions": "/account/sessions/",
        "account-two-step": "/account/two-step/",
    }
    return [
        *(Place(name, base + path, signed_in=True) for name, path in paths.items()),
        *(Place(name, path, signed_in=True) for name, path in account.items()),
    ]


def personal_pages() -> list[Place]:
    """What the account that visitors of a demonstration share may not open."""
    return [
        Place("account-password", "/account/password/change/", signed_in=True),
        Place("account-email", "/account/email/", signed_in=True),
        Place("workspace-new", "/account/workspaces/new/", signed_in=True),
    ]


def _ask_for_a_copy(page: Page) -> None:
    page.locator("input[value=access]").check(force=True)
    page.locator("form[action$='/requests/new/'] button").click()
    page.wait_for_url("**done=asked")


def _ask_for_code(page: Page) -> None:
    page.locator("button[name=way]").click()
    page.locator("input#code").wait_for()


def _pause(page: Page) -> None:
    page.locator("button[name=months]").first.click()
    page.locator("form[action$='/reach/resume/']").wait_for()


def phone_pages(places: dict[str, Any]) -> list[Place]:
    """A candidate's pages before and after answering; the order matters, answers are given on the way."""
    asked, invited = f"/c/{places['permission_link']}/", f"/c/{places['questionnaire_link']}/"

    def begin(page: Page) -> None:
        page.locator("button[value=start]").click()
        page.wait_for_url("**/q/1/")

    def answer_all(page: Page) -> None:
        for item in range(1, 6):
            page.goto(page.url.split("/c/")[0] + f"{invited}q/{item}/")
            page.locator(f"label.answer:has(input[value='{2 + item % 3}'])").click()
            page.wait_for_url(f"**/q/{item + 1}/" if item < 5 else "**/one-more/")

    def skip(page: Page) -> None:
        page.locator(".steps button.step").click()
        page.wait_for_url("**/result/")

    def tap_once(page: Page) -> None:
        page.locator("button[name=satisfied][value=yes]").click()
        page.locator("button[aria-pressed=true]").wait_for()

    def know_promises(page: Page) -> None:
        cookie = {"name": "known", "value": places["known_promised"], "url": page.url.split("promised/")[0]}
        page.context.add_cookies([cookie])
        page.reload()
        page.locator("section.sheet").first.wait_for()

    def know(page: Page) -> None:
        page.context.add_cookies([{"name": "known", "value": places["known"], "url": page.url.split("held/")[0]}])
        page.reload()
        page.locator("form[action$='/held/object/']").first.wait_for()

    promised, held = f"/c/{places['promised_link']}/promised/", f"/c/{places['held_link']}/"
    asking = f"/c/{places['promised_link']}/requests/"
    return [
        Place("code", f"{held}code/"),
        Place("code-waiting", f"{held}code/", prepare=_ask_for_code),
        Place("everything-held", f"{held}held/", prepare=know),
        Place("correct", f"{held}held/correct/"),
        Place("full-copy", f"{held}copy/"),
        Place("erase-everything", f"{held}erase/"),
        Place("paused", f"{held}reach/", prepare=_pause),
        Place("promised-unknown", promised),
        Place("my-requests-unopened", asking, prepare=_ask_for_a_copy),
        Place("promised", promised, prepare=know_promises),
        Place("my-requests", asking),
        Place("permission", asked),
        Place("permission-again", f"{asked}permission/"),
        Place("why", f"{asked}why/"),
        Place("held", f"{asked}held/"),
        Place("who-writes", f"{asked}who-writes/"),
        Place("facts", f"{asked}facts/"),
        Place("reach", f"{asked}reach/"),
        Place("company", f"{asked}company/"),
        Place("story-to-read", f"{asked}stories/{places['told']}/"),
        Place("stop", f"{asked}stop/"),
        Place("what-i-allow", f"/c/{places['allowing_link']}/consents/"),
        Place("only-keep", f"/c/{places['allowing_link']}/only-kept/"),
        Place("only-kept", f"/c/{places['restricted_link']}/"),
        Place("stopped", f"/c/{places['stopped_link']}/"),
        Place("card", f"/c/{places['card_link']}/card/", prepare=tap_once),
        Place("intro", invited),
        Place("item", invited, prepare=begin),
        Place("one-more", f"{invited}q/1/", prepare=answer_all),
        Place("result", f"{invited}one-more/", prepare=skip),
        Place("own-answers", f"{invited}answers/"),
    ]


def sign_in(page: Page, server: Server) -> None:
    """One tap into the demo team, as the sign-in page offers it."""
    page.goto(f"http://localhost:{server.port}/account/login/")
    page.locator("form[action*='demo'] button").click()
    page.wait_for_url("**/w/demo/**")


def sign_in_alone(page: Page, server: Server, places: dict[str, Any]) -> None:
    """With address and password, as somebody who is not the demo team's owner."""
    page.goto(f"http://localhost:{server.port}/account/login/")
    page.fill("[name=login]", places["colleague"])
    page.fill("[name=password]", places["password"])
    page.click("main button.btn-primary")
    page.wait_for_url(lambda url: "/account/login/" not in url)


def visit(page: Page, server: Server, place: Place, *, language: str = "") -> None:
    """Opens the page and does what has to be done first. A candidate's page is asked for in the visitor's language."""
    asked = f"?lang={language}" if language and place.path.startswith("/c/") else ""
    answer = page.goto(f"http://localhost:{server.port}{place.path}{asked}")
    assert answer is not None
    assert answer.status == place.status, (place.name, answer.status)
    if place.prepare is not None:
        place.prepare(page)
