"""The impact assessment in words: what holds, what changed, who signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from xinqiao.domain.impact_assessment import Standing
from xinqiao.domain.scale import TOS5_KEYED
from xinqiao.playbook.loader import playbook
from xinqiao.web.pages.roles import ROLE_NAMES
from xinqiao.web.recruiter.retention import days_words
from xinqiao.web.recruiter.scoring_key import NAMES
from xinqiao.web.recruiter.words import in_a_row, say

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.models import ImpactSignature
    from xinqiao.domain.impact_assessment import Difference

CHANNELS: Final = {
    "copied": gettext_lazy("texts copied by members, after the send check"),
    "mail_to_members": gettext_lazy("mail to members (sign-in, invitations)"),
}
STANDINGS: Final = {
    Standing.UNSIGNED: gettext_lazy("Not signed. Nothing that begins with you can be copied until an owner signs."),
    Standing.SIGNED: gettext_lazy("Signed, and the settings are as they were then."),
    Standing.CHANGED: gettext_lazy("Signed, but settings have changed since. It has to be signed again."),
    Standing.LAPSED: gettext_lazy(
        "Settings have changed, and the time to sign again is over. Nothing that begins with you can be copied."
    ),
}
_YES_NO: Final = {"yes": gettext_lazy("yes"), "no": gettext_lazy("no")}


def content_lines(content: dict[str, Any]) -> list[tuple[str, str]]:
    """The settings of a content, by name."""
    names = {one.id: say(one.label) for one in playbook().impact_assessment.settings}
    lines = [
        (names["profile"], _law(content["profile"])),
        (names["scoring_key"], _key_name(content["scoring_key"])),
        (names["purposes"], pgettext("between two facts", "; ").join(_labels("purposes", content["purposes"]))),
        (names["consents"], in_a_row(_labels("consents", content["consents"]))),
        (names["channels"], in_a_row([str(CHANNELS[one]) for one in content["channels"]])),
        (names["recipients"], in_a_row(content["recipients"]) or _("nobody gets data by itself")),
        (names["size"], size_words(content["size"])),
        (names["texts"], in_a_row(sorted(content["texts"].values()))),
    ]
    return [*lines, *_figure_lines(content["counts"])]


def _labels(setting: str, ids: list[str]) -> list[str]:
    book = playbook()
    named = book.impact_assessment.purposes if setting == "purposes" else book.separate_consents
    labels = {str(one.id): say(one.label) for one in named}
    return [labels.get(one, one) for one in ids]


def _law(code: str) -> str:
    return say(playbook().law_profile(code).label)


def consent_lines(profile: str, *, company: str) -> list[dict[str, Any]]:
    """Every separate consent that the law wants: what the person reads, who receives what, and the article."""
    language, texts = get_language() or "zh-hans", {one.id: one for one in playbook().separate_consents}
    found = []
    for wanted in playbook().law_profile(profile).separate_consents:
        one = texts[wanted.id]
        lines = [text.fill(language, company=company) for text in (*one.what, one.who, one.tell_candidate)]
        found.append({"title": one.title.fill(language, company=company), "law": say(wanted.law), "lines": lines})
    return found


def _key_name(code: str) -> str:
    return str(NAMES.get(code, NAMES[TOS5_KEYED.id]))


def size_words(code: str) -> str:
    """How many people, roughly."""
    bound, _sep, number = code.partition("_")
    return (_("fewer than %s people") if bound == "below" else _("%s people or more")) % f"{int(number):,}"


def _figure_lines(counts: dict[str, Any]) -> list[tuple[str, str]]:
    bases = {one.id: say(one.label) for one in playbook().legal_bases}
    return [
        (_("People on record"), f"{counts['people']:,}"),
        (_("of them not told yet"), f"{counts['not_told']:,}"),
        (_("Legal bases"), in_a_row([f"{bases.get(one, one)} {n:,}" for one, n in sorted(counts["bases"].items())])),
        (_("Said yes to contact"), f"{counts['permissions'].get('granted', 0):,}"),
        (_("Asked us to stop"), f"{counts['permissions'].get('stopped', 0):,}"),
        (_("Shared answers to TOS-5"), f"{counts['shared_answers']:,}"),
        (_("Members by role"), in_a_row([f"{ROLE_NAMES[one]} {n}" for one, n in counts["members"].items()])),
    ]


def measure_lines(security: dict[str, bool]) -> dict[str, dict[str, Any]]:
    """Every measure with whether it holds here; what cannot be off always does."""
    return {
        one.id: {"label": say(one.label), "holds": one.holds is None or security.get(one.holds, False)}
        for one in playbook().impact_assessment.measures
    }


def risk_lines(security: dict[str, bool]) -> list[dict[str, Any]]:
    """Every risk with its measures, as they hold here, and what is left."""
    measures = measure_lines(security)
    return [
        {"risk": say(one.risk), "measures": [measures[code] for code in one.measures], "left": say(one.left)}
        for one in playbook().impact_assessment.risks
    ]


def category_lines(retention: dict[str, int]) -> list[dict[str, str]]:
    """The data map: what is kept, from where, for what, who sees it, how long."""
    book, colon = playbook(), pgettext("between a field and its value", ": ")
    found = []
    for one in book.impact_assessment.categories:
        rule = book.retention.rule(one.keeps)
        days = retention.get(rule.id)
        kept = days_words(days) if days else ""
        found.append(
            {
                "label": say(one.label),
                "whence": say(one.whence),
                "purpose": say(one.purpose),
                "seen_by": say(one.seen_by),
                "keeps": f"{say(rule.label)}{colon}{kept}" if kept else say(rule.label),
            }
        )
    return found


def change_lines(changes: list[Difference]) -> list[dict[str, str]]:
    """What differs from what was signed."""
    return [
        {"what": _setting_name(one.path), "before": _value(one.path, one.before), "after": _value(one.path, one.after)}
        for one in changes
    ]


def _setting_name(path: str) -> str:
    setting, _dot, part = path.partition(".")
    colon = pgettext("between a field and its value", ": ")
    names = {one.id: say(one.label) for one in playbook().impact_assessment.settings}
    name = names.get(setting, setting)
    if setting == "retention" and part in {one.id for one in playbook().retention.rules}:
        return f"{name}{colon}{say(playbook().retention.rule(part).label)}"
    if setting == "security":
        measure = next((say(one.label) for one in playbook().impact_assessment.measures if one.holds == part), part)
        return f"{name}{colon}{measure}"
    return name


def _value(path: str, value: str) -> str:
    setting = path.partition(".")[0]
    if not value:
        return _("nothing")
    if setting == "retention":
        return days_words(int(value))
    if setting == "size":
        return size_words(value)
    if setting == "scoring_key":
        return _key_name(value)
    if setting == "profile":
        return _law(value)
    return str(_YES_NO.get(value, value))


def signature_line(signature: ImpactSignature) -> dict[str, Any]:
    """Who signed, when, and the hash of what."""
    return {"name": signature.signed_name, "at": signature.signed_at, "digest": signature.digest}
