"""The map holds every way that the playbook proposes, and no other."""

from xinqiao.playbook.loader import playbook
from xinqiao.playbook.strategy_map import Column, StrategyMap

BOOK = playbook()
MAP = StrategyMap.of(BOOK)


def ways(column: Column) -> set[tuple[str, str]]:
    return {(link.start.entry, link.end.entry) for link in MAP.links if link.start.column == column}


def test_every_level_leads_over_its_portrait_to_what_is_proposed() -> None:
    assert ways(Column.LEVEL) == {(level.id, level.id) for level in BOOK.levels}
    offered = {
        (level.id, one.id)
        for level in BOOK.levels
        if level.portrait and not level.only_when_they_begin
        for one in BOOK.mechanisms
        if level.id in one.levels
    }
    assert ways(Column.PORTRAIT) == offered | {("reserved", "reserved")}


def test_the_first_offer_is_the_playbooks_for_some_field_of_work() -> None:
    for level in ("open", "cautious", "guarded"):
        first = [link.end.entry for link in MAP.links if link.start.id == f"portraits.{level}" and link.is_first]
        families = [None, *(family.id for family in BOOK.role_families)]
        assert first[0] in {BOOK.first_mechanism(level, family, "senior").id for family in families}
        assert len(first) == 1


def test_a_technique_is_reached_only_for_the_levels_it_fits() -> None:
    for link in MAP.links:
        if link.end.column == Column.TECHNIQUE:
            assert link.levels <= set(BOOK.technique(link.end.entry).levels)
    reached = {link.end.entry for link in MAP.links if link.end.column == Column.TECHNIQUE}
    assert reached == {technique.id for technique in BOOK.techniques}


def test_before_any_answer_the_map_ends_with_asking_leave() -> None:
    unmeasured = [link for link in MAP.links if "unmeasured" in link.levels]
    assert [(link.start.id, link.end.id) for link in unmeasured] == [("levels.unmeasured", "strategies.unmeasured")]


def test_each_box_has_a_name_of_its_own_and_none_is_missing() -> None:
    nodes = [node for column in MAP.columns for node in column]
    assert len({node.id for node in nodes}) == len(nodes)
    assert all(MAP.node(node.id) == node for node in nodes)
    assert MAP.node("levels.closed") is None
    ends = {end for link in MAP.links for end in (link.start, link.end)}
    assert ends == set(nodes)
