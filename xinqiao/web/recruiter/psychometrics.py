"""How well the scale measures here: for the workspace's owner, from all shared answers, each language by itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from xinqiao.capabilities.assessments.keys import team_key
from xinqiao.domain.keying_report import Verdict
from xinqiao.domain.scale import TOS5_PRINTED, key_by_id
from xinqiao.insights.psychometrics import ScaleQuality, quality_of_scale
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import OWNERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.recruiter import psychometrics_words as words
from xinqiao.web.recruiter.distribution_chart import chart_of
from xinqiao.web.recruiter.words import language_label


# Whoever sees figures before and after somebody shared learns that person's answers. Only the owner may see each one's.
@member_page(OWNERS)
@require_GET
def psychometrics(request: MemberRequest) -> HttpResponse:
    """Number of people, distribution, consistency, error, direction of the items, doubtful answers."""
    scale, samples = playbook().scale("tos5"), request.workspace.is_demo
    key = key_by_id(team_key().id)
    qualities = quality_of_scale(scale.version, key, samples=samples)
    shown = _chosen(qualities, request.GET.get("language", ""))
    context = {
        "samples": samples,
        "by_plain_sum": key is TOS5_PRINTED,
        "tabs": [
            (f"?language={one.language}", language_label(one.language), one.people, one is shown) for one in qualities
        ],
        "language_label": language_label(shown.language),
        "people": shown.people,
        "incomplete": shown.incomplete,
        "nobody": not any(one.people for one in qualities),
        "figures": words.figures(shown),
        "chart": chart_of(shown.totals) if shown.totals is not None else None,
        "items": [words.item_row(*one) for one in zip(scale.items, key.signs, shown.keying.items, strict=True)],
        "items_told": shown.keying.verdict is not Verdict.NOT_TESTABLE,
        "verdict": words.verdict_sentence(shown.keying),
        "change": words.change_sentences(shown),
        "flags": words.flag_counts(shown),
        "distribution_waits": words.distribution_waits(shown),
    }
    return render_desk(request, "recruiter/psychometrics/page.html", context, nav="method")


def _chosen(qualities: list[ScaleQuality], language: str) -> ScaleQuality:
    """The language asked for, else the one that most people answered in."""
    asked = [one for one in qualities if one.language == language]
    return asked[0] if asked else max(qualities, key=lambda one: one.people)


urls: list[URLPattern] = [path("method/psychometrics/", psychometrics, name="psychometrics")]
