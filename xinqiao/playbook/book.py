"""The whole playbook, and how to find one's way in it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol, TypeVar

from xinqiao.domain.daytime import DEFAULT_HOURS, WEEKS_ONLY, Calendar, Hours
from xinqiao.playbook.card_schema import Occasion, ThreeTaps
from xinqiao.playbook.consent_schema import LawProfile, SeparateConsent
from xinqiao.playbook.page_schema import (
    AboutScale,
    AboutScore,
    CandidatePages,
    HoldBack,
    Message,
    NamedNotice,
    PermissionText,
    Promise,
)
from xinqiao.playbook.portal_schema import Portal
from xinqiao.playbook.print_schema import PrintedForms
from xinqiao.playbook.rights_schema import Assessment, Retention, Rights
from xinqiao.playbook.schema import (
    Choice,
    DayPart,
    LegalBasis,
    Level,
    Mechanism,
    Pace,
    RoleFamily,
    Scale,
    Seniority,
    Sign,
    Source,
    Stage,
    Strategy,
    Technique,
    Window,
)
from xinqiao.playbook.send_schema import HolidayCalendar, SendRule
from xinqiao.playbook.text import CandidateText, Entry
from xinqiao.playbook.trust_schema import CardReading, SenderCheck, StoryConsent
from xinqiao.playbook.words import ForbiddenWords, forbidden_words


class UnknownPlaybookEntry(LookupError):
    """No entry of that kind has that id."""

    def __init__(self, kind: str, entry_id: str) -> None:
        super().__init__(f"the playbook has no {kind} “{entry_id}”")


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Found = TypeVar("Found", bound=_Identified)


class Playbook(Entry):
    """All entries, each kind in the order in which it is shown. A field is the name of its data file."""

    scales: tuple[Scale, ...]
    levels: tuple[Level, ...]
    strategies: tuple[Strategy, ...]
    mechanisms: tuple[Mechanism, ...]
    techniques: tuple[Technique, ...]
    stages: tuple[Stage, ...]
    signs: tuple[Sign, ...]
    sources: tuple[Source, ...]
    legal_bases: tuple[LegalBasis, ...]
    role_families: tuple[RoleFamily, ...]
    seniorities: tuple[Seniority, ...]
    paces: tuple[Pace, ...]
    channels: tuple[Choice, ...]
    day_parts: tuple[DayPart, ...]
    topics: tuple[Choice, ...]
    messages: tuple[Message, ...]
    about_score: tuple[AboutScore, ...]
    about_scale: tuple[AboutScale, ...]
    candidate_pages: CandidatePages
    holidays: tuple[HolidayCalendar, ...]
    send_rules: tuple[SendRule, ...]
    printed_forms: PrintedForms
    three_taps: ThreeTaps
    hold_back: HoldBack
    rights: Rights
    retention: Retention
    impact_assessment: Assessment
    portal: Portal
    sender_check: SenderCheck
    story_consent: StoryConsent
    card_reading: CardReading
    separate_consents: tuple[SeparateConsent, ...]
    law_profiles: tuple[LawProfile, ...]

    def scale(self, code: str) -> Scale:
        """The instrument of that id."""
        return _find("scale", self.scales, code)

    def level(self, code: str) -> Level:
        """The level of that id, `unmeasured` included."""
        return _find("level", self.levels, code)

    def strategy(self, level: str) -> Strategy:
        """What to do with people of a level."""
        return _find("strategy", self.strategies, level)

    def window(self, level: str) -> Window | None:
        """The weeks that the source expects; none where no time is promised."""
        return self.level(level).window

    def mechanism(self, code: str) -> Mechanism:
        """The mechanism of that id."""
        return _find("mechanism", self.mechanisms, code)

    def technique(self, code: str) -> Technique:
        """The technique of that id."""
        return _find("technique", self.techniques, code)

    def stage(self, code: str) -> Stage:
        """The stage of that id."""
        return _find("stage", self.stages, code)

    def sign(self, code: str) -> Sign:
        """The sign of that id."""
        return _find("sign", self.signs, code)

    def source(self, code: str) -> Source:
        """The source of that id."""
        return _find("source", self.sources, code)

    def legal_basis(self, code: str) -> LegalBasis:
        """The legal basis of that id."""
        return _find("legal basis", self.legal_bases, code)

    def law_profile(self, code: str) -> LawProfile:
        """The law of that id."""
        return _find("law", self.law_profiles, code)

    def bases_under(self, law: str) -> tuple[LegalBasis, ...]:
        """The legal bases on which a record may begin under that law, in its order."""
        return tuple(self.legal_basis(code) for code in self.law_profile(law).bases)

    def separate_consent(self, purpose: str) -> SeparateConsent:
        """The text of the separate consent to that act."""
        return _find("separate consent", self.separate_consents, purpose)

    def role_family(self, code: str) -> RoleFamily:
        """The role family of that id."""
        return _find("role family", self.role_families, code)

    def seniority(self, code: str) -> Seniority:
        """The seniority of that id."""
        return _find("seniority", self.seniorities, code)

    def pace(self, code: str) -> Pace:
        """The pace of that id."""
        return _find("pace", self.paces, code)

    def channel(self, code: str) -> Choice:
        """The channel of that id."""
        return _find("channel", self.channels, code)

    def day_part(self, code: str) -> DayPart:
        """The part of the day of that id."""
        return _find("part of the day", self.day_parts, code)

    def topic(self, code: str) -> Choice:
        """The topic of that id."""
        return _find("topic", self.topics, code)

    def message(self, code: str) -> Message:
        """The message to copy of that id."""
        return _find("message", self.messages, code)

    def occasion(self, code: str) -> Occasion:
        """What a three-tap card was about."""
        return _find("occasion", self.three_taps.occasions, code)

    def send_rule(self, code: str) -> SendRule:
        """What a person reads about the send check's rule of that id."""
        return _find("rule of the send check", self.send_rules, code)

    def calendar_in(self, zone: str) -> Calendar:
        """Holidays and make-up workdays of the people in a time zone; of countries without data, weekends alone."""
        return self._calendars.get(zone, WEEKS_ONLY)

    def hours_of(self, day_parts: Sequence[str]) -> tuple[Hours, ...]:
        """The hours of the chosen parts of the day; without a choice, 9 to 20 on workdays."""
        parts = [self.day_part(code) for code in day_parts]
        return tuple(Hours(part.from_hour, part.to_hour, part.weekend) for part in parts) or DEFAULT_HOURS

    @cached_property
    def _calendars(self) -> dict[str, Calendar]:
        return {zone: country.calendar for country in self.holidays for zone in country.zones}

    def link_problem(self, code: str) -> NamedNotice:
        """What to say about a link that cannot be used."""
        return _find("link problem", self.candidate_pages.link_problems, code)

    @property
    def permission_text(self) -> PermissionText:
        """The page that asks leave."""
        return self.candidate_pages.permission

    @property
    def promises_of_intro(self) -> tuple[Promise, ...]:
        """The ten promises before the questions."""
        return self.candidate_pages.introduction.promises

    @property
    def forbidden_words(self) -> ForbiddenWords:
        """The words that no candidate's page may contain."""
        return forbidden_words()

    def mechanisms_for(
        self, level: str, role_family: str | None = None, seniority: str | None = None
    ) -> tuple[Mechanism, ...]:
        """What to propose to such a person, best first; never empty, as the light talk suits everyone.

        An unknown role family or seniority (None or empty) counts as neither technical, creative nor senior.
        """
        self.level(level)
        traits = set(self.role_family(role_family).traits) if role_family else set()
        senior = bool(seniority) and self.seniority(seniority or "").senior
        ranked = [
            (fit.rank, mechanism)
            for mechanism in self.mechanisms
            for fit in mechanism.fits
            if level in fit.levels
            and (not fit.traits or traits.intersection(fit.traits))
            and (senior or not fit.seniors_only)
        ]
        return tuple(mechanism for _, mechanism in sorted(ranked, key=lambda pair: pair[0]))

    def first_mechanism(self, level: str, role_family: str | None = None, seniority: str | None = None) -> Mechanism:
        """The first of `mechanisms_for`."""
        return self.mechanisms_for(level, role_family, seniority)[0]

    def techniques_for(self, level: str) -> tuple[Technique, ...]:
        """The interview techniques that fit a level."""
        self.level(level)
        return tuple(technique for technique in self.techniques if level in technique.levels)

    def we_would(self, level: str, tempo: str | None = None) -> tuple[CandidateText, ...]:
        """What we would do, in three lines: the manner of the level, the interval of the tempo level."""
        manner = self.level(level).we_would
        return (manner[0], self.level(tempo or level).we_would_pace, *manner[1:])


def _find(kind: str, entries: Sequence[Found], entry_id: str) -> Found:
    for entry in entries:
        if entry.id == entry_id:
            return entry
    raise UnknownPlaybookEntry(kind, entry_id)
