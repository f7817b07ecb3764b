"""The demo team's company card, checked by two colleagues, and what colleagues tell; in both languages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from xinqiao.foundation.content.operations.company_card import CardText, Check, check_by_hand, write_card
from xinqiao.foundation.content.operations.stories import StoryFacts, add_story, consent_by_hand, publish
from xinqiao.foundation.workspaces.models import Member
from xinqiao.playbook.loader import playbook

CARDS: Final[dict[str, CardText]] = {
    "zh": CardText(
        good="发布权限在组里，不用层层审批；故障复盘对全公司公开，没有人因为说实话受罚。",
        not_good="值班平均每月一周，遇到大促会更密；旧账务系统还要维护至少一年；会议室总是不够，很多讨论在走廊里。",
        facts="全公司 180 人，平台组 18 人。每周约 42 小时，加班调休。年假 10 天起。工资每年四月按公开的级别表调一次。",
    ),
    "en": CardText(
        good="The team itself decides when to release, and reviews of failures are open to the whole company. "
        "Nobody was ever blamed for an honest word in one.",
        not_good="On call one week a month on average, more around the big sales; the old ledger has to be kept alive "
        "for at least another year; there are never enough meeting rooms.",
        facts="180 people, 18 of them in the platform team. About 42 hours a week, overtime given back as leave. "
        "10 days of leave to begin with. Pay moves once a year, in April, by a table that everybody can read.",
    ),
}
CHECKS: Final[dict[str, tuple[Check, Check]]] = {
    "zh": (
        Check(shown_as="平台组工程师，在职 4 年", agrees=True, words=""),
        Check(
            shown_as="叶辞，数据组",
            agrees=False,
            words="数据组的值班没有这么多，大约两个月一周；会议室的问题说轻了。",
        ),
    ),
    "en": (
        Check(shown_as="Engineer in the platform team, 4 years here", agrees=True, words=""),
        Check(
            shown_as="Ye Ci, data team",
            agrees=False,
            words="In the data team it is a week of on-call in two months. The rooms are worse than it says.",
        ),
    ),
}
NOTHING: Final[dict[str, object]] = {
    **dict.fromkeys(("was", "became", "helped", "hard", "text", "link"), ""),
    "months": None,
}
GROWTH: Final[tuple[dict[str, object], ...]] = (
    {
        "language": "zh",
        "title": "从测试到发布负责人",
        "shown_as": "许闻溪",
        "was": "测试工程师",
        "became": "发布负责人",
        "months": 26,
        "helped": "组长每周留一小时，只讲我问的问题；第一次独立发布出了错，复盘会上没有人问是谁。",
        "hard": "前半年夜里发布多，作息全乱。转岗头一年工资没有变，第二年四月才跟上。",
        "role_family": "engineering",
    },
    {
        "language": "en",
        "title": "From testing to running the releases",
        "shown_as": "Xu Wenxi",
        "was": "Test engineer",
        "became": "In charge of releases",
        "months": 26,
        "helped": "An hour a week in which my lead answered only what I asked. My first release went wrong, and nobody "
        "at the review asked whose it was.",
        "hard": "Many releases by night in the first half year. My pay stayed the same for a year and followed in the "
        "second April.",
        "role_family": "engineering",
    },
    {
        "language": "zh",
        "title": "带着两岁的孩子回来上班",
        "shown_as": "一位数据组同事",
        "was": "数据分析师，离开两年",
        "became": "数据组组长",
        "months": 31,
        "helped": "头三个月每周四天，会议都排在十点到四点之间；有两位同事走过同样的路，愿意说真话。",
        "hard": "第一年总觉得欠着别人。有一次重要评审排在晚上，我没去，结论里就少了我们组的意见。",
        "role_family": "data",
    },
    {
        "language": "en",
        "title": "Coming back with a two-year-old",
        "shown_as": "A colleague of the data team",
        "was": "Data analyst, away for two years",
        "became": "Lead of the data team",
        "months": 31,
        "helped": "Four days a week for three months, meetings only between ten and four, and two colleagues who had "
        "gone the same way and told me the truth about it.",
        "hard": "For a year I felt in everybody's debt. One review was set in the evening; I stayed away, and our "
        "team's view was missing in what was decided.",
        "role_family": "data",
    },
)
CULTURE: Final[tuple[dict[str, object], ...]] = (
    {
        "language": "zh",
        "title": "一次复盘是怎么开的",
        "shown_as": "周牧",
        "text": "先由当天值班的人把时间线念一遍，中间不许插话。然后每人说一件自己本来可以更早看到的事。"
        "最后只留两条改动，写上谁在哪天做完。上个月有一条没做完，也写在公开的那一页上。",
    },
    {
        "language": "en",
        "title": "How a review of a failure goes here",
        "shown_as": "Zhou Mu",
        "text": "Whoever was on call reads the course of the day, and nobody interrupts. Then each of us names one "
        "thing that we could have seen earlier. Two changes are kept, with who does them by when. One of last "
        "month's was not done, and that stands on the open page too.",
    },
)


def tell_of_company(keepers: list[Member], *, now: datetime) -> None:
    """Card, checks and stories, at dates in the past."""
    by, other = keepers[0], keepers[-1]
    for language, text in CARDS.items():
        card = write_card(language, by=by, now=now - timedelta(days=80), is_sample=True, **text)
        for days, check in zip((74, 61), CHECKS[language], strict=True):
            said = now - timedelta(days=days)
            check_by_hand(card, said_on=said.date(), proof="示例：当面说的", by=by, now=said, **check)
    for kind, told in (("growth", GROWTH), ("culture", CULTURE)):
        for number, facts in enumerate(told):
            at = now - timedelta(days=50 - 3 * number)
            _tell(kind, {**NOTHING, "role_family": "", "stage": "building", **facts}, by=by, owner=other, at=at)


def _tell(kind: str, facts: dict[str, object], *, by: Member, owner: Member, at: datetime) -> None:
    story = add_story(kind, by=by, now=at, is_sample=True, **StoryFacts(**facts, owner=owner))  # type: ignore[typeddict-item]
    agreed = at + timedelta(days=1)
    consent_by_hand(
        story,
        given_by=story.shown_as,
        given_at=agreed,
        text_version=playbook().story_consent.version,
        proof="示例：签字的纸在人事处",
        by=by,
        now=agreed,
    )
    publish(story, by=by, now=agreed + timedelta(hours=2))
