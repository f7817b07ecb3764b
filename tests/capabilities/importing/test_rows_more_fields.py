"""What a row says beyond name and contact: links, WeChat, skills, tags, ids, owner, dates."""

import datetime as dt

import pytest

from xinqiao.capabilities.importing.fates import judge
from xinqiao.capabilities.importing.mapping import ColumnMapping, guess
from xinqiao.capabilities.importing.rows import ExternalId, PersonRow, RowCode, RowProblem, read_person
from xinqiao.capabilities.importing.seen_keys import SeenKeys


def read(**cells: str) -> PersonRow | RowProblem:
    """Read one row; the names of the arguments are its headings, with _ for a space."""
    header = [heading.replace("_", " ") for heading in cells]
    return read_person(list(cells.values()), guess(header, []))


def person(**cells: str) -> PersonRow:
    found = read(**cells)
    assert isinstance(found, PersonRow), found
    return found


def codes(found: PersonRow) -> list[tuple[str, int | None, str]]:
    return [(warning.code.value, warning.column, warning.value) for warning in found.warnings]


def first_rows(rows: list[list[str]], mapping: ColumnMapping) -> list[int | None]:
    return [row.same_as_row for row in judge(enumerate(rows, 2), mapping, SeenKeys(), told=True)]


def test_several_columns_of_addresses_give_labelled_values_the_surest_first() -> None:
    found = person(
        姓名="李雷",
        工作邮箱="w@mail.example",
        邮箱="p@mail.example",
        备用邮箱="P@mail.example",
        座机="010-12345678",
        手机="12000001111",
    )
    assert found.emails == (("p@mail.example", ""), ("w@mail.example", "work"))
    assert found.phones == (("+8612000001111", "mobile"), ("+861012345678", "work"))
    assert (found.email, found.other_emails) == ("p@mail.example", ("w@mail.example",))
    assert (found.phone, found.other_phones) == ("+8612000001111", ("+861012345678",))
    assert found.keys == ("p@mail.example", "+8612000001111", "w@mail.example", "+861012345678")
    assert found.email_raw == "p@mail.example; w@mail.example; P@mail.example"
    assert codes(found) == []


def test_labels_that_stand_beside_the_values_are_used() -> None:
    header = ["Name", "E-mail 1 - Label", "E-mail 1 - Value", "Phone 1 - Type", "Phone 1 - Value"]
    row = [
        "Ava",
        "* Work",
        "a@mail.example ::: b@mail.example",
        "Home ::: 乡下小屋",
        "+1 415-555-0123 ::: +1 415-555-0124",
    ]
    found = read_person(row, guess(header, []))
    assert isinstance(found, PersonRow)
    assert found.emails == (("a@mail.example", "work"), ("b@mail.example", "work"))
    assert found.phones == (("+14155550123", "home"), ("+14155550124", "乡下小屋"))


def test_a_country_code_in_a_column_of_its_own_completes_the_number() -> None:
    found = person(姓名="Ava", 国家呼叫代码="1", 电话="415 555 0123")
    assert found.phone == "+14155550123"
    assert person(姓名="李雷", 国家呼叫代码="+86", 电话="12000001111").phone == "+8612000001111"
    assert person(姓名="李雷", 国家呼叫代码="中国", 电话="12000001111").phone == "+8612000001111"


def test_links_are_kept_in_one_form_and_recognise_the_person() -> None:
    found = person(
        姓名="李雷",
        领英="www.linkedin.com/in/Li-Lei/?trk=x, https://lilei.example/a,b",
        github="lilei",
        脉脉="李雷的脉脉",
    )
    assert [(link.url, link.site.value) for link in found.links] == [
        ("https://www.linkedin.com/in/li-lei", "linkedin"),
        ("https://lilei.example/a,b", "website"),
        ("https://github.com/lilei", "github"),
    ]
    assert found.keys == ("linkedin.com/in/li-lei", "github.com/lilei")
    assert ("not_understood", 3, "李雷的脉脉") in codes(found)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Python;Java；Go", ("Python", "Java", "Go")),
        ("Python, Java，Go", ("Python", "Java", "Go")),
        ("C/C++、TCP/IP", ("C/C++", "TCP/IP")),
        ("推荐系统, 排序; Go", ("推荐系统, 排序", "Go")),
        ("Ｐｙｔｈｏｎ ::: Python", ("Python",)),
        ("Go\nRust|SQL", ("Go", "Rust", "SQL")),
        ("无", ()),
        ("", ()),
    ],
)
def test_lists_are_split_where_that_is_safe(cell: str, expected: tuple[str, ...]) -> None:
    found = person(姓名="李雷", 技能=cell, 标签=cell)
    assert (found.skills, found.tags) == (expected, expected)


def test_a_list_of_prose_is_shortened_with_a_warning() -> None:
    found = person(姓名="李雷", 手机="12000001111", 技能="很" * 61)
    assert found.skills == ("很" * 60,)
    assert codes(found)[0][:2] == ("shortened", 2)


def test_an_id_keeps_the_system_it_comes_from_and_recognises_the_person_only_then() -> None:
    hubspot = person(Record_ID="90001", First_Name="Ava", Email="a@mail.example", Lifecycle_Stage="lead")
    assert hubspot.external_ids == (ExternalId("hubspot", "90001"),)
    assert hubspot.keys == ("a@mail.example", "hubspot:90001")
    unknown = person(姓名="李雷", 候选人编号="7", 手机="12000001111")
    assert unknown.external_ids == (ExternalId("", "7"),)
    assert unknown.keys == ("+8612000001111",)


def test_the_same_person_in_a_file_is_found_by_link_or_id() -> None:
    header = ["Record ID", "First Name", "Last Name", "Email", "LinkedIn URL", "Lead Status"]
    mapping = guess(header, [])
    rows = [
        ["1", "Ava", "Mercer", "a@mail.example", "linkedin.com/in/ava", ""],
        ["2", "Ava", "M.", "", "https://cn.linkedin.com/in/AVA/", ""],
        ["1", "A.", "Mercer", "other@mail.example", "", ""],
        ["3", "Ben", "Okafor", "", "", ""],
    ]
    assert first_rows(rows, mapping) == [None, 2, 2, None]


def test_one_opportunity_a_row_becomes_one_person_and_its_duplicates() -> None:
    mapping = guess(["Full-Name", "Email", "Date-Added", "Stage", "Archive-Reason", "Sources", "Origin"], [])
    assert mapping.profile == "lever"
    rows = [
        ["Ava Mercer", "a@mail.example, ava@home.example", "", stage, "", "x", "Applied"] for stage in ("New", "Offer")
    ]
    assert first_rows(rows, mapping) == [None, 2]


def test_owner_stage_date_time_zone_and_wechat_are_read() -> None:
    found = person(
        姓名="李雷",
        手机="12000001111",
        微信="同手机号",
        跟进人="Lin@Team.example",
        阶段="已沟通",
        最近联系时间="2026年2月4日",
        时区="Asia/Shanghai",
    )
    assert (found.owner, found.owner_email, found.stage) == ("Lin@Team.example", "lin@team.example", "已沟通")
    assert (found.last_contact, found.time_zone, found.wechat) == (dt.date(2026, 2, 4), "Asia/Shanghai", "12000001111")
    assert codes(found) == []


def test_what_is_not_understood_is_named_and_left_out() -> None:
    found = person(姓名="李雷", 手机="12000001111", 跟进人="林经理", 最近联系时间="03/04/2026", 时区="火星")
    assert (found.owner, found.owner_email, found.last_contact, found.time_zone) == ("林经理", "", None, "")
    assert codes(found) == [("not_understood", 4, "火星"), ("not_understood", 3, "03/04/2026")]
    assert person(姓名="李雷", 手机="12000001111", 最近联系时间="-", 时区="UTC+8").time_zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    "cells",
    [
        {"Name": "", "Company": "云帆科技有限公司", "Phone": "12000001111"},
        {"Name": "云帆科技有限公司", "Given Name": "", "Family Name": "", "Organization 1 - Name": "云帆科技有限公司"},
    ],
)
def test_a_company_in_an_address_book_is_no_person(cells: dict[str, str]) -> None:
    found = read_person(list(cells.values()), guess(list(cells), []))
    assert isinstance(found, RowProblem)
    assert (found.code, found.value) == (RowCode.NOT_A_PERSON, "云帆科技有限公司")
    assert not found.skipped


def test_a_chinese_name_set_up_in_western_order_is_turned_round() -> None:
    header = ["Name", "Given Name", "Family Name"]
    for whole, given, family, shown in (("雷 李", "雷", "李", "李雷"), ("Ava Mercer", "Ava", "Mercer", "Ava Mercer")):
        found = read_person([whole, given, family], guess(header, []))
        assert isinstance(found, PersonRow)
        assert found.display_name == shown


def test_given_names_that_look_like_signs_for_nothing_stay() -> None:
    assert person(Last_Name="Li", First_Name="Na").display_name == "Na Li"
    assert person(Last_Name="Wang", First_Name="Nan").first_name == "Nan"


def test_lost_characters_are_named_and_full_width_ones_made_narrow() -> None:
    found = person(姓名="李\ufffd", 手机="１２００００２３３４４", 公司="云帆（ＡＩ）")
    assert (found.company, found.phone) == ("云帆(AI)", "+8612000023344")
    assert codes(found) == [("damaged_text", 0, "李\ufffd")]
