"""How good the scale is in this workspace, one language at a time.

What may not be shown yet is None here already, so that no page can show it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from xinqiao.capabilities.assessments import psychometrics as counted
from xinqiao.capabilities.assessments.psychometrics import Patterns
from xinqiao.domain.keying_report import KeyingReport, keying_report
from xinqiao.domain.pattern_figures import Mean, mean_total, omega_interval, totals_of_patterns
from xinqiao.domain.reliability import PATTERNS, Interval, Reliability, moments_of_patterns, reliability
from xinqiao.domain.reliable_change import (
    PAIR_AT_LEAST,
    PAIR_AT_MOST,
    Differences,
    ReliableChange,
    differences,
    reliable_change,
)
from xinqiao.domain.scale import ITEM_COUNT, ScoringKey
from xinqiao.domain.shown_when import Statistic, is_shown

LANGUAGES: Final = ("zh-hans", "en")


@dataclass(frozen=True)
class ScaleQuality:
    """Everything about one language. `people` gave five answers, `incomplete` fewer; `pairs` are stable retests.

    `change` is always there: the declared error until there is an own one.
    """

    language: str
    people: int
    incomplete: int
    pairs: int
    totals: dict[int, int] | None
    mean: Mean | None
    reliability: Reliability | None
    omega_ci95: Interval | None
    change: ReliableChange
    retest: Differences | None
    keying: KeyingReport
    flags: Counter[str] | None


def quality_of_scale(scale_version: str, key: ScoringKey, *, samples: bool) -> list[ScaleQuality]:
    """Chinese and English apart, scored by one key, in three queries for any number of people.

    `samples` counts only invented ones.
    """
    patterns = counted.patterns_by_language(scale_version, samples=samples)
    flags = counted.flags_by_language(scale_version, key, samples=samples)
    pairs = counted.retest_differences(
        scale_version, key, samples=samples, at_least=PAIR_AT_LEAST, at_most=PAIR_AT_MOST
    )
    nothing = Patterns(np.zeros(PATTERNS, dtype=np.int64), 0)
    return [
        _quality(language, patterns.get(language, nothing), key, pairs.get(language, {}), flags.get(language))
        for language in (*LANGUAGES, *sorted(set(patterns) - set(LANGUAGES)))
    ]


def _quality(
    language: str, patterns: Patterns, key: ScoringKey, pairs: dict[float, int], flags: Counter[str] | None
) -> ScaleQuality:
    people, counts = patterns.complete, patterns.counts
    seen = is_shown(Statistic.DISTRIBUTION, people)
    measured = reliability(moments_of_patterns(counts, key)) if is_shown(Statistic.ALPHA, people) else None
    totals = totals_of_patterns(counts, key) if seen else None
    found = differences(pairs)
    return ScaleQuality(
        language=language,
        people=people,
        incomplete=patterns.incomplete,
        pairs=sum(pairs.values()),
        totals=totals,
        mean=mean_total(totals) if totals is not None else None,
        reliability=measured,
        omega_ci95=omega_interval(counts, key) if measured is not None else None,
        change=reliable_change(measured, found, items=ITEM_COUNT),
        retest=found if found is not None and is_shown(Statistic.RETEST_ERROR, found.pairs) else None,
        keying=keying_report(measured, n=people, items=ITEM_COUNT),
        flags=(flags or Counter()) if seen else None,
    )
