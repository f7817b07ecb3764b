"""What two people of the sample team allowed beside contact, and what one of them did not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.queries import timeline_of
from xinqiao.capabilities.consent import separate
from xinqiao.capabilities.consent.queries import terms_by_candidate
from xinqiao.domain.separate_consents import Purpose, Recipient
from xinqiao.playbook.loader import playbook

STAGES: Final = ("building", "validation", "joined")
PARTNER: Final = Recipient("砚北云托管（示例）", "privacy@yanbei.example.test", "存放分享会的回放")
PROOF: Final = "微信 · 本人看过初稿，说可以写，不写公司名"


def allow_some(told: Sequence[Candidate], *, now: datetime) -> None:
    """One person allows a recording by their own taps, another a story on their word; a recipient waits for a word."""
    begun = now - timedelta(hours=20)
    terms = terms_by_candidate(person.pk for person in told)
    willing = [
        person
        for person in told
        if person.stage in STAGES
        and person.pk in terms
        and terms[person.pk].permission == "granted"
        and timeline_of(person, limit=1)[0].at < begun
    ]
    if len(willing) < 2:
        return
    first, second = willing[0], willing[-1]
    _tap(first, Purpose.RECORDING, yes=True, now=begun)
    _tap(first, Purpose.VOICE, yes=False, now=begun + timedelta(minutes=1))
    separate.write_down(second, Purpose.STORIES, yes=True, proof=PROOF, by=second.owner, now=begun)
    later = begun + timedelta(minutes=5)
    separate.name_recipient(second, Purpose.SENDING_ABROAD, PARTNER, by=second.owner, now=later)


def _tap(person: Candidate, purpose: Purpose, *, yes: bool, now: datetime) -> None:
    version = playbook().separate_consent(purpose).version
    separate.say(person, purpose, yes=yes, text_version=version, language=person.language, now=now)
