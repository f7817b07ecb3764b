"""Two records that are one person: nothing is lost, the strictest holds, and it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.privacy.people_with_everything import (
    contents_without_merging,
    keys_to_people,
    later,
    person_with_everything,
    rows_about,
)
from tests.web.recruiter.desk import answers, says, terms
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import (
    Candidate,
    CandidateTag,
    ContactPoint,
    Merge,
    PoolMember,
    ProbableDuplicate,
    TimelineEntry,
)
from xinqiao.capabilities.candidates.operations import add_note, link_of, open_link, set_stage, shield_employer
from xinqiao.capabilities.candidates.queries import is_shielded, points_of
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms
from xinqiao.capabilities.consent.operations import Reach, choose_reach, note_permission_ask
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.privacy.merging import CannotMerge, CannotUnmerge, Why, forget_merges, merge, unmerge

pytestmark = pytest.mark.django_db


def merged(workspace: Workspace, keep: Candidate, other: Candidate, **more: Any) -> Merge:
    with scope(workspace.pk):
        return merge(keep, other, by=owner_of(workspace), now=NOW, **more)


def unmerged(workspace: Workspace, one: Merge, *, now: Any = NOW) -> Candidate:
    with scope(workspace.pk):
        return unmerge(one, by=owner_of(workspace), now=now)


def fresh(candidate: Candidate) -> Candidate:
    with scope(candidate.workspace_id):
        return Candidate.objects.get(public_id=candidate.public_id)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def two(workspace: Workspace) -> tuple[Candidate, Candidate]:
    return make_candidate(workspace, "王小明", company="云帆科技"), make_candidate(workspace, "Wang Xiaoming")


@pytest.fixture
def two_with_everything(workspace: Workspace) -> tuple[Candidate, Candidate]:
    thirds = {"before": make_candidate(workspace, "赵一"), "after": make_candidate(workspace, "钱二")}
    one, other = (person_with_everything(workspace, number, **thirds) for number in (1, 2))
    return one, other


def test_every_table_that_names_a_person_is_handed_over(
    workspace: Workspace, two_with_everything: tuple[Candidate, Candidate]
) -> None:
    keep, other = two_with_everything
    other_id = other.pk
    with scope(workspace.pk):
        before = {one.pk: rows_about(one.pk) for one in (keep, other)}
        assert len(before[keep.pk]) == len(keys_to_people()) >= 14
        # A new table must be filled by `person_with_everything`, and taken along by the merge.
        assert [name for rows in before.values() for name, count in rows.items() if count == 0] == []
    merged(workspace, keep, other)
    with scope(workspace.pk):
        after, gone = rows_about(keep.pk), rows_about(other_id)
    assert [name for name, count in gone.items() if count] == []
    once = {
        "candidates.SearchText.candidate": -1,
        "consent.ContactTerms.candidate": -1,
        # Both have the tag and the pool that they share, and the same third people beside them; and they were a pair.
        "candidates.CandidateTag.candidate": -1,
        "candidates.PoolMember.candidate": -1,
        "candidates.ProbableDuplicate.candidate": -2,
        "candidates.ProbableDuplicate.other": -2,
        "candidates.TimelineEntry.candidate": +1,
        "candidates.Merge.survivor": +1,
    }
    expected = {name: count + before[other_id][name] + once.get(name, 0) for name, count in before[keep.pk].items()}
    assert after == expected


def test_taken_back_everything_is_as_it_was(
    workspace: Workspace, two_with_everything: tuple[Candidate, Candidate]
) -> None:
    keep, other = two_with_everything
    before = contents_without_merging(workspace)
    with scope(workspace.pk):
        merges = list(Merge.objects.order_by("pk").values("pk", "survivor_id"))
    done = merged(workspace, keep, other, chosen={"name", "email", "stage", "company"})
    assert contents_without_merging(workspace) != before
    unmerged(workspace, done, now=later(days=29))
    assert contents_without_merging(workspace) == before
    with scope(workspace.pk):
        assert list(Merge.objects.exclude(pk=done.pk).order_by("pk").values("pk", "survivor_id")) == merges


def test_the_survivor_keeps_its_facts_takes_what_it_lacked_and_what_was_chosen(workspace: Workspace) -> None:
    keep = make_candidate(workspace, "王小明", title="工程师", email="a@example.test")
    other = make_candidate(workspace, "Xiaoming Wang", title="架构师", city="杭州", email="b@example.test")
    merged(workspace, keep, other, chosen={"title"})
    now = fresh(keep)
    assert (now.display_name, now.title, now.city, now.email) == ("王小明", "架构师", "杭州", "a@example.test")
    with scope(workspace.pk):
        points = list(ContactPoint.objects.filter(candidate=now).order_by("position").values_list("value", flat=True))
    assert points == ["a@example.test", "b@example.test"]


def test_a_chosen_address_comes_first(workspace: Workspace) -> None:
    keep = make_candidate(workspace, "王小明", email="a@example.test")
    other = make_candidate(workspace, "王晓明", email="b@example.test")
    done = merged(workspace, keep, other, chosen={"email"})
    assert (fresh(keep).email, fresh(keep).email_key) == ("b@example.test", "b@example.test")
    unmerged(workspace, done)
    assert (fresh(keep).email, fresh(other).email) == ("a@example.test", "b@example.test")


@pytest.mark.parametrize("chosen", [(), ("company", "email")])
@pytest.mark.parametrize("shielded", ["keep", "other"])
def test_the_shield_against_the_employer_is_never_lost(
    workspace: Workspace, chosen: tuple[str, ...], shielded: str
) -> None:
    company = {"company": "云帆科技"}
    keep = make_candidate(workspace, "王小明", email="wang@yunfan.example", **company)
    other = make_candidate(workspace, "王小明", email="wang@home.example", **company)
    with scope(workspace.pk):
        shield_employer(keep if shielded == "keep" else other, "yunfan.example", by=owner_of(workspace), now=NOW)
    one = merged(workspace, keep, other, chosen=chosen)
    survivor = fresh(keep)
    assert (survivor.employer_domain, survivor.email) == ("yunfan.example", "wang@home.example")
    back = unmerged(workspace, one)
    assert [person.employer_domain for person in (fresh(keep), back)].count("yunfan.example") == 1
    assert (fresh(keep).email, back.email) == ("wang@yunfan.example", "wang@home.example")


def test_two_employers_of_one_person_are_both_shielded(workspace: Workspace) -> None:
    keep = make_candidate(workspace, "王小明", email="wang@yunfan.example")
    other = make_candidate(workspace, "王小明", email="wang@mail.yanchuan.example")
    with scope(workspace.pk):
        shield_employer(keep, "yunfan.example", by=owner_of(workspace), now=NOW)
        shield_employer(other, "yanchuan.example", by=owner_of(workspace), now=NOW)
    one = merged(workspace, keep, other)
    survivor = fresh(keep)
    assert survivor.employer_domain == "yunfan.example yanchuan.example"
    with scope(workspace.pk):
        assert all(is_shielded(point, survivor) for point in points_of(survivor))
        shield_employer(survivor, survivor.employer_domain, by=owner_of(workspace), now=NOW)
    assert fresh(keep).employer_domain == survivor.employer_domain
    back = unmerged(workspace, one)
    assert (fresh(keep).employer_domain, back.employer_domain) == ("yunfan.example", "yanchuan.example")


def test_what_was_not_chosen_stays_on_the_timeline_until_it_is_taken_back(workspace: Workspace) -> None:
    keep, other = (
        make_candidate(workspace, "王小明", title="工程师"),
        make_candidate(workspace, "王小名", title="架构师"),
    )
    done = merged(workspace, keep, other)
    with scope(workspace.pk):
        entry = TimelineEntry.objects.get(candidate=keep, kind="merged")
    assert entry.data["left"] == [{"field": "name", "value": "王小名"}, {"field": "title", "value": "架构师"}]
    unmerged(workspace, done)
    with scope(workspace.pk):
        assert TimelineEntry.objects.get(candidate=keep, kind="merged").data == {}
        assert Merge.objects.get().before == {}


def test_an_old_link_leads_to_the_survivor_and_back_again(
    workspace: Workspace, two: tuple[Candidate, Candidate]
) -> None:
    keep, other = two
    with scope(workspace.pk):
        link = open_link(other, "permission", by=owner_of(workspace), now=NOW)
    done = merged(workspace, keep, other)
    with scope(workspace.pk):
        assert link_of(link.public_id).candidate == keep
    unmerged(workspace, done)
    with scope(workspace.pk):
        assert link_of(link.public_id).candidate.public_id == other.public_id


def test_a_stop_of_either_stops_both_and_only_its_own_record_is_stopped_after_undo(
    workspace: Workspace, two: tuple[Candidate, Candidate]
) -> None:
    keep, other = two
    says(keep, "granted")
    says(other, "stopped")
    done = merged(workspace, keep, other)
    assert terms(keep).permission == "stopped"
    unmerged(workspace, done)
    assert (terms(keep).permission, terms(fresh(other)).permission) == ("granted", "stopped")


@pytest.mark.parametrize("before", ["", "granted"])
def test_a_stop_said_meanwhile_holds_for_both(
    workspace: Workspace, two: tuple[Candidate, Candidate], before: str
) -> None:
    keep, other = two
    if before:
        says(other, before)
    done = merged(workspace, keep, other)
    says(keep, "stopped", now=later(days=3))
    unmerged(workspace, done, now=later(days=4))
    for person in (keep, fresh(other)):
        assert terms(person).permission == "stopped"
        with scope(workspace.pk):
            assert ConsentEvent.objects.get(candidate=person, decision="stopped").at == later(days=3)


def test_what_was_decided_and_written_meanwhile_stays_with_the_survivor(
    workspace: Workspace, two: tuple[Candidate, Candidate]
) -> None:
    keep, other = two
    with scope(workspace.pk):
        choose_reach(other, Reach(pace="monthly", channels=["email"]), now=NOW)
    done = merged(workspace, keep, other)
    says(keep, "granted", now=later(days=1))
    with scope(workspace.pk):
        note_permission_ask(keep, now=later(days=2))
        add_note(fresh(keep), "后来写的。", by=owner_of(workspace), now=later(days=2))
    unmerged(workspace, done, now=later(days=3))
    other = fresh(other)
    assert (terms(keep).permission, terms(keep).pace, len(terms(keep).permission_asks)) == ("granted", "", 1)
    assert (terms(other).permission, terms(other).pace, terms(other).permission_asks) == ("none", "monthly", [])
    with scope(workspace.pk):
        assert TimelineEntry.objects.get(kind="note").candidate_id == keep.pk


def test_a_fact_changed_meanwhile_is_left_as_it_is(workspace: Workspace, two: tuple[Candidate, Candidate]) -> None:
    keep, other = two
    done = merged(workspace, keep, other, chosen={"name"})
    with scope(workspace.pk):
        set_stage(fresh(keep), "building", by=owner_of(workspace), now=later(days=1))
    unmerged(workspace, done, now=later(days=2))
    assert (fresh(keep).stage, fresh(keep).display_name) == ("building", "王小明")
    assert (fresh(other).stage, fresh(other).display_name) == ("outreach", "Wang Xiaoming")


def test_private_answers_move_silently(workspace: Workspace, two: tuple[Candidate, Candidate]) -> None:
    keep, other = two
    answers(other, decision="private")
    done = merged(workspace, keep, other)
    with scope(workspace.pk):
        assert Response.objects.get().candidate_id == keep.pk
        entry = TimelineEntry.objects.get(candidate=keep, kind="merged")
        assert set(entry.data) == {"name", "left"}
    unmerged(workspace, done)
    with scope(workspace.pk):
        assert Response.objects.get().candidate_id == fresh(other).pk


def test_what_was_removed_meanwhile_does_not_come_back(
    workspace: Workspace, two_with_everything: tuple[Candidate, Candidate]
) -> None:
    keep, other = two_with_everything
    done = merged(workspace, keep, other)
    with scope(workspace.pk):
        CandidateTag.objects.filter(candidate=keep, tag__key="只有2").delete()
        ContactPoint.objects.filter(candidate=keep, key="wang2@example.test").delete()
        PoolMember.objects.filter(candidate=keep, pool__name="共同").delete()
    unmerged(workspace, done)
    with scope(workspace.pk):
        back = fresh(other)
        assert (back.email, back.email_key) == ("", None)
        assert list(CandidateTag.objects.filter(candidate=back).values_list("tag__key", flat=True)) == ["共同"]
        assert PoolMember.objects.filter(candidate=back).count() == 2


def test_merges_are_taken_back_in_reverse_order(workspace: Workspace) -> None:
    people = [make_candidate(workspace, f"王{name}", email=f"{name}@example.test") for name in "abc"]
    before = contents_without_merging(workspace)
    first = merged(workspace, people[1], people[2])
    second = merged(workspace, people[0], people[1])
    with scope(workspace.pk):
        first.refresh_from_db()
        assert first.survivor_id == people[0].pk
    with pytest.raises(CannotUnmerge) as refused:
        unmerged(workspace, first)
    assert refused.value.why is Why.LATER_MERGE
    unmerged(workspace, second)
    with scope(workspace.pk):
        first.refresh_from_db()
    unmerged(workspace, first)
    assert contents_without_merging(workspace) == before


def test_a_pair_whose_third_was_merged_away_meanwhile_is_let_go(workspace: Workspace) -> None:
    keep, other, third, fourth = (make_candidate(workspace, f"王{name}") for name in "甲乙丙丁")
    with scope(workspace.pk):
        for one, two in ((other, third), (keep, third)):
            ProbableDuplicate.objects.create(
                candidate_id=min(one.pk, two.pk), other_id=max(one.pk, two.pk), reason="name_company", found_at=NOW
            )
    done = merged(workspace, keep, other)
    merged(workspace, fourth, third)
    unmerged(workspace, done)
    with scope(workspace.pk):
        pair = ProbableDuplicate.objects.get()
    assert {pair.candidate_id, pair.other_id} == {keep.pk, fourth.pk}


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda one, other: (one, one), Why.SAME),
        (lambda one, other: (one, Candidate(pk=10**9)), Why.GONE),
    ],
)
def test_what_cannot_be_merged_is_refused(
    workspace: Workspace, two: tuple[Candidate, Candidate], spoil: Callable[..., Any], why: Why
) -> None:
    with scope(workspace.pk):
        keep, other = spoil(*two)
    with pytest.raises(CannotMerge) as refused:
        merged(workspace, keep, other)
    assert refused.value.why is why


def test_a_sample_is_nobody_real(workspace: Workspace, two: tuple[Candidate, Candidate]) -> None:
    with scope(workspace.pk):
        Candidate.objects.filter(pk=two[1].pk).update(is_sample=True)
    with pytest.raises(CannotMerge) as refused:
        merged(workspace, *two)
    assert refused.value.why is Why.SAMPLE


def test_it_cannot_be_taken_back_twice_or_after_thirty_days(
    workspace: Workspace, two: tuple[Candidate, Candidate]
) -> None:
    done = merged(workspace, *two)
    with pytest.raises(CannotUnmerge) as late:
        unmerged(workspace, done, now=later(days=30))
    assert late.value.why is Why.TOO_LATE
    unmerged(workspace, done)
    with pytest.raises(CannotUnmerge) as twice:
        unmerged(workspace, done)
    assert twice.value.why is Why.UNDONE


def test_what_undo_needed_is_forgotten_after_thirty_days(
    workspace: Workspace, two: tuple[Candidate, Candidate]
) -> None:
    done = merged(workspace, *two)
    with scope(workspace.pk):
        assert forget_merges(now=later(days=29)) == 0
        assert forget_merges(now=later(days=30)) == 1
        done.refresh_from_db()
    assert done.before == {}


def test_both_records_say_so_in_timeline_and_audit_log(workspace: Workspace, two: tuple[Candidate, Candidate]) -> None:
    keep, other = two
    ids = {keep.pk, other.pk}
    done = merged(workspace, keep, other)
    unmerged(workspace, done, now=NOW + timedelta(hours=1))
    with scope(workspace.pk):
        for action in ("people_merged", "people_unmerged"):
            assert set(AuditEntry.objects.filter(action=action).values_list("subject_id", flat=True)) == ids
        assert set(TimelineEntry.objects.filter(kind="unmerged").values_list("candidate_id", flat=True)) == ids
        assert ContactTerms.objects.count() == 0


def test_a_number_given_away_meanwhile_does_not_matter(
    workspace: Workspace, two_with_everything: tuple[Candidate, Candidate]
) -> None:
    keep, other = two_with_everything
    taken, public_id = other.pk, other.public_id
    done = merged(workspace, keep, other)
    with scope(workspace.pk):
        basis = {"source": "x", "legal_basis": "x", "created_at": NOW}
        Candidate(pk=taken, display_name="新人", owner=owner_of(workspace), **basis).save(force_insert=True)
    unmerged(workspace, done)
    with scope(workspace.pk):
        back = Candidate.objects.get(public_id=public_id)
        assert back.pk != taken
        assert {count for name, count in rows_about(back.pk).items() if name != "candidates.SearchText.candidate"} >= {
            1
        }
