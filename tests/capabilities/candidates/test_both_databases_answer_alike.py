"""Ten thousand people, many queries: each database finds exactly whom plain Python finds, newest first."""

from __future__ import annotations

import pytest
from django.db import connection

from bench.people_rows import COMPANIES, person, rows, store
from tests.factories import make_workspace, owner_of
from tests.search_oracle import meets_text
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.names import pinyin_of
from xinqiao.capabilities.candidates.queries import each, ids_of, page_of
from xinqiao.domain.search_terms import terms_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

PEOPLE = 10_000
# In another workspace; nobody of them may ever be found.
STRANGERS = 200
TYPED = [
    *("王", "李 娜", "ou", "lv", "lü", "lyu", "wang", "zh", "zhang", "x", "不存在", "王 云帆", "python", "机器学习"),
    *("推荐 java", "c++", "工程师", "engi", "engineer 上海", "bluefen", "oka", "@mail.example", "p77", "!!!"),
]
FILTERS = {
    "stage=building": ["stage:building"],
    "source=referral&stage=outreach": ["source:referral", "stage:outreach"],
    "skill=C%2B%2B": ["skill:c++"],
    "skill=%E5%A4%A7%E6%A8%A1%E5%9E%8B&basis=consent": ["skill:大模型", "basis:consent"],
    "q=%E7%8E%8B&stage=building": ["stage:building", "王"],
    "notice=1": ["notice:due"],
}


def fill(workspace: Workspace, numbers: range) -> dict[int, str]:
    """Stores people; returns each one's tokens as one text, by internal id."""
    people = list(rows(numbers, workspace.pk, owner_of(workspace).pk))
    with scope(workspace.pk), connection.cursor() as cursor:
        store(cursor, people, workspace.pk)
    return {values[0]: f" {words} {marks} " for values, words, marks in people}


def queries() -> list[str]:
    """What people type: whole names and parts, pinyin in many states of typing, companies, numbers, addresses."""
    found = [*TYPED, *(company[:4] for company in COMPANIES[:3])]
    for number in range(STRANGERS + 1, STRANGERS + 2_000, 199):
        name, email, phone = person(number)
        syllables = (pinyin_of(name) or name).split()
        joined = "".join(syllables)
        found += [name, name[:2], name[-1], email, email[:5], phone, phone[-3:], phone[-5:]]
        found += [f"+86 {phone[3:6]} {phone[6:]}", " ".join(syllables), joined, joined[:6], joined[:2]]
        found.append("".join(syllable[0] for syllable in syllables))
    return list(dict.fromkeys(found))


def newest_first(texts: dict[int, str], query: str) -> list[int]:
    """Whom plain Python finds."""
    terms = terms_of(query)
    return sorted((pk for pk, text in texts.items() if terms and meets_text(terms, text)), reverse=True)


@pytest.mark.django_db
def test_searches_filters_and_pages_show_whom_plain_python_finds() -> None:
    workspace = make_workspace()
    fill(make_workspace(), range(1, STRANGERS + 1))
    texts = fill(workspace, range(STRANGERS + 1, STRANGERS + PEOPLE + 1))
    with scope(workspace.pk):
        for query in queries():
            assert ids_of(ListFilter(text=query), PEOPLE) == newest_first(texts, query), query
        for name in (person(number)[0] for number in (301, 305, 310, 317)):
            # Two characters that stand in nothing but names here.
            expected = [number for number in sorted(texts, reverse=True) if name[:2] in person(number)[0]]
            assert ids_of(ListFilter(text=name[:2]), PEOPLE)[: len(expected)] == expected, name
        for query, marks in FILTERS.items():
            expected = [pk for pk, text in texts.items() if all(f" {mark} " in text for mark in marks)]
            found = [pk for block in each(ListFilter.from_query(query)) for pk in block]
            assert found == sorted(expected, reverse=True), query
        pages_lead_there_and_back(ListFilter(text="王 云帆"), newest_first(texts, "王 云帆"), owner_of(workspace).pk)


def pages_lead_there_and_back(chosen: ListFilter, wanted: list[int], member_id: int) -> None:
    """Next to the last page shows everybody once; previous shows the page before again."""
    page = page_of(chosen, member_id=member_id)
    seen, last = [one.pk for one in page.candidates], page
    assert page.before == ""
    while last.after:
        page, last = last, page_of(chosen, after=last.after, member_id=member_id)
        seen += [one.pk for one in last.candidates]
    assert seen == wanted
    assert len(seen) > 50
    back = page_of(chosen, before=last.before, member_id=member_id)
    assert [one.pk for one in back.candidates] == [one.pk for one in page.candidates]
    assert back.after == page.after
