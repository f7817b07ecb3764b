"""The trust curve on the desk: as much as the readings carry, for those who keep the relationship."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, answers, says, words
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import add_note, set_stage
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db

# Keyed totals of these answers: 24 - (sum of the first four) + the fifth.
GIVEN = {
    9: (5, 5, 4, 3, 2), 10: (5, 5, 4, 3, 3), 11: (4, 4, 4, 4, 3), 12: (4, 4, 4, 3, 3), 14: (4, 3, 3, 4, 4),
    15: (3, 3, 3, 3, 3), 16: (2, 3, 3, 4, 4), 17: (3, 3, 2, 3, 4), 18: (2, 3, 2, 3, 4), 19: (2, 2, 2, 3, 4),
    24: (1, 1, 1, 2, 5), 5: (5, 5, 5, 5, 1),
}  # fmt: skip


def measured(workspace: Workspace, totals: Iterable[int], *, gap: int = 21, keeper: Any = None) -> Candidate:
    """A person who shared these totals, three weeks apart, the last one yesterday."""
    candidate = make_candidate(workspace, owner=keeper)
    given = list(totals)
    says(candidate, "granted", now=NOW - timedelta(days=gap * len(given) + 3))
    for before, total in enumerate(reversed(given)):
        answers(candidate, GIVEN[total], now=NOW - timedelta(days=1 + gap * before))
    return candidate


def curve(candidate: Candidate, *, member: Any = None, **query: str) -> Any:
    return Desk(member or owner_of(candidate.owner.workspace)).get("candidate_curve", candidate.public_id, **query)


def drawn(page: Any) -> str:
    """The widest drawing of a page."""
    return re.findall(r"<svg class=\"curve .*?</svg>", page.content.decode(), flags=re.DOTALL)[0]


def said(page: Any) -> str:
    """The sentences below the drawing."""
    found = re.search(r'curve-words">(.*?)</div>', page.content.decode(), flags=re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found.group(1))


def test_one_reading_is_a_dot_with_its_bar() -> None:
    candidate = measured(make_workspace(), [16])
    page = curve(candidate)
    picture = drawn(page)
    assert picture.count("curve-bar") == 1
    assert "curve-line" not in picture
    assert "curve-band" not in picture
    assert "16 ± 4.3" in said(page)
    assert "not whether anything moves" in said(page)
    assert "Seen from today" not in words(page)
    assert "A line is drawn from the third reading on." in words(page)
    assert "The line is the likeliest level" not in words(page)


@pytest.mark.parametrize(("totals", "sentence"), [([16, 18], "within measurement error"), ([18, 10], "A third one")])
def test_two_readings_have_no_line_and_no_direction(totals: list[int], sentence: str) -> None:
    page = curve(measured(make_workspace(), totals))
    assert drawn(page).count("curve-bar") == 2
    assert "curve-line" not in drawn(page)
    assert sentence in said(page)
    assert not re.search(r"\b(Up|Down|fall|rise)\b", said(page))


def test_three_readings_have_a_line_with_two_bands_and_a_forecast() -> None:
    page = curve(measured(make_workspace(), [16, 15, 17]))
    picture = drawn(page)
    assert picture.count('class="curve-line') == 2
    assert "curve-ahead" in picture
    assert picture.count('class="curve-band"') == 4
    assert "No reliable change since 20 September" in said(page)
    assert not re.search(r"\b(Up|Down|fall|rise)\b", said(page))


def test_a_fall_is_said_with_its_size_its_place_and_what_lies_between() -> None:
    workspace = make_workspace()
    candidate = measured(workspace, [18, 17, 18, 10, 10])
    with scope(workspace.pk):
        set_stage(candidate, "building", by=owner_of(workspace), now=NOW - timedelta(days=30))
    page = curve(candidate)
    assert "beyond measurement error (reliable change 5.1, 90 %)" in said(page)
    assert re.search(r"Down 7\.\d points", said(page))
    assert "The turn most likely came between 20 September and 11 October" in said(page)
    assert "Stage: Outreach → Building" in said(page)
    assert "Before is not because." in said(page)
    # The same on the record, in a smaller drawing without events.
    record = Desk(owner_of(workspace)).get("candidate", candidate.public_id)
    assert "Down 7" in said(record)
    assert "curve-event" not in drawn(record)


def test_a_possible_fall_asks_to_ask_and_a_rise_is_a_rise() -> None:
    workspace = make_workspace()
    assert "Ask before you push" in said(curve(measured(workspace, [18, 17, 18, 12])))
    assert re.search(r"Up \d", said(curve(measured(workspace, [11, 10, 11, 17, 18]))))
    step_by_step = said(curve(measured(workspace, [10, 11, 15, 16, 18, 19])))
    assert re.search(r"Up \d", step_by_step)
    assert "It may have come gradually; if it was one turn" in step_by_step
    # With error nothing is certain, however far it falls.
    assert "(>99 %)" in html.unescape(said(curve(measured(workspace, [24, 24, 5]))))


def test_what_was_known_then_is_another_line_over_the_same_table() -> None:
    candidate = measured(make_workspace(), [12, 12, 18, 18])
    smoothed, then = curve(candidate), curve(candidate, known="then")
    assert drawn(smoothed) != drawn(then)
    table = [re.findall(r"<td.*?</td>", page.content.decode()) for page in (smoothed, then)]
    assert table[0] == table[1]
    assert len(table[0]) == 4 * 6
    # The first reading alone is itself.
    assert "12 ± 4.3" in table[0][2]
    assert "Later readings change" in words(then)


def test_events_stand_below_on_the_same_axis_and_notes_without_their_words() -> None:
    workspace = make_workspace()
    candidate = measured(workspace, [16, 15, 17])
    with scope(workspace.pk):
        add_note(candidate, "静水流深的话", by=owner_of(workspace), now=NOW - timedelta(days=9))
        set_stage(candidate, "building", by=owner_of(workspace), now=NOW - timedelta(days=30))
    page = curve(candidate)
    rows = drawn(page).split('class="curve-rule"')[1:]
    assert [len(re.findall("curve-event", row)) for row in rows] == [0, 4, 1]
    assert "静水流深的话" not in page.content.decode()
    assert "is-current" in drawn(page)
    assert "Building" in drawn(page)


def test_a_doubtful_reading_waits_and_a_soon_one_is_hollow() -> None:
    workspace = make_workspace()
    candidate = measured(workspace, [16, 15, 17])
    with scope(workspace.pk):
        latest = Response.objects.filter(candidate=candidate).latest("finished_at")
        Response.objects.filter(pk=latest.pk).update(doubt="open")
    page = curve(candidate)
    assert "is-dashed" in drawn(page)
    assert "curve-line" not in drawn(page)
    assert "1 doubtful reading is drawn dashed" in said(page)
    # The head of the record counts as the curve does.
    record = words(Desk(owner_of(workspace)).get("candidate", candidate.public_id))
    assert record.count("2 readings") == 3
    assert "3 readings" not in record
    soon = curve(measured(workspace, [16, 15, 17], gap=5))
    assert drawn(soon).count("is-hollow") == 2
    assert "less than 7 days" in words(soon)


def test_nobody_plans_a_reading_of_a_person_who_wants_to_be_left_alone() -> None:
    workspace = make_workspace()
    candidate = measured(workspace, [16, 15, 17])
    assert "useful" in said(curve(candidate))
    says(candidate, "stopped")
    assert "useful" not in said(curve(candidate))


def test_without_a_shared_result_nothing_is_drawn() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    answers(candidate, decision="private")
    page = curve(candidate)
    assert '<svg class="curve' not in page.content.decode()
    assert "nothing is guessed" in words(page)


def test_only_the_keepers_open_it() -> None:
    workspace = make_workspace()
    keeper = make_member(workspace, Role.RECRUITER)
    candidate = measured(workspace, [16, 15, 17], keeper=keeper)
    assert curve(candidate, member=keeper).status_code == 200
    for role in (Role.ADMIN, Role.RECRUITER, Role.INTERVIEWER, Role.VIEWER):
        other = make_member(workspace, role)
        assert curve(candidate, member=other).status_code == 403
        record = Desk(other).get("candidate", candidate.public_id).content.decode()
        assert "curve" not in record


def test_the_number_of_queries_does_not_grow_with_readings(django_assert_max_num_queries: Any) -> None:
    workspace = make_workspace()
    few, many = measured(workspace, [16, 15]), measured(workspace, [16, 15, 17, 16, 18, 17, 12], gap=15)
    desk = Desk(owner_of(workspace))
    for name, most in (("candidate_curve", 21), ("candidate", 42)):
        counts = []
        for person in (few, many):
            # The first look is written down.
            desk.get(name, person.public_id)
            with django_assert_max_num_queries(most) as seen:
                desk.get(name, person.public_id)
            counts.append(len(seen.captured_queries))
        assert counts[0] == counts[1], name


def test_the_page_reads_in_chinese() -> None:
    workspace = make_workspace()
    candidate = measured(workspace, [18, 17, 18, 10, 10])
    page = Desk(owner_of(workspace), language="zh-hans").get("candidate_curve", candidate.public_id)
    assert re.search(
        r"下降 7\.\d 分，超出测量误差（可靠变化 5\.1 分，90 %）。转折最可能在 9 月 20 日至 10 月 11 日之间", said(page)
    )
    assert "数据表" in words(page)
    assert "10 月" in drawn(page)
