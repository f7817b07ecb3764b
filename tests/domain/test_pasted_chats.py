"""A copied chat becomes a few figures; what it said is in none of them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from xinqiao.domain.chat_paste import NotAChat, propose, read
from xinqiao.domain.contacts import Began, Outcome

TODAY = date(2026, 11, 2)

WECHAT = """\
林未 2026/11/2 16:40:11
知遥您好，上次说的灰度发布，材料整理好了。

沈知遥 2026/11/2 16:52:30
收到，谢谢。团队现在多大？
沈知遥 2026/11/2 16:53:02
周四晚上 8 点方便聊吗
"""
WECHAT_PHONE = """\
————— 2026-11-01 —————

沈知遥  21:03

想问下你们平台组还招人吗

林未  21:10

招的。需要我发一份说明吗？

沈知遥  21:30

先不用，最近没精力看，过段时间再说
"""
FEISHU = """\
沈知遥 11月2日 下午5:03
不好意思，不考虑换工作
请不要再联系我了
林未 11月2日 下午5:05
好的，不再打扰。
"""
MAIMAI = """\
林未
11-01 09:12
您好，冒昧打扰。
沈知遥
11-01 09:30
您好
"""
ENGLISH = """\
[11/1/2026, 5:03 PM] Wei Lin: Hello Ann, here is the talk you asked for.
[11/1/2026, 5:20 PM] Ann Lee: Thanks! I'm not interested in changing jobs.
"""
NAMES_ONLY = """\
林未：您好
沈知遥：你好，请讲
"""


@pytest.mark.parametrize(
    ("text", "person", "expected"),
    [
        (WECHAT, "沈知遥", ("wechat", Began.US, Outcome.PROPOSED, datetime(2026, 11, 2, 16, 53), 2, 1, 2)),
        (WECHAT_PHONE, "沈知遥", ("wechat", Began.THEM, Outcome.NOT_NOW, datetime(2026, 11, 1, 21, 30), 2, 1, 1)),
        (FEISHU, "沈知遥", ("wechat", Began.THEM, Outcome.STOP, datetime(2026, 11, 2, 17, 5), 1, 1, 0)),
        (MAIMAI, "沈知遥", ("maimai", Began.US, Outcome.TALKED, datetime(2026, 11, 1, 9, 30), 1, 1, 0)),
        (ENGLISH, "Ann Lee", ("wechat", Began.US, Outcome.NO, datetime(2026, 11, 1, 17, 20), 1, 1, 0)),
        (NAMES_ONLY, "沈知遥", ("wechat", Began.US, Outcome.TALKED, None, 1, 1, 0)),
        # Known by a nickname: the side that is not the member's.
        (NAMES_ONLY.replace("沈知遥", "小沈"), "沈知遥", ("wechat", Began.US, Outcome.TALKED, None, 1, 1, 0)),
    ],
)  # fmt: skip
def test_a_chat_is_read_in_the_ways_in_which_it_is_copied(text: str, person: str, expected: tuple[object, ...]) -> None:
    member = "Wei Lin" if person == "Ann Lee" else "林未"
    found = propose(read(text, today=TODAY), person=person, member=member)
    figures = (found.channel, found.began, found.outcome, found.at, found.theirs, found.ours, found.questions)
    assert figures == expected


def test_figures_hold_names_and_nothing_that_was_said() -> None:
    said = repr((read(WECHAT, today=TODAY), propose(read(WECHAT, today=TODAY), person="沈知遥", member="林未")))
    assert "沈知遥" in said
    assert "灰度发布" not in said
    assert "团队" not in said


@pytest.mark.parametrize("text", ["", "你好", "注意：明天有雨", "a" * 50_000, "12:30\n" * 4000, ": " * 9000])
def test_what_is_no_chat_is_refused_at_once(text: str) -> None:
    with pytest.raises(NotAChat):
        read(text, today=TODAY)
