"""A person reads what was promised, has the last word on it, and tells us what we forgot."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.factories import NOW, make_workspace, owner_of
from tests.promises import EVIDENCE, FRIDAY, PRIVATE, REPORT, TEXT, WORDS, history, missed, promised, seen, stored
from tests.web.candidate.codes import let_in
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import KEYED_16, Phone, make_phone, words_on
from xinqiao.capabilities.promises import operations
from xinqiao.capabilities.promises.models import Promise
from xinqiao.capabilities.promises.queries import blocks_asks
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.playbook.loader import playbook
from xinqiao.web.candidate.promise_notices import WORDS as NOTICES

pytestmark = pytest.mark.django_db


def opened(phone: Phone) -> str:
    """The page's words once a code was typed in."""
    return words_on(let_in(phone).get("promised"))


def decide(phone: Phone, promise: Promise, choice: str) -> str:
    return words_on(phone.post("decide_promise", promise=promise.public_id, seen=seen(promise), choice=choice))


def offered(promise: Promise, kind: str = "new_day", day: date | None = FRIDAY) -> Promise:
    with scope(promise.workspace_id):
        by = owner_of(promise.workspace)
        operations.offer(promise, kind, WORDS, day=day, by=by, now=NOW, seen=seen(promise))
    return promise


def blocked(phone: Phone) -> bool:
    with scope(phone.workspace.pk):
        return blocks_asks(phone.candidate)


def test_a_bare_link_tells_nothing_and_a_passed_on_one_never_does() -> None:
    phone = make_phone("permission")
    broken = offered(missed(phone.candidate))
    for name in ("promised", "held", "door"):
        page = words_on(phone.get(name))
        assert TEXT not in page
        assert WORDS not in page
    # Neither the first browser nor any other opens them without a code; and then only the one with the code.
    first = phone.browser.post(phone.address("decide_promise"), {"promise": broken.public_id, "choice": "accept"})
    assert first.headers["Location"] == phone.address("code") + "?next=promised"
    assert TEXT in opened(phone)
    other = phone.forwarded()
    assert TEXT not in words_on(other.get("promised"))
    decide(other, broken, "accept")
    assert stored(broken).state == "missed"


def test_the_browser_that_answered_the_questions_may_read_and_no_other() -> None:
    phone = make_phone()
    promised(phone.candidate)
    phone.answer(*KEYED_16)
    assert TEXT in words_on(phone.get("promised"))
    assert TEXT not in words_on(phone.forwarded().get("promised"))


def test_only_their_tap_makes_a_missed_promise_good_and_they_can_take_it_back(later: Clock) -> None:
    phone = make_phone("permission")
    broken = offered(missed(phone.candidate))
    page = opened(phone)
    assert "我们提议改到 2026 年 11 月 6 日" in page
    assert WORDS in page
    assert blocked(phone)
    assert "您接受" in decide(phone, broken, "accept")
    now = stored(broken)
    assert (now.state, now.due_on, blocked(phone)) == ("moved", FRIDAY, False)
    later(timedelta(days=3))
    decide(let_in(phone), broken, "take_back")
    now = stored(broken)
    assert (now.state, now.offer, now.offered_day, blocked(phone)) == ("missed", "new_day", FRIDAY, True)
    decide(phone, broken, "decline")
    assert (stored(broken).state, stored(broken).offer, blocked(phone)) == ("missed", "", True)
    later(timedelta(days=11))
    assert "情况刚刚有了变化" in decide(let_in(phone), broken, "take_back")
    assert history(broken) == ["made", "missed", "offered", "accepted", "taken_back", "declined"]


def test_a_day_that_went_by_can_no_longer_be_accepted(later: Clock) -> None:
    phone = make_phone("permission")
    broken = offered(missed(phone.candidate))
    opened(phone)
    later(timedelta(days=5))
    assert "我们提议" not in opened(phone)
    decide(phone, broken, "accept")
    assert stored(broken).state == "missed"


def test_what_we_call_kept_can_be_disputed_and_what_is_open_let_go() -> None:
    phone = make_phone("permission")
    kept, open_ = promised(phone.candidate), promised(phone.candidate, REPORT)
    with scope(phone.workspace.pk):
        operations.keep(kept, EVIDENCE, by=kept.owner, now=NOW, seen=seen(kept))
    assert EVIDENCE in opened(phone)
    decide(phone, kept, "not_kept")
    assert (stored(kept).state, blocked(phone)) == ("missed", True)
    assert "不再需要" in decide(phone, kept, "let_go")
    decide(phone, open_, "let_go")
    assert [stored(one).state for one in (kept, open_)] == ["settled", "settled"]
    assert not blocked(phone)
    for choice in ("accept", "not_kept", "let_go", "nothing"):
        decide(phone, kept, choice)
    assert history(kept) == ["made", "kept", "disputed", "let_go"]


def test_you_promised_me_needs_only_a_link_and_is_answered_in_two_working_days(later: Clock) -> None:
    phone = make_phone("permission", said="stopped")
    page = words_on(phone.post("report_promise", text=REPORT, day="2026-10-30"))
    assert "两个工作日内" in page
    assert REPORT not in page
    with scope(phone.workspace.pk):
        told = Promise.objects.get()
    assert (told.origin, told.due_on, told.said_day) == ("they_say", date(2026, 11, 4), date(2026, 10, 30))
    assert told.owner_id == phone.candidate.owner_id
    phone.post("report_promise", text=REPORT, day="2026-10-30")
    offered(told, "words", None)
    opened(phone)
    decide(phone, told, "decline")
    assert (stored(told).state, blocked(phone)) == ("missed", True)
    offered(told, "done", None)
    decide(phone, told, "accept")
    assert (stored(told).state, blocked(phone)) == ("kept", False)
    later(timedelta(days=100))
    assert REPORT not in words_on(phone.get("promised"))
    assert REPORT in opened(phone)
    assert "两个工作日内" in words_on(phone.post("report_promise", text="又一件"))


def test_a_private_message_counts_as_missed_and_a_report_can_be_taken_back() -> None:
    phone = make_phone("permission")
    page = phone.post("report_private", note=PRIVATE)
    with scope(phone.workspace.pk):
        told = Promise.objects.get()
    assert (told.state, told.missed_at, blocked(phone)) == ("missed", NOW, True)
    assert re.search(rf'name="promise" value="{told.public_id}"', page.content.decode())
    assert "已删除" in words_on(phone.post("take_back_report", promise=told.public_id))
    assert not blocked(phone)
    phone.post("report_private")
    with scope(phone.workspace.pk):
        again = Promise.objects.get()
        operations.offer(again, "words", WORDS, by=again.owner, now=NOW, seen=seen(again))
    # Answered meanwhile: the report stays, and they say whether that settles it.
    assert "情况刚刚有了变化" in words_on(phone.post("take_back_report", promise=again.public_id))
    assert "有人私下联系了您" in opened(phone)
    decide(phone, again, "accept")
    assert (stored(again).state, blocked(phone)) == ("settled", False)


def test_nothing_is_lost_when_a_report_cannot_be_stored() -> None:
    phone = make_phone("permission", language="en")
    empty = phone.post("report_promise", text=" ", day="2026-10-30")
    assert empty.status_code == 422
    assert 'value="2026-10-30"' in empty.content.decode()
    long = phone.post("report_private", note="long " * 70)
    assert long.status_code == 422
    assert "long long" in words_on(long)
    for number in range(operations.MOST_OPEN_REPORTS):
        phone.post("report_promise", text=f"number {number}")
    assert "Enough is waiting" in words_on(phone.post("report_promise", text="one more"))
    with scope(phone.workspace.pk):
        assert Promise.objects.count() == operations.MOST_OPEN_REPORTS


def test_a_colleague_says_nothing_in_their_place() -> None:
    phone = make_phone("permission")
    broken = offered(missed(phone.candidate))
    opened(phone)
    phone.browser.force_login(owner_of(phone.workspace).user)
    for name in ("report_promise", "report_private", "take_back_report", "decide_promise"):
        answer = phone.post(name, promise=broken.public_id, seen=seen(broken), choice="accept", text="x")
        assert answer.status_code == 403, name
    assert stored(broken).state == "missed"


def test_another_persons_promise_cannot_be_reached() -> None:
    team = make_workspace()
    phone, other = (make_phone("permission", workspace=team, name=name) for name in ("程一", "程二"))
    theirs = offered(missed(other.candidate))
    opened(phone)
    assert TEXT not in words_on(phone.get("promised"))
    decide(phone, theirs, "accept")
    assert stored(theirs).state == "missed"
    phone.get("promised", told="\x00", done="reported")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_notice_speaks_plainly(language: str) -> None:
    phone = make_phone("permission", language=language)
    for code in NOTICES:
        page = words_on(phone.get("promised", done=code))
        assert playbook().forbidden_words.found_in(page) == ()
        assert bool(
            re.search("[\u4e00-\u9fff]", page.replace("中文", "").replace("砚川科技", "").replace("林未", ""))
        ) == (language == "zh-hans")
