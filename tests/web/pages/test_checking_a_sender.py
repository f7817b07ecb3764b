"""Anybody checks whether a message is ours, on our page and on the company's own; nothing of the person shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, words
from xinqiao.capabilities.candidates.models import SenderCode
from xinqiao.capabilities.candidates.operations import revoke_links
from xinqiao.capabilities.candidates.operations.sender_codes import renew_own_code
from xinqiao.domain.sender_code import spoken
from xinqiao.foundation.gateways import company_page_fake
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.check_pages import look, note_look, registered_page, set_check_page
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db
ADDRESS = "https://www.yanchuan.example/xinqiao-check.html"
ORIGIN = "https://www.yanchuan.example"


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("xinqiao.web.pages.sender_check.timezone.now", lambda: NOW)


def team() -> Workspace:
    workspace = make_workspace()
    workspace.team_name, workspace.switchboard = "平台组", "0571-8888 0000"
    workspace.save()
    return workspace


def code_of(workspace: Workspace) -> str:
    with scope(workspace.pk):
        return renew_own_code(by=owner_of(workspace), now=NOW).code


def marker_of(workspace: Workspace, *, found: bool = True) -> str:
    """Names the company's page; `found` as if the file stood there."""
    with scope(workspace.pk):
        marker = set_check_page(ADDRESS, by=owner_of(workspace), now=NOW).public_id
        page = registered_page(workspace.pk)
        assert page is not None
        there = {ADDRESS: f'<meta name="xinqiao-check" content="{marker}">'} if found else {}
        with company_page_fake.pages(dict(there)):
            note_look(page, look(page), now=NOW)
    return marker


def asked(**query: str) -> Any:
    return Client().get("/check/", {"lang": "en", **query})


def test_a_sender_who_gave_no_name_is_a_recruiter_of_the_company_and_no_address() -> None:
    workspace = team()
    user = owner_of(workspace).user
    user.name = ""
    user.save()
    code = spoken(code_of(workspace))
    page = asked(code=code)
    assert "It was sent by a recruiter of 砚川科技." in words(page)
    assert "发信人是砚川科技的招聘同事。" in words(asked(code=code, lang="zh-hans"))
    assert user.email not in page.content.decode()


def test_a_copied_text_carries_a_code_that_names_the_sender_and_not_the_person() -> None:
    workspace = team()
    person = make_candidate(workspace, "韩砚之", source="referral")
    desk = Desk(make_member(workspace))
    marker_of(workspace)
    text = desk.post("candidate_copy", person.public_id, "permission", variant="wechat").content.decode()
    with scope(workspace.pk):
        code = SenderCode.objects.get().code
    assert spoken(code) in text
    assert ADDRESS.removeprefix("https://") in text
    page = words(asked(code=spoken(code).lower()))
    assert "Yes, this is from us" in page
    for fact in (desk.member.user.name, "砚川科技", "平台组", "0571-8888 0000", "never ask for an identity card"):
        assert fact in page
    assert "韩砚之" not in page
    desk.post("candidate_copy", person.public_id, "permission", variant="maimai")
    with scope(workspace.pk):
        assert SenderCode.objects.count() == 1


def test_the_code_ends_with_its_link() -> None:
    workspace = team()
    person = make_candidate(workspace)
    Desk(owner_of(workspace)).post("candidate_copy", person.public_id, "permission", variant="wechat")
    with scope(workspace.pk):
        code = SenderCode.objects.get().code
        revoke_links(person, by=owner_of(workspace), now=NOW + timedelta(hours=1))
    page = words(asked(code=code))
    assert "This code has ended" in page
    assert owner_of(workspace).user.name not in page


def test_the_persons_own_page_says_the_code_and_where_to_check_it() -> None:
    workspace = team()
    person = make_candidate(workspace, language="en")
    desk = Desk(owner_of(workspace))
    text = desk.post("candidate_copy", person.public_id, "permission", variant="wechat").content.decode()
    token = text.split("/c/")[1].split("/")[0]
    with scope(workspace.pk):
        code = SenderCode.objects.get().code
    page = words(desk.open(f"/c/{token}/?lang=en"))
    assert spoken(code) in page
    assert "/check/" in page


def test_a_wrong_code_is_calmly_not_ours_and_an_own_code_can_be_renewed_and_ended() -> None:
    workspace = team()
    assert "This is not a code of ours" in words(asked(code="K7MQ-4R2X"))
    first, second = code_of(workspace), code_of(workspace)
    assert "has ended" in words(asked(code=first))
    assert "from us" in words(asked(code=second))
    with scope(workspace.pk):
        public_id = SenderCode.objects.get(code=second).public_id
    assert Desk(make_member(workspace)).post("sender_code_end", public_id).status_code == 403
    Desk(owner_of(workspace)).post("sender_code_end", public_id)
    assert "has ended" in words(asked(code=second))


def test_on_a_companys_page_only_its_own_codes_count() -> None:
    workspace, other = team(), make_workspace("别家公司")
    marker, theirs = marker_of(workspace), code_of(other)
    assert "别家公司" in words(asked(code=theirs))
    page = words(asked(code=theirs, team=marker))
    assert "not a code of ours" in page
    assert "别家公司" not in page
    assert asked(code=theirs, team="A" * 16).status_code == 404


def test_the_answer_for_scripts_is_for_the_registered_site_alone() -> None:
    workspace = team()
    query = {"team": marker_of(workspace), "code": code_of(workspace), "lang": "en"}
    answer = Client().get("/check/answer.json", query, headers={"origin": ORIGIN})
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.json()["state"] == "ours"
    assert any("0571-8888 0000" in line for line in answer.json()["lines"])
    elsewhere = Client().get("/check/answer.json", query, headers={"origin": "https://evil.example"})
    assert elsewhere.status_code == 403
    assert "Access-Control-Allow-Origin" not in elsewhere.headers
    frame = Client().get("/check/embed/", query)
    assert f"frame-ancestors {ORIGIN};" in frame.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame.headers
    assert "frame-ancestors 'none'" in asked().headers["Content-Security-Policy"]


def test_nobody_tries_codes_without_end() -> None:
    code = code_of(team())
    statuses = [asked(code="K7MQ-4R2X").status_code for _ in range(30)]
    assert set(statuses) == {200}
    assert asked(code=code).status_code == 429
    assert asked().status_code == 200


def test_the_owner_names_the_page_and_takes_file_and_line() -> None:
    workspace = team()
    desk = Desk(owner_of(workspace))
    assert desk.post("sender_page_set", address="http://10.0.0.1/").status_code == 422
    desk.post("sender_page_set", address="www.yanchuan.example")
    page = registered_page(workspace.pk)
    assert page is not None
    assert page.address == ADDRESS
    file = desk.get("sender_file")
    assert f'content="{page.marker}"' in file.content.decode()
    assert "attachment" in file.headers["Content-Disposition"]
    assert look_with({ADDRESS: file.content.decode()}, workspace) == "found"
    line = desk.get("sender_proof")
    assert f"/check/embed/?team={page.marker}" in line.content.decode()
    assert "Found" in words(line)
    assert Desk(make_member(workspace)).get("sender_file").status_code == 403
    assert Desk(make_member(workspace, Role.VIEWER)).get("sender_proof").status_code == 403
    desk.post("sender_page_drop")
    assert registered_page(workspace.pk) is None
    assert asked(team=page.marker).status_code == 404


def look_with(pages: dict[str, str | Exception], workspace: Workspace) -> str:
    page = registered_page(workspace.pk)
    assert page is not None
    with company_page_fake.pages(pages):
        state = look(page)
    with scope(workspace.pk):
        note_look(page, state, now=NOW)
    return str(state)
