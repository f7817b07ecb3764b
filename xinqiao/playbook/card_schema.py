"""What the three-tap card must hold."""

from typing import Literal

from pydantic import Field

from xinqiao.playbook.page_schema import Notice
from xinqiao.playbook.schema import Id, Named, Version
from xinqiao.playbook.text import CandidateText, Entry, Text


class TapAnswer(Entry):
    """One of three equal answers."""

    id: Literal["yes", "partly", "no"]
    label: CandidateText


class TapQuestion(Entry):
    """One question; `heading` is what the desk calls its figure."""

    id: Literal["satisfied", "understood", "would_go_on"]
    text: CandidateText
    heading: Text
    answers: tuple[TapAnswer, ...] = Field(min_length=3, max_length=3)

    def answer(self, code: str) -> TapAnswer:
        """The answer of that id."""
        return next(one for one in self.answers if one.id == code)


class Occasion(Named):
    """What a card can be about; `phrase` stands in a sentence to the person."""

    id: Id
    phrase: CandidateText


class ThreeTaps(Entry):
    """A frozen small instrument: other words are another version."""

    version: Version
    title: CandidateText
    lead: CandidateText
    who_sees: CandidateText
    skip: CandidateText
    questions: tuple[TapQuestion, ...] = Field(min_length=3, max_length=3)
    saved: Notice
    stands: CandidateText
    take_back_label: CandidateText
    taken_back: Notice
    over: Notice
    tell_candidate: CandidateText
    occasions: tuple[Occasion, ...] = Field(min_length=1)

    def question(self, code: str) -> TapQuestion:
        """The question of that id."""
        return next(one for one in self.questions if one.id == code)
