import itertools

import pytest

from xinqiao.domain.levels import CUTS, TEMPO_SHARE, UNMEASURED, Level, interval, level_of
from xinqiao.domain.scale import (
    DEFAULT_VARIANCE,
    HIGHEST_TOTAL,
    LOWEST_TOTAL,
    TOS5_KEYED,
    TOS5_PRINTED,
    printed_total,
    score,
)
from xinqiao.playbook.book import UnknownPlaybookEntry
from xinqiao.playbook.loader import playbook

STATES = [*map(str, Level), UNMEASURED]


def test_levels_and_strategies_are_the_domains_levels_and_the_unmeasured_state() -> None:
    assert [level.id for level in playbook().levels] == STATES
    assert [strategy.id for strategy in playbook().strategies] == STATES


def test_totals_and_cuts_are_the_domains() -> None:
    assert playbook().scale("tos5").cuts == CUTS
    for total in range(LOWEST_TOTAL, HIGHEST_TOTAL + 1):
        totals = playbook().level(level_of(total)).totals
        assert totals is not None
        assert totals.least <= total <= totals.most


def test_signs_and_keys_are_the_domains() -> None:
    scale = playbook().scale("tos5")

    assert scale.signs == TOS5_KEYED.signs == (-1, -1, -1, -1, 1)
    assert (scale.keyed_version, scale.printed_version) == (TOS5_KEYED.id, TOS5_PRINTED.id)
    assert scale.version == "tos5-zh-en-1"


def test_the_five_items_are_the_published_ones() -> None:
    assert [item.text.zh for item in playbook().scale("tos5").items] == [
        "我倾向于先观察再决定是否参与一个新机会。",
        "我担心主动联系别人会被误解或打扰对方。",
        "只有当我对一家公司有足够了解时，才愿意考虑加入。",
        "我更愿意通过朋友或熟人介绍来了解新机会。",
        "我能接受“先试一试，再决定是否留下”的安排。",
    ]


@pytest.mark.parametrize(
    ("level", "weeks", "tries"),
    [("open", (1, 2), 0), ("cautious", (3, 4), 0), ("guarded", (6, 8), 2)],
)
def test_the_expected_window_of_a_level(level: str, weeks: tuple[int, int], tries: int) -> None:
    window = playbook().window(level)

    assert window is not None
    assert (window.weeks_min, window.weeks_max) == weeks
    assert window.at_least_small_tries == tries


@pytest.mark.parametrize("level", ["reserved", "unmeasured"])
def test_no_time_is_promised_where_none_is_known(level: str) -> None:
    assert playbook().window(level) is None


def test_before_any_answer_there_is_no_band_and_no_portrait() -> None:
    unmeasured = playbook().level("unmeasured")

    assert unmeasured.totals is None
    assert unmeasured.portrait is None
    assert all(level.portrait for level in playbook().levels if level.id != "unmeasured")


def test_only_the_reserved_are_left_until_they_begin() -> None:
    assert [level.id for level in playbook().levels if level.only_when_they_begin] == ["reserved"]


@pytest.mark.parametrize(
    ("level", "role_family", "seniority", "expected"),
    [
        ("open", "engineering", "mid", "project_module"),
        ("open", "design", "executive", "project_module"),
        ("open", "finance_risk", None, "project_module"),
        ("open", "sales", "manager", "workshop"),
        ("open", "sales", "junior", "light_talk"),
        ("open", None, None, "light_talk"),
        ("open", "", "", "light_talk"),
        ("cautious", "engineering", "lead", "light_talk"),
        ("cautious", "education", "mid", "light_talk"),
        ("cautious", "management", "executive", "light_talk"),
        ("guarded", "finance_risk", "senior", "sharing_session"),
        ("guarded", "hr", "junior", "sharing_session"),
        ("reserved", "engineering", "executive", "sharing_session"),
        ("unmeasured", "engineering", "executive", "light_talk"),
    ],
)
def test_the_first_mechanism_follows_level_role_and_seniority(
    level: str, role_family: str | None, seniority: str | None, expected: str
) -> None:
    assert playbook().first_mechanism(level, role_family, seniority).id == expected


@pytest.mark.parametrize(
    ("level", "role_family", "seniority", "expected"),
    [
        ("open", "engineering", "senior", ["project_module", "workshop", "light_talk", "sharing_session"]),
        (
            "cautious",
            "engineering",
            "senior",
            ["light_talk", "sharing_session", "project_module", "workshop"],
        ),
        ("guarded", "engineering", "mid", ["sharing_session", "light_talk", "project_module"]),
        ("reserved", "engineering", "senior", ["sharing_session", "light_talk"]),
        ("unmeasured", "engineering", "senior", ["light_talk", "sharing_session"]),
        ("cautious", "sales", "junior", ["light_talk", "sharing_session"]),
    ],
)
def test_mechanisms_come_best_first(level: str, role_family: str, seniority: str, expected: list[str]) -> None:
    assert [one.id for one in playbook().mechanisms_for(level, role_family, seniority)] == expected


def test_everyone_can_be_offered_a_light_talk_and_nothing_twice() -> None:
    families = [family.id for family in playbook().role_families]
    seniorities = [seniority.id for seniority in playbook().seniorities]
    for level, family, seniority in itertools.product(STATES, families, seniorities):
        ids = [mechanism.id for mechanism in playbook().mechanisms_for(level, family, seniority)]
        assert "light_talk" in ids
        assert len(ids) == len(set(ids))


def test_the_limits_of_talk_and_module_are_the_sources() -> None:
    assert playbook().mechanism("light_talk").minutes_max == 15
    assert playbook().mechanism("project_module").minutes_max == 60


@pytest.mark.parametrize(
    ("level", "fitting"),
    [
        ("open", ["mirror_listening", "question_reversal", "value_anchoring_close"]),
        (
            "cautious",
            ["mirror_listening", "story_bridging", "question_reversal", "value_anchoring_close"],
        ),
        ("guarded", ["mirror_listening", "story_bridging", "safety_anchors", "value_anchoring_close"]),
        ("reserved", ["mirror_listening", "safety_anchors", "value_anchoring_close"]),
        ("unmeasured", ["mirror_listening", "value_anchoring_close"]),
    ],
)
def test_techniques_fit_a_level(level: str, fitting: list[str]) -> None:
    assert [technique.id for technique in playbook().techniques_for(level)] == fitting


def test_a_claimed_figure_is_marked_as_told() -> None:
    assert {technique.claim.standing for technique in playbook().techniques} == {"as_told"}


def test_what_we_would_do_keeps_the_interval_of_the_gentler_tempo() -> None:
    lines = [line.en for line in playbook().we_would("cautious", tempo="guarded")]

    assert len(lines) == 3
    assert lines[0] == playbook().level("cautious").we_would[0].en
    assert "14 days" in lines[1]


@pytest.mark.parametrize("level", STATES)
def test_what_we_would_do_is_always_three_lines(level: str) -> None:
    assert len(playbook().we_would(level)) == 3


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(UnknownPlaybookEntry, match="no role family “astronaut”"):
        playbook().mechanisms_for("open", "astronaut")
    with pytest.raises(UnknownPlaybookEntry, match="no level “closed”"):
        playbook().techniques_for("closed")


def test_the_journey_has_five_stages_in_order_and_two_beside_it() -> None:
    stages = {stage.id: stage.position for stage in playbook().stages}

    assert stages == {
        "outreach": 1,
        "building": 2,
        "validation": 3,
        "conversion": 4,
        "joined": 5,
        "paused": None,
        "closed": None,
    }
    assert [playbook().stage(code).candidate_label.zh for code in list(stages)[:4]] == [
        "认识",
        "了解",
        "试试",
        "一起决定",
    ]


def test_seven_signs_lapse_after_ninety_days() -> None:
    assert len(playbook().signs) == 7
    assert {sign.expires_after_days for sign in playbook().signs} == {90}


def test_the_figures_about_the_score_are_true() -> None:
    about = {entry.id: entry.text.en for entry in playbook().about_score}
    patterns = list(itertools.product(range(1, 6), repeat=5))
    looks_open = [answers for answers in patterns if (printed_total(answers) or 0) >= 20]
    keyed = [score(answers).total or 0 for answers in looks_open]
    sixteen = interval(16, DEFAULT_VARIANCE)

    assert f"{len(looks_open)} ways" in about["literal_sum"]
    assert f"exceeds {max(keyed):.0f}" in about["literal_sum"]
    assert all(score(answers).total == 24 + 2 * answers[4] - (printed_total(answers) or 0) for answers in patterns)
    assert f"{DEFAULT_VARIANCE**0.5:.1f} points (variance {DEFAULT_VARIANCE})" in about["error"]
    assert f"between {sixteen.low:.0f} and {sixteen.high:.0f}" in about["error"]
    assert f"{TEMPO_SHARE * 100:.0f} %" in about["tempo"]
    assert f"{1.96 * (2 * DEFAULT_VARIANCE) ** 0.5:.0f} points" in about["change"]
