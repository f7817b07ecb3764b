"""The whole product as a new user starts it, on the database of the lane."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.server import Server


@contextmanager
def fresh_database(template: str = "template1") -> Iterator[str]:
    """An empty database beside the suite's own: a copy of `template` in the cluster, or SQLite in the server's home."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgresql://", "postgres://")):
        yield ""
        return
    name = f"walk_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_product(
    prepared: Path | None = None, *, demo: bool = True, template: str = "template1"
) -> Iterator[Server]:
    """`xinqiao serve --demo`, stopped and forgotten afterwards."""
    with fresh_database(template) as url, Server(database_url=url, demo=demo, prepared=prepared) as server:
        yield server


# Addresses of the demo team's pages, one of each kind, and of candidate links in each state.
PLACES = """
import io
import json
from django.conf import settings
from django.core import signing
from django.db.models import Count
from django.utils import timezone
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.exporting.operations import Wish as File, start_export
from xinqiao.capabilities.candidates.models import (
    BulkAct, Candidate, CandidateLink, CustomField, OneTimeCode, Pool, SavedView, Tag,
)
from xinqiao.capabilities.candidates.operations import (
    Kind, PoolFacts, ViewFacts, Wish, add_field, add_pool, attach, begin_bulk_act, new_link, open_link, save_view,
    tag_id_of, token_of,
)
from xinqiao.capabilities.consent import restriction
from xinqiao.capabilities.consent.models import ContactTerms, NamedRecipient, PersonRequest
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.operations import Choices, start, upload_file
from tests.web.recruiter.papers import PDF
from xinqiao.capabilities.consent.operations import record_by_hand
from xinqiao.capabilities.promises.models import Promise
from xinqiao.foundation.content.models import ColleagueLink, CompanyCard, Opening, Story
from xinqiao.foundation.content.operations.colleague_links import link_address, make_link
from xinqiao.foundation.content.operations.stories import put_video
from xinqiao.capabilities.candidates.operations.sender_codes import renew_own_code
from xinqiao.foundation.workspaces.check_pages import check_page, set_check_page
from tests.stories import CAPTIONS, MP4
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, User, Workspace
from xinqiao.foundation.workspaces.operator import create_account
from xinqiao.web.access.team_address import team_mark
colleague, password = "colleague@example.test", "four calm river stones"
if not User.objects.filter(email=colleague).exists():
    create_account(colleague, name="周牧", password=password)
workspace = Workspace.objects.get(slug="demo")
member = Member.objects.filter(workspace=workspace, role="owner").select_related("user").first()
now = timezone.now()
with scope(workspace.pk):
    shared = Response.shared.select_related("candidate").first().candidate
    often = Response.shared.values("candidate__public_id").annotate(times=Count("pk")).order_by("-times").first()
    unasked = Candidate.objects.filter(terms=None).first()
    unasked = unasked or Candidate.objects.filter(terms__permission="none").first()
    # Whoever chose a pace may have chosen to be asked nothing.
    granted = Candidate.objects.filter(terms__permission="granted", terms__pace="", responses=None).first()
    stopped = Candidate.objects.filter(terms__permission="stopped").first()
    allowing = NamedRecipient.objects.select_related("candidate").first().candidate
    restricted = Candidate.objects.filter(terms__permission="later").first()
    restriction.restrict_by_hand(restricted, reason="本人说公司写错了，核对之前先不用。", by=member, now=now)
    for person in (unasked, granted):
        person.opening = Opening.objects.first()
        person.save(update_fields=["opening"])
    pool = Pool.objects.first() or add_pool(PoolFacts("平台架构", "六月分享会"), by=member, now=now)
    tag = Tag.objects.filter(pk=tag_id_of("架构", now=now)).get()
    view = SavedView.objects.first() or save_view(ViewFacts("没有联系过", "contacted=never"), by=member, now=now)
    act = BulkAct.objects.first()
    if act is None:
        everyone = list(Candidate.objects.values_list("pk", flat=True)[:5])
        act = begin_bulk_act(Wish(Kind.TAG_ADD, tag.pk, tag.name), everyone, by=member, now=now)
        begin_bulk_act(Wish(Kind.POOL_ADD, pool.pk, pool.name), everyone, by=member, now=now)
        start_export(File("stage=outreach", "xlsx", "zh-hans"), by=member, now=now)
    field = CustomField.objects.first() or add_field("工号", "text", by=member, now=now)
    paper = shared.attachments.first() or attach(shared, io.BytesIO(PDF), "resume.pdf", by=member, now=now)
    uploads = list(ImportBatch.objects.filter(file_name__in=["waiting.csv", "running.csv"]).order_by("pk"))
    if not uploads:
        text = "姓名,公司,电子邮件\\n路知远,海棠科技,lu.zhiyuan@example.test\\n,海棠科技,\\n".encode()
        uploads = [upload_file([text], file_name=name, by=member, now=now) for name in ("waiting.csv", "running.csv")]
        start(uploads[1], by=member, now=now, choices=Choices({}, "imported_list", "lawfully_public"))
    draft = Story.objects.exclude(captions="").first()
    if draft is None:
        draft = Story.objects.filter(kind="culture", language="zh").first()
        put_video(draft, io.BytesIO(MP4), CAPTIONS, by=member, now=now)
        make_link(draft, for_whom="周牧", by=member, now=now)
        make_link(CompanyCard.objects.first(), for_whom="叶辞", by=member, now=now)
        renew_own_code(by=member, now=now)
        set_check_page("https://careers.example.test/xinqiao-check.html", by=member, now=now)
    promise = Promise.objects.exclude(offer="").select_related("candidate").first()
    request = PersonRequest.objects.filter(state="open").order_by("due_on").select_related("candidate").first()
    card = CandidateLink.objects.filter(purpose="three_taps", candidate=granted).first()
    if card is None:
        # Without the send check, which would refuse it at night.
        card, talk = new_link(granted, "three_taps", by=member, now=now), {"happened_on": now.date(), "asked_at": now}
        ThreeTapCard.objects.create(candidate=granted, link=card, occasion="light_talk", **talk)
    OneTimeCode.objects.all().delete()
    held, at = open_link(shared, "permission", by=member, now=now), int(now.timestamp())
    promised_door = open_link(promise.candidate, "permission", by=member, now=now)
    knows = {}
    for name, link, person in (("known", held, shared), ("known_promised", promised_door, promise.candidate)):
        seen = {"l": link.public_id, "p": person.public_id, "o": at, "s": at}
        knows[name] = signing.dumps(seen, salt="xinqiao.known-browser")
    places = {
        "story": draft.public_id,
        "told": Story.objects.filter(state="published").first().public_id,
        "story_link": link_address(ColleagueLink.objects.filter(card=None).first()),
        "card_link_of_colleague": link_address(ColleagueLink.objects.filter(story=None).first()),
        "mark": check_page().public_id,
        "request": request.public_id,
        "team": team_mark("demo"),
        "held_link": token_of(held),
        **knows,
        "promise": promise.public_id,
        "promised": promise.candidate.public_id,
        "promised_link": token_of(promised_door),
        "slug": workspace.slug,
        "keeper": member.public_id,
        "upload": uploads[0].public_id,
        "import": uploads[1].public_id,
        "field": field.public_id,
        "paper": paper.public_id,
        "pool": pool.public_id,
        "tag": tag.public_id,
        "view": view.public_id,
        "act": act.public_id,
        "email": member.user.email,
        "colleague": colleague,
        "password": password,
        "shared": shared.public_id,
        "curve": often["candidate__public_id"],
        "unasked": unasked.public_id,
        "granted": granted.public_id,
        "stopped": stopped.public_id,
        "allowing": allowing.public_id,
        "restricted": restricted.public_id,
        "allowing_link": token_of(open_link(allowing, "permission", by=member, now=now)),
        "restricted_link": token_of(open_link(restricted, "permission", by=member, now=now)),
        "opening": Opening.objects.first().public_id,
        "permission_link": token_of(open_link(unasked, "permission", by=member, now=now)),
        "questionnaire_link": token_of(open_link(granted, "questionnaire", by=member, now=now)),
        "card_link": token_of(card),
        "stopped_link": token_of(open_link(stopped, "permission", by=member, now=now)),
    }
print(json.dumps(places))
"""


def places_of(server: Server) -> dict[str, Any]:
    """Public ids and link tokens of the demo team, one for each state that has a page."""
    found: dict[str, Any] = json.loads(server.run(PLACES))
    return found
