"""Score, level and what follows from them are for the workspace's owner and the record's owner, nobody else."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any

import pytest

from tests.access.addresses import fill, patterns_below
from tests.factories import NOW, make_candidate, make_member, make_opening, make_workspace, owner_of
from tests.web.recruiter.desk import KEYED_14, KEYED_16, Desk, answers, says, words
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import add_sign, open_link
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.domain.levels import Level
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys.steps import response_decided
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db

LEVELS = [playbook().level(level) for level in Level]
LABELS = [words for level in LEVELS for words in (level.label.zh, level.candidate_label.zh, level.candidate_label.en)]
STRATEGIES = [playbook().strategy(level) for level in Level]
# What a level, a number or a fitting entry of the playbook would look like in HTML or JSON.
TRACES = [
    *LABELS,
    # “Open” is an ordinary word; the glyph's class below gives that level away just as well.
    *(level.label.en for level in LEVELS if level.id != "open"),
    *(text.in_language(code) for one in STRATEGIES for text in (*one.do, *one.avoid) for code in ("zh", "en")),
    *(f"level-{level}" for level in Level),
    *(f"is-{level}" for level in Level),
    *(f"zone-{level}" for level in Level),
    "level-unmeasured",
    "level-dashed",
    "未测",
    "Unmeasured",
    "±",
    "band",
]
# A planning list names the levels to every writer, and people only to those who keep them: test_planning_list.py.
ABOUT_THE_METHOD = ("method", "settings", "members", "imports", "jobs", "planning")


def traces_in(answer: Any, *, total: int) -> list[str]:
    """What gives a score away, in the whole body and in the headers."""
    body = answer.content.decode(errors="replace") + str(dict(answer.headers))
    # The palette and the navigation are the same for everybody.
    found = [trace for trace in TRACES if trace in body]
    return found + re.findall(rf"(?<![\d.:-]){total}(?![\d.:%-])\s*(?:分|points)", body)


def person_with_result(workspace: Workspace, *, kept_by: Any = None, given: Any = KEYED_16) -> Candidate:
    candidate = make_candidate(workspace, owner=kept_by, email="shen@example.test")
    says(candidate, "granted", now=NOW - timedelta(days=3))
    answers(candidate, given)
    return candidate


def every_page(workspace: Workspace, candidate: Candidate) -> list[str]:
    opening = make_opening(workspace)
    paths = []
    for route, _ in patterns_below("w/"):
        if route.removeprefix("w/<slug:slug>/").split("/")[0] in ABOUT_THE_METHOD:
            continue
        public_id = opening.public_id if "/openings/" in route else candidate.public_id
        path = fill(route, slug=workspace.slug, public_id=public_id, purpose="questionnaire")
        if path.endswith("/first-steps/try/"):
            continue
        paths.append(path)
    return paths


OTHERS = [Role.ADMIN, Role.RECRUITER, Role.INTERVIEWER, Role.VIEWER]
CRAWLS = [(role, language) for role in OTHERS for language in ("zh-hans", "en")]
if os.environ.get("XINQIAO_FULL") != "1":
    # What a role may see does not depend on the language, and two roles write, two only read.
    CRAWLS = [
        (Role.ADMIN, "zh-hans"),
        (Role.RECRUITER, "en"),
        (Role.INTERVIEWER, "zh-hans"),
        (Role.INTERVIEWER, "en"),
        (Role.VIEWER, "zh-hans"),
    ]
# No database changes what a language says, and the two who only read are shown the same.
CRAWLS = [
    pytest.param(*one, marks=() if one in [(Role.RECRUITER, "en"), (Role.INTERVIEWER, "en")] else pytest.mark.once)
    for one in CRAWLS
]


@pytest.mark.parametrize(("role", "language"), CRAWLS)
def test_no_page_gives_others_a_trace_of_the_score(role: Role, language: str) -> None:
    workspace = make_workspace()
    candidate = person_with_result(workspace)
    desk = Desk(make_member(workspace, role), language=language)
    opened = 0
    for path in every_page(workspace, candidate):
        for accept in ("text/html", "application/json"):
            for method in (desk.open, desk.submit):
                answer = method(path, accept=accept)
                opened += answer.status_code == 200
                assert traces_in(answer, total=16) == [], (role, method.__name__, path)
    assert opened >= 10


@pytest.mark.parametrize("role", OTHERS)
def test_the_quick_look_as_a_fragment_gives_nothing_away(role: Role) -> None:
    workspace = make_workspace()
    candidate = person_with_result(workspace)
    fragment = Desk(make_member(workspace, role)).get(
        "candidate_peek", candidate.public_id, headers={"hx-request": "true"}
    )
    assert "<html" not in fragment.content.decode()
    assert traces_in(fragment, total=16) == []


@pytest.mark.parametrize("role", OTHERS)
def test_a_shared_result_does_not_change_what_others_read_but_tempo_and_tone(role: Role) -> None:
    """The same page before and after the answer, apart from the advice of the tempo level."""
    workspace = make_workspace()
    before, after = make_candidate(workspace, "程一"), make_candidate(workspace, "程一")
    for person in (before, after):
        says(person, "granted", now=NOW - timedelta(days=3))
        with scope(workspace.pk):
            open_link(person, "questionnaire", by=owner_of(workspace), now=NOW - timedelta(days=1))
    # The tempo level of this total gives the same interval as no answer at all.
    answers(after, (5, 3, 3, 4, 3), now=NOW - timedelta(days=1))
    desk = Desk(make_member(workspace, role))

    def text(person: Candidate) -> str:
        page = words(desk.get("candidate", person.public_id))
        start, end = page.index("Tempo and tone"), page.index("Answers and what follows")
        return page[:start] + page[end:]

    assert text(before) == text(after)


def test_owner_and_record_owner_see_the_result_with_its_error() -> None:
    workspace = make_workspace()
    keeper = make_member(workspace, Role.RECRUITER)
    candidate = person_with_result(workspace, kept_by=keeper)
    for member in (owner_of(workspace), keeper):
        desk = Desk(member)
        record = desk.get("candidate", candidate.public_id).content.decode()
        assert "16 ± 4.3" in record
        assert "level-cautious" in record or "is-cautious" in record
        assert "Cautious" in words(desk.get("candidates"))
        assert "Cautious" in words(desk.get("today"))


def test_a_colleague_sees_only_the_results_of_the_people_they_keep() -> None:
    workspace = make_workspace()
    keeper = make_member(workspace, Role.RECRUITER)
    mine = make_candidate(workspace, "程一", owner=keeper)
    theirs = make_candidate(workspace, "程二")
    answers(mine, KEYED_16)
    answers(theirs, KEYED_14)
    listed = Desk(keeper).get("candidates").content.decode()
    rows = {name: listed.split(f">{name}</a>")[1].split("</tr>")[0] for name in ("程一", "程二")}
    assert "is-cautious" in rows["程一"]
    assert "level" not in re.sub(r'data-label="Level"', "", rows["程二"]).replace("not shown to you", "")
    assert "程二" not in words(Desk(keeper).get("today"))


@pytest.mark.parametrize("decision", ["draft", "answered", "private", "contact_only"])
def test_answers_that_nobody_shared_show_to_nobody(decision: str) -> None:
    workspace = make_workspace()
    keeper = make_member(workspace, Role.RECRUITER)
    untouched = make_candidate(workspace, "程一", owner=keeper)
    answered = make_candidate(workspace, "程一", owner=keeper)
    for person in (untouched, answered):
        says(person, "granted", now=NOW - timedelta(days=3))
    answers(answered, KEYED_16, decision=decision)
    for member in (owner_of(workspace), keeper, make_member(workspace, Role.INTERVIEWER)):
        desk = Desk(member)
        for name in ("candidate", "candidate_peek", "candidate_seen"):
            page = desk.get(name, answered.public_id).content.decode()
            assert "±" not in page
            assert "level-cautious" not in page
            assert "is-cautious" not in page
        assert "±" not in desk.get("candidates").content.decode()
        assert "shared their result" not in words(desk.get("today"))


@pytest.mark.parametrize("decision", ["draft", "answered", "private"])
def test_the_record_of_a_person_with_private_answers_reads_as_if_there_were_none(decision: str) -> None:
    workspace = make_workspace()
    owner = Desk(owner_of(workspace))
    people = [make_candidate(workspace, "程一") for _ in range(2)]
    for person in people:
        says(person, "granted", now=NOW - timedelta(days=3))
        owner.post("candidate_copy", person.public_id, "questionnaire", headers={"accept": "application/json"})
    answers(people[1], KEYED_16, decision=decision)
    # Copying once more must not show that the first link was used.
    texts = [owner.post("candidate_copy", person.public_id, "questionnaire") for person in people]
    assert [answer.status_code for answer in texts] == [200, 200]
    records = [words(owner.get("candidate", person.public_id)) for person in people]
    assert records[0] == records[1]


def test_a_result_that_was_taken_back_is_gone_at_once() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    response = answers(candidate)
    with scope(workspace.pk):
        response_decided(response, "private", now=NOW)
    record = Desk(owner_of(workspace)).get("candidate", candidate.public_id).content.decode()
    assert "±" not in record
    assert "level-unmeasured" in record


def test_only_those_who_see_the_score_may_hand_the_record_over() -> None:
    workspace = make_workspace()
    candidate = person_with_result(workspace)
    admin = make_member(workspace, Role.ADMIN)
    desk = Desk(admin)
    facts = {
        "display_name": "沈知遥",
        "language": "zh-hans",
        "source": "public_profile",
        "legal_basis": "lawfully_public",
        "owner": admin.public_id,
    }
    assert desk.post("candidate_edit", candidate.public_id, **facts).status_code == 302
    with scope(workspace.pk):
        assert Candidate.objects.get(pk=candidate.pk).owner_id == owner_of(workspace).pk
    assert Desk(owner_of(workspace)).post("candidate_edit", candidate.public_id, **facts).status_code == 302
    with scope(workspace.pk):
        assert Candidate.objects.get(pk=candidate.pk).owner_id == admin.pk


def test_signs_stay_with_those_who_keep_the_relationship() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    with scope(workspace.pk):
        add_sign(candidate, "declined_call", observed_on=NOW.date(), by=owner_of(workspace), now=NOW)
    sign = playbook().sign("declined_call")
    for role in OTHERS:
        desk = Desk(make_member(workspace, role))
        page = words(desk.get("candidate", candidate.public_id)) + words(
            desk.get("candidate_seen", candidate.public_id)
        )
        assert sign.label.en not in page
        assert sign.tell_candidate.en not in page
        # What it asks of us is tone, and tone is for everyone.
        assert sign.advice.en in page
    assert sign.label.en in words(Desk(owner_of(workspace)).get("candidate", candidate.public_id))


def test_the_list_has_no_filter_and_no_order_by_score() -> None:
    workspace = make_workspace()
    for name, given in (("安一", KEYED_14), ("白二", KEYED_16), ("蔡三", (1, 1, 1, 1, 5))):
        answers(make_candidate(workspace, name), given)
    desk = Desk(owner_of(workspace))
    for query in ({}, {"level": "open"}, {"sort": "score"}, {"order": "-total"}, {"stage": "open"}):
        page = words(desk.get("candidates", **query))
        assert page.index("安一") < page.index("白二") < page.index("蔡三"), query
    with scope(workspace.pk):
        assert ContactTerms.objects.count() == 3
