"""What a member writes down for a person keeps the person's own way back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms
from xinqiao.capabilities.consent.operations import decide, record_by_hand, undo_decision
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("decision", ["granted", "later", "stopped"])
def test_writing_down_what_holds_already_keeps_the_persons_undo(decision: str) -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    with scope(workspace.pk):
        decide(candidate, decision, text_version="permission-1", language="en", now=NOW)
        day = NOW + timedelta(days=1)
        record_by_hand(candidate, decision, proof="said so by phone", by=owner_of(workspace), now=day)
        assert ConsentEvent.objects.get(channel="by_hand").proof == "said so by phone"
        assert undo_decision(candidate, expected=decision, language="en", now=day).permission == "none"


def test_a_way_back_to_the_same_state_cannot_be_stored() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    with scope(workspace.pk):
        decide(candidate, "stopped", text_version="permission-1", language="en", now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactTerms.objects.filter(candidate=candidate).update(permission_before="stopped")
