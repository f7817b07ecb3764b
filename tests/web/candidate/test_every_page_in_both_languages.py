"""A crawl: every page of a candidate, in every state, in both languages."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests.factories import NOW, make_opening, owner_of
from tests.promises import PROMISED, promises_of_each_kind
from tests.rights import ANSWER, WISH, requests_of_each_course
from tests.stories import TOLD, make_card, make_story
from tests.web.candidate.codes import let_in
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import KEYED_16, Phone, make_phone, words_on
from tests.web.cards import card_phone
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import add_note, add_sign, revoke_links
from xinqiao.capabilities.consent.separate import name_recipient, write_down
from xinqiao.domain.separate_consents import Purpose as ConsentPurpose
from xinqiao.domain.separate_consents import Recipient
from xinqiao.domain.three_taps import QUESTIONS
from xinqiao.foundation.content.models import Story
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.playbook.loader import playbook
from xinqiao.web.candidate.urls import urlpatterns

pytestmark = pytest.mark.django_db

LANGUAGES = ("zh-hans", "en")


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


LATIN_SENTENCE = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z’']+){3,}")
LOADED = sum(
    len(gzip.compress((Path(settings.ROOT) / "static" / name).read_bytes()))
    for name in ("css/candidate.css", "js/candidate.js", "img/favicon.svg")
)
LIGHT = 20_000
# To keep, not to read on the way: two pages with their font.
PAPER = 60_000
HANZI = re.compile(r"[\u4e00-\u9fff]")
# Names and what the team or the person typed; the switch names the other language in its own words.
TYPED = (
    "电话 · 可以",
    "砚川科技",
    "平台组",
    "林未",
    "沈知遥",
    "账务平台负责人",
    "杭州",
    "技术副总裁",
    "账务核心与清结算，12 人",
    "值班较多，每月一周",
    "周牧",
    "60–85 万元/年",
    "请先发文字。",
    *PROMISED,
    *TOLD,
    WISH,
    ANSWER,
    "林地咨询",
    "推荐平台岗位",
    "信桥",
    "备注",
    "中文",
    "浙ICP备示例号",
)


def _with_opening(phone: Phone) -> Phone:
    opening = make_opening(phone.workspace)
    with scope(phone.workspace.pk):
        Candidate.objects.filter(pk=phone.candidate.pk).update(opening=opening)
        # Of people whose data are only kept nobody writes anything.
        if Candidate.objects.filter(pk=phone.candidate.pk, restricted_at=None).exists():
            add_note(phone.candidate, "备注", by=owner_of(phone.workspace), now=NOW)
    make_card(phone.workspace)
    make_story(phone.workspace, video=True)
    phone.workspace.switchboard, phone.workspace.public_page = "0571-8888 0000", "https://yanchuan.example"
    phone.workspace.team_name, phone.workspace.icp_number = "平台组", "浙ICP备示例号"
    phone.workspace.save()
    return phone


def _asked(language: str) -> Phone:
    return make_phone("permission", said="", language=language)


def _said(answer: str) -> Callable[[str], Phone]:
    return lambda language: make_phone("permission", said=answer, language=language)


def _answered(*answers: int | None, decided: str = "") -> Callable[[str], Phone]:
    def make(language: str) -> Phone:
        phone = make_phone(language=language)
        phone.answer(*answers)
        if len(answers) == 5 and None in answers:
            phone.finish()
        if decided:
            phone.post("decide", choice=decided)
        return phone

    return make


def _reachable(language: str) -> Phone:
    phone = make_phone(language=language)
    phone.post("reach", pace="monthly", channels=["email"], topics=["team"], reach_note="请先发文字。")
    phone.post("pause", months=3)
    phone.post("ask_code", way="read_out")
    return phone


def _revoked(language: str) -> Phone:
    phone = make_phone(language=language)
    with scope(phone.workspace.pk):
        revoke_links(phone.candidate, by=owner_of(phone.workspace), now=NOW)
    return phone


def _forwarded(language: str) -> Phone:
    phone = make_phone()
    phone.answer(2, 3)
    other = phone.forwarded()
    other.browser.cookies["django_language"] = language
    return other


STATES: dict[str, Callable[[str], Phone]] = {
    "asked": _asked,
    "said yes": _said("granted"),
    "said later": _said("later"),
    "stopped": _said("stopped"),
    "invited": lambda language: make_phone(language=language),
    "half-way": _answered(2, 3),
    "at the end, one skipped": lambda language: _half_skipped(language),
    "one skipped": _answered(2, None, 3, 4, 4),
    "two skipped": _answered(2, None, 3, None, 4),
    "result": _answered(*KEYED_16),
    "most open": _answered(1, 1, 1, 1, 5),
    "least open": _answered(5, 5, 5, 5, 1),
    "guarded": _answered(4, 4, 3, 4, 3),
    "shared": _answered(*KEYED_16, decided="share_result"),
    "contact only": _answered(*KEYED_16, decided="contact_only"),
    "kept": _answered(*KEYED_16, decided="keep_private"),
    "pace chosen, paused, a code waits": _reachable,
    "promises to read": lambda language: _promised(language),
    "promises, then stopped": lambda language: _promised(language, stopped=True),
    "requests to read": lambda language: _requested(language),
    "asked with three taps": lambda language: card_phone(language=language),
    "said in three taps": lambda language: _tapped(language),
    "said in three taps, then stopped": lambda language: _tapped(language, stopped=True),
    "data open after a code": lambda language: _data_open(language),
    "some things allowed": lambda language: _allowing(language),
    "some things allowed, then only kept": lambda language: _allowing(language, restricted=True),
    "revoked": _revoked,
    "forwarded": _forwarded,
}


def _data_open(language: str) -> Phone:
    phone = make_phone(language=language, email="lin@example.test", phone="+86 138 0013 8000", company="Acme")
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    with scope(phone.workspace.pk):
        add_sign(phone.candidate, "asked_question", observed_on=NOW.date(), by=owner_of(phone.workspace), now=NOW)
    let_in(phone)
    phone.post("store_correction", title="CTO")
    phone.post("add_address", kind="email", value="lin2@example.test")
    return phone


def _allowing(language: str, *, restricted: bool = False) -> Phone:
    phone = make_phone("permission", language=language)
    with scope(phone.workspace.pk):
        by, lindi = owner_of(phone.workspace), Recipient("林地咨询", "hr@lindi.example", "推荐平台岗位")
        row = name_recipient(phone.candidate, ConsentPurpose.SHARING_COMPANY, lindi, by=by, now=NOW)
        write_down(phone.candidate, ConsentPurpose.STORIES, yes=True, proof="电话 · 可以", by=by, now=NOW)
    let_in(phone)
    for purpose, choice in (("recording", "yes"), ("voice", "no"), ("sharing_company", "yes")):
        recipient = row.public_id if purpose == "sharing_company" else ""
        version = f"{purpose.replace('_', '-')}-1"
        phone.post("say_consent", purpose=purpose, recipient=recipient, version=version, choice=choice)
    if restricted:
        phone.post("restriction", choice="restrict")
    return phone


def _promised(language: str, *, stopped: bool = False) -> Phone:
    phone = make_phone("permission", language=language)
    promises_of_each_kind(phone.candidate)
    let_in(phone)
    if stopped:
        phone.post("stop")
    return phone


def _requested(language: str) -> Phone:
    phone = make_phone("permission", language=language)
    requests_of_each_course(phone.candidate)
    return let_in(phone)


def _tapped(language: str, *, stopped: bool = False) -> Phone:
    phone = card_phone(language=language, occasion="workshop")
    for question in QUESTIONS:
        phone.post("card", **{question: "partly"})
    if stopped:
        phone.post("stop")
    return phone


def _half_skipped(language: str) -> Phone:
    phone = make_phone(language=language)
    phone.answer(2, None, 3, 4, 4)
    return phone


NOTICES = {
    "door": ("undone", "resumed", "too_late", "overtaken", "allowed", "not_now"),
    "stop": ("resumed", "too_late", "overtaken", "stopped", "deleted", "deleted_shared"),
    "reach": ("saved", "paused", "unpaused", "no_pause", "reach_undone", "nothing_before"),
    "code": ("put_away",),
    "held": ("objected",),
    "correct": ("corrected", "correction_undone", "correction_stays", "nothing_corrected", "not_usable"),
    "result": ("taken_back",),
    "own_requests": ("asked", "enough", "withdrawn", "overtaken"),
    "card": ("taken_back",),
    "consents": ("yes", "no", "back", "text_changed", "overtaken"),
}


def addresses(phone: Phone) -> Iterator[str]:
    """Every address of the link, and those that the pages before lead to."""
    for pattern in urlpatterns:
        if pattern.name == "question":
            yield from (phone.address("question", item) for item in range(1, 6))
        elif str(pattern.name).startswith("story_to_read"):
            yield phone.address(str(pattern.name), _story_of(phone))
        else:
            yield phone.address(str(pattern.name))
    for name, codes in NOTICES.items():
        yield from (f"{phone.address(name)}?done={code}" for code in codes)


def _story_of(phone: Phone) -> str:
    with scope(phone.workspace.pk):
        story = Story.objects.first()
    return story.public_id if story else "x"


def pages(phone: Phone) -> Iterator[tuple[str, Any]]:
    """All that can be read with this phone: every GET, and the pages that answer a mistake."""
    cache.clear()
    answers = [(address, phone.browser.get(address)) for address in addresses(phone)]
    answers += [
        ("nothing chosen", phone.browser.post(phone.address("question", 3), {})),
        ("too long", phone.browser.post(phone.address("reach"), {"reach_note": "x" * 301})),
        ("report", phone.browser.post(phone.address("report_promise"), {"text": "", "day": "x"})),
        ("private", phone.browser.post(phone.address("report_private"), {"note": "x" * 301})),
        ("unknown", phone.browser.get("/c/unknown/")),
    ]
    # What a player fetches is no page.
    answers = [(address, page) for address, page in answers if not address.endswith(("/video/", "/captions.vtt"))]
    yield from ((address, page) for address, page in answers if page.content and page.status_code != 405)


@pytest.mark.sqlite  # words and weight are the same on both; twice would cost a minute
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_each_page_speaks_plainly_is_light_and_private(state: str, language: str) -> None:
    phone = _with_opening(STATES[state](language))
    read = list(pages(phone))
    assert len(read) >= 8
    for address, page in read:
        speaks_plainly(words_on(page), language, address)
        if page.headers["Content-Type"] == "application/pdf":
            assert len(page.content) < PAPER, address
        else:
            assert len(gzip.compress(page.content)) + LOADED < LIGHT, address
        assert "no-store" in page.headers["Cache-Control"]
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def speaks_plainly(words: str, language: str, address: str) -> None:
    """No word of the trade, and no sentence in the other language."""
    assert playbook().forbidden_words.found_in(words) == (), address
    if language == "zh-hans":
        assert not LATIN_SENTENCE.search(words), (address, words)
        return
    for typed in TYPED:
        words = words.replace(typed, "")
    assert not HANZI.search(words), (address, HANZI.findall(words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_plainly_long_after_a_stop(language: str, later: Clock) -> None:
    phone = make_phone("permission", said="stopped", language=language)
    later(timedelta(days=20))
    for address, page in pages(phone):
        speaks_plainly(words_on(page), language, address)
    later(timedelta(days=61))
    assert phone.get("door").status_code == 410


@pytest.mark.parametrize(
    "state",
    [
        "asked",
        "said yes",
        "stopped",
        "half-way",
        "at the end, one skipped",
        "shared",
        "promises to read",
        "data open after a code",
        "some things allowed",
        "revoked",
        "forwarded",
    ],
)
def test_a_get_changes_nothing(state: str) -> None:
    phone = _with_opening(STATES[state]("zh-hans"))
    before = everything_stored(phone)
    for address in addresses(phone):
        phone.browser.get(address)
        phone.browser.head(address)
    assert everything_stored(phone) == before


def everything_stored(phone: Phone) -> str:
    """All rows of all tables that this team may see, as text."""
    with scope(phone.workspace.pk):
        return json.dumps({model._meta.label: _rows(model) for model in apps.get_models()}, default=str)


def _rows(model: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY 1")
        return list(cursor.fetchall())


@pytest.mark.sqlite
def test_stop_is_on_every_page_that_is_not_past_a_stop() -> None:
    for state in ("asked", "said yes", "said later", "invited", "half-way", "result", "shared", "revoked", "forwarded"):
        phone = STATES[state]("zh-hans")
        for address, page in pages(phone):
            if page.status_code in (404, 405) or "leave" in address or "text/html" not in page.headers["Content-Type"]:
                continue
            assert phone.address("stop") in page.content.decode(), (state, address)
