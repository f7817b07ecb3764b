"""Writes people's tokens, and turns questions into what each database understands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, ContactPoint, PoolMember, SearchText
from xinqiao.capabilities.candidates.names import reading_of
from xinqiao.domain.search_terms import Alternative, Searchable, Term, folded, tokens_of
from xinqiao.foundation.tenancy.scope import current_workspace_id

BLOCK: Final = 2000
WORKSPACE, STAGE, OWNER, TAG, POOL, SOURCE, BASIS, SKILL = "w:", "s:", "o:", "t:", "p:", "f:", "b:", "k:"
NOTICE_DUE: Final = "n:due"


@dataclass(frozen=True, slots=True)
class Around:
    """What belongs to a person besides the record: further contact points, tags, pools (internal ids)."""

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    tags: tuple[tuple[int, str], ...] = ()
    pools: tuple[int, ...] = ()


def words_of(candidate: Candidate, around: Around) -> str:
    """The tokens by which a person is found, separated by single spaces."""
    reading = reading_of(candidate.display_name)
    pinyins = dict.fromkeys(one for one in (candidate.pinyin, *reading.all) if one)
    texts = (candidate.company, candidate.title, candidate.city, *candidate.skills, *around.others)
    person = Searchable(
        name=candidate.display_name,
        pinyins=tuple(pinyins),
        texts=tuple(text for text in (*texts, *(name for _, name in around.tags)) if text),
        emails=around.emails,
        phones=around.phones,
    )
    return " ".join(tokens_of(person))


def marks_of(candidate: Candidate, around: Around) -> str:
    """The tokens by which the list filters, separated by single spaces."""
    marks = [
        f"{WORKSPACE}{candidate.workspace_id}",
        f"{STAGE}{candidate.stage}",
        f"{OWNER}{candidate.owner_id}",
        f"{SOURCE}{candidate.source}",
        f"{BASIS}{candidate.legal_basis}",
        *(f"{TAG}{tag_id}" for tag_id, _ in around.tags),
        *(f"{POOL}{pool_id}" for pool_id in around.pools),
        *(skill_mark(skill) for skill in candidate.skills),
    ]
    if candidate.notice_due_at is not None:
        marks.append(NOTICE_DUE)
    return " ".join(dict.fromkeys(marks))


def skill_mark(skill: str) -> str:
    """The token of one skill as a whole."""
    return (SKILL + "".join(letter for letter in folded(skill) if letter.isalnum()))[:40]


def index(ids: Iterable[int]) -> None:
    """Writes words and marks of these people anew, in a fixed number of queries for each 2,000."""
    _write(ids, with_words=True)


def mark(ids: Iterable[int]) -> None:
    """Writes only the marks anew: stage, owner, tags and pools moved, the record itself did not."""
    _write(ids, with_words=False)


def match(terms: Sequence[Term], marks: Collection[str]) -> str:
    """The question in the words of the database at hand: FTS5 or tsquery. Empty when it asks for nothing."""
    whole = [*terms, *((Alternative(one),) for one in marks)]
    if connection.vendor == "postgresql":
        return " & ".join(f"({' | '.join(map(_tsquery, term))})" for term in whole)
    own = (Alternative(f"{WORKSPACE}{current_workspace_id()}"),)
    return " AND ".join(f"({' OR '.join(map(_fts5, term))})" for term in (*whole, own))


def both(one: str, other: str) -> str:
    """Two questions made by `match`, both of which must hold."""
    return (" & " if connection.vendor == "postgresql" else " AND ").join(part for part in (one, other) if part)


def _write(ids: Iterable[int], *, with_words: bool) -> None:
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), BLOCK):
        block = wanted[start : start + BLOCK]
        people = list(Candidate.objects.filter(pk__in=block))
        around = _around(block)
        rows = [
            SearchText(
                candidate_id=person.pk,
                words=words_of(person, around[person.pk]) if with_words else "",
                marks=marks_of(person, around[person.pk]),
            )
            for person in people
        ]
        if with_words:
            SearchText.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["candidate"], update_fields=["words", "marks"]
            )
        else:
            SearchText.objects.bulk_update(rows, ["marks"])


def _around(ids: list[int]) -> dict[int, Around]:
    points: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for person, kind, value, key in ContactPoint.objects.filter(candidate_id__in=ids).values_list(
        "candidate_id", "kind", "value", "key"
    ):
        points[person][kind].append(key if kind in ("email", "phone") else value)
    tags: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for person, tag_id, name in CandidateTag.objects.filter(candidate_id__in=ids).values_list(
        "candidate_id", "tag_id", "tag__name"
    ):
        tags[person].append((tag_id, name))
    pools: dict[int, list[int]] = defaultdict(list)
    for person, pool_id in PoolMember.objects.filter(candidate_id__in=ids).values_list("candidate_id", "pool_id"):
        pools[person].append(pool_id)
    return {
        person: Around(
            emails=tuple(points[person]["email"]),
            phones=tuple(points[person]["phone"]),
            others=tuple(_profile_words(points[person])),
            tags=tuple(tags[person]),
            pools=tuple(pools[person]),
        )
        for person in ids
    }


def _profile_words(points: dict[str, list[str]]) -> Iterator[str]:
    yield from points["wechat"]
    # Of a profile's address only its last part names the person.
    yield from (link.rstrip("/").rsplit("/", 1)[-1] for link in points["link"])


def _fts5(one: Alternative) -> str:
    return '"' + one.token.replace('"', "") + '"' + ("*" if one.is_prefix else "")


def _tsquery(one: Alternative) -> str:
    quoted = one.token.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'" + (":*" if one.is_prefix else "")
