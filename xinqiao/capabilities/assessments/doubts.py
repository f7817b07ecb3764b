"""A person's word on doubtful answers. Until it is said they set neither tempo nor level."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from xinqiao.capabilities.assessments.models import DoubtWord, Response
from xinqiao.capabilities.candidates.operations import append
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

Doubt = Response.Doubt
# The two words, and taking either back.
WORDS: Final = (Doubt.ACCEPTED, Doubt.ASK_AGAIN, Doubt.OPEN)


class SaidMeanwhile(Exception):
    """Another word stands than the one that the member saw; it is a colleague's, and stays."""


class NothingDoubtful(Exception):
    """These answers are not (any more) shared ones with a doubt about them, or the word is none."""


def say_word(response: Response, word: str, *, by: Member, now: datetime, seen: str = "") -> str:
    """Takes the answers as they are ("accepted"), leaves them for later ("ask_again"), or takes a word back ("open").

    Who said it and when is kept, also what was taken back; the timeline tells it without any figure. Returns the
    state that the word replaces. `seen` is the word that the member takes back, if that is what they do. Raises
    NothingDoubtful, or SaidMeanwhile where another one stands by now. Saying the same again changes nothing.
    """
    if word not in WORDS:
        raise NothingDoubtful(word)
    with transaction.atomic():
        locked = Response.shared.select_for_update().filter(pk=response.pk).exclude(doubt=Doubt.NONE).first()
        if locked is None:
            raise NothingDoubtful(word)
        former = locked.doubt
        if former == word:
            return former
        if seen and former != seen:
            raise SaidMeanwhile(former)
        locked.doubt = word
        locked.save(update_fields=["doubt"])
        DoubtWord.objects.create(response=locked, word=word, said_by=by, said_at=now)
        append(locked.candidate, f"doubt_{word}", at=now, by=by)
        record(actor_of(by), f"doubt_{word}", now=now, subject=("candidate", locked.candidate_id))
    return former
