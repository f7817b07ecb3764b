"""Writes on the team's own words."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.content.models import OwnText
from xinqiao.foundation.content.queries import earlier_than, latest_text
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.playbook import own_words
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.own_words import Language, Place


class ChangedMeanwhile(Exception):
    """A colleague wrote since the form was drawn; `present` is what stands there now, None for the shipped text."""

    def __init__(self, present: OwnText | None) -> None:
        super().__init__(present.public_id if present else "")
        self.present = present


class NothingChanged(Exception):
    """The text is the one that stands there already."""


def write_text(place: Place, language: Language, text: str, *, seen: str, by: Member, now: datetime) -> OwnText:
    """Puts the team's own words in place of the playbook's; words equal to the shipped ones bring those back.

    `seen` is the public id of the wording on which the form rests, empty where there was none. Raises UnknownPlace,
    UnusableText, ChangedMeanwhile and NothingChanged.
    """
    kept, shipped = own_words.cleaned(playbook(), place, text), own_words.text_at(playbook(), place, language)
    new = OwnText(text="" if kept == shipped else kept, shipped_hash=own_words.fingerprint(shipped))
    return _follow(place, language, new, seen=seen, action="own_text_written", by=by, now=now)


def reset_text(place: Place, language: Language, *, seen: str, by: Member, now: datetime) -> OwnText:
    """Brings the shipped text back; what the team wrote stays in the history. Raises as `write_text`."""
    shipped = own_words.text_at(playbook(), place, language)
    new = OwnText(shipped_hash=own_words.fingerprint(shipped))
    return _follow(place, language, new, seen=seen, action="own_text_reset", by=by, now=now)


def take_back_text(wording: OwnText, *, by: Member, now: datetime) -> OwnText:
    """Puts back what stood there before this wording; raises ChangedMeanwhile when it is not the last one."""
    before = earlier_than(wording)
    new = OwnText(
        text=before.text if before else "", shipped_hash=before.shipped_hash if before else wording.shipped_hash
    )
    seen, action = wording.public_id, "own_text_taken_back"
    return _follow(wording.place, wording.spoken, new, seen=seen, action=action, by=by, now=now)


def _follow(
    place: Place, language: Language, new: OwnText, *, seen: str, action: str, by: Member, now: datetime
) -> OwnText:
    with transaction.atomic():
        present = latest_text(place, language)
        # Where nobody ever wrote, as after a restore, there is no word to lose.
        if present and seen != present.public_id:
            raise ChangedMeanwhile(present)
        if (present.text, present.shipped_hash) == (new.text, new.shipped_hash) if present else not new.text:
            raise NothingChanged
        new.kind, new.entry, new.field = place
        new.language, new.by, new.at = language, by, now
        _replace(present, new)
        record(actor_of(by), action, now=now, subject=("own_text", new.pk), detail={"place": ".".join(place)})
    return new


def _replace(present: OwnText | None, new: OwnText) -> None:
    """The database is the judge between two who saw the same wording."""
    if present and not OwnText.objects.filter(pk=present.pk, is_latest=True).update(is_latest=False):
        raise ChangedMeanwhile(latest_text(new.place, new.spoken))
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as taken:
        raise ChangedMeanwhile(latest_text(new.place, new.spoken)) from taken
