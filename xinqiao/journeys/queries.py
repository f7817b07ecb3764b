"""What the desk shows about a person, put together from every capability. Scores only for those who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from xinqiao.capabilities.assessments import queries as assessments
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.queries import Reading
from xinqiao.capabilities.assessments.standings import Standing, standing_of
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.consent import queries as consent
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.domain import levels, pace
from xinqiao.domain.levels import Level
from xinqiao.playbook.book import Playbook
from xinqiao.playbook.schema import Level as LevelEntry
from xinqiao.playbook.schema import Mechanism, Strategy, Technique, Window

NEW_ANSWERS = timedelta(days=14)


@dataclass(frozen=True)
class Measured:
    """Where a person stands, as the badge shows it. Only for the people who keep the relationship.

    `latest_total` and the fields that follow it speak of the latest answers that count.
    """

    mean: float
    half_width: float
    level: Level
    probabilities: dict[Level, float]
    percentages: dict[Level, int]
    is_clear: bool
    likeliest_two: tuple[Level, Level]
    readings: int
    latest_total: float
    latest_half_width: float
    at: datetime
    printed: float | None
    flags: tuple[str, ...]
    key: str
    # The tempo is that from before a switch of the scoring key, slower than the present key's.
    tempo_is_held: bool


@dataclass(frozen=True)
class Advice:
    """Tempo and tone, which everyone on the team may read: no number, no level, no curve."""

    strategy: Strategy
    window: Window | None
    interval_days: int | None
    own_choice: bool
    mechanisms: tuple[Mechanism, ...]
    techniques: tuple[Technique, ...]


@dataclass(frozen=True)
class Portrait:
    """A person on the desk; what rests on a result is None or empty for members who may not see scores.

    `readings` are all occasions, oldest first; `standing` is what those of them say that count.
    """

    candidate: Candidate
    terms: ContactTerms | None
    measured: Measured | None
    level_entry: LevelEntry | None
    advice: Advice
    standing: Standing | None
    readings: tuple[Reading, ...] = ()


def measured(standing: Standing) -> Measured:
    """A standing with its probabilities and 95 % half-width."""
    shares, latest = standing.probabilities, standing.latest
    return Measured(
        mean=standing.mean,
        half_width=levels.interval(standing.mean, standing.variance).half_width,
        level=standing.level,
        probabilities=shares,
        percentages=levels.rounded_percentages(shares),
        is_clear=levels.is_clear(shares),
        likeliest_two=levels.likeliest_two(shares),
        readings=standing.readings,
        latest_total=latest.total,
        latest_half_width=levels.interval(latest.total, latest.variance).half_width,
        at=standing.as_of,
        printed=latest.printed,
        flags=latest.flags,
        key=latest.key,
        tempo_is_held=standing.tempo != levels.tempo_level(shares),
    )


def tempo_of(standing: Standing | None) -> levels.LevelState:
    """The level that sets the tempo, `unmeasured` of people of whom nothing counts."""
    return standing.tempo if standing else levels.UNMEASURED


def portrait(candidate: Candidate, *, sees_score: bool, book: Playbook) -> Portrait:
    """Everything the desk shows about one person, in the words of `book`."""
    readings = assessments.readings_of(candidate)
    standing = standing_of(readings)
    terms = consent.terms_in_force(candidate)
    shown = measured(standing) if standing and sees_score else None
    level_code = standing.level if standing else levels.UNMEASURED
    return Portrait(
        candidate=candidate,
        terms=terms,
        measured=shown,
        level_entry=book.level(level_code) if sees_score else None,
        advice=_advice(candidate, terms, standing, book),
        standing=standing if sees_score else None,
        readings=tuple(readings) if sees_score else (),
    )


def _advice(candidate: Candidate, terms: ContactTerms | None, standing: Standing | None, book: Playbook) -> Advice:
    tempo = tempo_of(standing)
    choice = pace.PaceChoice(terms.pace) if terms and terms.pace else None
    spacing = pace.effective_interval(choice, tempo)
    return Advice(
        strategy=book.strategy(tempo),
        window=book.window(tempo),
        interval_days=spacing.ask_days,
        own_choice=spacing.chosen,
        mechanisms=book.mechanisms_for(tempo, candidate.role_family or None, candidate.seniority or None),
        techniques=book.techniques_for(tempo),
    )


@dataclass(frozen=True)
class Filling:
    """The answers behind a link, and whether their person still allows contact."""

    response: Response
    permission: str


# What a page loads together with a link so that `filling_behind` and `terms_behind` ask nothing more.
FILLING = ("response", "candidate__terms")


def filling_behind(link: CandidateLink) -> Filling | None:
    """Answers and permission; the question pages ask for both at every step."""
    response = getattr(link, "response", None)
    if response is None:
        return None
    terms = terms_behind(link)
    return Filling(response, terms.permission if terms else "none")


def terms_behind(link: CandidateLink) -> ContactTerms | None:
    """The present terms of the person who holds this link, None when nobody ever asked."""
    terms: ContactTerms | None = getattr(link.candidate, "terms", None)
    return terms
