"""Sensitive facts in free text lead to a warning, never to a refusal."""

from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.capabilities.importing.headings import Sensitive
from xinqiao.capabilities.importing.mapping import guess
from xinqiao.capabilities.importing.rows import PersonRow, RowCode, read_person
from xinqiao.capabilities.importing.sensitive_text import is_card_number, is_identity_number, sensitive_in

# Valid by their checksums and nobody's: serial number 001 in the sample district, and card issuers' test numbers.
IDENTITY = "110101199003070011"
CARD = "4111111111111111"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"证件 {IDENTITY}，已核对", [(Sensitive.ID_NUMBER, "")]),
        ("110101 19900307 0011", [(Sensitive.ID_NUMBER, "")]),
        (f"卡号{CARD}", [(Sensitive.BANK_ACCOUNT, "")]),
        ("6222 0200 0000 0000 000", [(Sensitive.BANK_ACCOUNT, "")]),
        ("已婚已育，35岁", [(Sensitive.AGE, "35岁"), (Sensitive.MARITAL_STATUS, "已婚")]),
        ("未婚，回族", [(Sensitive.MARITAL_STATUS, "未婚"), (Sensitive.ETHNICITY, "回族")]),
        ("身份证已收", [(Sensitive.ID_NUMBER, "身份证")]),
        ("Married, two children", [(Sensitive.FAMILY, "children"), (Sensitive.MARITAL_STATUS, "married")]),
        ("Date of  birth unknown. Date of birth: 1990", [(Sensitive.BIRTH_DATE, "date of birth")]),
        ("中共党员", [(Sensitive.POLITICS_OR_RELIGION, "党员")]),
    ],
)
def test_it_finds_words_and_numbers(text: str, found: list[tuple[Sensitive, str]]) -> None:
    assert list(sensitive_in(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "在技术大会上听过分享，想了解推荐系统的团队。",
        "110101199003070012",
        "4111111111111112",
        "订单 20260204123456789",
        "手机 12000001111，分机 8001",
        "date: birth of a project; unmarriedx",
        "期望薪资 50 万，目前 40 万",
        "Met at a meetup; works at a health start-up",
    ],
)
def test_it_stays_silent_where_nothing_is_sensitive(text: str) -> None:
    assert sensitive_in(text) == ()


def test_the_row_is_imported_with_a_warning_that_repeats_no_number() -> None:
    mapping = guess(["姓名", "手机", "备注"], [])
    found = read_person(["李雷", "12000001111", f"已婚，{IDENTITY}，卡 {CARD}"], mapping)
    assert isinstance(found, PersonRow)
    assert [(warning.code, warning.column, warning.value) for warning in found.warnings] == [
        (RowCode.SENSITIVE_NUMBER, 2, "id_number"),
        (RowCode.SENSITIVE_NUMBER, 2, "bank_account"),
        (RowCode.SENSITIVE_TEXT, 2, "已婚"),
    ]


def test_a_column_that_stays_out_is_not_looked_at() -> None:
    found = read_person(["李雷", "12000001111", "已婚"], guess(["姓名", "手机", "婚育"], []))
    assert isinstance(found, PersonRow)
    assert found.warnings == ()


def test_every_listed_word_is_found() -> None:
    path = files("xinqiao.capabilities.importing") / "sensitive_text.yaml"
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = [word for group in listed.values() for word in group]
    assert len(set(words)) == len(words)
    for kind, group in listed.items():
        for word in group:
            assert Sensitive(kind) in {finding.kind for finding in sensitive_in(f"x，{word}。")}, word


@given(st.text(max_size=200))
def test_any_text_gives_an_answer(text: str) -> None:
    assert len({finding.kind for finding in sensitive_in(text)}) == len(sensitive_in(text))
    assert is_identity_number(text) in {True, False}
    assert is_card_number(text) in {True, False}
