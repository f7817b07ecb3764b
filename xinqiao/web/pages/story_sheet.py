"""A story and the company card as plain values, for the pages of candidates, colleagues and the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from xinqiao.domain.captions import read_captions, transcript
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xinqiao.foundation.content.models import CardCheck, CompanyCard, Story


@dataclass(frozen=True)
class StorySheet:
    """What is shown of a story. `lang` is the HTML code of its own language."""

    public_id: str
    kind: str
    lang: str
    title: str
    shown_as: str
    was: str
    became: str
    months: int | None
    helped: str
    hard: str
    text: str
    link: str
    video_kind: str
    megabytes: int
    transcript: Sequence[str]


@dataclass(frozen=True)
class CheckLine:
    """What one colleague said of the card."""

    public_id: str
    shown_as: str
    agrees: bool
    words: str
    said_on: date
    by_link: bool


@dataclass(frozen=True)
class CardSheet:
    """The company card with what colleagues say of it."""

    lang: str
    good: str
    not_good: str
    facts: str
    checks: Sequence[CheckLine]

    @property
    def last_checked(self) -> date | None:
        """The day of the latest word on it."""
        return max((check.said_on for check in self.checks), default=None)


def story_sheet(story: Story, *, whole: bool = True) -> StorySheet:
    """The story; without `whole` only what a list needs, so that deferred texts stay unread."""
    return StorySheet(
        public_id=story.public_id,
        kind=story.kind,
        lang=_html_code(story.language),
        title=story.title,
        shown_as=story.shown_as,
        was=story.was,
        became=story.became,
        months=story.months,
        helped=story.helped if whole else "",
        hard=story.hard if whole else "",
        text=story.text if whole else "",
        link=story.link,
        video_kind=story.video_kind if story.video_file else "",
        megabytes=max(1, round(story.video_size / 1_000_000)),
        transcript=transcript(read_captions(story.captions)) if whole and story.captions else (),
    )


def card_sheet(card: CompanyCard, checks: Sequence[CardCheck] = ()) -> CardSheet:
    """The card and its checks."""
    lines = [
        CheckLine(one.public_id, one.shown_as, one.agrees, one.words, one.said_on, one.link_id is not None)
        for one in checks
    ]
    return CardSheet(_html_code(card.language), card.good, card.not_good, card.facts, lines)


def own_language() -> str:
    """The page's language as texts of a team name it: "zh" or "en"."""
    return "en" if get_language() == "en" else "zh"


def family_label(code: str) -> str:
    """The role family's name in the page's language, empty for none."""
    return _label(playbook().role_family(code).label) if code else ""


def stage_label(code: str) -> str:
    """The stage's name in the page's language, empty for none."""
    return _label(playbook().stage(code).label) if code else ""


def _label(text: Text) -> str:
    return text.in_language(get_language() or "zh-hans")


def _html_code(language: str) -> str:
    return "zh-Hans" if language == "zh" else "en"
