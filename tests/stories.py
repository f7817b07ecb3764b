"""Stories and company cards for tests, made through the product's own operations."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from tests.factories import NOW, owner_of
from xinqiao.foundation.content.models import CompanyCard, Story
from xinqiao.foundation.content.operations.company_card import write_card
from xinqiao.foundation.content.operations.stories import add_story, consent_by_hand, publish, put_video
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

TITLE, SHOWN_AS, HARD = "从测试到发布负责人", "许闻溪", "前半年夜里发布多，作息全乱。"
GOOD, NOT_GOOD, FACTS = "发布权限在组里。", "值班平均每月一周，会议室总是不够。", "全公司 180 人。"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\n先说时间线\n\n00:02.000 --> 00:04.000\n再说各自的事\n"
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00" + b"\x00" * 3000
# What the team typed, for tests that look for words in another language.
TOLD = (
    TITLE,
    SHOWN_AS,
    HARD,
    GOOD,
    NOT_GOOD,
    FACTS,
    "测试工程师",
    "发布负责人",
    "组长每周留一小时。",
    "先说时间线",
    "再说各自的事",
)


def facts(workspace: Workspace, **more: Any) -> dict[str, Any]:
    """A growth story's facts as operations take them."""
    return {
        "language": "zh",
        "title": TITLE,
        "shown_as": SHOWN_AS,
        "was": "测试工程师",
        "became": "发布负责人",
        "months": 26,
        "helped": "组长每周留一小时。",
        "hard": HARD,
        "text": "",
        "link": "",
        "role_family": "",
        "stage": "",
        "owner": owner_of(workspace),
        **more,
    }


def make_card(workspace: Workspace, *, language: str = "zh", now: datetime = NOW) -> CompanyCard:
    """A card in force."""
    with scope(workspace.pk):
        return write_card(language, by=owner_of(workspace), now=now, good=GOOD, not_good=NOT_GOOD, facts=FACTS)


def make_story(
    workspace: Workspace, *, agreed: bool = True, shown: bool = True, video: bool = False, **more: Any
) -> Story:
    """A growth story, with its person's consent and shown unless said otherwise."""
    by = owner_of(workspace)
    with scope(workspace.pk):
        story = add_story("growth", by=by, now=NOW, **facts(workspace, **more))
        if video:
            put_video(story, io.BytesIO(MP4), CAPTIONS, by=by, now=NOW)
        if agreed:
            consent_by_hand(
                story, given_by=SHOWN_AS, given_at=NOW, text_version="story-1", proof="签字", by=by, now=NOW
            )
        if agreed and shown:
            publish(story, by=by, now=NOW)
        return Story.objects.get(pk=story.pk)
