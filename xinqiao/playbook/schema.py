"""What an entry of the method must say. Page texts are in page_schema."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from xinqiao.playbook.text import CandidateText, Entry, Text

LevelCode = Literal["open", "cautious", "guarded", "reserved", "unmeasured"]
Trait = Literal["technical", "creative"]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Version = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$")]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
CandidateTexts = Annotated[tuple[CandidateText, ...], Field(min_length=1)]


class Named(Entry):
    """Anything with a stable id and a label for the desk."""

    id: Id
    label: Text


# The questionnaire


class Item(Entry):
    """One statement. `sign` is -1 where agreement speaks against openness."""

    id: Id
    text: CandidateText
    sign: Literal[-1, 1]
    detects: Text


class Answer(Entry):
    """One point of the answer scale."""

    value: int = Field(ge=1, le=5)
    label: CandidateText


class Scale(Named):
    """A frozen instrument: wording, order, layout and keys change only with the versions."""

    version: Version
    layout_version: Version
    keyed_version: Version
    printed_version: Version
    items: tuple[Item, ...] = Field(min_length=5, max_length=5)
    answers: tuple[Answer, ...] = Field(min_length=5, max_length=5)
    cuts: tuple[float, float, float]

    @model_validator(mode="after")
    def _runs_in_order(self) -> Self:
        if [answer.value for answer in self.answers] != [1, 2, 3, 4, 5]:
            raise ValueError("answers run from 1 to 5")
        if list(self.cuts) != sorted(set(self.cuts)):
            raise ValueError("cuts rise")
        return self

    @property
    def signs(self) -> tuple[int, ...]:
        """The sign of each item, in order."""
        return tuple(item.sign for item in self.items)


# Levels and what follows from them


class Totals(Entry):
    """Whole totals of a level, both ends included."""

    least: int
    most: int


class Window(Entry):
    """Weeks that the source expects, and small tries due before an interview."""

    weeks_min: int = Field(ge=1)
    weeks_max: int = Field(ge=1)
    at_least_small_tries: int = Field(ge=0)


class Portrait(Entry):
    """How such a person tends to see an approach."""

    headline: Text
    traits: Texts
    worries: Texts
    opening: Text


class Level(Named):
    """A type: words for the desk, kinder words for the person. `unmeasured` has no portrait and no totals."""

    id: LevelCode
    candidate_label: CandidateText
    totals: Totals | None
    window: Window | None
    window_note: Text
    only_when_they_begin: bool
    portrait: Portrait | None
    tempo: Text
    advice_for_interviewers: Texts
    explanation: CandidateText
    we_would: CandidateTexts
    we_would_pace: CandidateText
    tell_candidate: CandidateText


class Strategy(Named):
    """What to do with a level. The id is the level's."""

    id: LevelCode
    headline: Text
    do: Texts
    avoid: Texts
    first_step: Text
    tell_candidate: CandidateText


class Fit(Entry):
    """Where a mechanism is proposed; a lower rank comes earlier."""

    levels: tuple[LevelCode, ...] = Field(min_length=1)
    rank: int
    traits: tuple[Trait, ...] = ()
    seniors_only: bool = False


class Mechanism(Named):
    """A small, safe try."""

    candidate_label: CandidateText
    what: Text
    length: Text
    minutes_max: int = Field(ge=1)
    how_to_offer: Text
    suits: Text
    fits: tuple[Fit, ...] = Field(min_length=1)
    tell_candidate: CandidateText

    @property
    def levels(self) -> tuple[LevelCode, ...]:
        """Every level for which it can be proposed at all."""
        return tuple(level for fit in self.fits for level in fit.levels)


class Claim(Entry):
    """A figure of the source, kept apart from anything measured here."""

    standing: Literal["as_told"]
    metric: Text
    value_text: Text


class Technique(Named):
    """A way to hold a talk."""

    core: Text
    levels: tuple[LevelCode, ...] = Field(min_length=1)
    how_to: Texts
    claim: Claim
    tell_candidate: CandidateText


# The journey and the record


class Stage(Named):
    """A stage; `position` is its place in the sequence, none for paused and closed."""

    position: int | None
    candidate_label: CandidateText
    goal: Text
    iteration_point: Text


class Sign(Named):
    """A dated, observable act. It may change channel, content or slow the tempo, never a score."""

    changes: tuple[Literal["channel", "content", "slower"], ...] = Field(min_length=1)
    advice: Text
    expires_after_days: int = Field(ge=1)
    tell_candidate: CandidateText


class Source(Named):
    """How we know a person. `phrase` fills {source} in messages and pages."""

    hint: Text
    detail_prompt: Text
    phrase: CandidateText


class LegalBasis(Named):
    """On what ground a record is kept."""

    hint: Text
    tell_candidate: CandidateText


class RoleFamily(Named):
    """A field of work."""

    traits: tuple[Trait, ...]


class Seniority(Named):
    """How far along; `senior` opens what is made for experienced people and leaders."""

    senior: bool


# What the person chooses (the label is read by both sides)


class Choice(Entry):
    """Something a candidate picks."""

    id: Id
    label: CandidateText


class Pace(Choice):
    """At most one contact in so many days; none means only when the person asks."""

    days: int | None
    consequence: CandidateText


class DayPart(Choice):
    """Hours of the person's own day, the end not included."""

    weekend: bool
    from_hour: int = Field(ge=0, le=23)
    to_hour: int = Field(ge=1, le=24)
