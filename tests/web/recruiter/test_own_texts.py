"""A team puts the method into its own words, and every page reads them; the shipped text is one step away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.playbook.walk import texts_in
from tests.web.candidate.phone import KEYED_16, make_phone
from tests.web.recruiter.desk import Desk, answers, words
from xinqiao.foundation.content import operations, queries
from xinqiao.foundation.content.models import OwnText
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.own_words import Place, places, text_at
from xinqiao.playbook.strategy_map import StrategyMap

pytestmark = pytest.mark.django_db

WHAT = ("mechanisms", "light_talk", "what", "en")
TOLD = ("mechanisms", "light_talk", "tell_candidate", "en")
GIVEN = {"open": (1, 1, 1, 1, 5), "cautious": KEYED_16, "guarded": (4, 4, 3, 3, 3), "reserved": (5, 5, 5, 5, 1)}
SHIPPED = playbook().mechanism("light_talk").what.en


def save(desk: Desk, text: str, *, address: tuple[str, ...] = WHAT, seen: str = "", **more: str) -> Any:
    """Fills in the form and sends it; the page that follows, or the form that came back."""
    answer = desk.post("own_text", *address, text=text, seen=seen, **more)
    return desk.open(answer["Location"]) if answer.status_code == 302 else answer


def seen_on(page: Any) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
    return found.group(1) if found else ""


def stands(workspace: Workspace) -> str:
    with scope(workspace.pk):
        return queries.team_book("en").mechanism("light_talk").what.en


def test_own_words_with_their_difference_history_reset_and_undo() -> None:
    workspace = make_workspace()
    desk = Desk(make_member(workspace))
    page = desk.get("own_text", *WHAT)
    assert SHIPPED in words(page)
    assert "Wordings so far" not in words(page)

    looked = save(desk, "Half listening, half telling. It ends on time.", act="look")
    assert "<ins>telling</ins>" in looked.content.decode()
    assert stands(workspace) == SHIPPED

    page = save(desk, "Half listening, half telling. It ends on time.")
    assert stands(workspace) == "Half listening, half telling. It ends on time."
    assert "<del>sharing</del><ins>telling</ins>" in page.content.decode()
    assert "林未" in words(page).split("Wordings so far")[1]

    seen = seen_on(page)
    page = desk.open(desk.post("own_text_reset", *WHAT, seen=seen)["Location"])
    assert stands(workspace) == SHIPPED
    undo = desk.undo_of_last_toast(page)
    page = desk.open(desk.submit(undo)["Location"])
    assert stands(workspace) == "Half listening, half telling. It ends on time."
    # A second tap on the same undo changes nothing.
    assert "Nothing was taken back" in words(desk.open(desk.submit(undo)["Location"]))
    # An earlier wording can be begun with, and every step stays in the history.
    assert words(page).count("back to the shipped text") == 1
    earlier = re.findall(r'href="\?from=(\w+)"', page.content.decode())
    assert "half telling" in desk.get("own_text", *WHAT, **{"from": earlier[-1]}).content.decode()
    with scope(workspace.pk):
        assert OwnText.objects.count() == 3
    audit = words(Desk(owner_of(workspace)).get("audit"))
    for sentence in ("into the team's own words", "back to the shipped one", "took a change to a text"):
        assert sentence in audit


def test_taking_the_first_wording_back_leaves_the_shipped_one() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    page = save(desk, "Only a talk.")
    assert "Taken back." in words(desk.open(desk.submit(desk.undo_of_last_toast(page))["Location"]))
    assert stands(workspace) == SHIPPED
    # A form that saw a wording which a restore took away: nobody's words are in its way.
    elsewhere = ("mechanisms", "light_talk", "what", "zh")
    answer = desk.open(desk.post("own_text_reset", *elsewhere, seen="gone")["Location"])
    assert "Nothing was changed" in words(answer)
    assert "Saved." in words(save(desk, "只是聊聊。", address=elsewhere, seen="gone"))
    # Typing the shipped words again is a way back as well, and saving what stands there changes nothing.
    page = save(desk, "Only a talk.", seen=seen_on(desk.get("own_text", *WHAT)))
    page = save(desk, f" {SHIPPED} ", seen=seen_on(page))
    assert "The shipped text is back." in words(page)
    assert "Nothing was changed" in words(save(desk, SHIPPED, seen=seen_on(page)))
    assert "Nothing was changed" in words(desk.open(desk.post("own_text_reset", *WHAT, seen=seen_on(page))["Location"]))


def test_of_two_who_write_at_once_neither_loses_a_word() -> None:
    workspace = make_workspace()
    mine, theirs = Desk(make_member(workspace)), Desk(owner_of(workspace))
    save(theirs, "Their talk.")
    page = save(mine, "My talk.")
    assert page.status_code == 409
    assert stands(workspace) == "Their talk."
    assert "Their talk." in words(page)
    assert "My talk.</textarea>" in page.content.decode()
    assert "while your form was open" in words(page)
    # A reset that saw nothing of it is held up as well.
    assert mine.post("own_text_reset", *WHAT, seen="").status_code == 409
    save(mine, "My talk.", seen=seen_on(page))
    assert stands(workspace) == "My talk."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Something must stand here"),
        ("\u200b \U000e0041", "Something must stand here"),
        ("<b>Half</b> listening", "no HTML"),
        ("Dear {name}", "No curly braces"),
        ("x" * 601, "At most 600 characters"),
    ],
)
def test_what_cannot_stand_comes_back_as_it_was_typed(text: str, problem: str) -> None:
    workspace = make_workspace()
    answer = save(Desk(owner_of(workspace)), text)
    assert answer.status_code == 422
    assert problem in words(answer)
    assert stands(workspace) == SHIPPED
    assert words(answer).count(text or problem) >= 1


def test_what_we_tell_them_keeps_the_candidates_words() -> None:
    desk = Desk(owner_of(make_workspace()))
    assert "never stand before them: Script, conversion" in words(save(desk, "A Script for conversion", address=TOLD))
    assert save(desk, " ", address=TOLD).status_code == 422
    assert "Candidates read this text" in words(desk.get("own_text", *TOLD))


def test_an_upgrade_that_changed_the_shipped_text_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    seen = seen_on(save(desk, "Only a talk."))
    on_map = {"node": "mechanisms.light_talk"}
    assert "shipped text changed since" not in words(desk.get("strategy_map", **on_map))
    with scope(workspace.pk):
        OwnText.objects.update(shipped_hash="0" * 64)
    assert "shipped text changed since" in words(desk.get("strategy_map", **on_map))
    assert "The shipped text changed since you wrote yours" in words(desk.get("own_text", *WHAT))
    save(desk, "Only a talk.", seen=seen)
    assert "shipped text changed since" not in words(desk.get("strategy_map", **on_map))
    # Words that the rules of a later release refuse are kept and said, and the shipped ones are shown.
    with scope(workspace.pk):
        OwnText.objects.filter(is_latest=True).update(text="Only {a} talk.")
    assert SHIPPED in words(desk.get("strategy_map", **on_map))
    assert "no longer keep the rules" in words(desk.get("own_text", *WHAT))


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_whoever_does_not_write_reads_only(role: Role) -> None:
    desk = Desk(make_member(make_workspace(), role))
    refused = desk.get("own_text", *WHAT), desk.post("own_text", *WHAT, text="x"), desk.post("own_text_reset", *WHAT)
    assert {answer.status_code for answer in refused} == {403}


@pytest.mark.parametrize(
    "address",
    [
        ("scales", "tos5", "label", "en"),
        ("levels", "cautious", "advice_for_interviewers", "en"),
        ("mechanisms", "light_talk", "length", "en"),
        ("mechanisms", "nobody", "what", "en"),
        ("mechanisms", "light_talk", "what", "fr"),
    ],
)
def test_what_is_the_same_for_all_has_no_page(address: tuple[str, ...]) -> None:
    assert Desk(owner_of(make_workspace())).get("own_text", *address).status_code == 404


def test_own_words_are_one_workspaces_own() -> None:
    mine, theirs = make_workspace(), make_workspace()
    save(Desk(owner_of(theirs)), "Their talk.")
    assert stands(mine) == SHIPPED
    assert "Their talk." not in words(Desk(owner_of(mine)).get("own_text", *WHAT))


def test_no_page_shows_a_shipped_text_that_the_team_put_into_its_own_words() -> None:
    book, workspace = playbook(), make_workspace()
    owner, language = owner_of(workspace), "en"
    own = {place: f"Words of ours {number}" for number, place in enumerate(places(book))}
    with scope(workspace.pk):
        for place, text in own.items():
            operations.write_text(place, language, text, seen="", by=owner, now=NOW)
    desk, pages = Desk(owner), []
    for level, five in GIVEN.items():
        person = make_candidate(workspace, f"沈{level}")
        answers(person, five)
        pages += [("candidate", person.public_id), ("candidate_seen", person.public_id), ("method_level", level)]
        pages += [("candidate_peek", person.public_id)]
    unmeasured = make_candidate(workspace, "沈未测").public_id
    pages += [("candidate", unmeasured), ("candidate_seen", unmeasured), ("method_level", "unmeasured")]
    pages += [("method",), ("planning",), ("today",), ("candidates",), ("strategy_map",)]
    texts = [words(desk.get(*page)) for page in pages]
    nodes = [node.id for column in StrategyMap.of(book).columns for node in column]
    texts += [words(desk.get("strategy_map", node=node)) for node in nodes]

    # A text that also stands somewhere unchangeable is no witness.
    fixed = [text.en for path, text in texts_in(book) if not any(place_matches(path, place) for place in own)]
    lines = {line for place in own for line in text_at(book, place, language).split("\n")}
    witnesses = {line for line in lines if not any(line in one for one in fixed)}
    assert len(witnesses) > 60
    assert {line for line in witnesses for text in texts if line in text} == set()
    read = " ".join(texts)
    assert [text for text in own.values() if not re.search(rf"{text}\b", read)] == []


def place_matches(path: str, place: Place) -> bool:
    return path.startswith(f"playbook.{place.kind}[{place.entry}].{place.field}")


def test_a_candidate_reads_the_words_of_their_team_on_their_result() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    workspace = phone.candidate.owner.workspace
    place, lines = Place("levels", "cautious", "we_would"), "先带您看一天\n再问您的想法\n不催您"
    with scope(workspace.pk):
        owner = owner_of(workspace)
        explanation = Place("levels", "cautious", "explanation")
        operations.write_text(place, "zh", lines, seen="", by=owner, now=NOW)
        operations.write_text(explanation, "zh", "您想先看一看。", seen="", by=owner, now=NOW)
    page = phone.browser.get(phone.address("result"), {"lang": "zh-hans"}).content.decode()
    assert "您想先看一看。" in page
    found = [page.index(line) for line in ("先带您看一天", "至少隔 7 天", "再问您的想法", "不催您")]
    assert found == sorted(found)
    english = phone.browser.get(phone.address("result"), {"lang": "en"}).content.decode()
    assert playbook().level("cautious").explanation.en in english


@pytest.mark.parametrize("name", ["candidate", "method", "strategy_map"])
def test_however_much_is_reworded_no_page_asks_more_than_once(name: str) -> None:
    workspace = make_workspace()
    owner, person = owner_of(workspace), make_candidate(workspace)
    answers(person)
    desk, args = Desk(owner), (person.public_id,) if name == "candidate" else ()

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as done:
            desk.get(name, *args)
        return [str(query["sql"]) for query in done.captured_queries]

    asked()
    before = asked()
    assert len([sql for sql in before if "content_owntext" in sql]) == 1
    with scope(workspace.pk):
        for place in list(places(playbook()))[:20]:
            operations.write_text(place, "en", "Words of ours", seen="", by=owner, now=NOW)
    assert len(asked()) == len(before)
