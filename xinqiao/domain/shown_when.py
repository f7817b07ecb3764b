"""From how many answers on a figure is shown, and how: hidden, with its interval, or plain.

A table of data; nothing else decides it. `n` is what the rule's `unit` names: people (the newest reading of each),
readings of one person, retest pairs, people in the smaller of two groups, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Shown(StrEnum):
    """How a figure may appear."""

    HIDDEN = "hidden"
    WITH_INTERVAL = "with_interval"
    PLAIN = "plain"


class Unit(StrEnum):
    """What is counted."""

    READINGS = "readings"
    PEOPLE = "people"
    PEOPLE_PER_LANGUAGE = "people_per_language"
    PEOPLE_PER_GROUP = "people_per_group"
    PEOPLE_PER_ARM = "people_per_arm"
    RETEST_PAIRS = "retest_pairs"
    RESPONSES = "responses"
    # Of events and non-events, the smaller number.
    EVENTS = "events"


class Statistic(StrEnum):
    """Everything about the scale and its use that is ever shown."""

    TOTAL = "total"
    LEVEL = "level"
    CURVE_LINE = "curve_line"
    DISTRIBUTION = "distribution"
    ALPHA = "alpha"
    OWN_ERROR = "own_error"
    RETEST_ERROR = "retest_error"
    KEY_VERDICT = "key_verdict"
    FACTOR_LOADINGS = "factor_loadings"
    LANGUAGE_INVARIANCE = "language_invariance"
    GRADED_RESPONSE = "graded_response"
    NPS_COUNTS = "nps_counts"
    NPS = "nps"
    AB_VERDICT = "ab_verdict"
    RISK_CLASS = "risk_class"
    RISK_PERCENT = "risk_percent"
    GROUP_DISPARITY = "group_disparity"


@dataclass(frozen=True, slots=True)
class Rule:
    """Hidden below `interval_from`; plain from `plain_from` on, or never by number alone where that is None.

    `keeps_interval`: the interval stands beside the plain figure too.
    """

    unit: Unit
    interval_from: int
    plain_from: int | None
    keeps_interval: bool = False


RULES: Final[dict[Statistic, Rule]] = {
    # Never hidden; until a team has its own, with the declared error.
    Statistic.TOTAL: Rule(Unit.READINGS, 1, None),
    # One label alone from a probability of 80 % on (levels.CLEAR_FROM), whatever the number.
    Statistic.LEVEL: Rule(Unit.READINGS, 1, None),
    # One reading is a dot with its bar, two are two dots. Words of change follow the curve's own rules.
    Statistic.CURVE_LINE: Rule(Unit.READINGS, 3, None),
    Statistic.DISTRIBUTION: Rule(Unit.PEOPLE, 5, 30),
    # Omega goes with alpha.
    Statistic.ALPHA: Rule(Unit.PEOPLE_PER_LANGUAGE, 30, 100, keeps_interval=True),
    # Standard error and detectable change from a team's own answers. The curve still reckons with the declared error.
    Statistic.OWN_ERROR: Rule(Unit.PEOPLE_PER_LANGUAGE, 100, 300),
    Statistic.RETEST_ERROR: Rule(Unit.RETEST_PAIRS, 50, None),
    # Item-rest correlations go with it.
    Statistic.KEY_VERDICT: Rule(Unit.PEOPLE_PER_LANGUAGE, 50, 200, keeps_interval=True),
    # Ordinal alpha too.
    Statistic.FACTOR_LOADINGS: Rule(Unit.PEOPLE_PER_LANGUAGE, 150, 300),
    Statistic.LANGUAGE_INVARIANCE: Rule(Unit.PEOPLE_PER_LANGUAGE, 100, 200),
    Statistic.GRADED_RESPONSE: Rule(Unit.PEOPLE_PER_LANGUAGE, 300, 500),
    # Also only when five answers are new.
    Statistic.NPS_COUNTS: Rule(Unit.RESPONSES, 5, 100),
    Statistic.NPS: Rule(Unit.RESPONSES, 20, 100, keeps_interval=True),
    # A verdict waits for the size or the sequential rule that was fixed before.
    Statistic.AB_VERDICT: Rule(Unit.PEOPLE_PER_ARM, 20, None),
    Statistic.RISK_CLASS: Rule(Unit.EVENTS, 0, None),
    # And only with a calibration that held.
    Statistic.RISK_PERCENT: Rule(Unit.EVENTS, 100, None),
    Statistic.GROUP_DISPARITY: Rule(Unit.PEOPLE_PER_GROUP, 30, 100),
}


def how_shown(statistic: Statistic, n: int) -> Shown:
    """Whether this figure from so many may be seen, and whether its interval must stand beside it."""
    rule = RULES[statistic]
    if n < rule.interval_from:
        return Shown.HIDDEN
    if rule.plain_from is None or n < rule.plain_from:
        return Shown.WITH_INTERVAL
    return Shown.PLAIN


def is_shown(statistic: Statistic, n: int) -> bool:
    """Whether this figure from so many may be seen at all."""
    return how_shown(statistic, n) is not Shown.HIDDEN


def needs_interval(statistic: Statistic, n: int) -> bool:
    """Whether the interval stands beside the figure; False where the figure itself is hidden."""
    shown = how_shown(statistic, n)
    return shown is Shown.WITH_INTERVAL or (shown is Shown.PLAIN and RULES[statistic].keeps_interval)


def still_needed(statistic: Statistic, n: int) -> int:
    """How many more are needed before this figure is seen; 0 once it is."""
    return max(0, RULES[statistic].interval_from - n)
