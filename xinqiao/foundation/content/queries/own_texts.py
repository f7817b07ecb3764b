"""The playbook as the team words it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from xinqiao.foundation.content.models import OwnText
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.playbook.book import Playbook
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.own_words import Language, Place, fingerprint, in_own_words, text_at

HISTORY_AT_MOST = 50
_IN_FORCE = PreparedSelect(
    lambda language: OwnText.objects.filter(is_latest=True, language=language).exclude(text=""), str
)


def own_texts(language: Language) -> dict[Place, OwnText]:
    """The team's own words in one language, in one query."""
    return {row.place: row for row in _IN_FORCE.all(language)}


def team_book(language: Language, own: Mapping[Place, OwnText] | None = None) -> Playbook:
    """The playbook as the team reads it in one language; `own` are its words where they are at hand already."""
    rows = own_texts(language) if own is None else own
    return in_own_words(playbook(), language, {place: row.text for place, row in rows.items()})


def latest_text(place: Place, language: Language) -> OwnText | None:
    """The last wording there, None where the team never wrote one."""
    return _wordings(place, language).filter(is_latest=True).first()


def history_of_text(place: Place, language: Language) -> list[OwnText]:
    """Every wording with who wrote it, newest first; the last fifty."""
    return list(_wordings(place, language).select_related("by__user").order_by("-id")[:HISTORY_AT_MOST])


def earlier_than(wording: OwnText) -> OwnText | None:
    """What stood there before a wording."""
    return _wordings(wording.place, wording.spoken).filter(pk__lt=wording.pk).order_by("-id").first()


def text_of(public_id: str) -> OwnText:
    """One wording of the current workspace; raises OwnText.DoesNotExist for any other."""
    return OwnText.objects.get(public_id=public_id)


def is_outdated(wording: OwnText) -> bool:
    """Whether the shipped text changed since the team wrote against it."""
    return wording.shipped_hash != fingerprint(text_at(playbook(), wording.place, wording.spoken))


def _wordings(place: Place, language: Language) -> QuerySet[OwnText]:
    kind, entry, field = place
    return OwnText.objects.filter(kind=kind, entry=entry, field=field, language=language)
