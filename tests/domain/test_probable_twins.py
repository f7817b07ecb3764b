"""Which two records a person should look at: the same name in the same company, however both are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.probable_twins import (
    Named,
    Number,
    Traits,
    are_probably_one,
    company_core,
    equal_number,
    traits_of,
)

COMPANY = "云帆科技有限公司"


def person(name: str, pinyin: str = "", company: str = COMPANY, **more: object) -> Traits:
    traits = traits_of(name, pinyin, company, **more)  # type: ignore[arg-type]
    assert traits is not None
    return traits


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云帆科技有限公司", "云帆科技"),
        ("杭州云帆科技有限公司", "云帆科技股份有限公司"),
        ("浙江省杭州市云帆科技集团", "云帆科技"),
        ("云帆科技（杭州）有限公司", "云帆科技"),
        ("云帆科技有限公司北京分公司", "云帆科技"),
        ("微软中国", "微软（中国）有限公司"),
        ("ＹＵＮＦＡＮ　科技", "yunfan科技"),
        ("Bluefen Labs", "Bluefen Labs, Inc."),
        ("Bluefen Labs Co., Ltd.", "BLUEFEN LABS LIMITED"),
        ("Bluefen Labs", "Bluefen  Labs GmbH & Co. KG"),
        ("The Bluefen Labs Group", "Bluefen Labs Pte Ltd"),
        ("Q.E.D. Systems", "QED Systems plc"),
        ("字节跳动", "北京字节跳动有限责任公司"),
    ],
)
def test_a_company_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert company_core(one) == company_core(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云帆科技", "云帆数据"),
        ("上海交通大学", "西安交通大学"),
        ("杭州银行", "南京银行"),
        ("中国移动", "移动"),
        ("Bluefen Labs", "Bluefen Systems"),
        ("集团", "控股"),
    ],
)
def test_different_companies_stay_different(one: str, other: str) -> None:
    assert company_core(one) != company_core(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("王小明", "wang xiao ming"), ("王小明", "wang xiao ming")),
        (("王 小明", "wang xiao ming"), ("王小明（小王）", "wang xiao ming xiao wang")),
        (("Kevin 王小明", "kevin wang xiao ming"), ("王小明", "wang xiao ming")),
        (("王小明 Wang", "wang xiao ming wang"), ("王小明", "wang xiao ming")),
        (("王小明", "wang xiao ming"), ("Wang Xiaoming", "")),
        (("王小明", "wang xiao ming"), ("Xiao-Ming WANG", "")),
        (("王小明", "wang xiaoming"), ("Wang, Xiao Ming", "")),
        (("吕建国", "lv jian guo"), ("Jianguo Lü", "")),
        (("吕建国", "lü jian guo"), ("Lyu Jianguo", "")),
        (("吕建国", "lyu jian guo"), ("Jianguo Lu", "")),
        (("José García", ""), ("Jose Garcia", "")),
        (("John Q. Public", ""), ("Public, John", "")),
        (("John Public", ""), ("ＪＯＨＮ　ＰＵＢＬＩＣ", "")),
    ],
)
def test_a_name_is_the_same_in_hanzi_and_letters_and_in_either_order(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert are_probably_one(person(*one), person(*other))
    assert are_probably_one(person(*other), person(*one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Homophones in hanzi are different names.
        (("王伟", "wang wei"), ("汪伟", "wang wei")),
        (("王小明", "wang xiao ming"), ("Wang Xiaohua", "")),
        (("王小明", "wang xiao ming"), ("王晓", "wang xiao")),
        (("John Public", ""), ("Joan Public", "")),
    ],
)
def test_other_names_are_other_people(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not are_probably_one(person(*one), person(*other))


@pytest.mark.parametrize(
    ("name", "pinyin", "company"),
    [
        ("王先生", "wang xian sheng", COMPANY),
        ("王总", "wang zong", COMPANY),
        ("欧阳老师", "ou yang lao shi", COMPANY),
        ("Li", "", COMPANY),
        ("", "", COMPANY),
        ("???", "", COMPANY),
        ("王小明", "wang xiao ming", ""),
        ("王小明", "wang xiao ming", "——"),
    ],
)
def test_too_little_is_never_compared(name: str, pinyin: str, company: str) -> None:
    assert traits_of(name, pinyin, company) is None


def test_people_of_whom_everything_is_known_and_nothing_agrees_are_two() -> None:
    known = {"title": "Backend Engineer", "city": "Oslo", "reachable": True}
    ava = person("Ava Baker", company="Bluefen Labs", **known)
    assert are_probably_one(ava, person("Baker Ava", company="Bluefen Labs Inc", **known))
    assert not are_probably_one(ava, person("Ava Baker", company="Bluefen Labs", **{**known, "city": "Rome"}))
    assert not are_probably_one(ava, person("Ava Baker", company="Bluefen Labs", **{**known, "title": "Nurse"}))


@pytest.mark.parametrize("missing", [{"title": ""}, {"city": ""}, {"reachable": False}])
def test_where_something_is_missing_a_person_looks(missing: dict[str, object]) -> None:
    known: dict[str, object] = {"title": "Backend Engineer", "city": "Oslo", "reachable": True}
    ava = person("Ava Baker", company="Bluefen Labs", **known)
    other = {**known, "title": "Nurse", "city": "Rome", **missing}
    assert are_probably_one(ava, person("Ava Baker", company="Bluefen Labs", **other))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Named("王小明", "wang xiao ming", "a@x.test"), Named("Wang Xiaoming", "", "b@x.test"), Number.SAME),
        (Named("王小明", "wang xiao ming", "a@x.test"), Named("小王", "xiao wang", "a@x.test"), Number.SAME),
        # A switchboard: other names, other addresses.
        (Named("王小明", "wang xiao ming", "a@x.test"), Named("李四", "li si", "b@x.test"), Number.SHARED),
        (Named("Ava Baker", "", "a@x.test"), Named("Ben Castro", "", "b@x.test"), Number.SHARED),
        # Too little is known to tell; a person looks.
        (Named("王小明", "wang xiao ming", ""), Named("李四", "li si", "b@x.test"), Number.PROBABLY),
        (Named("王小明", "wang xiao ming", ""), Named("李四", "li si", ""), Number.PROBABLY),
        (Named("王小明", "wang xiao ming", ""), Named("王小明", "wang xiao ming", ""), Number.SAME),
        (Named("王先生", "wang xian sheng", "a@x.test"), Named("王先生", "wang xian sheng", ""), Number.PROBABLY),
    ],
)
def test_a_number_may_be_shared(one: Named, other: Named, expected: Number) -> None:
    assert equal_number(one, other) == equal_number(other, one) == expected


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_read_without_harm(name: str, pinyin: str, company: str) -> None:
    traits = traits_of(name, pinyin, company)
    assert traits is None or are_probably_one(traits, traits)
    assert traits is None or all(-(2**63) <= number < 2**63 for number in traits)
