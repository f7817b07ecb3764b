"""What people may ask for, how long what is kept, and what the impact assessment says; the live settings fill it in."""

from typing import Literal, Self

from pydantic import Field, model_validator

from xinqiao.playbook.schema import Id, Named, Texts, Version
from xinqiao.playbook.text import CandidateText, Entry, Text


class RequestName(Entry):
    """One kind of request; `hint` says to the person what it brings them, `desk` to the team what it takes."""

    id: Id
    label: CandidateText
    hint: CandidateText
    desk: Text


class RequestTexts(Entry):
    """The page on which a person asks."""

    title: CandidateText
    lead: CandidateText
    by_when_cn: CandidateText
    by_when_eu: CandidateText
    at_once: CandidateText


class Rights(Entry):
    """Requests: kinds and the page's own words."""

    version: Version
    page: RequestTexts
    kinds: tuple[RequestName, ...] = Field(min_length=1)

    def kind(self, code: str) -> RequestName:
        """The kind of that id."""
        return next(one for one in self.kinds if one.id == code)


class Days(Entry):
    """The default of each law profile, in days."""

    cn: int = Field(ge=1)
    eu: int = Field(ge=1)

    def of(self, profile: str) -> int:
        """The default of a profile."""
        return self.eu if profile == "eu" else self.cn


class RetentionRule(Named):
    """How long one kind of data is kept.

    `runs`: "here" deletes in the daily run, "elsewhere" by a task of its own, "with_person" when the person goes,
    "with_team" when the workspace goes.
    """

    what: Text
    why: Text
    runs: Literal["here", "elsewhere", "with_person", "with_team"]
    days: Days | None = None
    choices: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _counts_days(self) -> Self:
        if (self.days is None) is not self.runs.startswith("with_"):
            raise ValueError("what goes with the person or the team has no days, everything else has")
        if self.choices and self.days is not None and not {self.days.cn, self.days.eu} <= set(self.choices):
            raise ValueError("the choices hold the defaults")
        return self


class Retention(Entry):
    """Every rule, in the order in which it is shown."""

    version: Version
    rules: tuple[RetentionRule, ...] = Field(min_length=1)

    def rule(self, code: str) -> RetentionRule:
        """The rule of that id."""
        return next(one for one in self.rules if one.id == code)


class DataCategory(Named):
    """One kind of data: from where, for what, who sees it, how long, and in which tables it lies."""

    whence: Text
    purpose: Text
    seen_by: Text
    keeps: Id
    about_people: bool = True
    tables: tuple[str, ...] = Field(min_length=1)


class Measure(Named):
    """A protection. `holds` names the live setting that proves it; without one it is built in and cannot be off."""

    holds: Id | None = None


class Risk(Entry):
    """What could go wrong for people, what is done about it, and what is left."""

    id: Id
    risk: Text
    measures: tuple[Id, ...] = Field(min_length=1)
    left: Text


class Assessment(Entry):
    """The impact assessment's own words; another wording is another version, to be signed anew."""

    version: Version
    title: Text
    lead: Text
    laws: Text
    necessity: Texts
    automated: Text
    sends: Text
    abroad: Text
    recipients: Text
    purposes: tuple[Named, ...] = Field(min_length=1)
    categories: tuple[DataCategory, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = Field(min_length=1)
    risks: tuple[Risk, ...] = Field(min_length=1)
    settings: tuple[Named, ...] = Field(min_length=1)
    sign: Text

    @model_validator(mode="after")
    def _risks_name_measures(self) -> Self:
        known = {one.id for one in self.measures}
        for risk in self.risks:
            if missing := set(risk.measures) - known:
                raise ValueError(f"{risk.id}: no measure {', '.join(sorted(missing))}")
        return self
