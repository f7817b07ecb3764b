"""One yes for one act, one text, one recipient: what holds follows from the ledger, and nothing looser ever does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinqiao.domain.separate_consents import (
    UNDO,
    Event,
    NoRecipient,
    Purpose,
    Recipient,
    RecipientMissing,
    State,
    Word,
    closed_to_others,
    standing,
    to_set_aside,
    undoable,
    word_of_a_no,
)

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
YUNFAN = Recipient("云帆科技", "hr@yunfan.example", "推荐平台岗位")
OTHER_USE = Recipient("云帆科技", "hr@yunfan.example", "人才地图")
LINDI = Recipient("林地咨询", "hr@lindi.example", "推荐平台岗位")


def line(number: int, word: str, *, purpose: str = "recording", version: str = "v2", **more: object) -> Event:
    at = NOW - timedelta(days=10 - number)
    return Event(
        key=str(number),
        purpose=Purpose(purpose),
        word=Word(word),
        at=at,
        text_version=version,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], State.SILENT),
        ([line(1, "granted")], State.IN_FORCE),
        ([line(1, "granted", version="v1")], State.ASKS_AGAIN),
        ([line(1, "granted", version="v1"), line(2, "granted")], State.IN_FORCE),
        ([line(1, "refused")], State.REFUSED),
        ([line(1, "granted"), line(2, "withdrawn")], State.WITHDRAWN),
        ([line(1, "granted"), line(2, "withdrawn"), line(3, "undone", undoes="2")], State.IN_FORCE),
        ([line(1, "granted"), line(2, "undone", undoes="1")], State.SILENT),
        # A yes to an earlier text that comes back is still to that text.
        ([line(1, "granted", version="v1"), line(2, "withdrawn"), line(3, "undone", undoes="2")], State.ASKS_AGAIN),
        ([line(1, "granted"), line(2, "set_aside", own=False)], State.ASKS_AGAIN),
        ([line(1, "set_aside", own=False), line(2, "granted")], State.IN_FORCE),
        ([line(1, "granted", purpose="voice")], State.SILENT),
    ],
)
def test_what_holds_follows_from_the_newest_word_on_this_act_and_text(events: list[Event], state: State) -> None:
    assert standing(events, Purpose.RECORDING, text_version="v2").state is state


def test_a_yes_to_one_recipient_or_use_is_none_to_another() -> None:
    events = [line(1, "granted", purpose="sharing_company", recipient=YUNFAN)]
    found = {
        to: standing(events, Purpose.SHARING_COMPANY, text_version="v2", recipient=to).state
        for to in (YUNFAN, OTHER_USE, LINDI)
    }
    assert found == {YUNFAN: State.IN_FORCE, OTHER_USE: State.SILENT, LINDI: State.SILENT}


def test_a_recipient_is_named_where_there_is_one_and_nowhere_else() -> None:
    with pytest.raises(RecipientMissing):
        standing([], Purpose.SENDING_ABROAD, text_version="v2")
    with pytest.raises(NoRecipient):
        standing([], Purpose.RECORDING, text_version="v2", recipient=YUNFAN)
    with pytest.raises(RecipientMissing):
        Recipient("云帆科技", " ", "推荐")


@pytest.mark.parametrize(
    ("events", "undone"),
    [
        ([], None),
        ([line(4, "granted")], "4"),
        ([line(3, "granted")], None),
        ([line(4, "granted"), line(5, "undone", undoes="4")], None),
        ([line(4, "granted"), line(5, "set_aside", own=False)], None),
        ([line(4, "granted"), line(5, "withdrawn")], "5"),
        ([line(4, "granted"), line(5, "refused", purpose="voice")], "4"),
    ],
)
def test_only_the_last_word_can_be_taken_back_for_seven_days(events: list[Event], undone: str | None) -> None:
    now = NOW - timedelta(days=6) + UNDO - timedelta(seconds=1)
    found = undoable(events, Purpose.RECORDING, None, now=now)
    assert (found.key if found else None) == undone


def test_a_no_refuses_or_takes_back() -> None:
    for version, word in (("v2", Word.WITHDRAWN), ("v1", Word.WITHDRAWN)):
        given = standing([line(1, "granted", version=version)], Purpose.RECORDING, text_version="v2")
        assert word_of_a_no(given) is word
    assert word_of_a_no(standing([], Purpose.RECORDING, text_version="v2")) is Word.REFUSED


@pytest.mark.parametrize(("own", "closed"), [(True, True), (False, False)])
def test_after_their_own_no_nobody_else_can_write_down_a_yes(own: bool, closed: bool) -> None:
    assert closed_to_others(standing([line(1, "refused", own=own)], Purpose.RECORDING, text_version="v2")) is closed
    assert not closed_to_others(standing([line(1, "granted", own=own)], Purpose.RECORDING, text_version="v2"))
    aside = [line(1, "granted"), line(2, "set_aside", own=False)]
    assert closed_to_others(standing(aside, Purpose.RECORDING, text_version="v2"))


_WORDS = st.sampled_from(("granted", "refused", "withdrawn"))
_ACTS = st.sampled_from(("recording", "voice", "stories"))
_LEDGERS = st.lists(st.tuples(_ACTS, _WORDS, st.sampled_from(("v1", "v2"))), max_size=8)


def _ledger(rows: list[tuple[str, str, str]], *, offset: int = 0) -> list[Event]:
    return [
        line(number + offset, word, purpose=act, version=version) for number, (act, word, version) in enumerate(rows)
    ]


@settings(max_examples=150, deadline=None)
@given(_LEDGERS, _LEDGERS)
def test_no_act_moves_another_and_two_records_never_loosen_one_another(
    mine: list[tuple[str, str, str]], theirs: list[tuple[str, str, str]]
) -> None:
    one, other = _ledger(mine), _ledger(theirs, offset=20)
    for act in (Purpose.RECORDING, Purpose.VOICE, Purpose.STORIES):
        alone = [event for event in one if event.purpose is act]
        assert standing(one, act, text_version="v2") == standing(alone, act, text_version="v2")
    aside = [
        Event(key=f"a{act}", purpose=act, word=Word.SET_ASIDE, at=NOW, own=False) for act, _ in to_set_aside(one, other)
    ]
    both = [*one, *other, *aside]
    for act in (Purpose.RECORDING, Purpose.VOICE, Purpose.STORIES):
        if standing(both, act, text_version="v2").state is State.IN_FORCE:
            apart = [standing(events, act, text_version="v2").state for events in (one, other)]
            assert not {State.REFUSED, State.WITHDRAWN} & set(apart)
