"""A list meets people who are there already: it fills, it replaces, it never erases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.import_lists import NO_CHANGES, csv_bytes, fates, fresh, people, run_due, upload
from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, ContactPoint, TimelineEntry
from xinqiao.capabilities.candidates.operations import (
    add_own_point,
    correct,
    own_words_of,
    remove_own_point,
    take_back_correction,
)
from xinqiao.capabilities.candidates.queries import points_of
from xinqiao.capabilities.consent.operations import Reach, choose_reach
from xinqiao.capabilities.consent.restriction import restrict
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.operations import start
from xinqiao.capabilities.importing.undoing import start_undo
from xinqiao.domain.notice import due_at
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db

HEADER = ("姓名", "手机", "邮箱", "公司", "职位", "城市", "技能", "标签", "备注", "领英")


def imported(workspace: Workspace, content: bytes, **choices: object) -> ImportBatch:
    batch = upload(workspace, content)
    with scope(workspace.pk):
        start(batch, by=owner_of(workspace), now=NOW, choices=replace(NO_CHANGES, **choices))  # type: ignore[arg-type]
    run_due()
    return fresh(batch)


def stored(batch: ImportBatch) -> dict[int, ImportRow]:
    with scope(batch.workspace_id or 0):
        return {row.number: row for row in ImportRow.objects.filter(batch=batch)}


def test_no_list_changes_the_zone_that_they_chose() -> None:
    workspace = make_workspace()
    chose, other = (make_candidate(workspace, name, email=f"{name}@example.test") for name in "ab")
    with scope(workspace.pk):
        choose_reach(chose, Reach(), now=NOW, time_zone="America/New_York")
        rows = [(name, f"{name}@example.test", "Asia/Shanghai") for name in "ab"]
        imported(workspace, csv_bytes(rows, ("姓名", "邮箱", "时区")), update_mode="overwrite")
        zones = dict(Candidate.objects.values_list("pk", "time_zone"))
    assert zones == {chose.pk: "America/New_York", other.pk: "Asia/Shanghai"}


KNOWN = ("沈知遥", "12012340001", "a@example.test", "新公司", "", "杭州", "Go;Rust", "内推", "开朗", "")


@pytest.mark.parametrize(
    ("mode", "fate", "company", "city"),
    [
        ("leave", "duplicate", "旧公司", ""),
        ("fill", "updated", "旧公司", "杭州"),
        ("overwrite", "updated", "新公司", "杭州"),
    ],
)
def test_each_way_of_updating(mode: str, fate: str, company: str, city: str) -> None:
    workspace = make_workspace()
    known = make_candidate(workspace, email="a@example.test", company="旧公司", title="架构师")
    batch = imported(workspace, csv_bytes([KNOWN], HEADER), update_mode=mode)
    assert fates(batch) == [(2, fate)]
    with scope(workspace.pk):
        known.refresh_from_db()
    # The row says nothing of the title: an empty cell never erases.
    assert (known.company, known.city, known.title) == (company, city, "架构师")


def test_what_a_row_adds_stands_beside_what_was_there() -> None:
    workspace = make_workspace()
    known = make_candidate(workspace, email="a@example.test")
    batch = imported(workspace, csv_bytes([KNOWN], HEADER), update_mode="fill")
    with scope(workspace.pk):
        known.refresh_from_db()
        points = dict(ContactPoint.objects.filter(candidate=known).values_list("kind", "key"))
        tags = list(CandidateTag.objects.filter(candidate=known).values_list("tag__name", flat=True))
        entries = list(TimelineEntry.objects.filter(candidate=known).order_by("id").values_list("kind", flat=True))
    assert points == {"email": "a@example.test", "phone": "+8612012340001"}
    assert (known.phone_key, known.skills, tags) == ("+8612012340001", ["Go", "Rust"], ["内推"])
    assert entries == ["added", "changed", "note"]
    assert set((stored(batch)[2].before or {})["fields"]) == {"company", "city", "skills", "phone", "phone_key"}


def test_an_address_of_their_own_goes_before_the_employers_and_leaves_with_the_undo() -> None:
    workspace = make_workspace()
    known = make_candidate(
        workspace, email="shen@yunfan.test", phone="12012340001", company="云帆", employer_domain="yunfan.test"
    )
    batch = imported(workspace, csv_bytes([("沈知遥", "12012340001", "shen@home.test", "云帆")]), update_mode="fill")
    assert addresses_of(known) == ("shen@home.test", ["shen@home.test", "shen@yunfan.test"])
    with scope(workspace.pk):
        start_undo(batch, by=owner_of(workspace), now=NOW)
    run_due()
    assert addresses_of(known) == ("shen@yunfan.test", ["shen@yunfan.test"])


def addresses_of(person: Candidate) -> tuple[str, list[str]]:
    with scope(person.owner.workspace_id):
        person.refresh_from_db()
        return person.email, [point.value for point in points_of(person) if point.kind == "email"]


def test_the_same_list_twice_changes_nothing() -> None:
    workspace = make_workspace()
    rows = [KNOWN, ("顾盼", "", "b@example.test", "砚川", "", "", "", "", "", "https://www.linkedin.com/in/gu-pan/")]
    imported(workspace, csv_bytes(rows, HEADER), update_mode="fill")
    again = imported(workspace, csv_bytes(rows, HEADER), update_mode="overwrite")
    assert again.counts == {"unchanged": 2}
    with scope(workspace.pk):
        assert TimelineEntry.objects.filter(kind="changed").count() == 0
        assert TimelineEntry.objects.filter(kind="note").count() == 1


def test_an_address_of_somebody_else_stays_with_them() -> None:
    workspace = make_workspace()
    one = make_candidate(workspace, "沈知遥", email="a@example.test")
    other = make_candidate(workspace, "顾盼", phone="12012340001")
    imported(workspace, csv_bytes([KNOWN], HEADER), update_mode="overwrite")
    with scope(workspace.pk):
        assert ContactPoint.objects.get(key="+8612012340001").candidate_id == other.pk
        one.refresh_from_db()
    assert (one.phone, one.company) == ("", "新公司")


@pytest.mark.parametrize("mode", ["leave", "fill", "overwrite"])
def test_a_number_under_another_name_waits_for_a_person(mode: str) -> None:
    workspace = make_workspace()
    known = make_candidate(workspace, "沈知遥", phone="12012340001", company="旧公司")
    batch = imported(workspace, csv_bytes([("叶舟", "12012340001", "", "新公司")]), update_mode=mode)
    assert fates(batch) == [(2, "probable")]
    with scope(workspace.pk):
        assert stored(batch)[2].candidate_id == known.pk
        known.refresh_from_db()
        assert (known.display_name, known.company, Candidate.objects.count()) == ("沈知遥", "旧公司", 1)


@pytest.mark.parametrize("name", ["沈知遥", "Shen Zhiyao", "Zhiyao Shen"])
def test_a_number_under_the_same_name_recognises(name: str) -> None:
    workspace = make_workspace()
    known = make_candidate(workspace, "沈知遥", phone="12012340001")
    batch = imported(workspace, csv_bytes([(name, "12012340001", "", "新公司")]), update_mode="fill")
    assert fates(batch) == [(2, "updated")]
    assert stored(batch)[2].candidate_id == known.pk


def test_a_number_that_two_rows_share_under_two_names_waits_too() -> None:
    workspace = make_workspace()
    rows = [("沈知遥", "12012340001", "", ""), ("叶舟", "12012340001", "", ""), ("知遥 沈", "12012340001", "", "")]
    batch = imported(workspace, csv_bytes(rows))
    assert fates(batch) == [(2, "new"), (3, "probable"), (4, "duplicate")]
    assert (stored(batch)[3].duplicate_of_row, stored(batch)[4].duplicate_of_row) == (2, 2)


def test_a_switchboard_of_many_is_nobodys_number() -> None:
    workspace = make_workspace()
    rows = [(f"Ann {'x' * (n + 1)}", "12012340001", f"person{n}@example.test", "") for n in range(60)]
    batch = imported(workspace, csv_bytes(rows))
    assert batch.counts == {"new": 60, "to_look_at": 59}


def test_a_profile_link_and_an_own_number_recognise_too() -> None:
    workspace = make_workspace()
    link = ("顾盼", "", "", "", "", "", "", "", "", "https://linkedin.com/in/gu-pan")
    imported(workspace, csv_bytes([link], HEADER))
    again = imported(workspace, csv_bytes([("Gu Pan", "", "gu@example.test", *link[3:])], HEADER), update_mode="fill")
    assert fates(again) == [(2, "updated")]
    with scope(workspace.pk):
        assert Candidate.objects.get().email_key == "gu@example.test"


def test_people_never_told_keep_name_role_one_contact_and_a_date() -> None:
    workspace = make_workspace()
    batch = imported(workspace, csv_bytes([KNOWN], HEADER), people_know=False)
    assert fates(batch) == [(2, "new")]
    with scope(workspace.pk):
        one = Candidate.objects.get()
        assert one.notice_due_at == due_at(NOW)
        assert (one.display_name, one.company, one.email, one.phone) == ("沈知遥", "新公司", "a@example.test", "")
        assert (one.city, one.skills, one.phone_key) == ("", [], None)
        assert ContactPoint.objects.count() == 1
        assert not CandidateTag.objects.exists()
        assert list(TimelineEntry.objects.values_list("kind", flat=True)) == ["added"]


def test_a_record_of_somebody_never_told_gains_nothing_but_the_public_role() -> None:
    workspace = make_workspace()
    imported(workspace, csv_bytes([("沈知遥", "", "a@example.test", "")]), people_know=False)
    imported(workspace, csv_bytes([KNOWN], HEADER), update_mode="fill")
    with scope(workspace.pk):
        one = Candidate.objects.get()
        assert (one.company, one.city, one.phone, one.skills) == ("新公司", "", "", [])
        assert ContactPoint.objects.count() == 1


def test_a_list_changes_nothing_about_people_whose_data_are_only_kept() -> None:
    workspace = make_workspace()
    imported(workspace, csv_bytes([("沈知遥", "", "a@example.test", "")]))
    with scope(workspace.pk):
        restrict(Candidate.objects.get(), language="zh-hans", now=NOW)
    imported(workspace, csv_bytes([KNOWN], HEADER), update_mode="overwrite")
    with scope(workspace.pk):
        one = Candidate.objects.get()
        assert (one.company, one.city, one.phone, one.skills) == ("", "", "", [])


def test_the_owner_named_in_the_file_looks_after_the_person() -> None:
    workspace = make_workspace()
    colleague = make_member(workspace)
    rows = [("沈知遥", "a@example.test", colleague.user.email), ("顾盼", "b@example.test", "nobody@example.test")]
    imported(workspace, csv_bytes(rows, ("姓名", "邮箱", "负责人邮箱")))
    with scope(workspace.pk):
        owners = dict(Candidate.objects.values_list("display_name", "owner_id"))
    assert owners == {"沈知遥": colleague.pk, "顾盼": owner_of(workspace).pk}


def test_queries_of_an_update_do_not_grow_with_rows() -> None:
    asked = []
    for size in (5, 60):
        workspace = make_workspace()
        imported(workspace, csv_bytes(people(size)))
        rows = [(name, phone, email, "别处") for name, phone, email, _ in people(size)]
        with CaptureQueriesContext(connection) as queries:
            batch = imported(workspace, csv_bytes(rows), update_mode="overwrite")
        assert batch.counts == {"updated": size}
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_no_list_overrules_what_the_person_said_of_themself() -> None:
    workspace = make_workspace()
    known = make_candidate(workspace, email="a@example.test", phone="12012340001", company="旧公司", title="架构师")
    with scope(workspace.pk):
        correct(known, {"company": "我的公司"}, now=NOW)
        moved = correct(known, {"title": "顾问"}, now=NOW)
        take_back_correction(known, moved.public_id, now=NOW)
        numbers = [row.pk for row in points_of(known) if row.kind == "phone"]
        remove_own_point(known, numbers[0], now=NOW)
    row = ("沈知遥", "12012340001", "a@example.test", "新公司", "总监", "", "", "", "", "")
    imported(workspace, csv_bytes([row], HEADER), update_mode="overwrite")
    with scope(workspace.pk):
        known.refresh_from_db()
        assert (known.company, known.title, known.phone) == ("我的公司", "总监", "")
        assert [point.kind for point in points_of(known)] == ["email"]
        add_own_point(known, "phone", "12012340001", now=NOW)
        assert own_words_of({known.pk: known})[known.pk].removed == set()
