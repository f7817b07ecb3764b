"""Every copy of a link is in the audit log; the timeline tells of one ask, however often it is copied."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates.models import TimelineEntry
from xinqiao.capabilities.candidates.operations import open_link
from xinqiao.capabilities.consent.operations import decide
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.journeys.steps import hand_out_link

pytestmark = pytest.mark.django_db

LINES = {"permission": "permission_asked", "questionnaire": "questionnaire_invited"}


@pytest.mark.parametrize("purpose", LINES)
def test_a_copy_within_the_hour_is_logged_and_no_new_line(purpose: str) -> None:
    workspace = make_workspace()
    owner, candidate = owner_of(workspace), make_candidate(workspace)
    with scope(workspace.pk):
        if purpose == "questionnaire":
            decide(candidate, "granted", text_version="permission-1", language="en", now=NOW)
        hand_out_link(candidate, purpose, by=owner, now=NOW)
        hand_out_link(candidate, purpose, by=owner, now=NOW + timedelta(minutes=20))
        assert AuditEntry.objects.filter(action=f"{purpose}_link_copied").count() == 2
        assert TimelineEntry.objects.filter(kind=LINES[purpose]).count() == 1


def test_an_invitation_counts_from_the_last_one_not_from_the_day_of_the_link() -> None:
    workspace = make_workspace()
    owner, candidate = owner_of(workspace), make_candidate(workspace)
    with scope(workspace.pk):
        decide(candidate, "granted", text_version="permission-1", language="en", now=NOW)
        # The link ends after ten days more, and with it the open question.
        open_link(candidate, "questionnaire", by=owner, now=NOW - timedelta(days=20))
        for after in (timedelta(minutes=5), timedelta(days=15), timedelta(days=15, minutes=10)):
            hand_out_link(candidate, "questionnaire", by=owner, now=NOW + after)
        lines = TimelineEntry.objects.filter(kind="questionnaire_invited").order_by("at").values_list("at", flat=True)
        assert list(lines) == [NOW + timedelta(minutes=5), NOW + timedelta(days=15)]
