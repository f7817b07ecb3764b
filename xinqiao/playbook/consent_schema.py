"""What a separate consent must say before anybody can give it, and what a law asks of a team."""

from typing import Literal, Self

from pydantic import Field, model_validator

from xinqiao.domain.separate_consents import Purpose
from xinqiao.playbook.schema import CandidateTexts, Id, Named, Version
from xinqiao.playbook.text import CandidateText, Entry, Text


class SeparateConsent(Entry):
    """One act with a yes of its own: what exactly we would do, and who receives it. What a no changes is said once."""

    id: Purpose
    version: Version
    label: CandidateText
    title: CandidateText
    what: CandidateTexts
    who: CandidateText
    tell_candidate: CandidateText


class NoticeClock(Entry):
    """By when a person is told of their record; `within_a_month`: a calendar month where it is shorter than 30 days."""

    within_a_month: bool
    words: Text


class RequestDeadline(Entry):
    """By when a person's request is answered."""

    count: int = Field(ge=1)
    unit: Literal["workdays", "months"]
    words: Text


class RequiredConsent(Entry):
    """A separate consent with the article that asks for it."""

    id: Purpose
    law: Text


class LawProfile(Named):
    """A law: the grounds it knows, its clocks, and what it wants a separate yes for."""

    hint: Text
    bases: tuple[Id, ...] = Field(min_length=1)
    notice: NoticeClock
    requests: RequestDeadline
    retention_months: int = Field(ge=1)
    separate_consents: tuple[RequiredConsent, ...]

    @model_validator(mode="after")
    def _asks_for_each(self) -> Self:
        if {one.id for one in self.separate_consents} != set(Purpose):
            raise ValueError("the product asks for every separate consent under every law; name the article")
        return self
