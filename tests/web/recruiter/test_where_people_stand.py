"""Badge, list, quick look, planning list, map and tempo go by all readings, as the curve's last point does."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.web.recruiter.desk import KEYED_16, Desk, answers, words
from tests.web.recruiter.test_scoring_key import work
from tests.web.recruiter.test_trust_curve import GIVEN, measured, said
from xinqiao.capabilities.assessments import planning
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.planning import page_of_released, people_by_level
from xinqiao.capabilities.assessments.queries import readings_of
from xinqiao.capabilities.assessments.standings import levels_of, standing_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.domain.levels import Level, level_of
from xinqiao.domain.scale import TOS5_PRINTED
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.journeys.queries import portrait
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db

# Totals three weeks apart: what their person's badge says, and the days between two contacts.
HISTORIES: list[tuple[list[int], str, str, int | None]] = [
    ([16], "Cautious 70 %, Guarded 25 %", "16 ± 4.3", 7),
    ([12, 12, 12, 15], "Guarded 80 %", "13.2 ± 2.9", 14),
    ([11, 10, 9], "Guarded 58 %, Reserved 42 %", "9.8 ± 2.9", None),
    # Of these two the tempo is that of their own page, which speaks of the last answers.
    ([17, 18, 17, 14], "Cautious 82 %", "15.9 ± 2.9", 14),
    ([18, 10], "Guarded 72 %, Cautious 22 %", "12.8 ± 4.2", None),
]


def level_in(badge: str) -> Level:
    return Level(badge.split(" ", maxsplit=1)[0].lower())


def badge_of(text: str) -> str:
    """The words of the first level badge in this piece of a page."""
    found = re.search(r'<span class="level .*?</svg>(.*? %)(?=</span>(?:</span>)+)', text, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found.group(1))).strip()


def test_record_list_plan_map_and_tempo_agree() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    people = [measured(workspace, totals) for totals, *_ in HISTORIES]
    listed = desk.get("candidates").content.decode()
    differ = 0
    for person, (totals, badge, figure, days) in zip(people, HISTORIES, strict=True):
        record = desk.get("candidate", person.public_id)
        page = record.content.decode()
        assert badge_of(page.split("<h1", 1)[1]) == badge, totals
        assert figure in words(record), totals
        # The sentence under the curve says the same, and the score's own page part the latest answers.
        assert f"Now {figure}" in said(record), totals
        assert f"{totals[-1]} ± 4.3" in re.split("About the score", words(record))[1]
        assert ("best estimate from" in words(record)) == (len(totals) > 1)
        assert badge_of(listed.split(f"/{person.public_id}/", 1)[1]) == badge, totals
        assert figure in words(desk.get("candidate_peek", person.public_id))
        with scope(workspace.pk):
            assert portrait(person, sees_score=True, book=playbook()).advice.interval_days == days, totals
            for level in Level:
                planned = page_of_released(level, kept_by=None).candidates
                assert (person in planned) == (level == level_in(badge)), totals
        differ += level_in(badge) != level_of(totals[-1])
    assert differ == 3
    with scope(workspace.pk):
        counts = people_by_level(kept_by=None)
    assert counts == {"open": 0, "cautious": 2, "guarded": 3, "reserved": 0, "unmeasured": 0}


def test_many_at_once_and_one_alone_go_by_the_same_readings() -> None:
    workspace = make_workspace()
    soon = make_candidate(workspace)
    # Twice on one day, soon after, on a day of their own calendar, doubtful, taken back.
    for days, hours, total in [(60, 0, 19), (60, 1, 9), (57, 0, 18), (30, 0, 17), (30, 1, 9), (9, 0, 9), (2, 0, 9)]:
        answers(soon, GIVEN[total], now=NOW - timedelta(days=days, hours=-hours))
    alone, nobody = measured(workspace, [12]), make_candidate(workspace)
    with scope(workspace.pk):
        rows = list(Response.objects.filter(candidate=soon).order_by("id"))
        for row, change in [
            (rows[3], {"answered_on": NOW.date() - timedelta(days=51)}),
            # Later that day, in a hurry.
            (rows[4], {"answered_on": NOW.date() - timedelta(days=51), "doubt": "open"}),
            (rows[5], {"doubt": "open"}),
            (rows[6], {"state": "private"}),
        ]:
            Response.objects.filter(pk=row.pk).update(**change)
        Response.objects.filter(candidate=nobody).update(doubt="ask_again")
        readings = readings_of(soon)
        assert [(one.total, one.hollow, one.doubtful) for one in readings] == [
            (9, False, False), (18, True, False), (17, True, False), (9, False, True),
        ]  # fmt: skip
        one = standing_of(readings)
        assert one
        assert (one.readings, one.latest.total, one.as_of) == (3, 17, readings[2].at)
        assert levels_of(Candidate.objects.all()) == {soon.pk: one.level, alone.pk: Level.GUARDED}
        assert levels_of([soon.pk, nobody.pk]) == {soon.pk: one.level}


def test_a_switch_of_key_keeps_the_slowest_tempo_of_the_whole_history() -> None:
    desk = Desk(owner_of(make_workspace()))
    person = make_candidate(desk.member.workspace)

    def days() -> int | None:
        with scope(desk.member.workspace.pk):
            return portrait(person, sees_score=True, book=playbook()).advice.interval_days

    # Keyed 9, 9, 16; plainly 19, 19, 16. The last answers alone would read as cautious by either key.
    for before, given in ((50, GIVEN[9]), (25, GIVEN[9]), (1, KEYED_16)):
        answers(person, given, now=NOW - timedelta(days=before))
    keyed = days()
    desk.post("scoring_key_switch", TOS5_PRINTED.id)
    work()
    assert days() == keyed == 14
    assert "as before the scoring key was switched" in words(desk.get("candidate", person.public_id))
    answers(person, KEYED_16, now=NOW + timedelta(days=30))
    assert days() == 7


def test_pages_of_a_plan_look_no_further_than_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "PAGE_SIZE", 2)
    monkeypatch.setattr(planning, "BLOCK", 1)
    workspace = make_workspace()
    names = dict(zip("安白蔡丁鄂", ([16], [12], [12, 12, 12, 15], [12], [12]), strict=True))
    for name, totals in names.items():
        person = measured(workspace, totals)
        with scope(workspace.pk):
            Candidate.objects.filter(pk=person.pk).update(display_name=name, sort_name=str(list(names).index(name)))
    seen, after = [], ""
    with scope(workspace.pk):
        while True:
            page = page_of_released(Level.GUARDED, kept_by=None, after=after)
            seen.append("".join(one.display_name for one in page.candidates))
            if not (after := page.after):
                break
    assert seen == ["白蔡", "丁鄂"]


def test_the_number_of_queries_does_not_grow_with_people_or_readings() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    measured(workspace, [16])

    def asked(name: str, **query: str) -> int:
        desk.get(name, **query)
        with CaptureQueriesContext(connection) as seen:
            desk.get(name, **query)
        return len(seen)

    pages: Sequence[tuple[str, dict[str, str]]] = [
        ("candidates", {}), ("planning", {"level": "cautious"}), ("strategy_map", {}),
    ]  # fmt: skip
    before = [asked(name, **query) for name, query in pages]
    for totals in ([16, 17], [15, 16, 17], [17]):
        measured(workspace, totals)
    assert [asked(name, **query) for name, query in pages] == before


def test_pages_that_show_nobody_measured_load_no_arithmetic(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    for module in ("trust_curve", "standing_many", "scale_many", "change"):
        monkeypatch.setitem(sys.modules, f"xinqiao.domain.{module}", None)
    for name in ("candidates", "planning", "strategy_map", "today"):
        assert desk.get(name).status_code == 200, name
    assert desk.get("candidate", person.public_id).status_code == 200
    # Nor does a list of people who answered once.
    answers(person)
    assert "16" in words(desk.get("candidate_peek", person.public_id))
