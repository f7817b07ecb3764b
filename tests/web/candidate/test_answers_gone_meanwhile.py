"""Answers that were deleted or decided in another tab: no page fails, and nothing shared is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories import NOW
from tests.web.candidate.phone import KEYED_16, Phone, make_phone, words_on
from xinqiao.capabilities.assessments import operations as assessments
from xinqiao.capabilities.candidates.models import TimelineEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.journeys import steps


def _stopped_just_before(monkeypatch: pytest.MonkeyPatch, phone: Phone, step: str) -> None:
    """The other tab's stop arrives between reading the answers and writing on them."""
    real: Callable[..., None] = getattr(steps, step)

    def late(*args: Any, **named: Any) -> None:
        phone.forwarded().post("stop")
        real(*args, **named)

    monkeypatch.setattr(steps, step, late)


@pytest.mark.django_db
@pytest.mark.parametrize("last", [4, None])
def test_finishing_what_a_stop_deleted_meanwhile_leads_to_the_door(
    monkeypatch: pytest.MonkeyPatch, last: int | None
) -> None:
    phone = make_phone()
    phone.answer(*KEYED_16[:4], *([] if last else [None]))
    _stopped_just_before(monkeypatch, phone, "response_submitted")
    page = phone.post("question", 5, answer=last) if last else phone.finish()
    assert page.status_code == 200
    assert "已经停下" in words_on(page)
    assert phone.filling() is None


@pytest.mark.django_db
@pytest.mark.parametrize("choice", ["share_result", "contact_only", "keep_private"])
def test_deciding_on_what_a_stop_deleted_meanwhile_leads_to_the_door(
    monkeypatch: pytest.MonkeyPatch, choice: str
) -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    _stopped_just_before(monkeypatch, phone, "response_decided")
    assert "已经停下" in words_on(phone.post("decide", choice=choice))
    assert phone.filling() is None


@pytest.mark.django_db
def test_taking_back_what_another_tab_shared_is_noted() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    before = phone.filling()
    assert before is not None
    phone.post("decide", choice="share_result")
    with scope(phone.workspace.pk):
        steps.response_decided(before, "private", now=NOW)
        assert TimelineEntry.objects.order_by("-id")[0].kind == "took_back_result"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_shared_at_the_last_moment_is_not_deleted() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    deleted: list[int] = []

    def clear_up() -> None:
        try:
            with scope(phone.workspace.pk):
                deleted.append(assessments.delete_unshared(now=NOW + timedelta(days=8)))
        finally:
            connection.close()

    filling = phone.filling()
    assert filling is not None
    schedule = threading.Thread(target=clear_up)
    with transaction.atomic(), scope(phone.workspace.pk):
        steps.response_decided(filling, "shared", now=NOW)
        schedule.start()
        schedule.join(timeout=1)
        assert schedule.is_alive()
    schedule.join(timeout=10)
    assert deleted == [0]
    kept = phone.filling()
    assert kept is not None
    assert kept.state == "shared"
