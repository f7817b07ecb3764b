"""A long list is read by a process beside the worker; what comes in is the same as from a short one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.import_lists import NO_CHANGES, csv_bytes, run_due, upload
from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, ContactPoint, SearchText, TimelineEntry
from xinqiao.capabilities.candidates.search import words_of
from xinqiao.capabilities.importing import running
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.operations import start
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db

HEADER = ("姓名", "手机", "邮箱", "公司", "职位", "城市", "技能", "标签", "最近联系", "阶段", "备注")
_WHO = ("id", "workspace_id", "public_id", "owner_id", "created_at")
ROWS = [
    (
        "沈知遥",
        "12012340001",
        "shen@example.test",
        "砚川科技",
        "架构师",
        "杭州",
        "Go;Rust",
        "内推;观望",
        "2026-01-05",
        "",
        "",
    ),
    # The number of somebody else: both names and both addresses differ.
    ("顾盼", "12012340001", "gu@example.test", "砚川科技", "产品经理", "上海", "", "内推", "", "", "电话是前台的"),
    ("单于 飞", "12012340003", "", "", "", "", "Go", "", "2999-01-01", "不存在的阶段", ""),
    ("Zoë O'Brien", "", "zoe@example.test;z2@example.test", "Acme, Inc.", "", "", "", "", "", "", "第一行\n第二行"),
    ("沈知遥", "", "SHEN@example.test", "", "", "", "", "", "", "", ""),
    ("", "", "", "", "", "", "", "", "", "", ""),
    ("", "12012340009", "", "砚川科技", "x", "", "", "", "", "", ""),
    # Probably the first one; then somebody who is there already and gains a company.
    ("沈知遥", "12012340007", "", "砚川科技", "", "", "", "", "", "", ""),
    ("林未", "", "lin@example.test", "微光网络", "", "北京", "", "观望", "", "", "一句话"),
]


def _started(workspace: Workspace, rows: Sequence[Sequence[str]], *, people_know: bool) -> ImportBatch:
    batch = upload(workspace, csv_bytes(rows, header=HEADER))
    choices = replace(NO_CHANGES, people_know=people_know, update_mode="fill")
    with scope(workspace.pk):
        return start(batch, by=owner_of(workspace), now=NOW, choices=choices)


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _came_in(*, people_know: bool) -> dict[str, Any]:
    """Everything that an import of the list leaves, by name and row instead of ids."""
    workspace = make_workspace()
    make_candidate(workspace, "林未", email="lin@example.test")
    batch = _started(workspace, ROWS, people_know=people_know)
    run_due()
    with scope(workspace.pk):
        names = dict(Candidate.objects.values_list("pk", "display_name"))
        tagged = CandidateTag.objects.values_list("candidate__display_name", "tag__name")
        points = ContactPoint.objects.values_list(
            "candidate__display_name", "kind", "value", "key", "label", "position"
        )
        entries = TimelineEntry.objects.values("candidate_id", "kind", "direction", "data")
        rows = ImportRow.objects.filter(batch=batch).order_by("number")
        searched = SearchText.objects.values_list("candidate__display_name", "words")
        return {
            "people": [_without(row, *_WHO) for row in Candidate.objects.order_by("pk").values()],
            "points": sorted(points),
            "tags": sorted(tagged),
            "words": sorted(searched),
            "marks": [
                _plain_marks(one, workspace.pk)
                for one in SearchText.objects.order_by("pk").values_list("marks", flat=True)
            ],
            "entries": sorted(
                (names[one["candidate_id"]], one["kind"], one["data"].get("text", "")) for one in entries
            ),
            "rows": [
                (
                    one.number,
                    one.fate,
                    one.reasons,
                    one.shown_name,
                    names.get(one.candidate_id or 0),
                    one.duplicate_of_row,
                )
                for one in rows
            ],
            "kept": [(one.before or {}).keys() for one in rows],
        }


def _plain_marks(marks: str, workspace_id: int) -> list[str]:
    kept = [mark for mark in marks.split(" ") if not mark.startswith(("owner:", "tag:"))]
    return [mark.replace(f"w:{workspace_id}", "w:") for mark in kept]


@pytest.mark.parametrize("people_know", [True, False])
def test_the_same_people_come_in(monkeypatch: pytest.MonkeyPatch, people_know: bool) -> None:
    near = _came_in(people_know=people_know)
    monkeypatch.setattr(running, "AHEAD_FROM", 1)
    ahead = _came_in(people_know=people_know)
    assert ahead == near
    assert [fate for _, fate, *_ in near["rows"]].count("new") == 4


def test_a_number_that_somebody_else_holds_is_no_word_of_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AHEAD_FROM", 1)
    workspace = make_workspace()
    _started(workspace, ROWS[:2], people_know=True)
    run_due()
    with scope(workspace.pk):
        for person in Candidate.objects.all():
            points = person.contact_points.order_by("pk").values_list("kind", "key")
            tags = person.tag_rows.order_by("tag_id").values_list("tag__name", flat=True)
            words = words_of(person, points=points, tags=tags)  # type: ignore[arg-type]
            assert set(person.search_text.words.split()) == set(words.split())
        assert not Candidate.objects.get(display_name="顾盼").contact_points.filter(kind="phone").exists()


def test_a_second_contact_left_out_is_not_called_shared() -> None:
    workspace = make_workspace()
    batch = _started(workspace, ROWS[:1], people_know=False)
    run_due()
    with scope(workspace.pk):
        assert ImportRow.objects.get(batch=batch).reasons == []
