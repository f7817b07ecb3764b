"""Whatever is known of two people: merged and taken back, every row is as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.privacy.people_with_everything import contents_without_merging
from tests.promises import promised
from tests.web.cards import tapped
from tests.web.recruiter.desk import answers, says
from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, ContactPoint, Tag
from xinqiao.capabilities.candidates.operations import add_note, open_link, set_stage
from xinqiao.capabilities.candidates.operations.merging import CHOICES, CONTACT_CHOICES
from xinqiao.capabilities.consent.operations import Reach, choose_reach, decide, note_permission_ask
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.journeys.operations import add_task
from xinqiao.privacy.merging import merge, unmerge

pytestmark = pytest.mark.django_db
ALL_CHOICES = (*CHOICES, *CONTACT_CHOICES)

people = st.fixed_dictionaries(
    {
        "facts": st.fixed_dictionaries(
            {
                "company": st.sampled_from(("", "云帆科技", "星衡数据")),
                "title": st.sampled_from(("", "工程师", "架构师")),
                "city": st.sampled_from(("", "杭州")),
                "seniority": st.sampled_from(("", "senior")),
                "language": st.sampled_from(("zh-hans", "en")),
                "has_email": st.booleans(),
                "has_phone": st.booleans(),
            }
        ),
        "links": st.integers(0, 2),
        "skills": st.lists(st.sampled_from(("Python", "Go", "Rust")), unique=True),
        "custom": st.dictionaries(st.sampled_from(("f1", "f2")), st.sampled_from(("", "x", "y"))),
        "due": st.sampled_from((None, 3, 9)),
        "tags": st.sets(st.sampled_from(("a", "b", "c"))),
        "stage": st.sampled_from(("outreach", "building", "paused")),
        "said": st.lists(st.sampled_from(("granted", "later", "stopped")), max_size=2),
        "asks": st.integers(0, 2),
        "pace": st.sampled_from(("", "weekly", "quarterly", "only_when_i_ask")),
        "channels": st.lists(st.sampled_from(("email", "wechat", "phone")), unique=True),
        "answers": st.sampled_from((None, "draft", "private", "shared")),
        "promises": st.integers(0, 2),
        "taps": st.sampled_from((None, "", "yes")),
    }
)


def tell(workspace: Workspace, number: int, story: dict[str, Any]) -> Candidate:
    """Stores a person of whom this is known."""
    owner, facts = owner_of(workspace), dict(story["facts"])
    facts["email"] = f"p{number}@example.test" if facts.pop("has_email") else ""
    facts["phone"] = f"+86 120 0000 000{number}" if facts.pop("has_phone") else ""
    person = make_candidate(workspace, f"王小{'明华'[number]}", **facts)
    if story["answers"]:
        answers(person, decision=story["answers"])
    if story["taps"] is not None:
        says(person, "granted")
        tapped(person, story["taps"])
    with scope(workspace.pk):
        Candidate.objects.filter(pk=person.pk).update(
            skills=story["skills"], custom=story["custom"], created_at=NOW - timedelta(days=number)
        )
        person.refresh_from_db()
        for place in range(story["links"]):
            key = f"github.com/p{number}{place}"
            ContactPoint.objects.create(candidate=person, kind="link", value=key, key=key, position=place)
        for name in sorted(story["tags"]):
            tag, _ = Tag.objects.get_or_create(key=name, defaults={"name": name, "created_at": NOW})
            CandidateTag.objects.create(candidate=person, tag=tag)
        set_stage(person, story["stage"], by=owner, now=NOW)
        add_note(person, "备注", by=owner, now=NOW)
        open_link(person, "permission", by=owner, now=NOW)
        for _ in range(story["asks"]):
            note_permission_ask(person, now=NOW + timedelta(days=number))
        if story["pace"] or story["channels"]:
            choose_reach(person, Reach(pace=story["pace"], channels=story["channels"]), now=NOW)
        for _ in range(story["promises"]):
            promised(person)
            add_task(person, "周四回电", due_on=NOW.date(), owner=owner, by=owner, now=NOW)
        for place, decision in enumerate(story["said"]):
            decide(person, decision, text_version="1", language="en", now=NOW + timedelta(hours=place + number))
        if story["due"]:
            # Last: of somebody who was not told, nothing of all this could have been kept.
            Candidate.objects.filter(pk=person.pk).update(notice_due_at=NOW + timedelta(days=story["due"]))
            person.refresh_from_db()
    return person


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=people, other=people, chosen=st.sets(st.sampled_from(ALL_CHOICES)))
def test_merged_and_taken_back_nothing_has_changed(
    one: dict[str, Any], other: dict[str, Any], chosen: set[str], db: None
) -> None:
    with transaction.atomic():
        workspace = make_workspace()
        keep, gone = (tell(workspace, number, story) for number, story in enumerate((one, other)))
        before = contents_without_merging(workspace)
        with scope(workspace.pk):
            done = merge(keep, gone, chosen=chosen, by=owner_of(workspace), now=NOW)
            survivor = Candidate.objects.get()
            assert set(one["skills"]) | set(other["skills"]) == set(survivor.skills)
            done.refresh_from_db()
            unmerge(done, by=owner_of(workspace), now=NOW)
        assert contents_without_merging(workspace) == before
        transaction.set_rollback(True)
