"""Over invented histories: nothing that leaves breaks a rule, every refusal is true, every date holds."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta

import numpy as np

from tests.domain.send_check_histories import facts_of, histories, violated
from xinqiao.domain.send_check import may_leave
from xinqiao.domain.send_facts import Rule

MANY = 1_000_000 if os.environ.get("XINQIAO_FULL") else 10_000
NO_DATE_LIFTS = set(Rule) - {
    Rule.REMINDER_TOO_SOON, Rule.TOO_SOON, Rule.NOT_THEIR_DAYTIME, Rule.HELD_BY_COLLEAGUE, Rule.QUIET_DAY,
    Rule.ANSWERED_LATELY, Rule.PAUSED,
}  # fmt: skip


def test_what_leaves_breaks_no_rule_and_what_is_refused_breaks_the_one_named() -> None:
    seen: Counter[Rule | None] = Counter()
    shares = np.random.default_rng(7).random(MANY).tolist()
    for one, share in zip(histories(MANY, seed=20261102), shares, strict=True):
        facts = facts_of(one)
        decision = may_leave(facts, one.now)
        broken = violated(one, one.now)
        seen[decision.rule] += 1
        assert decision.allowed is not bool(broken), one
        if decision.allowed:
            continue
        assert decision.rule in broken, one
        assert decision.instead is not None, one
        if decision.until is None:
            assert decision.rule in NO_DATE_LIFTS, one
            assert violated(one, one.now + timedelta(days=400 + 3000 * share)), one
        else:
            assert one.now < decision.until, one
            assert not violated(one, decision.until), one
            assert may_leave(facts, decision.until).allowed, one
            # And no earlier moment would have done.
            assert violated(one, one.now + share * (decision.until - one.now)), one
    assert seen[None] > MANY // 20
    assert set(seen) == {None, *Rule}
