"""What goes wrong is told in the log and answered truly; what is tried too often is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from xinqiao.web.access.rate_limits import Limit, exceeded

TROUBLE: dict[str, Exception] = {
    "bug": KeyError("private words"),
    "twice": IntegrityError("private words"),
    "odd": DataError("private words"),
    "away": OperationalError("private words"),
    "closed": InterfaceError("private words"),
    "missing": Http404("private words"),
    "forbidden": PermissionDenied("private words"),
}


def stumble(request: HttpRequest, kind: str) -> HttpResponse:
    raise TROUBLE[kind]


class StumblingMiddleware:
    """Fails before any view begins."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raise TROUBLE[request.GET["kind"]]


urlpatterns = [path("<str:kind>/", stumble, name="stumble")]
handler403 = "xinqiao.web.access.errors.forbidden"
handler404 = "xinqiao.web.access.errors.not_found"
handler500 = "xinqiao.web.access.errors.server_error"

ANSWERS = [
    ("bug", 500, "request failed"),
    ("twice", 500, "request failed"),
    ("odd", 500, "request failed"),
    ("away", 503, "database away"),
    ("closed", 503, "database away"),
    ("missing", 404, ""),
    ("forbidden", 403, ""),
]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("kind", "status", "event"), ANSWERS)
def test_an_error_of_a_page_is_logged_once_unless_it_is_an_answer(
    kind: str, status: int, event: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert Client(raise_request_exception=False).get(f"/{kind}/").status_code == status
    told = [record for record in caplog.records if record.exc_info and record.name == "xinqiao.web"]
    assert [record.message for record in told] == ([event] if event else [])
    if status == 500:
        assert told[0].route == "stumble"  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("kind", "status"), [("bug", 500), ("twice", 500), ("away", 503)])
def test_an_error_before_any_page_is_logged_too(
    kind: str, status: int, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.StumblingMiddleware"]
    assert Client(raise_request_exception=False).get("/bug/", {"kind": kind}).status_code == status
    assert [record.message for record in caplog.records if record.exc_info and record.name == "xinqiao.web"] == [
        "request failed"
    ]


@pytest.mark.django_db
def test_a_limit_counts_for_the_whole_of_its_window() -> None:
    limit, request = Limit("try", 3, 86400 * 365), RequestFactory().get("/")
    assert [exceeded(request, limit) for _ in range(4)] == [False, False, False, True]
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM rate_limit_counter")
        [(expires,)] = cursor.fetchall()
    ends = expires if isinstance(expires, datetime) else datetime.fromisoformat(expires)
    assert ends.replace(tzinfo=UTC) > datetime.now(UTC) + timedelta(days=300)


def test_no_page_may_be_framed() -> None:
    assert Client().get("/healthz")["X-Frame-Options"] == "DENY"
