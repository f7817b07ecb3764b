"""The words and figures of the page on how well the scale measures."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xinqiao.domain.keying_report import ItemDirection, KeyingReport, Verdict
from xinqiao.domain.reliability import Interval
from xinqiao.domain.reliable_change import Source
from xinqiao.domain.shown_when import RULES, Statistic, needs_interval, still_needed
from xinqiao.insights.psychometrics import ScaleQuality
from xinqiao.playbook.schema import Item
from xinqiao.web.recruiter.words import say, sentences

VERDICTS: Final = {
    Verdict.NOT_TESTABLE: gettext_lazy("not testable yet, the wording decides"),
    Verdict.INTERVAL_ONLY: gettext_lazy("interval only, no verdict yet"),
    Verdict.SUPPORTED: gettext_lazy("the data support it"),
    Verdict.CONTRADICTED: gettext_lazy("the data contradict it"),
    Verdict.CANNOT_TELL: gettext_lazy("the data cannot tell"),
}
VERDICT_SENTENCES: Final = {
    Verdict.NOT_TESTABLE: gettext_lazy("Too few people to test the direction of the items. The wording decides."),
    Verdict.INTERVAL_ONLY: gettext_lazy("The intervals below are a first look."),
    Verdict.SUPPORTED: gettext_lazy("The data support the direction of all five items."),
    Verdict.CONTRADICTED: gettext_lazy("The data contradict the direction of at least one item. Look at its wording."),
    Verdict.CANNOT_TELL: gettext_lazy("The data do not settle the direction of every item."),
}
SOURCES: Final = {
    Source.DECLARED: gettext_lazy("declared starting value"),
    Source.ALPHA: gettext_lazy("from alpha here"),
    Source.RETEST: gettext_lazy("from retests here"),
}
# What `domain` writes into a score; a flag without words here shows its own name.
FLAGS: Final = {
    "one_missing": gettext_lazy("One statement skipped"),
    "item5_missing": gettext_lazy("Statement 5 skipped"),
    "too_fast": gettext_lazy("Answered within two seconds a statement"),
    "straight_ends": gettext_lazy("All five 1, or all five 5"),
    "straight_sides": gettext_lazy("All five 2, or all five 4"),
    "straight_middle": gettext_lazy("All five 3"),
    "contradiction": gettext_lazy("Statement 5 contradicts the other four"),
}


@dataclass(frozen=True)
class Figure:
    """One row: empty `value` where it waits, and then `waits` says for what."""

    name: str
    about: str
    value: str = ""
    interval: str = ""
    waits: str = ""


def figures(quality: ScaleQuality) -> list[Figure]:
    """The table of what the answers of one language tell."""
    return [_mean(quality), *_consistency(quality), *_error(quality), _retest(quality)]


def item_row(item: Item, sign: int, direction: ItemDirection) -> dict[str, Any]:
    """One statement as the key counts it, with its item-rest correlation, its interval, and what follows from it."""
    return {
        "text": say(item.text),
        "counts": _("turned round") if sign < 0 else _("as answered"),
        "value": coefficient(direction.item_rest),
        "interval": span(direction.ci95),
        "drawn": None if isnan(direction.item_rest) else _drawn(direction.item_rest, direction.ci95),
        "verdict": str(VERDICTS[direction.verdict]),
        "is_contradicted": direction.verdict is Verdict.CONTRADICTED,
    }


def verdict_sentence(report: KeyingReport) -> str:
    """What may be said of the key as a whole, and how many people are still missing for more."""
    more = ""
    if report.verdict is Verdict.NOT_TESTABLE:
        missing = still_needed(Statistic.KEY_VERDICT, report.n)
        more = ngettext(
            "Intervals appear after %(n)d more person.", "Intervals appear after %(n)d more people.", missing
        ) % {"n": missing}
    elif report.verdict is Verdict.INTERVAL_ONLY:
        missing = (RULES[Statistic.KEY_VERDICT].plain_from or 0) - report.n
        more = ngettext(
            "A verdict follows after %(n)d more person.", "A verdict follows after %(n)d more people.", missing
        ) % {"n": missing}
    return sentences(str(VERDICT_SENTENCES[report.verdict]), more)


def change_sentences(quality: ScaleQuality) -> list[str]:
    """What the error means for two readings of one person."""
    change = quality.change
    return [
        _(
            "Two readings of one person must lie more than %(points)s points apart before we call it a change "
            "(%(less)s with one error in ten allowed)."
        )
        % {"points": points(change.rci95), "less": points(change.rci90)},
        {
            Source.DECLARED: _("The error is the declared one, taken from simulations; it is not from answers here."),
            Source.ALPHA: _(
                "The error comes from how well the five statements agree. It knows nothing of good and bad days, "
                "so it is rather too small; retests take over from 50 pairs on."
            ),
            Source.RETEST: _("The error comes from people who answered twice with nothing known in between."),
        }[change.source],
    ]


def flag_counts(quality: ScaleQuality) -> list[tuple[str, int]] | None:
    """How many people's newest answers carry each flag, the most frequent first; None where hidden."""
    if quality.flags is None:
        return None
    found = sorted(quality.flags.items(), key=lambda flag: (-flag[1], flag[0]))
    return [(str(FLAGS.get(flag, flag)), people) for flag, people in found]


def distribution_waits(quality: ScaleQuality) -> str:
    """How many people the distribution still waits for; empty where it is shown."""
    return _missing(Statistic.DISTRIBUTION, quality.people)


def coefficient(value: float) -> str:
    """Two decimals with a true minus; a dash where the answers cannot tell."""
    return "—" if isnan(value) else f"{value:.2f}".replace("-", "−")


def points(value: float) -> str:
    """One decimal; a dash where the answers cannot tell."""
    return "—" if isnan(value) else f"{value:.1f}".replace("-", "−")


def span(interval: Interval | None, *, form: Any = coefficient) -> str:
    """“0.53 to 0.75”; empty where there is none."""
    if interval is None or isnan(interval.low):
        return ""
    return _("%(low)s to %(high)s") % {"low": form(interval.low), "high": form(interval.high)}


def _waiting(name: str, about: str, statistic: Statistic, n: int) -> Figure:
    return Figure(name, about, waits=_missing(statistic, n))


def _missing(statistic: Statistic, n: int) -> str:
    missing = still_needed(statistic, n)
    if not missing:
        return ""
    if statistic is Statistic.RETEST_ERROR:
        words = ngettext(
            "shown from %(from)d pairs on, after %(n)d more pair",
            "shown from %(from)d pairs on, after %(n)d more pairs",
            missing,
        )
    else:
        words = ngettext(
            "shown from %(from)d people on, after %(n)d more person",
            "shown from %(from)d people on, after %(n)d more people",
            missing,
        )
    return words % {"from": RULES[statistic].interval_from, "n": missing}


def _mean(quality: ScaleQuality) -> Figure:
    name, about = _("Mean total"), _("of the newest answers of each person, 5 to 25")
    if quality.mean is None:
        return _waiting(name, about, Statistic.DISTRIBUTION, quality.people)
    interval = quality.mean.ci95 if needs_interval(Statistic.DISTRIBUTION, quality.people) else None
    return Figure(name, about, points(quality.mean.value), span(interval, form=points))


def _consistency(quality: ScaleQuality) -> list[Figure]:
    found = quality.reliability
    if found is None:
        about = _("how far the five statements agree")
        return [_waiting(_("Alpha, omega, spread of totals"), about, Statistic.ALPHA, quality.people)]
    one_factor = _("the same without equal weights: one factor by maximum likelihood; interval by the delta method")
    return [
        Figure(
            _("Alpha"),
            _("how far the five statements agree; interval by Feldt"),
            coefficient(found.alpha),
            span(found.alpha_ci95),
        ),
        Figure(_("Omega"), one_factor, coefficient(found.omega_total), span(quality.omega_ci95)),
        Figure(_("Spread of totals"), _("standard deviation, in points"), points(found.sd_total)),
    ]


def _error(quality: ScaleQuality) -> list[Figure]:
    change = quality.change
    source = str(SOURCES[change.source])
    # The two derived figures widen and narrow with the error itself.
    factor = change.rci95 / change.sem
    scaled = Interval(change.sem_ci95.low * factor, change.sem_ci95.high * factor)
    shows = change.source is not Source.ALPHA or needs_interval(Statistic.OWN_ERROR, change.n)
    return [
        Figure(
            _("Standard error of a total (SEM)"),
            _("in points; %(source)s") % {"source": source},
            points(change.sem),
            span(change.sem_ci95, form=points) if shows else "",
        ),
        Figure(
            _("Smallest detectable change (SDC)"),
            _("1.96 × √2 × SEM, the reliable change of one person"),
            points(change.rci95),
            span(scaled, form=points) if shows else "",
        ),
    ]


def _retest(quality: ScaleQuality) -> Figure:
    name, found = _("Limits of agreement"), quality.retest
    if found is None:
        about = _("of two answers 7 to 28 days apart, no change of stage between")
        return _waiting(name, about, Statistic.RETEST_ERROR, quality.pairs)
    about = _(
        "of two answers 7 to 28 days apart, no change of stage between; mean shift %(points)s, %(pairs)d pairs"
    ) % {"points": points(found.mean), "pairs": found.pairs}
    return Figure(name, about, span(found.limits_of_agreement, form=points))


def _drawn(correlation: float, interval: Interval) -> dict[str, float]:
    """Positions on an axis from -1 at 0 to +1 at 160."""
    low, high = (correlation, correlation) if isnan(interval.low) else interval

    def at(value: float) -> float:
        return round((value + 1) * 80, 1)

    return {"dot": at(correlation), "low": at(low), "width": round(at(high) - at(low), 1)}
