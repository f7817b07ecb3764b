"""Lets a sample person's story happen, step by step, at dates in the past."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from xinqiao.capabilities.assessments.operations import give_answer
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import (
    PersonFacts,
    add_candidate,
    add_note,
    add_sign,
    set_stage,
)
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.consent.operations import Reach
from xinqiao.capabilities.engagement.operations import tap
from xinqiao.demo.stories import Answers, Story
from xinqiao.domain.daytime import Daytime, is_daytime
from xinqiao.domain.three_taps import QUESTIONS
from xinqiao.foundation.content.models import Opening
from xinqiao.foundation.workspaces.models import Member
from xinqiao.journeys import steps
from xinqiao.playbook.loader import playbook

ZONE: Final = ZoneInfo("Asia/Shanghai")
# No holiday moves a day by more than nine, so these stay beyond the 14 days that the send check wants.
REMINDER_GAP: Final = 24
# Days from answers to the next invitation: at most three in ninety days.
RETEST_GAP: Final = 35
TAPS_GAP: Final = 24
# The telephone that "answered": nobody opens a sample person's result page.
BROWSER: Final = "sample"

Act = Callable[[Candidate, datetime], None]


class Telling:
    """One workspace's past. Days are counted back from the end of a story, so nothing lies in the future."""

    def __init__(self, *, now: datetime, openings: list[Opening], seed: int) -> None:
        self.now = now
        self.openings = openings
        self.dice = Random(seed + 1)
        self.daytime = Daytime(ZONE, playbook().calendar_in(ZONE.key))
        self.text_version = playbook().permission_text.version

    def tell(self, facts: PersonFacts, story: Story, *, keeper: Member) -> Candidate:
        """Stores the person and everything that happened with them."""
        course = list(self._course(story, facts.language, keeper))
        rested = self.dice.randint(1, 11) if story.rested is None else story.rested
        day = rested + sum(gap for gap, _ in course)
        opening = self.openings[story.opening] if story.opening is not None else None
        candidate = add_candidate(facts, owner=keeper, by=keeper, now=self._at(day), opening=opening, is_sample=True)
        at = candidate.created_at
        for gap, act in course:
            day -= gap
            soon = at + timedelta(minutes=self.dice.randint(6, 40))
            at = max(self._at(day), soon) if gap else soon
            act(candidate, at)
        return candidate

    def _course(self, story: Story, language: str, keeper: Member) -> Iterator[tuple[int, Act]]:
        """What happens, each with the days since the step before."""
        for number in range(story.asked):
            yield REMINDER_GAP if number else self._days(), partial(_ask, keeper=keeper)
        if story.by_hand:
            yield self._days(), partial(_said_by_hand, decision=story.said, proof=story.by_hand, by=keeper)
        elif story.said:
            yield self._days(), partial(_said, decision=story.said, text=self.text_version, language=language)
        if story.invited:
            yield from self._answering(story, language, keeper)
        if story.taps:
            yield TAPS_GAP, partial(_said_in_taps, story=story, language=language, by=keeper)
        # Last: from here on nothing is sent against the pace that the person chose.
        if story.pace or story.channels or story.topics or story.reach_note:
            yield 0, partial(_chose_reach, story=story)
        yield from self._record(story, keeper)
        if story.later_stop:
            stopped = partial(_said, decision=consent.STOPPED, text=self.text_version, language=language)
            yield self._days(), stopped

    def _answering(self, story: Story, language: str, keeper: Member) -> Iterator[tuple[int, Act]]:
        invitation = _Invitation(keeper, language)
        yield self._days(), invitation.hand_out
        for number, answers in enumerate(story.answers):
            if number:
                yield RETEST_GAP, invitation.hand_out
            yield self._days(), partial(invitation.answer, answers=answers, ended=story.ended)

    def _record(self, story: Story, keeper: Member) -> Iterator[tuple[int, Act]]:
        for kind in story.signs:
            yield 0, partial(_sign, kind=kind, by=keeper)
        if story.note:
            yield 0, partial(_note, text=story.note, by=keeper)
        if story.stage:
            yield 0, partial(_stage, stage=story.stage, by=keeper)

    def _days(self) -> int:
        return self.dice.randint(1, 3)

    def _at(self, days_ago: int) -> datetime:
        """A working moment of that day, or of the last workday before it."""
        day = self.now.astimezone(ZONE).date() - timedelta(days=days_ago)
        at = datetime.combine(day, time(self.dice.randint(9, 15), self.dice.randint(0, 59)), ZONE)
        while not is_daytime(at, self.daytime):
            at -= timedelta(days=1)
        return at


class _Invitation:
    """The questionnaire link of one person, from copying to the choice at the end."""

    def __init__(self, keeper: Member, language: str) -> None:
        self.keeper = keeper
        self.language = language
        self.door: steps.Door | None = None

    def hand_out(self, candidate: Candidate, at: datetime) -> None:
        self.door = steps.hand_out_link(candidate, "questionnaire", by=self.keeper, now=at)

    def answer(self, candidate: Candidate, at: datetime, *, answers: Answers, ended: str) -> None:
        assert self.door is not None
        began = at - timedelta(minutes=2)
        response = steps.begin_questionnaire(self.door.link, language=self.language, browser_key=BROWSER, now=began)
        for item, value in enumerate(answers, start=1):
            if value is not None or ended:
                give_answer(response, item, value, now=began + timedelta(seconds=14 * item))
        if ended:
            steps.response_submitted(response, now=at)
        if ended not in ("", "answered"):
            steps.response_decided(response, ended, now=at + timedelta(minutes=1))


def _ask(candidate: Candidate, at: datetime, *, keeper: Member) -> None:
    steps.hand_out_link(candidate, "permission", by=keeper, now=at)


def _said(candidate: Candidate, at: datetime, *, decision: str, text: str, language: str) -> None:
    consent.decide(candidate, decision, text_version=text, language=language, now=at)


def _said_by_hand(candidate: Candidate, at: datetime, *, decision: str, proof: str, by: Member) -> None:
    consent.record_by_hand(candidate, decision, proof=proof, by=by, now=at)


def _said_in_taps(candidate: Candidate, at: datetime, *, story: Story, language: str, by: Member) -> None:
    occasion, *said = story.taps
    day = at.astimezone(ZONE).date() - timedelta(days=1)
    card = steps.hand_out_card(candidate, occasion, happened_on=day, zone=str(ZONE), by=by, now=at).card
    version = playbook().three_taps.version
    for question, answer in zip(QUESTIONS, said, strict=True):
        if answer:
            tap(card, question, answer, version=version, language=language, browser_key=BROWSER, now=at)


def _chose_reach(candidate: Candidate, at: datetime, *, story: Story) -> None:
    reach = Reach(
        pace=story.pace,
        channels=list(story.channels),
        topics=list(story.topics),
        reach_note=story.reach_note,
    )
    consent.choose_reach(candidate, reach, now=at)


def _sign(candidate: Candidate, at: datetime, *, kind: str, by: Member) -> None:
    add_sign(candidate, kind, observed_on=at.astimezone(ZONE).date(), by=by, now=at)


def _note(candidate: Candidate, at: datetime, *, text: str, by: Member) -> None:
    add_note(candidate, text, by=by, now=at)


def _stage(candidate: Candidate, at: datetime, *, stage: str, by: Member) -> None:
    set_stage(candidate, stage, by=by, now=at)
