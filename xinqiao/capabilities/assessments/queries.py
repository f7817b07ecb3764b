"""Reads on answers. For staff only what was shared; the person's own page has its own query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, OuterRef, QuerySet, Subquery

from xinqiao.capabilities.assessments.keys import TeamKey, team_key
from xinqiao.capabilities.assessments.models import DoubtWord, HandEntry, Response, Score
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.domain.key_switch import slowest_tempo, totals_by_key
from xinqiao.domain.levels import Level
from xinqiao.domain.occasions import Occasion, day_of, occasions
from xinqiao.domain.response_quality import SHORT_GAP_VARIANCE_FACTOR
from xinqiao.domain.scale import printed_total
from xinqiao.domain.shares import ShownShares, shown_shares
from xinqiao.domain.small_counts import LEAST, in_whole_blocks
from xinqiao.foundation.tenancy.prepared import PreparedSelect

# Nobody has said of these answers that they count.
DOUBTFUL: Final = (Response.Doubt.OPEN, Response.Doubt.ASK_AGAIN)
_OF_LINK = PreparedSelect(lambda link_id: Response.objects.filter(link_id=link_id), int)
_SCORE = PreparedSelect(lambda pk, key: Score.objects.filter(response_id=pk, scoring_key=key), int, str)


def _shared(key: str) -> QuerySet[Score]:
    """Scores under this key that staff may see, oldest first, with their fillings."""
    rows = Score.objects.filter(scoring_key=key, response__state=Response.State.SHARED)
    return rows.select_related("response").order_by("response__finished_at", "id")


_SHARED_OF = PreparedSelect(
    lambda candidate_id, key: _shared(key).filter(response__candidate_id=candidate_id), int, str
)
_SHARED_BY = PreparedSelect(lambda ids, key: _shared(key).filter(response__candidate_id__among=ids), list, str)


# What a person let us know of: shared, or shared how to reach them. Only the former holds a total.
_TOLD_OF = PreparedSelect(
    lambda candidate_id: Response.objects.filter(
        candidate_id=candidate_id, state__in=(Response.State.SHARED, Response.State.CONTACT_ONLY)
    ).order_by("finished_at", "id"),
    int,
)


@dataclass(frozen=True)
class Reading:
    """One shared occasion under the workspace's scoring key.

    `variance` is widened for what makes the total less sure (a missing answer, doubt, a short gap). `hollow`: less
    than seven days after the occasion before. `doubtful`: waits for a person's word and is not acted on until then.
    `stands_for`: how many answers of that day it stands for, being the latest of them that can.
    `totals`: what each key makes of the answers, once a workspace has switched its key. `is_before_switch`: older than
    the last switch.
    """

    response_id: int
    candidate_id: int
    at: datetime
    total: float
    variance: float
    printed: float | None
    flags: tuple[str, ...]
    mode: str
    hollow: bool = False
    doubtful: bool = False
    stands_for: int = 1
    doubt: str = ""
    day: date | None = None
    totals: tuple[float, ...] = ()
    is_before_switch: bool = False
    key: str = ""
    public_id: str = ""
    hold_back: str = ""
    language: str = ""


@dataclass(frozen=True)
class OwnScore:
    """What the person reads of their own answers.

    `slowest_tempo`: for answers older than the last switch of key, the gentlest tempo that any key gives them.
    """

    total: float
    variance: float
    flags: tuple[str, ...]
    slowest_tempo: Level | None


@dataclass(frozen=True)
class KeyUnknown:
    """A shared total that came without its answers: no key can score it, so it is in no curve and no statistic."""

    response_id: int
    at: datetime
    stated_total: int
    mode: str


def readings_by_person(candidate_ids: Iterable[int]) -> dict[int, list[Reading]]:
    """As `readings_of`, for everybody among these people who shared something, in two queries."""
    wanted = list(candidate_ids)
    if not wanted:
        return {}
    key = team_key()
    of: dict[int, list[Score]] = {}
    for row in _SHARED_BY.all(wanted, key.id):
        of.setdefault(row.response.candidate_id, []).append(row)
    return {pk: _readings(scores, key) for pk, scores in of.items()}


def readings_of(candidate: Candidate) -> list[Reading]:
    """All shared occasions of one person under the workspace's key, oldest first, doubtful ones included."""
    key = team_key()
    return _readings(_SHARED_OF.all(candidate.pk, key.id), key)


def key_unknown_of(candidate: Candidate) -> list[KeyUnknown]:
    """Shared totals of one person that came without their answers, oldest first."""
    return [
        KeyUnknown(row.pk, row.finished_at or row.started_at, row.stated_total, row.mode)
        for row in _TOLD_OF.all(candidate.pk)
        if row.state == Response.State.SHARED and row.stated_total is not None
    ]


def shared_response(candidate: Candidate, public_id: str) -> Response:
    """One shared filling of this person; raises Response.DoesNotExist for any other."""
    return Response.shared.get(candidate=candidate, public_id=public_id)


def words_on_doubt(response_ids: Iterable[int]) -> dict[int, DoubtWord]:
    """The last word said about each of these responses, with who said it."""
    wanted = list(response_ids)
    if not wanted:
        return {}
    rows = DoubtWord.objects.filter(response_id__in=wanted).select_related("said_by__user").order_by("id")
    return {word.response_id: word for word in rows}


def entries_by_hand(response_ids: Iterable[int]) -> dict[int, HandEntry]:
    """Who brought these responses in, and how the person agreed; those of a link are missing."""
    wanted = list(response_ids)
    if not wanted:
        return {}
    rows = HandEntry.objects.filter(response_id__in=wanted).select_related("entered_by__user")
    return {entry.response_id: entry for entry in rows}


def response_of_link(link: CandidateLink) -> Response | None:
    """The filling behind a link, for the person's own pages."""
    return _OF_LINK.find(link.pk)


def answered_at(candidate: Candidate) -> list[datetime]:
    """When this person answered, oldest first, as far as they let us know: shared, or shared how to reach them."""
    return [row.finished_at for row in _TOLD_OF.all(candidate.pk) if row.finished_at is not None]


def has_shared(candidate: Candidate) -> bool:
    """Whether staff can see a result of this person now."""
    return Response.shared.filter(candidate=candidate).exists()


def shared_of(candidate: Candidate) -> list[Response]:
    """The person's fillings that staff can see now, newest first."""
    return list(Response.shared.filter(candidate=candidate).order_by("-id"))


def own_count(candidate: Candidate) -> int:
    """How many fillings of theirs are held, shared or not; for the person's own pages only."""
    return Response.objects.filter(candidate=candidate).exclude(state=Response.State.DRAFT).count()


def score_of(response: Response) -> OwnScore | None:
    """The score of one filling under the workspace's key, for the person's own result page."""
    key = team_key()
    row = _SCORE.find(response.pk, key.id)
    if row is None:
        return None
    at = response.finished_at or row.scored_at
    slowest = slowest_tempo(response.answers, row.variance) if _is_before_switch(at, key) else None
    return OwnScore(row.total, row.variance, tuple(row.flags), slowest)


@dataclass(frozen=True)
class OwnReading:
    """An occasion as its own person sees it: whether they shared it, else when it will be deleted."""

    reading: Reading
    is_shared: bool
    delete_after: datetime | None


def own_readings(candidate: Candidate, *, browser_key: str | None) -> list[OwnReading]:
    """What this browser answered for this person, shared or not, oldest first; for the person's own pages only.

    None: in any browser, for somebody who showed with a code that it is them.
    """
    key = team_key()
    rows = Score.objects.filter(scoring_key=key.id, response__candidate=candidate).select_related("response")
    if browser_key is not None:
        rows = rows.filter(response__browser_key=browser_key)
    scores = list(rows.order_by("response__finished_at", "id"))
    of = {row.response_id: row.response for row in scores}
    return [
        OwnReading(
            reading=reading,
            is_shared=of[reading.response_id].state == Response.State.SHARED,
            delete_after=of[reading.response_id].delete_after,
        )
        for reading in _readings(scores, key)
    ]


def answered_recently(
    *, since: datetime, kept_by: int | None = None, limit: int = 5, without: Collection[int] = ()
) -> list[Response]:
    """Shared fillings since a moment, newest first, for the desk; `kept_by` narrows to one member's people.

    What came with a list is no news of a person. `without`: internal ids of fillings that were looked at.
    """
    rows = _news(since).select_related("candidate__owner__user")
    if without:
        rows = rows.exclude(pk__in=list(without))
    if kept_by is not None:
        rows = rows.filter(candidate__owner_id=kept_by)
    return list(rows.order_by("-decided_at")[:limit])


def news_by_keeper(*, since: datetime, samples: bool) -> list[tuple[int, int, datetime]]:
    """(internal id, keeper, when it was shared) of every filling that is news since this moment."""
    rows = _news(since) if samples else _news(since).filter(candidate__is_sample=False)
    found = rows.values_list("pk", "candidate__owner_id", "decided_at")
    return [(pk, keeper, at) for pk, keeper, at in found if at is not None]


def _news(since: datetime) -> QuerySet[Response]:
    rows = Response.shared.filter(decided_at__gte=since, candidate__restricted_at=None)
    return rows.exclude(mode=Response.Mode.IMPORT)


def hold_back_counts() -> ShownShares | None:
    """What would hold people back first, in the current workspace: each person's newest shared word on it.

    The latest words wait until five are new: whoever looks before and after somebody shared would read theirs out of
    the difference. Groups below five people are put together; None below five people in all. Sample people do not
    count. Two queries.
    """
    said = Response.shared.filter(candidate__is_sample=False, candidate__restricted_at=None).exclude(hold_back="")
    newest = said.filter(candidate=OuterRef("candidate")).order_by("-finished_at", "-id").values("pk")[:1]
    words = said.filter(pk=Subquery(newest))
    counts = Counter(dict(words.order_by().values_list("hold_back").annotate(people=Count("id"))))
    latest = words.order_by("-decided_at", "-id").values_list("hold_back", flat=True)[: LEAST - 1]
    people = counts.total()
    counts.subtract(list(latest)[: people - in_whole_blocks(people)])
    return shown_shares(counts)


def any_finished(candidate_ids: Iterable[int]) -> bool:
    """Whether one of these (sample) people finished a filling. Never ask this about anybody real."""
    return Response.objects.filter(
        candidate_id__in=list(candidate_ids), candidate__is_sample=True, finished_at__isnull=False
    ).exists()


def _readings(rows: Sequence[Score], key: TeamKey) -> list[Reading]:
    """Scores of one person as occasions, oldest first."""
    in_order = sorted(rows, key=lambda row: (_day(row.response), row.response.finished_at or row.scored_at, row.pk))
    found = occasions([_day(row.response) for row in in_order], [_waits(row.response) for row in in_order])
    return [_reading(in_order[occasion.index], occasion, key) for occasion in found]


def _waits(response: Response) -> bool:
    return response.doubt in DOUBTFUL


def _day(response: Response) -> date:
    return response.answered_on or day_of(response.finished_at or response.started_at)


def _reading(row: Score, occasion: Occasion, key: TeamKey) -> Reading:
    response, flags = row.response, tuple(row.flags)
    at = response.finished_at or row.scored_at
    return Reading(
        response_id=response.pk,
        candidate_id=response.candidate_id,
        at=at,
        total=row.total,
        variance=row.variance * (SHORT_GAP_VARIANCE_FACTOR if occasion.hollow else 1),
        printed=printed_total(response.answers),
        flags=flags,
        mode=response.mode,
        hollow=occasion.hollow,
        doubtful=_waits(response),
        stands_for=occasion.stands_for,
        doubt=response.doubt,
        day=_day(response),
        totals=totals_by_key(response.answers) if key.since else (),
        is_before_switch=_is_before_switch(at, key),
        key=key.id,
        public_id=response.public_id,
        hold_back=response.hold_back,
        language=response.language,
    )


def _is_before_switch(at: datetime, key: TeamKey) -> bool:
    return key.since is not None and at < key.since
