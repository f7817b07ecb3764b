"""What happened with each sample person: who was asked, what they said, answered, shared, chose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

Answers = tuple[int | None, int | None, int | None, int | None, int | None]


@dataclass(frozen=True)
class Story:
    """The course of things, in the order of the fields; what did not happen is empty."""

    asked: int = 0
    said: str = ""
    by_hand: str = ""
    invited: bool = False
    answers: tuple[Answers, ...] = ()
    # "" began only; "answered" finished but undecided; else the choice at the end.
    ended: str = ""
    # What they said in three taps of a talk or try: the occasion, then satisfied, understood, would go on.
    taps: tuple[str, ...] = ()
    pace: str = ""
    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    reach_note: str = ""
    signs: tuple[str, ...] = ()
    note: str = ""
    stage: str = ""
    opening: int | None = None
    # How many days ago the last of it happened; None leaves it to the dice.
    rested: int | None = None
    later_stop: bool = False


NEVER: Final = Story()
ASKED: Final = Story(asked=1)
REMINDED: Final = Story(asked=2, rested=4)
YES: Final = Story(asked=1, said="granted")
INVITED: Final = replace(YES, invited=True)
SHARED: Final = replace(INVITED, ended="shared")

STORIES: Final = (
    *[NEVER] * 8,
    replace(NEVER, signs=("asked_question",), note="他在文章下面问了我们的对账方案，我把公开的那部分发了过去。"),
    replace(NEVER, signs=("came_through_someone",), opening=0),
    replace(NEVER, note="沙龙上聊了十分钟，她对值班安排的问题问得很细。还没有正式征求过意见。"),
    *[ASKED] * 5,
    replace(ASKED, rested=16),
    replace(ASKED, rested=20, signs=("prefers_text",)),
    replace(ASKED, opening=1),
    REMINDED,
    replace(REMINDED, signs=("said_not_now",), note="第二次也没有回复。按规矩，之后不再主动问。"),
    replace(REMINDED, rested=9),
    YES,
    replace(YES, opening=0),
    replace(YES, pace="monthly", channels=("email",), topics=("openings", "team"), opening=1),
    replace(YES, pace="only_when_i_ask", channels=("wechat",), reach_note="项目上线前别找我，上线后我会来问。"),
    replace(YES, asked=0, by_hand="十月沙龙当面说可以，之后微信里又确认了一次。", stage="building"),
    replace(YES, asked=0, by_hand="Said yes on the phone on 12 October; asked for e-mail only.", channels=("email",)),
    Story(asked=1, said="later"),
    Story(asked=1, said="later", rested=15, signs=("said_not_now",)),
    Story(asked=1, said="later", rested=30, note="她说年底前都在赶项目，明年再看。"),
    Story(asked=2, said="later", rested=6),
    Story(asked=1, said="stopped"),
    Story(asked=1, said="stopped", rested=25),
    Story(asked=2, said="stopped", rested=11),
    Story(asked=0, said="stopped", by_hand="来电说不希望再被联系。", rested=13),
    INVITED,
    replace(INVITED, opening=1),
    replace(INVITED, rested=12, pace="fortnightly", channels=("email", "wechat")),
    replace(INVITED, stage="building", signs=("asked_question",), opening=0),
    replace(INVITED, answers=((3, 4, None, None, None),)),
    replace(INVITED, answers=((2, 3, 3, 4, 3),), ended="answered", rested=1),
    replace(INVITED, answers=((4, 4, 3, 4, 2),), ended="private"),
    replace(INVITED, answers=((3, 3, 4, 2, 3),), ended="contact_only", pace="quarterly", channels=("email",)),
    replace(INVITED, answers=((4, 2, 4, 4, 3),), ended="contact_only", pace="monthly", topics=("team", "events")),
    replace(SHARED, answers=((1, 1, 1, 2, 5),), pace="weekly", channels=("wechat",), stage="validation", opening=0,
            signs=("asked_question", "proposed_time"), note="约了周四下午十五分钟，他来定话题。"),
    replace(SHARED, answers=((1, 2, 1, 1, 5),),
            taps=("light_talk", "yes", "yes", "yes"), stage="conversion", opening=1, rested=8),
    replace(SHARED, answers=((2, 1, 2, 1, 4),),
            taps=("light_talk", "yes", "yes", "partly"), stage="building", rested=5, signs=("proposed_time",)),
    replace(SHARED, answers=((2, 2, 2, 2, 4),),
            taps=("light_talk", "yes", "partly", "yes"), stage="building", opening=0, rested=10),
    replace(SHARED, answers=((2, 3, 2, 2, 4),), rested=3, note="她想先看看我们怎么做故障复盘，已把公开的一篇发给她。"),
    replace(SHARED, answers=((2, None, 3, 2, 4),),
            taps=("light_talk", "partly", "yes", "yes"), stage="building", opening=1, rested=6),
    replace(SHARED, answers=((4, 4, 3, 3, 2), (4, 3, 4, 3, 2), (3, 3, 3, 2, 3), (2, 3, 2, 2, 3), (2, 2, 3, 2, 3)),
            pace="fortnightly", channels=("email",),
            taps=("sharing_session", "yes", "yes", "yes"), stage="validation", opening=0,
            note="两次之间她旁听了一次内部分享会，说最意外的是大家会公开讲失误。"),
    replace(SHARED, answers=((3, 2, 3, 3, 3),),
            taps=("light_talk", "no", "partly", "partly"), stage="building", rested=13, signs=("prefers_text",)),
    replace(SHARED, answers=((3, 4, 2, 3, 3),), rested=4, topics=("team",)),
    replace(SHARED, answers=((3, 3, 4, 3, 3),), rested=9, signs=("asked_our_source",),
            note="他先问我们从哪里知道他的，已如实回答：来自他公开的主页。"),
    replace(SHARED, answers=((4, 4, 3, 4, 2), (3, 4, 3, 4, 3)), pace="monthly", channels=("email",), stage="building",
            taps=("sharing_session", "yes", "", "partly")),
    replace(SHARED, answers=((3, 4, 4, 4, 3),), pace="quarterly", rested=7, signs=("declined_call", "prefers_text")),
    replace(SHARED, answers=((4, 5, 4, 3, 2),), pace="monthly", stage="paused", rested=21,
            reach_note="孩子中考前先不聊工作的事。"),
    replace(SHARED, answers=((5, 4, 4, 5, 2),), pace="quarterly", rested=18, channels=("email",)),
    replace(SHARED, answers=((5, 5, 5, 4, 1),), pace="only_when_i_ask", rested=14,
            note="她说看到消息会回，但不希望被问进度。之后等她先开口。"),
    replace(SHARED, answers=((2, 2, 3, 2, 5),),
            taps=("light_talk", "yes", "yes", "yes"), stage="joined", rested=16, opening=1),
    replace(SHARED, answers=((4, 3, 4, 4, 3),), rested=12, later_stop=True),
)  # fmt: skip
