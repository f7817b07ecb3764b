"""Names are read and sorted by the surname's own reading."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xinqiao.capabilities.candidates.names import initials_of, pinyin_of, readings, sort_name, spoken


@pytest.mark.parametrize(
    ("display_name", "pinyin", "initials"),
    [
        ("王小明", "wang xiao ming", "wxm"),
        ("单田芳", "shan tian fang", "stf"),
        ("曾国强", "zeng guo qiang", "zgq"),
        ("解晓东", "xie xiao dong", "xxd"),
        ("仇英", "qiu ying", "qy"),
        ("区小玲", "ou xiao ling", "oxl"),
        ("查良镛", "zha liang yong", "zly"),
        ("任静", "ren jing", "rj"),
        ("盖丽丽", "ge li li", "gll"),
        ("朴智星", "piao zhi xing", "pzx"),
        ("翟天临", "zhai tian lin", "ztl"),
        ("乐嘉", "yue jia", "yj"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("万俟卨", "mo qi xie", "mqx"),
        ("长孙无忌", "zhang sun wu ji", "zswj"),
        ("欧阳修", "ou yang xiu", "oyx"),
        ("欧阳", "ou yang", "oy"),
        ("吕布", "lv bu", "lb"),
        ("单于", "shan yu", "sy"),
        ("买买提·吐尔逊", "mai mai ti tu er xun", "mmttex"),
        ("王　伟", "wang wei", "ww"),
        ("Zane Okafor", "", "zo"),
        ("Tom 王小明", "wang xiao ming", "wxm"),
        ("", "", ""),
    ],
)
def test_pinyin_and_initials_follow_from_the_name(display_name: str, pinyin: str, initials: str) -> None:
    assert pinyin_of(display_name) == pinyin
    assert initials_of(display_name) == initials


@pytest.mark.parametrize(
    ("display_name", "joined"),
    [
        ("单小明", {"shanxiaoming", "danxiaoming"}),
        ("曾一", {"zengyi", "cengyi"}),
        ("尉迟恭", {"yuchigong", "weichigong"}),
        ("王乐", {"wangle", "wangyue"}),
        ("Xiaoming Wang", {"xiaomingwang", "wangxiaoming"}),
    ],
)
def test_a_second_reading_can_be_searched_too(display_name: str, joined: set[str]) -> None:
    assert {"".join(one.family + one.given) for one in readings(display_name)} == joined


def test_what_a_member_wrote_comes_first() -> None:
    assert readings("单小明", "dan xiao ming")[0].family == ("dan",)
    assert sort_name("单小明", "dan xiao ming") == "dan xiao ming"
    assert initials_of("单小明", "dan xiao ming") == "dxm"


def test_latin_and_chinese_names_stand_in_one_order() -> None:
    names = ["曾一", "Zoe Young", "安二", "单三", "Ben Abbott"]
    assert sorted(names, key=sort_name) == ["安二", "Ben Abbott", "单三", "曾一", "Zoe Young"]


NAMES = st.one_of(
    st.text(
        st.sampled_from(
            [*"王单曾解区查乐尉迟欧阳司马长孙行茜重柏吕绿女〇々㐀龥鿿", *"aZü'·•’- 　(（)）1１ﬁé\U00020000"]
        ),
        max_size=12,
    ),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=45),
    st.text(max_size=20),
)


@given(NAMES)
@example("吕布")
@example("王兙")
@example("Tom 王小明")
@example("买买提·吐尔逊")
@example("王小明" * 30)
def test_all_at_once_says_the_same_as_one_after_another(name: str) -> None:
    pinyin = pinyin_of(name)
    said = (sort_name(name, pinyin), pinyin, initials_of(name, pinyin), readings(name, pinyin))
    assert tuple(spoken(name)) == said
