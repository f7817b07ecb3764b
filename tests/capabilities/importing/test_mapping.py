"""Columns are guessed from headings and content, explained, and can be changed."""

from collections import Counter
from importlib.resources import files

import pytest
import yaml

from tests.samples.make_import_samples import FOLDER
from xinqiao.capabilities.importing.formats import open_table
from xinqiao.capabilities.importing.headings import Field, Sensitive, field_of, heading_key, sensitive_kind_of
from xinqiao.capabilities.importing.mapping import (
    ColumnMapping,
    FieldChosenTwice,
    NoNameColumn,
    Reason,
    UnknownColumn,
    guess,
)

# Headings of no particular program; those of the known exports stand in test_profiles.py.
KNOWN_FILES = {
    "HubSpot in Chinese": (
        "名字,姓氏,电子邮件,电话号码,公司名称,职务",
        "first_name,last_name,email,phone,company,title",
    ),
    "bilingual": ("姓名 Name,手机/Mobile,公司（现任）,职级 Level,沟通语言", "name,phone,company,seniority,language"),
    "numbered": ("姓名,手机1,手机2,手机3,邮箱5", "name,phone,phone,phone,email"),
}


@pytest.mark.parametrize("program", KNOWN_FILES)
def test_it_knows_the_headings_of_common_lists(program: str) -> None:
    headings, expected = (line.split(",") for line in KNOWN_FILES[program])
    guessed = [column.field.value.replace("ignore", "-") for column in guess(headings, []).columns]
    assert dict(zip(headings, guessed, strict=True)) == dict(zip(headings, expected, strict=True))


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("身份证号", Sensitive.ID_NUMBER),
        ("证件号码", Sensitive.ID_NUMBER),
        ("民族", Sensitive.ETHNICITY),
        ("籍贯", Sensitive.BIRTH_PLACE),
        ("出生年月", Sensitive.BIRTH_DATE),
        ("婚育", Sensitive.MARITAL_STATUS),
        ("年龄（岁）", Sensitive.AGE),
        ("性别 Gender", Sensitive.SEX),
        ("照片", Sensitive.PHOTO),
        ("政治面貌", Sensitive.POLITICS_OR_RELIGION),
        ("Date of Birth", Sensitive.BIRTH_DATE),
        ("Marital Status", Sensitive.MARITAL_STATUS),
        ("National ID", Sensitive.ID_NUMBER),
    ],
)
def test_it_leaves_sensitive_columns_out_and_says_which_kind(heading: str, kind: Sensitive) -> None:
    column = guess(["姓名", heading], [["李雷", "x"]]).columns[1]
    assert (column.field, column.reason, column.sensitive) == (Field.IGNORE, Reason.SENSITIVE, kind)


def test_it_recognises_id_numbers_under_any_heading() -> None:
    column = guess(["姓名", "编号"], [["李雷", "11010119900307123X"], ["韩梅", "110101198811021234"]]).columns[1]
    assert (column.field, column.sensitive) == (Field.IGNORE, Sensitive.ID_NUMBER)


def test_the_sensitive_columns_of_a_real_looking_export_stay_out() -> None:
    table = open_table(FOLDER / "moka.xlsx")
    columns = guess(table.header, [cells for _, cells in table.preview(20)]).columns
    left_out = {column.heading for column in columns if column.reason is Reason.SENSITIVE}
    assert left_out == {"性别", "出生日期", "民族", "证件号码", "籍贯", "婚育状况", "照片", "年龄（岁）"}


def test_it_guesses_by_content_where_no_heading_helps() -> None:
    rows = [
        ["1", "王小明", "xm@mail-cn.example", "12000001111", "云帆科技有限公司", "苏州"],
        ["2", "李雷", "", "120 0000 2222", "明湖银行", "上海"],
        ["3", "欧阳晨", "oy@mail-cn.example", "1.21E+10", "Bluefen Ltd.", "西安"],
    ]
    columns = guess([""] * 6, rows).columns
    assert [column.field.value for column in columns] == ["ignore", "name", "email", "phone", "company", "ignore"]
    assert {column.reason for column in columns} == {Reason.CONTENT, Reason.NONE}


def test_content_does_not_take_a_field_from_a_heading() -> None:
    columns = guess(["邮箱", "x"], [["", "li@mail-cn.example"]]).columns
    assert [column.field for column in columns] == [Field.EMAIL, Field.IGNORE]


def test_of_two_columns_for_one_field_the_surer_wins_and_the_other_says_so() -> None:
    columns = guess(["名称", "姓名", "公司", "现公司"], []).columns
    assert [column.field for column in columns] == [Field.IGNORE, Field.NAME, Field.IGNORE, Field.COMPANY]
    assert columns[0].reason is Reason.TAKEN


def test_the_same_heading_twice_is_taken_once() -> None:
    columns = guess(["姓名", "公司", "姓名", "公司", "备注", "备注"], []).columns
    assert [column.field.value for column in columns] == ["name", "company", "ignore", "ignore", "note", "note"]
    assert columns[2].reason is Reason.TAKEN


def test_several_columns_of_numbers_are_all_taken_the_surest_first() -> None:
    mapping = guess(["座机", "联系电话", "手机", "电话"], [])
    assert {column.field for column in mapping.columns} == {Field.PHONE}
    assert mapping.places[Field.PHONE] == (2, 1, 3, 0)
    assert mapping.index_of(Field.PHONE) == 2
    assert mapping.labels == {0: "work", 1: "", 2: "mobile", 3: ""}


def test_a_person_can_change_the_columns() -> None:
    guessed = guess(["姓名", "邮箱", "年龄", "x"], [])
    changed = guessed.with_choices({1: "ignore", 3: "email", 2: "note"})
    assert [column.field.value for column in changed.columns] == ["name", "ignore", "note", "email"]
    assert [column.reason for column in changed.columns] == [Reason.HEADER, *[Reason.CHOSEN] * 3]
    assert changed.index_of(Field.EMAIL) == 3
    assert [column.index for column in changed.notes] == [2]
    assert changed.columns[2].sensitive is Sensitive.AGE


def test_choosing_what_was_guessed_keeps_the_reason() -> None:
    guessed = guess(["姓名"], [])
    assert guessed.with_choices({0: "name"}) == guessed


def test_unusable_choices_are_refused() -> None:
    guessed = guess(["姓名", "邮箱"], [])
    assert guessed.with_choices({0: "name", 1: "phone"}).index_of(Field.EMAIL) is None
    with pytest.raises(FieldChosenTwice) as refused:
        guessed.with_choices({1: "name"})
    assert refused.value.field is Field.NAME
    with pytest.raises(NoNameColumn):
        guessed.with_choices({0: "company"})
    for impossible in ({9: "email"}, {-1: "email"}, {0: "salary"}):
        with pytest.raises(UnknownColumn):
            guessed.with_choices(impossible)


def test_any_number_of_columns_can_become_notes() -> None:
    assert len(guess(["姓名", "a", "b"], []).with_choices({1: "note", 2: "note"}).notes) == 2


def test_a_mapping_survives_being_stored() -> None:
    guessed = guess(["姓名", "年龄", "邮箱", "手机", "电话"], [])
    assert ColumnMapping.from_json(guessed.to_json()) == guessed


def test_every_listed_heading_is_written_as_it_is_looked_up_and_stands_once() -> None:
    listed = yaml.safe_load((files("xinqiao.capabilities.importing") / "headings.yaml").read_text(encoding="utf-8"))
    keys = [key for groups in listed["fields"].values() for group in groups for key in group]
    keys += [key for group in listed["sensitive"].values() for key in group]
    assert [key for key in keys if not isinstance(key, str) or heading_key(key) != key] == []
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert {*listed["fields"], "ignore"} == set(Field)
    assert set(listed["sensitive"]) == set(Sensitive)


@pytest.mark.parametrize("heading", ["", " ", "—", "State/Region", "国家/地区", "N/A", "公司/职位", "很长" * 40])
def test_it_does_not_guess_from_headings_that_say_nothing_sure(heading: str) -> None:
    assert field_of(heading) is None
    assert sensitive_kind_of(heading) is None
