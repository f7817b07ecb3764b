"""May this person be contacted? The send check's answer for every channel, and what it looked at. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.queries import LastWord, last_word_of_ours
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent.gate import Copy
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.domain.send_facts import Decision, Facts


@dataclass(frozen=True)
class Way:
    """One channel, and what the send check says of it."""

    channel: str
    decision: Decision


@dataclass(frozen=True)
class Explanation:
    """What was asked (`purpose`, empty for any ask), the answer for each channel, and the facts behind it.

    `facts` are those of the first channel; only what is said of the way itself differs between them.
    """

    purpose: str
    ways: list[Way]
    facts: Facts
    terms: ContactTerms | None
    last: LastWord | None


def explain(candidate: Candidate, copy: Copy, channels: Sequence[str], *, now: datetime) -> Explanation:
    """As if `copy` were to go by each of these channels now. Nothing is locked, stored or counted."""
    ways = [Way(channel, gate.check_copy(candidate, replace(copy, channel=channel), now=now)) for channel in channels]
    return Explanation(
        purpose=copy.purpose,
        ways=ways,
        facts=gate.facts_of(candidate, replace(copy, channel=channels[0]), now=now),
        terms=terms_in_force(candidate),
        last=last_word_of_ours(candidate),
    )
