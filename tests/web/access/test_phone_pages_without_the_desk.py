"""A phone without an account skips the desk's middleware and loses none of what holds for every page."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.web.candidate.phone import make_phone

pytestmark = pytest.mark.django_db


class Turnstile:
    """Answers everything that comes by."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("desk", status=418)


class Failing(Turnstile):
    def __call__(self, request: HttpRequest) -> HttpResponse:
        raise KeyError("private words")


class Peephole(Turnstile):
    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse:
        return HttpResponse("seen", status=418)


@pytest.fixture(params=[Turnstile, Peephole])
def extra(request: Any, settings: Any) -> None:
    settings.DESK_MIDDLEWARE = [*settings.DESK_MIDDLEWARE, f"{__name__}.{request.param.__name__}"]


@pytest.mark.usefixtures("extra")
def test_only_a_phone_without_a_session_goes_past_the_desks_layers() -> None:
    phone = make_phone()
    assert phone.browser.get(phone.address("door")).status_code == 200
    assert phone.browser.post(phone.address("begin"), {"choice": "later"}).status_code == 303
    assert Client().get("/account/login/").status_code == 418
    phone.browser.cookies["sessionid"] = "whatever"
    assert phone.browser.get(phone.address("door")).status_code == 418


def test_a_failing_layer_of_the_desk_becomes_an_answer(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.DESK_MIDDLEWARE = [*settings.DESK_MIDDLEWARE, f"{__name__}.Failing"]
    assert Client(raise_request_exception=False).get("/account/login/").status_code == 500
    assert [record.message for record in caplog.records if record.exc_info] == ["request failed"]


def test_forms_of_the_desk_still_need_their_token() -> None:
    assert Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@example.test"}).status_code == 403


def test_a_phone_page_keeps_its_headers_and_its_language() -> None:
    phone = make_phone()
    page = phone.browser.get(phone.address("door"), {"lang": "en"})
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Language"] == "en"
    assert set(page.cookies) == {"django_language"}
    assert page.headers["Content-Length"] == str(len(page.content))


def test_a_phone_page_still_looks_at_host_and_slash() -> None:
    phone = make_phone()
    assert phone.browser.get(phone.address("door"), headers={"host": "evil.example"}).status_code == 400
    without_slash = phone.address("door").rstrip("/")
    assert phone.browser.get(without_slash).headers["Location"] == f"{without_slash}/"


def test_each_phone_request_is_in_the_log_without_its_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="xinqiao.web")
    phone = make_phone()
    phone.browser.get(phone.address("question", 1))
    line = next(record for record in caplog.records if record.message == "request")
    assert line.route == "question"  # type: ignore[attr-defined]
    assert phone.token not in str(vars(line))
