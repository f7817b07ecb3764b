"""Which queries find which texts: a person's tokens against what is typed."""

from __future__ import annotations

import pytest

from tests.search_oracle import meets
from xinqiao.domain.search_terms import (
    MAX_TERMS,
    Reading,
    email_tokens,
    folded,
    handle_token,
    mark,
    name_tokens,
    phone_token,
    terms_of,
    text_tokens,
)

WANG = Reading(("wang",), ("xiao", "ming"))
LV = Reading(("lv",), ("nv",))


def name(display_name: str, *readings: Reading) -> set[str]:
    return set(name_tokens(display_name, readings))


@pytest.mark.parametrize(
    ("query", "display_name", "readings", "is_found"),
    [
        ("张伟", "张伟", (), True),
        ("张伟", "张小伟", (), False),
        ("伟张", "张伟", (), False),
        ("张", "张伟", (), True),
        ("伟", "张伟", (), True),
        ("欧阳娜", "欧阳娜娜", (), True),
        ("欧娜", "欧阳娜娜", (), False),
        ("张 伟", "张伟", (), True),
        ("张伟", "张\u3000伟", (), True),
        ("買", "买买提", (), False),
        ("买买提·吐尔逊", "买买提•吐尔逊", (), True),
        ("买买提吐尔逊", "买买提·吐尔逊", (), True),
        ("吐尔逊", "买买提 · 吐尔逊", (), True),
        ("𠮷田", "𠮷田", (), True),
        ("wangxiaoming", "王小明", (WANG,), True),
        ("WangXiao", "王小明", (WANG,), True),
        ("xiaoming", "王小明", (WANG,), True),
        ("wang xiao ming", "王小明", (WANG,), True),
        ("ming wang", "王小明", (WANG,), True),
        ("wang xm", "王小明", (WANG,), False),
        ("wxm", "王小明", (WANG,), True),
        ("wx", "王小明", (WANG,), True),
        ("w", "王小明", (WANG,), False),
        ("王xiaoming", "王小明", (WANG,), True),
        ("ｗａｎｇ", "王小明", (WANG,), True),
        ("wángxiǎomíng", "王小明", (WANG,), True),
        ("lv", "吕女", (LV,), True),
        ("lü", "吕女", (LV,), True),
        ("lyu", "吕女", (LV,), True),
        ("LÜ NÜ", "吕女", (LV,), True),
        ("lyunyu", "吕女", (LV,), True),
        ("lu", "吕女", (LV,), False),
        ("lü", "卢一", (Reading(("lu",), ("yi",)),), False),
        ("lü", "Lyu Wei", (), True),
        ("luders", "Anna Lüders", (), True),
        ("lüders", "Anna Lüders", (), True),
        ("muller", "Jörg Müller", (), True),
        ("müll", "Jörg Muller", (), True),
        ("strasse", "Eva Straße", (), True),
        ("obrien", "Pat O’Brien", (), True),
        ("o'brien", "Pat OBrien", (), True),
        ("zane oka", "Zane Okafor", (), True),
        ("zan okafor", "Zane Okafor", (), False),
        ("ivan", "Иван Петров", (), False),
        ("иван", "Иван Петров", (), True),
    ],
)
def test_names_are_found_as_they_are_typed(
    query: str, display_name: str, readings: tuple[Reading, ...], is_found: bool
) -> None:
    assert meets(terms_of(query), name(display_name, *readings)) is is_found


@pytest.mark.parametrize(
    ("query", "text", "is_found"),
    [
        ("云帆", "云帆科技有限公司", True),
        ("云帆科技", "云帆科技有限公司", True),
        ("科技有限", "云帆科技有限公司", True),
        ("帆", "云帆科技有限公司", False),
        ("ABC科技", "北京ABC科技", True),
        ("abc", "北京ABC科技", True),
        ("back", "Senior Backend Engineer", True),
        ("backend senior", "Senior Backend Engineer", True),
        ("end", "Senior Backend Engineer", False),
        ("c++", "C++", True),
        ("c+", "C++", True),
        ("c", "C++", True),
        ("c++", "C", False),
        ("c#", "C#", True),
        ("r", "R", True),
        ("node.js", "Node.js", True),
        ("nodejs", "Node.js", False),
        (".net", ".NET", True),
        ("xi'an", "Xi’an", True),
        ("xian", "Xi'an", True),
        ("推荐", "推荐系统", True),
        ("AI", "ai", True),
        ("2024", "校招2024", True),
        ("东京", "東京", False),
        ("トヨタ", "トヨタ自動車", True),
        ("ﾄﾖﾀ", "トヨタ自動車", True),
    ],
)
def test_companies_titles_and_skills_are_found_by_their_parts(query: str, text: str, is_found: bool) -> None:
    assert meets(terms_of(query), set(text_tokens(text))) is is_found


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("000", True),
        ("8000", True),
        ("13800138000", True),
        ("138 0013 8000", True),
        ("138-0013-8000", True),
        ("+86 138 0013 8000", True),
        ("+86(138)00138000", True),
        ("008613800138000", True),
        ("１３８００１３８０００", True),
        ("00", False),
        ("8001", False),
        ("13800138001", False),
    ],
)
def test_a_number_is_found_whole_in_any_form_and_by_its_tail(query: str, is_found: bool) -> None:
    assert meets(terms_of(query), {phone_token("+8613800138000")}) is is_found


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("zhang.wei@mail.example", True),
        ("Zhang.Wei@Mail.Example", True),
        ("zhang.w", True),
        ("zhang.wei", True),
        ("@mail.ex", True),
        ("mail.example", True),
        ("zhang.wei@m", True),
        ("wei@mail.example", False),
        ("zhang", False),
    ],
)
def test_an_address_is_found_whole_by_its_beginning_and_by_its_domain(query: str, is_found: bool) -> None:
    assert meets(terms_of(query), set(email_tokens("zhang.wei@mail.example"))) is is_found


@pytest.mark.parametrize(
    ("query", "address"), [("zhang88", "zhang88@qq.com"), ("zhang8", "zhang88@qq.com"), ("coolguy", "coolguy@qq.com")]
)
def test_a_local_part_is_found_without_its_domain(query: str, address: str) -> None:
    assert meets(terms_of(query), set(email_tokens(address)))


@pytest.mark.parametrize(
    "query", ["zane-okafor", "https://www.linkedin.com/in/zane-okafor/", "linkedin.com/in/zane-ok"]
)
def test_a_profile_is_found_by_its_address_or_handle(query: str) -> None:
    assert meets(terms_of(query), {handle_token("linkedin.com/in/zane-okafor")})


@pytest.mark.parametrize("query", ["", "  ", "!!!", "\x00", "·", "—", "()"])
def test_a_query_without_a_letter_asks_for_nothing(query: str) -> None:
    assert terms_of(query) is None


def test_every_term_must_be_met() -> None:
    tokens = name("王小明", WANG) | set(text_tokens("云帆科技")) | set(text_tokens("Python"))
    assert meets(terms_of("王 云帆 pyth"), tokens)
    assert not meets(terms_of("王 星衡"), tokens)


def test_a_long_query_is_cut() -> None:
    terms = terms_of(" ".join(f"word{letter}" for letter in "abcdefghijklmnop"))
    assert terms is not None
    assert len(terms) == MAX_TERMS


def test_marks_are_single_tokens_whatever_stands_in_them() -> None:
    assert mark("skill", "Machine Learning: 大模型") == "skill:machinelearning大模型"
    assert mark("skill", 'say "hi"\'s\x00') == "skill:sayhis"


@pytest.mark.parametrize(("text", "plain"), [("Ｌǜ", "lv"), ("Ñandú", "nandu"), ("がく", "がく"), ("İ", "i")])
def test_folding_takes_accents_and_width_but_not_the_marks_of_kana(text: str, plain: str) -> None:
    assert folded(text) == plain
