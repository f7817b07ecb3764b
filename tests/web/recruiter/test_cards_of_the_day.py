"""What a member does with the cards of their day, and the small tasks that come onto it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.promises import TODAY, promised
from tests.rights import requested
from tests.web.recruiter.desk import Desk, answers, says, words
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, User, Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys.letters import letters_for
from xinqiao.journeys.models import DeskCard, Task
from xinqiao.journeys.operations import add_task
from xinqiao.privacy.erasing import Ask, erase
from xinqiao.web.recruiter.found import found_candidate

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def on_desk(desk: Desk) -> list[str]:
    """The names on the cards, in their order; whom we wait for is none of them."""
    page = desk.get("today").content.decode().split("<h2>Waiting for them")[0]
    return re.findall(r"data-open>([^<]+)</a>", page)


def card(desk: Desk, name: str) -> str:
    """The id of the card that names this person."""
    row = next(
        row for row in desk.get("today").content.decode().split('class="today-row"')[1:] if f">{name}</a>" in row
    )
    found = re.search(r"/today/([\w-]+)/later/", row)
    assert found
    return found.group(1)


def act(desk: Desk, name: str, what: str, **data: object) -> Any:
    return desk.post(what, card(desk, name), **data)


def later(desk: Desk, **ahead: float) -> Desk:
    return Desk(desk.member, now=NOW + timedelta(**ahead))


def unasked(workspace: Workspace, count: int) -> list[Candidate]:
    return [make_candidate(workspace, f"人{number}") for number in range(count)]


def test_a_done_card_is_gone_and_nobody_takes_its_place() -> None:
    workspace = make_workspace()
    unasked(workspace, 8)
    desk = Desk(owner_of(workspace))
    assert on_desk(desk) == ["人7", "人6", "人5", "人4", "人3"]
    for name in ("人7", "人6", "人5", "人4", "人3"):
        assert act(desk, name, "card_done").status_code == 303
    assert on_desk(desk) == []
    text = words(desk.get("today"))
    assert "Nothing to do today." in text
    assert "At most five things a day" not in text
    # Tomorrow others come; whoever was dealt with rests.
    assert on_desk(later(desk, days=1)) == ["人2", "人1", "人0"]


def test_undo_brings_a_card_back_and_a_stranger_cannot_touch_it() -> None:
    workspace = make_workspace()
    unasked(workspace, 2)
    desk = Desk(owner_of(workspace))
    public_id = card(desk, "人1")
    assert Desk(make_member(workspace)).post("card_done", public_id).status_code == 404
    desk.post("card_done", public_id)
    page = desk.get("today")
    undo = desk.undo_of_last_toast(page)
    # A second click, and a second window.
    for what in ("card_done", "card_skip"):
        assert desk.post(what, public_id).status_code == 303
        assert "brought back, already" in words(desk.get("today"))
    assert desk.submit(undo).status_code == 303
    assert on_desk(desk) == ["人1", "人0"]
    with scope(workspace.pk):
        acts = list(
            AuditEntry.objects.filter(action__startswith="desk_card").order_by("id").values_list("action", "subject_id")
        )
    assert acts == [("desk_card_done", None), ("desk_card_brought_back", None)]


def test_readers_put_nothing_away() -> None:
    workspace = make_workspace()
    reader = Desk(make_member(workspace, Role.VIEWER))
    for name in ("card_done", "card_snooze", "card_skip", "card_undo"):
        assert reader.post(name, "x").status_code == 403


@pytest.mark.parametrize(
    ("until", "given", "away", "back"), [("tomorrow", "", 0, 1), ("monday", "", 6, 7), ("day", "2026-11-20", 17, 18)]
)
def test_a_suggestion_rests_until_its_day(until: str, given: str, away: int, back: int) -> None:
    workspace = make_workspace()
    make_candidate(workspace, "歇着")
    desk = Desk(owner_of(workspace))
    act(desk, "歇着", "card_snooze", until=until, day=given)
    assert on_desk(desk) == []
    # More people than a day holds came since; whoever was put off to this day is not lost behind them.
    unasked(workspace, 6)
    assert "歇着" not in on_desk(later(desk, days=away, minutes=1))
    assert "歇着" in on_desk(later(desk, days=back))


@pytest.mark.parametrize("given", ["", "2026-11-02", "2026-13-45", "2029-01-01"])
def test_a_day_that_is_none_ahead_changes_nothing(given: str) -> None:
    workspace = make_workspace()
    make_candidate(workspace, "歇着")
    desk = Desk(owner_of(workspace))
    act(desk, "歇着", "card_snooze", until="day", day=given)
    assert "Please choose a day from tomorrow on" in words(desk.get("today"))
    assert on_desk(desk) == ["歇着"]
    assert act(desk, "歇着", "card_snooze", until="never").status_code == 404


def test_a_promise_is_done_where_it_is_kept_and_put_off_no_further_than_its_day() -> None:
    workspace = make_workspace()
    promised(make_candidate(workspace, "单若谷"), due_on=TODAY + timedelta(days=2))
    desk = Desk(owner_of(workspace))
    assert desk.post("card_done", card(desk, "单若谷")).status_code == 303
    assert "done where it is kept" in words(desk.get("today"))
    act(desk, "单若谷", "card_snooze", until="monday")
    assert "单若谷" not in on_desk(later(desk, days=1))
    assert "单若谷" in on_desk(later(desk, days=2))


def test_what_was_promised_since_takes_the_place_of_a_suggestion() -> None:
    workspace = make_workspace()
    people = unasked(workspace, 6)
    desk = Desk(owner_of(workspace))
    before = on_desk(desk)
    promised(people[0], due_on=TODAY + timedelta(days=1))
    after = on_desk(desk)
    assert (len(after), after[0]) == (5, "人0")
    assert set(after[1:]) < set(before)


def test_a_card_that_settled_itself_leaves_and_is_not_replaced() -> None:
    workspace = make_workspace()
    people = unasked(workspace, 8)
    desk = Desk(owner_of(workspace))
    assert len(on_desk(desk)) == 5
    says(people[7], "stopped")
    assert on_desk(desk) == ["人6", "人5", "人4", "人3"]


def test_the_members_own_day_decides_not_the_servers() -> None:
    workspace = make_workspace()
    make_candidate(workspace, "歇着")
    owner = owner_of(workspace)
    User.objects.filter(pk=owner.user_id).update(time_zone="Pacific/Auckland")
    desk = Desk(owner)
    # 22:00 in Auckland: tomorrow is two hours away.
    act(desk, "歇着", "card_snooze", until="tomorrow")
    assert on_desk(later(desk, hours=1)) == []
    assert on_desk(later(desk, hours=2, minutes=1)) == ["歇着"]


def test_people_to_be_told_are_one_card_with_the_first_date() -> None:
    workspace = make_workspace()
    soon = [make_candidate(workspace, name) for name in ("甲一", "乙二")]
    with scope(workspace.pk):
        for ahead, one in zip((3, 5), soon, strict=True):
            Candidate.objects.filter(pk=one.pk).update(notice_due_at=NOW + timedelta(days=ahead))
    text = words(Desk(owner_of(workspace)).get("today"))
    assert "To be told" in text
    assert "2 people do not know of their records yet" in text
    assert "Nov 5" in text or "November 5" in text or "5 Nov" in text


@pytest.mark.parametrize("change", [{"left_at": NOW}, {"role": Role.VIEWER}])
def test_what_somebody_without_a_desk_had_promised_or_noted_is_the_owners(change: dict[str, Any]) -> None:
    workspace = make_workspace()
    leaving, staying = make_member(workspace), make_member(workspace)
    person = make_candidate(workspace, "单若谷")
    promised(person, due_on=TODAY, owner=leaving)
    with scope(workspace.pk):
        add_task(make_candidate(workspace, "沈知遥"), "回电", due_on=TODAY, owner=leaving, by=leaving, now=NOW)
    owed = ("Keep your word first", "Noted to do")
    desk = Desk(owner_of(workspace))
    for one, is_there in ((Desk(leaving), True), (desk, False)):
        assert [heading in words(one.get("today")) for heading in owed] == [is_there, is_there]
    Member.objects.filter(pk=leaving.pk).update(**change)
    page = desk.get("today")
    assert [heading in words(page) for heading in owed] == [True, True]
    assert '<span class="side-count">1</span>' in page.content.decode()
    assert on_desk(Desk(staying)) == []
    with scope(workspace.pk):
        [letter] = letters_for([desk.member], now=NOW + timedelta(hours=15, minutes=30))
    assert (letter.promises, letter.tasks) == (1, 1)


def test_a_task_is_noted_on_the_record_comes_on_its_day_and_is_done_there() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, "沈知遥")
    desk = Desk(owner_of(workspace))
    owner = desk.member.public_id
    bad = desk.post("task_add", person.public_id, text="推进转化", due_on="2026-11-01", owner=owner)
    assert bad.status_code == 422
    assert "This day has gone by." in words(bad)
    assert desk.post("task_add", person.public_id, text="周四回电", due_on="2026-11-05", owner=owner).status_code == 303
    assert "周四回电" in words(desk.get("candidate", person.public_id))
    assert "周四回电" in words(desk.get("candidate_seen", person.public_id))
    assert "周四回电" not in words(desk.get("today"))
    thursday = later(desk, days=3)
    assert "Noted to do" in words(thursday.get("today"))
    assert "周四回电" in words(thursday.get("today"))
    act(thursday, "沈知遥", "card_done")
    with scope(workspace.pk):
        assert Task.objects.get().done_at == thursday.now
    assert "周四回电" not in words(thursday.get("today")).split("Esc")[0]


def test_a_done_task_is_opened_again_and_a_fresh_one_taken_back() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    with scope(workspace.pk):
        task = add_task(person, "回电", due_on=TODAY, owner=desk.member, by=desk.member, now=NOW)
    act(desk, "沈知遥", "card_done")
    desk.submit(desk.undo_of_last_toast(desk.get("today")))
    with scope(workspace.pk):
        assert Task.objects.get().done_at is None
    desk.post("task_done", person.public_id, task.public_id)
    desk.submit(desk.undo_of_last_toast(desk.get("candidate", person.public_id)))
    assert Desk(make_member(workspace)).post("task_take_back", person.public_id, task.public_id).status_code == 303
    with scope(workspace.pk):
        assert Task.objects.get().done_at is None
    desk.post("task_take_back", person.public_id, task.public_id)
    with scope(workspace.pk):
        assert not Task.objects.exists()


def test_nothing_is_noted_about_somebody_who_does_not_know_of_their_record() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    with scope(workspace.pk):
        Candidate.objects.filter(pk=person.pk).update(notice_due_at=NOW + timedelta(days=20))
    desk = Desk(owner_of(workspace))
    answer = desk.post("task_add", person.public_id, text="回电", due_on="2026-11-05", owner=desk.member.public_id)
    assert answer.status_code == 422
    with scope(workspace.pk):
        assert not Task.objects.exists()


def test_a_person_erased_while_a_colleague_writes_is_not_found_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))

    def found_and_erased(public_id: str) -> Candidate:
        found = found_candidate(public_id)
        erase(found, Ask(by=desk.member, proof="邮件"), now=NOW)
        return found

    for module in ("person_tasks", "retention"):
        monkeypatch.setattr(f"xinqiao.web.recruiter.{module}.found_candidate", found_and_erased)
    task = {"text": "回电", "due_on": "2026-11-05", "owner": desk.member.public_id}
    for name, data in (("task_add", task), ("legal_hold", {"reason": "诉讼"})):
        assert desk.post(name, make_candidate(workspace).public_id, **data).status_code == 404


def full_day(workspace: Workspace, size: int, *, now: datetime = NOW) -> None:
    """As many rows of every kind as this."""
    owner = owner_of(workspace)
    for number in range(size):
        person = make_candidate(workspace, f"满{number}")
        promised(person, due_on=TODAY, now=now)
        answers(make_candidate(workspace, f"答{number}"))
        says(make_candidate(workspace, f"可{number}"), "granted")
        make_candidate(workspace, f"问{number}")
        with scope(workspace.pk):
            add_task(person, "回电", due_on=TODAY, owner=owner, by=owner, now=now)


def test_the_day_asks_as_many_queries_however_much_there_is(django_assert_max_num_queries: Any) -> None:
    counts = []
    for size in (3, 9):
        workspace = make_workspace()
        full_day(workspace, size)
        desk = Desk(owner_of(workspace))
        desk.get("today")
        with django_assert_max_num_queries(40) as asked:
            desk.get("today")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_two_windows_opened_at_once_choose_the_same_five() -> None:
    workspace = make_workspace()
    full_day(workspace, 3)
    desk = Desk(owner_of(workspace))
    desk.get("today")
    desk.get("today")
    with scope(workspace.pk):
        assert DeskCard.objects.count() == 5


def test_the_navigation_counts_the_members_own_promises() -> None:
    workspace = make_workspace()
    colleague = make_member(workspace)
    for name in ("甲一", "乙二"):
        promised(make_candidate(workspace, name), due_on=TODAY + timedelta(days=1))
    promised(make_candidate(workspace, "远着"), due_on=TODAY + timedelta(days=30))
    page = Desk(owner_of(workspace)).get("candidates").content.decode()
    assert '<span class="side-count">2</span>' in page
    assert "side-count" not in Desk(colleague).get("candidates").content.decode()


def test_a_request_whose_last_day_is_near_stands_on_the_owners_desk_before_any_suggestion() -> None:
    workspace = make_workspace()
    unasked(workspace, 1)
    asking = make_candidate(workspace, "何书")
    colleague = make_member(workspace, Role.RECRUITER)
    requested(asking, on=(NOW - timedelta(days=21)).date())
    desk = Desk(owner_of(workspace))
    assert on_desk(desk)[0] == "何书"
    assert b"/requests/" in desk.get("today").content
    # It is answered where it is kept.
    act(desk, "何书", "card_done")
    assert "何书" in on_desk(desk)
    assert "何书" not in on_desk(Desk(colleague))
