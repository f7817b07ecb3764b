"""What the send check needs in words and dates: public holidays, and what a person reads about each rule."""

from datetime import date
from itertools import chain
from typing import Self

from pydantic import Field, model_validator

from xinqiao.domain.daytime import Calendar, days_between
from xinqiao.domain.send_facts import Rule
from xinqiao.playbook.schema import Named
from xinqiao.playbook.text import CandidateText, Entry, Text


class FreeDays(Entry):
    """A statutory holiday, both ends included."""

    label: Text
    first: date
    last: date

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.last < self.first:
            raise ValueError("the last day comes before the first")
        return self


class HolidayYear(Entry):
    """One year; `announced` once the make-up workdays are published."""

    year: int
    announced: bool
    free: tuple[FreeDays, ...] = Field(min_length=1)
    worked: tuple[date, ...]

    @property
    def days_free(self) -> frozenset[date]:
        """Every free day."""
        return frozenset(chain.from_iterable(days_between(days.first, days.last) for days in self.free))

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if any(day.year != self.year for day in (*self.days_free, *self.worked)):
            raise ValueError("a day of another year")
        if any(day.weekday() < 5 or day in self.days_free for day in self.worked):
            raise ValueError("a make-up workday lies on a weekend, outside the holidays")
        if self.worked and not self.announced:
            raise ValueError("make-up workdays without a notice")
        return self


class HolidayCalendar(Named):
    """The holidays of a country, by the time zones of the people who live there."""

    zones: tuple[str, ...] = Field(min_length=1)
    years: tuple[HolidayYear, ...] = Field(min_length=1)

    @property
    def calendar(self) -> Calendar:
        """Its days, as the send check takes them."""
        return Calendar(
            holidays=frozenset().union(*(year.days_free for year in self.years)),
            workdays=frozenset(chain.from_iterable(year.worked for year in self.years)),
        )

    @property
    def announced_until(self) -> date:
        """The last day for which make-up workdays are known; later only the law's own days are."""
        return date(max(year.year for year in self.years if year.announced), 12, 31)

    @model_validator(mode="after")
    def _years_follow_each_other(self) -> Self:
        numbers = [year.year for year in self.years]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))) or not self.years[0].announced:
            raise ValueError("years follow each other, and the first is announced")
        return self


class SendRule(Entry):
    """What the person reads about a rule that holds a message back."""

    id: Rule
    tell_candidate: CandidateText
