"""Walks all addresses: nobody from outside gets in, and no address reaches another workspace's rows."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.access.addresses import contents_of, fill, patterns_below
from tests.factories import NOW, make_candidate, make_member, make_opening, make_user, make_workspace, owner_of
from tests.promises import promised
from tests.rights import requested
from tests.stories import make_card, make_story
from xinqiao.capabilities.candidates.exporting.operations import Wish as WantedFile
from xinqiao.capabilities.candidates.exporting.operations import start_export
from xinqiao.capabilities.candidates.models import Candidate, Tag
from xinqiao.capabilities.candidates.operations import (
    Kind,
    PoolFacts,
    ViewFacts,
    Wish,
    add_pool,
    begin_bulk_act,
    save_view,
    tag_id_of,
)
from xinqiao.capabilities.candidates.operations.sender_codes import renew_own_code
from xinqiao.capabilities.consent.separate import name_recipient
from xinqiao.domain.separate_consents import Purpose, Recipient
from xinqiao.foundation.content.operations import write_text
from xinqiao.foundation.content.operations.colleague_links import make_link
from xinqiao.foundation.content.operations.company_card import check_by_hand
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace
from xinqiao.foundation.workspaces.operations import invite
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys.models import DeskCard
from xinqiao.journeys.operations import add_task
from xinqiao.playbook.own_words import Place

pytestmark = pytest.mark.django_db

DESK = patterns_below("w/")
LINKS = patterns_below("c/")


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    return client


def ids_of(workspace: Workspace) -> list[str]:
    """Public ids of one row of each kind that has pages."""
    candidate = make_candidate(workspace, email="shen@example.test")
    opening = make_opening(workspace)
    member = make_member(workspace)
    owner = owner_of(workspace)
    with scope(workspace.pk):
        invitation = invite(workspace, role=Role.RECRUITER, email="", by=owner, now=NOW)
        promise = promised(candidate)
        company = Recipient("云帆科技", "hr@yunfan.example", "推荐平台岗位")
        named = name_recipient(candidate, Purpose.SHARING_COMPANY, company, by=owner, now=NOW)
        request = requested(candidate)
        others = [request.public_id, named.public_id]
        task = add_task(candidate, "周四回电", due_on=NOW.date(), owner=owner, by=owner, now=NOW)
        card = DeskCard.objects.create(
            member=owner,
            day=NOW.date(),
            kind="task",
            subject=task.pk,
            candidate=candidate,
            state="done",
            decided_at=NOW,
        )
        people = [
            candidate.public_id,
            *others,
            task.public_id,
            card.public_id,
            opening.public_id,
            member.public_id,
            invitation.public_id,
        ]
        return [*people, promise.public_id, *_of_lists(owner), *_of_stories(owner)]


def _of_stories(owner: Member) -> list[str]:
    card, story = make_card(owner.workspace), make_story(owner.workspace)
    link = make_link(story, for_whom="许闻溪", by=owner, now=NOW)
    said = {"shown_as": "同事", "agrees": True, "words": "", "said_on": NOW.date(), "proof": "当面"}
    check = check_by_hand(card, by=owner, now=NOW, **said)
    return [row.public_id for row in (story, link, check, renew_own_code(by=owner, now=NOW))]


def _of_lists(owner: Member) -> list[str]:
    pool = add_pool(PoolFacts("平台架构"), by=owner, now=NOW)
    view = save_view(ViewFacts("平台", "stage=outreach", is_shared=True), by=owner, now=NOW)
    tag = Tag.objects.get(pk=tag_id_of("架构", now=NOW))
    person = Candidate.objects.values_list("pk", flat=True)[0]
    act = begin_bulk_act(Wish(Kind.TAG_ADD, tag.pk, tag.name), [person], by=owner, now=NOW)
    export = start_export(WantedFile("", "csv", "en"), by=owner, now=NOW)
    place = Place("mechanisms", "light_talk", "what")
    text = write_text(place, "zh", "只聊 15 分钟。", seen="", by=owner, now=NOW)
    return [row.public_id for row in (pool, view, tag, act, export, text)]


def test_every_desk_page_states_who_may_open_it() -> None:
    assert DESK
    assert [route for route, pattern in DESK if not getattr(pattern.callback, "access", None)] == []


def test_every_candidate_page_asks_for_a_link() -> None:
    assert LINKS
    assert [route for route, pattern in LINKS if getattr(pattern.callback, "access", None) != "link"] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_signed_out_people_are_sent_to_sign_in(method: str) -> None:
    workspace = make_workspace()
    for route, _ in DESK:
        answer = getattr(Client(), method)(fill(route, slug=workspace.slug))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/"), route


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outsider_finds_no_such_workspace(method: str) -> None:
    workspace = make_workspace()
    ids = ids_of(workspace)
    outsider = signed_in(make_user())
    for route, _ in DESK:
        # Who is no member is turned away before any id is looked at, so a few of them tell.
        for public_id in ids[:4] if "<str:" in route else ids[:1]:
            path = fill(route, slug=workspace.slug, public_id=public_id)
            assert getattr(outsider, method)(path).status_code == 404, path


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_workspaces_ids_lead_nowhere_and_change_nothing(method: str) -> None:
    theirs, mine = make_workspace(), make_workspace()
    ids = ids_of(theirs)
    before = contents_of(theirs.pk)
    client = signed_in(owner_of(mine).user)
    for route, _ in DESK:
        if "<str:" not in route:
            continue
        for public_id in ids:
            path = fill(route, slug=mine.slug, public_id=public_id)
            status = getattr(client, method)(path).status_code
            assert status in (404, 405), (path, status)
    assert contents_of(theirs.pk) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_opens_nothing(method: str) -> None:
    for number, (route, _) in enumerate(LINKS):
        client = Client(REMOTE_ADDR=f"10.0.{number}.1")
        answer = getattr(client, method)(fill(route, token="A" * 32))
        assert answer.status_code == 404, route
