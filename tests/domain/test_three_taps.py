"""The three-tap card's arithmetic: blocks of five, skips that count nowhere, the quiet day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from xinqiao.domain.small_counts import in_whole_blocks
from xinqiao.domain.three_taps import QUESTIONS, Tally, quiet_until, tally
from xinqiao.playbook.loader import playbook


@pytest.mark.parametrize(("cards", "told"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10), (104, 100)])
def test_only_whole_blocks_of_five_are_told(cards: int, told: int) -> None:
    assert in_whole_blocks(cards) == told


def test_a_skip_is_no_answer() -> None:
    found = tally([("yes", 3), ("", 9), ("partly", 1), ("yes", 2)])
    assert found == Tally(yes=5, partly=1)
    assert found.answered == 6
    with pytest.raises(ValueError, match="maybe"):
        tally([("maybe", 1)])


def test_an_interview_rests_until_a_day_after_its_end_in_the_persons_zone() -> None:
    day, zone = date(2026, 11, 2), ZoneInfo("Asia/Shanghai")
    assert quiet_until("interview", day, zone) == datetime(2026, 11, 3, 16, tzinfo=UTC)
    assert quiet_until("light_talk", day, zone) is None


def test_the_playbook_asks_these_questions_and_knows_every_small_try() -> None:
    card = playbook().three_taps
    assert tuple(question.id for question in card.questions) == QUESTIONS
    for question in card.questions:
        assert [answer.id for answer in question.answers] == ["yes", "partly", "no"]
    occasions = {one.id: one for one in card.occasions}
    for mechanism in playbook().mechanisms:
        assert occasions[mechanism.id].label == mechanism.label
    assert "interview" in occasions
