"""The record of processing names every table, and retention's days are those that the tasks keep."""

from __future__ import annotations

from collections import Counter

from xinqiao.domain.request_deadlines import RequestKind
from xinqiao.foundation.jobs.schedule import SCHEDULE
from xinqiao.foundation.tenancy.row_security import scoped_models
from xinqiao.playbook.loader import playbook
from xinqiao.privacy.impact import measures_now
from xinqiao.privacy.retention import AUDIT, ELSEWHERE, PEOPLE_RULES


def test_every_table_of_a_team_stands_in_one_category() -> None:
    named = Counter(table for one in playbook().impact_assessment.categories for table in one.tables)
    assert named == Counter(model._meta.label for model in scoped_models())


def test_how_long_each_category_is_kept_is_a_rule() -> None:
    rules = {rule.id for rule in playbook().retention.rules}
    assert {one.keeps for one in playbook().impact_assessment.categories} <= rules


def test_what_is_deleted_elsewhere_is_kept_as_long_as_its_task_keeps_it() -> None:
    rules = {rule.id: rule for rule in playbook().retention.rules if rule.runs == "elsewhere"}
    assert rules.keys() == ELSEWHERE.keys()
    scheduled = {periodic.task for periodic in SCHEDULE}
    for code, (kept, task) in ELSEWHERE.items():
        days = rules[code].days
        assert days is not None
        assert days.cn == days.eu == kept.days, code
        assert task in scheduled
    assert {rule.id for rule in playbook().retention.rules if rule.runs == "here"} == {*PEOPLE_RULES, AUDIT}


def test_every_kind_of_request_and_every_live_measure_has_its_words() -> None:
    assert {one.id for one in playbook().rights.kinds} == set(RequestKind)
    live = {one.holds for one in playbook().impact_assessment.measures if one.holds}
    assert live == measures_now().keys()
