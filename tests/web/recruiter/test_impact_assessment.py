"""Nothing begins with us before an owner has signed the impact assessment, and changed settings want it again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, words
from xinqiao.capabilities.consent import gate, impact, keeping
from xinqiao.capabilities.consent.models import ImpactSignature
from xinqiao.domain.impact_assessment import SIGN_AGAIN_WITHIN
from xinqiao.domain.send_facts import Rule
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.privacy.impact import content_now, settings_now

pytestmark = pytest.mark.django_db


def seen_on(page: Any) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page.content.decode())
    assert found
    return found.group(1)


def signed(workspace: Workspace) -> Desk:
    desk = Desk(owner_of(workspace))
    page = desk.get("assessment")
    assert "Not signed" in words(page)
    assert desk.post("assessment_sign", seen=seen_on(page), name="林未").status_code == 302
    return desk


def refused(workspace: Workspace, *, now: Any = NOW) -> Rule | None:
    person = make_candidate(workspace)
    with scope(workspace.pk):
        return gate.check_copy(person, gate.Copy("permission"), now=now).rule


def test_a_new_team_is_led_to_it_and_copies_nothing_that_asks_until_an_owner_signs() -> None:
    workspace = make_workspace(signed=False)
    assert refused(workspace) is Rule.ASSESSMENT_UNSIGNED
    owner, recruiter = Desk(owner_of(workspace)), Desk(make_member(workspace))
    today = owner.get("today")
    assert "nothing that begins with you can be copied" in words(today)
    assert owner.address("assessment") in today.content.decode()
    assert "Owners and admins find it" in words(recruiter.get("today"))
    person = make_candidate(workspace, "沈知遥")
    answer = recruiter.post("candidate_copy", person.public_id, "permission", channel="wechat")
    assert "Until an owner of the workspace signs it, under Settings, Assessment." in words(answer)
    signed(workspace)
    assert refused(workspace) is None
    assert "until an owner has read and signed it" not in words(owner.get("today")).lower()


def test_lists_and_records_promise_nothing_that_the_lock_refuses() -> None:
    workspace = make_workspace(signed=False)
    person, desk = make_candidate(workspace), Desk(owner_of(workspace))
    pages = [words(desk.get("candidates")), words(desk.get("candidate", person.public_id)), words(desk.get("today"))]
    assert not any("Ask for permission" in page for page in pages)
    assert "Held back" in pages[0]
    assert "The team's impact assessment is not signed" in pages[1]


def test_the_signature_names_who_when_and_the_hash_of_what_was_read() -> None:
    workspace = make_workspace(signed=False)
    desk = signed(workspace)
    with scope(workspace.pk):
        one, entry = ImpactSignature.objects.get(), AuditEntry.objects.get(action="impact_signed")
        assert (one.signed_name, one.signed_at, one.signed_by_id) == ("林未", NOW, desk.member.pk)
        assert entry.detail == {"digest": one.digest}
        assert one.content == content_now()
    page = words(desk.get("assessment"))
    assert "Signed, and the settings are as they were then." in page
    assert one.digest[:16] in page
    assert 'name="seen"' not in desk.get("assessment").content.decode()


def test_what_moved_while_it_was_read_is_read_again_before_it_is_signed() -> None:
    workspace = make_workspace(signed=False)
    desk = Desk(owner_of(workspace))
    seen = seen_on(desk.get("assessment"))
    with scope(workspace.pk):
        keeping.choose_days("no_contact", 365, by=desk.member, now=NOW)
    answer = desk.post("assessment_sign", seen=seen, name="林未")
    assert answer.status_code == 422
    assert "Settings have changed while you read" in words(answer)
    assert desk.post("assessment_sign", seen=seen_on(answer), name=" ").status_code == 422
    assert refused(workspace) is Rule.ASSESSMENT_UNSIGNED


def test_changed_settings_are_told_at_once_and_lock_after_14_days_unless_signed_again() -> None:
    workspace = make_workspace(signed=False)
    desk = signed(workspace)
    with scope(workspace.pk):
        keeping.choose_days("no_contact", 365, by=desk.member, now=NOW)
    page = words(desk.get("assessment"))
    assert "How long it is kept: People without contact 2 years 1 year" in page
    with scope(workspace.pk):
        assert impact.note_difference(settings_now(), now=NOW)
        assert not impact.note_difference(settings_now(), now=NOW + timedelta(hours=1))
    workday = NOW + SIGN_AGAIN_WITHIN
    assert refused(workspace, now=workday - timedelta(seconds=1)) is None
    assert refused(workspace, now=workday) is Rule.ASSESSMENT_UNSIGNED
    late = Desk(desk.member, now=workday)
    late.post("assessment_sign", seen=seen_on(late.get("assessment")), name="林未")
    assert refused(workspace, now=workday) is None
    assert "Former signatures" in words(late.get("assessment"))


def test_settings_put_back_need_no_new_signature_and_figures_never_do() -> None:
    workspace = make_workspace(signed=False)
    desk = signed(workspace)
    make_candidate(workspace)
    with scope(workspace.pk):
        assert not impact.note_difference(settings_now(), now=NOW)
        for days, differs in ((180, True), (730, False)):
            keeping.choose_days("no_contact", days, by=desk.member, now=NOW)
            assert impact.note_difference(settings_now(), now=NOW)
            assert (impact.newest_signature().differs_since is not None) is differs  # type: ignore[union-attr]


def test_only_owners_sign_and_only_those_who_manage_read() -> None:
    workspace = make_workspace(signed=False)
    admin, recruiter = Desk(make_member(workspace, Role.ADMIN)), Desk(make_member(workspace))
    page = admin.get("assessment")
    assert "An owner of the workspace signs it here." in words(page)
    assert admin.post("assessment_sign", seen="0" * 64, name="x").status_code == 403
    assert recruiter.get("assessment").status_code == recruiter.get("compliance").status_code == 403


def test_the_send_check_asks_for_it_in_one_query() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    with scope(workspace.pk):
        gate.check_copy(person, gate.Copy("permission"), now=NOW)
        with CaptureQueriesContext(connection) as seen:
            gate.check_copy(person, gate.Copy("permission"), now=NOW)
    assert sum("impactsignature" in query["sql"] for query in seen) == 1
