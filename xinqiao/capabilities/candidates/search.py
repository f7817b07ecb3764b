"""Writes what search and the list's filters read: a row of tokens for every person.

Whoever changes a person, their contact points, tags or pools calls `index` or `mark` in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, ContactPoint, PoolMember, SearchText
from xinqiao.capabilities.candidates.names import readings
from xinqiao.domain.search_terms import Reading, email_tokens, handle_token, name_tokens, phone_token, text_tokens
from xinqiao.domain.search_terms import mark as mark_token

# One statement's parameters stay below what either database takes.
_AT_ONCE = 500
_Row = TypeVar("_Row", bound=Model)


class Person(Protocol):
    """What the tokens follow from: a Candidate, or any row of an import with the same names."""

    workspace_id: Any
    display_name: str
    pinyin: str
    initials: str
    company: str
    title: str
    city: str
    skills: Any
    language: str
    employer_domain: str
    source: str
    legal_basis: str
    stage: str
    owner_id: int
    is_sample: bool
    notice_due_at: datetime | None


def words_of(
    person: Person,
    *,
    points: Iterable[tuple[str, str]] = (),
    tags: Iterable[str] = (),
    spoken: Sequence[Reading] | None = None,
) -> str:
    """The words of a person. `points`: kind and key of each contact point; `tags`: names.

    `spoken`: the readings of the name, where they are known already.
    """
    if spoken is None:
        spoken = readings(person.display_name, person.pinyin)
    tokens = name_tokens(person.display_name, spoken)
    tokens.append(person.initials)
    for text in (person.company, person.title, person.city, *person.skills, *tags):
        if text:
            tokens += text_tokens(text)
    for kind, key in points:
        if kind == "email":
            tokens += email_tokens(key)
        elif kind == "phone":
            tokens.append(phone_token(key))
        elif kind in ("link", "wechat"):
            tokens.append(handle_token(key))
    # A row without any word would be an empty text; a stray blank would be an empty token.
    return " ".join(dict.fromkeys(filter(None, tokens)))


def without_numbers(words: str, numbers: Iterable[str]) -> str:
    """The words of a person without these numbers (normalised). A number's word follows from nothing else."""
    gone = set(map(phone_token, numbers))
    return " ".join(word for word in words.split(" ") if word not in gone)


def marks_of(person: Person, *, tag_ids: Iterable[int] = (), pool_ids: Iterable[int] = ()) -> str:
    """What the list filters by, as exact tokens."""
    marks = [
        f"w:{person.workspace_id}",
        f"stage:{person.stage}",
        f"owner:{person.owner_id}",
        mark_token("source", person.source),
        mark_token("basis", person.legal_basis),
        mark_token("language", person.language),
        *[mark_token("skill", skill) for skill in person.skills],
        *map(_tag_mark, tag_ids),
        *[f"pool:{pool_id}" for pool_id in pool_ids],
    ]
    if person.employer_domain:
        marks.extend(mark_token("employer", domain) for domain in person.employer_domain.split())
    if person.is_sample:
        marks.append("sample")
    if person.notice_due_at is not None:
        marks.append("notice:due")
    return " ".join(dict.fromkeys(marks))


def with_tags(marks: str, tag_ids: Iterable[int]) -> str:
    """These marks with those of tags that were not known when they were made."""
    return " ".join([marks, *map(_tag_mark, tag_ids)])


def _tag_mark(tag_id: int) -> str:
    return f"tag:{tag_id}"


def store(people: Sequence[Candidate], points: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    """First rows of people just added, who have neither tags nor pools; `points` by person."""
    SearchText.objects.bulk_create(
        SearchText(candidate_id=one.pk, words=words_of(one, points=points.get(one.pk, ())), marks=marks_of(one))
        for one in people
    )


def index(candidate_ids: Iterable[int]) -> None:
    """Rewrites words and marks of these people, in a fixed number of queries for each five hundred."""
    for ids in _portions(candidate_ids):
        people = _held(Candidate.objects.filter(pk__in=ids))
        points, tags, pools = _points(ids), _tags(ids), _pools(ids)
        SearchText.objects.bulk_create(
            [
                SearchText(
                    candidate_id=one.pk,
                    words=words_of(one, points=points[one.pk], tags=[name for _, name in tags[one.pk]]),
                    marks=marks_of(one, tag_ids=[pk for pk, _ in tags[one.pk]], pool_ids=pools[one.pk]),
                )
                for one in people
            ],
            update_conflicts=True,
            unique_fields=["candidate"],
            update_fields=["words", "marks"],
        )


def mark(candidate_ids: Iterable[int]) -> None:
    """Rewrites the marks of these people where they changed; their words stay."""
    for ids in _portions(candidate_ids):
        rows = _held(SearchText.objects.filter(candidate__in=ids).select_related("candidate"))
        tags, pools = _tags(ids), _pools(ids)
        changed = []
        for row in rows:
            now = marks_of(row.candidate, tag_ids=[pk for pk, _ in tags[row.pk]], pool_ids=pools[row.pk])
            if now != row.marks:
                row.marks = now
                changed.append(row)
        SearchText.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["candidate"], update_fields=["marks"]
        )


def rewrite_index(pages: int) -> bool:
    """SQLite: rewrites about so many pages of the index, so that the words of deleted rows leave it.

    True while more is left to do. The caller waits in between, so that others can write.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        before = _total_changes(cursor)
        # Below zero the parts are first gathered into one level; then as many pages are merged.
        cursor.execute("INSERT INTO candidates_search(candidates_search, rank) VALUES ('merge', %s)", [-pages])
        # The documented sign that there is nothing left to merge.
        return _total_changes(cursor) - before >= 2


def _total_changes(cursor: Any) -> int:
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])


def _held(rows: QuerySet[_Row, _Row]) -> list[_Row]:
    """These rows as they are now, and unchanged until the end of the transaction.

    Two members who change one person at once would else each write what they see, and the second one would undo the
    first. In one order, so that two bulk acts wait for one another; beside writers of other rows about the person.
    """
    return list(rows.order_by("pk").select_for_update(no_key=True))


def _portions(candidate_ids: Iterable[int]) -> Iterable[list[int]]:
    ids = sorted(set(candidate_ids))
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _points(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = ContactPoint.objects.filter(candidate_id__in=ids).order_by("id")
    for pk, kind, key in rows.values_list("candidate_id", "kind", "key"):
        found[pk].append((kind, key))
    return found


def _tags(ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = CandidateTag.objects.filter(candidate_id__in=ids).order_by("tag_id")
    for pk, tag_id, name in rows.values_list("candidate_id", "tag_id", "tag__name"):
        found[pk].append((tag_id, name))
    return found


def _pools(ids: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = PoolMember.objects.filter(candidate_id__in=ids).order_by("pool_id")
    for pk, pool_id in rows.values_list("candidate_id", "pool_id"):
        found[pk].append(pool_id)
    return found
