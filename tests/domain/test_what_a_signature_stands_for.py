"""The impact assessment: one spelling, what changed, when messages stop; and who outlives their time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xinqiao.domain.canonical_json import NotCanonical, canonical_bytes, content_hash
from xinqiao.domain.impact_assessment import SIGN_AGAIN_WITHIN, Difference, Standing, differences, standing
from xinqiao.domain.retention import Hold, NotOffered, days_in_force, hold_of, proof_of, require_offered

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_the_same_content_has_one_spelling_whatever_its_order() -> None:
    assert canonical_bytes({"b": [1, True], "a": "团队"}) == '{"a":"团队","b":[1,true]}'.encode()
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1}) != content_hash({"a": 1, "b": 3})


@pytest.mark.parametrize("value", [1.5, None, {"键": 1}, [2**53], {1: 2}, (1,)])
def test_what_has_no_single_spelling_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical_bytes([value])


@pytest.mark.parametrize(
    ("signed", "since", "expected"),
    [
        (False, None, Standing.UNSIGNED),
        (True, None, Standing.SIGNED),
        (True, NOW, Standing.CHANGED),
        (True, NOW - SIGN_AGAIN_WITHIN + timedelta(seconds=1), Standing.CHANGED),
        (True, NOW - SIGN_AGAIN_WITHIN, Standing.LAPSED),
    ],
)
def test_messages_stop_14_days_after_a_change(signed: bool, since: datetime | None, expected: Standing) -> None:
    found = standing(signed=signed, differs_since=since, now=NOW)
    assert found is expected
    assert found.unlocks is (expected in (Standing.SIGNED, Standing.CHANGED))


def test_changes_are_named_by_their_path() -> None:
    before = {"retention": {"no_contact": 730}, "security": {"https": False}, "consents": ["voice"], "gone": "x"}
    after = {"retention": {"no_contact": 365}, "security": {"https": True}, "consents": ["voice", "story"]}
    assert differences(before, after) == [
        Difference("consents", "voice", "voice, story"),
        Difference("gone", "x", ""),
        Difference("retention.no_contact", "730", "365"),
        Difference("security.https", "no", "yes"),
    ]
    assert differences(after, after) == []


def test_a_choice_that_is_no_longer_offered_gives_way_to_the_default() -> None:
    assert days_in_force(730, (180, 730), 180) == 180
    assert days_in_force(730, (180, 730), 90) == days_in_force(730, (180, 730), None) == 730
    with pytest.raises(NotOffered):
        require_offered((), 30)


def test_the_law_is_named_before_a_request_and_a_request_before_a_promise() -> None:
    assert hold_of(legal=True, open_request=True, open_promise=True) is Hold.LEGAL
    assert hold_of(legal=False, open_request=True, open_promise=True) is Hold.REQUEST
    assert hold_of(legal=False, open_request=False, open_promise=True) is Hold.PROMISE
    assert hold_of(legal=False, open_request=False, open_promise=False) is None


def test_the_proof_of_a_run_depends_on_who_went_and_not_on_the_order() -> None:
    assert proof_of(["b", "a"]) == proof_of(["a", "b"]) != proof_of(["a"])
