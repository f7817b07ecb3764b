"""The ledger of separate consents through its operations, and the guard that every later use asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import NotToldYet, PersonFacts, UseRestricted, add_candidate
from xinqiao.capabilities.consent import allowed, separate
from xinqiao.capabilities.consent.models import ConsentEvent
from xinqiao.capabilities.consent.operations import NothingToUndo, OnlyThePersonCan, ProofMissing, decide
from xinqiao.capabilities.consent.restriction import lift, restrict
from xinqiao.domain.separate_consents import Purpose, Recipient, State
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db
YUNFAN = Recipient("云帆科技", "hr@yunfan.example", "推荐平台岗位")


@pytest.fixture
def person() -> Iterator[Candidate]:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    with scope(workspace.pk):
        yield candidate


@pytest.fixture
def member(person: Candidate) -> Member:
    return owner_of(person.workspace)


def says(
    person: Candidate, purpose: str, *, yes: bool, hours: float = 0, version: str = "", to: Recipient | None = None
) -> None:
    text = version or playbook().separate_consent(purpose).version
    at = NOW + timedelta(hours=hours)
    separate.say(person, Purpose(purpose), yes=yes, text_version=text, language="en", recipient=to, now=at)


def is_allowed(person: Candidate, purpose: str, *, to: Recipient | None = None) -> bool:
    try:
        separate.require_consent(person, Purpose(purpose), recipient=to)
    except separate.ConsentMissing:
        return False
    return True


def test_each_act_is_allowed_by_its_own_yes_and_by_no_other(person: Candidate) -> None:
    for purpose in ("recording", "voice", "stories", "sensitive"):
        assert not is_allowed(person, purpose)
    says(person, "recording", yes=True)
    assert [one for one in ("recording", "voice", "stories", "sensitive") if is_allowed(person, one)] == ["recording"]
    says(person, "voice", yes=False, hours=1)
    assert is_allowed(person, "recording")
    says(person, "recording", yes=False, hours=2)
    assert not is_allowed(person, "recording")
    line = ConsentEvent.objects.order_by("id").first()
    assert line is not None
    assert (line.purpose, line.decision, line.text_version, line.language, line.channel) == (
        "recording", "granted", "recording-1", "en", "link",
    )  # fmt: skip
    # The same tap twice is one word.
    says(person, "recording", yes=False, hours=3)
    assert ConsentEvent.objects.count() == 3


def test_an_older_text_and_another_recipient_ask_again(person: Candidate, member: Member) -> None:
    ConsentEvent.objects.create(
        candidate=person, purpose="recording", decision="granted", channel="link", text_version="recording-0", at=NOW
    )
    assert not is_allowed(person, "recording")
    with pytest.raises(separate.TextChanged):
        says(person, "recording", yes=True, version="recording-0")
    separate.name_recipient(person, Purpose.SHARING_COMPANY, YUNFAN, by=member, now=NOW)
    says(person, "sharing_company", yes=True, to=YUNFAN)
    assert is_allowed(person, "sharing_company", to=YUNFAN)
    other_use = Recipient(YUNFAN.name, YUNFAN.contact, "人才地图")
    assert not is_allowed(person, "sharing_company", to=other_use)
    # Named no longer, the yes stays theirs to take back.
    row = allowed.recipient_of(person, allowed.items_of(person, now=NOW)[2].recipient_id)
    separate.stop_naming(row, by=member, now=NOW)
    item = next(one for one in allowed.items_of(person, now=NOW) if one.recipient == YUNFAN)
    assert (item.is_named, item.standing.state) == (False, State.IN_FORCE)


def test_a_tap_can_be_taken_back_for_seven_days(person: Candidate) -> None:
    says(person, "voice", yes=True)
    says(person, "voice", yes=False, hours=1)
    line = ConsentEvent.objects.order_by("-id").first()
    assert line is not None
    with pytest.raises(NothingToUndo):
        separate.take_back(person, line.public_id, language="en", now=NOW + timedelta(days=8))
    separate.take_back(person, line.public_id, language="en", now=NOW + timedelta(days=6))
    assert is_allowed(person, "voice")
    with pytest.raises(NothingToUndo):
        separate.take_back(person, line.public_id, language="en", now=NOW + timedelta(days=6))


def test_what_was_allowed_survives_a_stop_and_nothing_new_is_asked(person: Candidate, member: Member) -> None:
    says(person, "stories", yes=True)
    says(person, "voice", yes=False)
    no = ConsentEvent.objects.get(purpose="voice")
    decide(person, "stopped", text_version="stop-1", language="en", now=NOW)
    assert is_allowed(person, "stories")
    with pytest.raises(separate.NothingNewIsAsked):
        says(person, "recording", yes=True)
    with pytest.raises(OnlyThePersonCan):
        separate.name_recipient(person, Purpose.SENDING_ABROAD, YUNFAN, by=member, now=NOW)
    with pytest.raises(OnlyThePersonCan):
        separate.write_down(person, Purpose.RECORDING, yes=True, proof="电话 · 好", by=member, now=NOW)
    # A refusal can be taken back, as no yes comes to life by that; a withdrawal cannot.
    separate.take_back(person, no.public_id, language="en", now=NOW)
    says(person, "stories", yes=False, hours=1)
    withdrawn = ConsentEvent.objects.get(decision="withdrawn")
    with pytest.raises(NothingToUndo):
        separate.take_back(person, withdrawn.public_id, language="en", now=NOW + timedelta(hours=2))
    assert not is_allowed(person, "stories")


def test_a_yes_written_down_needs_words_and_never_covers_their_own_no(person: Candidate, member: Member) -> None:
    with pytest.raises(ProofMissing):
        separate.write_down(person, Purpose.RECORDING, yes=True, proof=" ", by=member, now=NOW)
    separate.write_down(person, Purpose.RECORDING, yes=True, proof="电话 · 可以录", by=member, now=NOW)
    assert is_allowed(person, "recording")
    says(person, "recording", yes=False, hours=1)
    with pytest.raises(OnlyThePersonCan):
        separate.write_down(person, Purpose.RECORDING, yes=True, proof="电话 · 又可以了", by=member, now=NOW)
    # Their no, said by telephone, holds at once too.
    says(person, "recording", yes=True, hours=2)
    separate.write_down(
        person, Purpose.RECORDING, yes=False, proof="电话 · 别录了", by=member, now=NOW + timedelta(hours=3)
    )
    assert not is_allowed(person, "recording")


def test_nothing_is_written_down_about_people_not_told(member: Member, person: Candidate) -> None:
    facts = PersonFacts("顾言", "public_profile", "lawfully_public")
    untold = add_candidate(facts, owner=member, by=member, now=NOW, told=False)
    with pytest.raises(NotToldYet):
        separate.write_down(untold, Purpose.RECORDING, yes=True, proof="电话 · 好", by=member, now=NOW)
    with pytest.raises(NotToldYet):
        separate.name_recipient(untold, Purpose.SENDING_ABROAD, YUNFAN, by=member, now=NOW)


def test_only_kept_not_even_a_yes_allows_anything(person: Candidate) -> None:
    says(person, "recording", yes=True)
    restrict(person, language="en", now=NOW)
    with pytest.raises(UseRestricted), transaction.atomic():
        separate.require_consent(person, Purpose.RECORDING)
    lift(person, language="en", now=NOW + timedelta(days=1))
    assert is_allowed(person, "recording")
