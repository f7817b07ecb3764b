"""A row becomes a person, or says why it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.make_import_samples import FOLDER
from xinqiao.capabilities.importing.fates import judge
from xinqiao.capabilities.importing.formats import open_table
from xinqiao.capabilities.importing.mapping import ColumnMapping, guess
from xinqiao.capabilities.importing.rows import PersonRow, RowCode, RowProblem, read_person
from xinqiao.capabilities.importing.seen_keys import SeenKeys

HEADER = ["姓名", "邮箱", "手机", "公司", "备注"]


def mapping_of(*header: str) -> ColumnMapping:
    return guess(header, [])


def person(row: list[str], header: list[str] | None = None) -> PersonRow:
    read = read_person(row, mapping_of(*(header or HEADER)))
    assert isinstance(read, PersonRow), read
    return read


def problem(row: list[str], header: list[str] | None = None) -> RowProblem:
    read = read_person(row, mapping_of(*(header or HEADER)))
    assert isinstance(read, RowProblem), read
    return read


def codes(read: PersonRow) -> list[tuple[str, int | None]]:
    return [(warning.code.value, warning.column) for warning in read.warnings]


def test_a_whole_row_is_read() -> None:
    header = [
        "姓名",
        "邮箱",
        "手机",
        "公司",
        "职位",
        "城市",
        "职能",
        "职级",
        "沟通语言",
        "来源",
        "备注",
        "微信",
        "年龄",
    ]
    row = ["李 雷", "Li@Mail.example", "120 0000 1111", "云帆", "架构师", "苏州", "技术", "P8", "English"]
    read = person([*row, "大会", "好", "wx1", "36"], header)
    assert read == PersonRow(
        display_name="李雷",
        emails=(("li@mail.example", ""),),
        phones=(("+8612000001111", "mobile"),),
        email_raw="Li@Mail.example",
        phone_raw="120 0000 1111",
        company="云帆",
        title="架构师",
        city="苏州",
        role_family="技术",
        seniority="P8",
        language="en",
        source_detail="大会",
        notes=(("备注", "好"),),
        wechat="wx1",
    )


@pytest.mark.parametrize(
    ("name", "last", "first", "shown"),
    [
        ("李雷", "", "", "李雷"),
        ("李　雷", "", "", "李雷"),
        ("", "李", "雷", "李雷"),
        ("", "欧阳", "晨 曦", "欧阳晨曦"),
        ("", "Mercer", "Ava", "Ava Mercer"),
        ("", "", "Ava", "Ava"),
        ("", "Mercer", "", "Mercer"),
        ("Ava   Mercer", "x", "y", "Ava Mercer"),
        ("阿依努尔·买买提", "", "", "阿依努尔·买买提"),
        ("Ａｖａ", "", "", "Ava"),
        ("李雷 Leo Li", "", "", "李雷 Leo Li"),
        ("", "王", "Leo", "王Leo"),
    ],
)
def test_the_name_is_written_in_the_order_of_its_script(name: str, last: str, first: str, shown: str) -> None:
    assert person([name, last, first], ["姓名", "姓", "名"]).display_name == shown


@pytest.mark.parametrize("name", ["", " ", "—", "无", "12345", "N/A"])
def test_a_row_without_a_name_is_refused(name: str) -> None:
    assert problem([name, "li@mail.example", "", "", ""]) == RowProblem(RowCode.NO_NAME, 0, name.strip())


def test_a_row_without_a_name_points_at_the_name_columns_there_are() -> None:
    assert problem(["li@mail.example", "", ""], ["邮箱", "Last Name", "First Name"]).column == 1


def test_nothing_but_a_name_is_required() -> None:
    read = person(["李雷", "", "", "", ""])
    assert (read.email, read.phone, codes(read)) == (None, None, [("no_contact", None)])


@pytest.mark.parametrize(
    ("email", "phone", "refused"),
    [
        ("li#mail", "", RowProblem(RowCode.BAD_EMAIL, 1, "li#mail")),
        ("", "1205986", RowProblem(RowCode.BAD_PHONE, 2, "1205986")),
        ("", "1.21E+10", RowProblem(RowCode.DAMAGED_PHONE, 2, "1.21E+10")),
        ("li#mail", "1205986", RowProblem(RowCode.BAD_EMAIL, 1, "li#mail")),
    ],
)
def test_a_row_whose_only_contact_is_unusable_is_refused(email: str, phone: str, refused: RowProblem) -> None:
    assert problem(["李雷", email, phone, "", ""]) == refused


@pytest.mark.parametrize(
    ("email", "phone", "warning"),
    [
        ("li@mail.example", "1205986", ("bad_phone", 2)),
        ("li@mail.example", "1.21E+10", ("damaged_phone", 2)),
        ("li#mail", "12000001111", ("bad_email", 1)),
    ],
)
def test_a_bad_cell_beside_a_good_contact_is_a_warning(email: str, phone: str, warning: tuple[str, int]) -> None:
    read = person(["李雷", email, phone, "", ""])
    assert codes(read) == [warning]
    assert (read.email_raw, read.phone_raw) == (email, phone)


@pytest.mark.parametrize("separator", ["; ", ";", ", ", "，", "、", " ::: ", " / ", "\n", " "])
def test_several_values_in_a_cell_are_all_kept(separator: str) -> None:
    emails = separator.join(["a@mail.example", "b@mail.example"])
    phones = separator.join(["12000001111", "+1 415-555-0123" if separator != " " else "+14155550123"])
    read = person(["李雷", emails, phones, "", ""])
    assert (read.email, read.other_emails) == ("a@mail.example", ("b@mail.example",))
    assert (read.phone, read.other_phones) == ("+8612000001111", ("+14155550123",))
    # Google writes ::: of its own accord, so there is nothing to look at.
    assert codes(read) == ([] if separator == " ::: " else [("more_than_one", 1), ("more_than_one", 2)])


def test_a_repeated_value_counts_once_and_a_bad_one_beside_it_is_named() -> None:
    read = person(["李雷", "a@mail.example; A@mail.example; nonsense", "", "", ""])
    assert (read.email, read.other_emails, codes(read)) == ("a@mail.example", (), [("bad_email", 1)])


@pytest.mark.parametrize("sign", ["-", "无", "N/A", "暂无", "null"])
def test_signs_for_nothing_are_nothing(sign: str) -> None:
    read = person(["李雷", sign, sign, sign, ""])
    assert (read.email, read.phone, read.company, codes(read)) == (None, None, "", [("no_contact", None)])


def test_blank_rows_and_totals_are_passed_over() -> None:
    assert problem(["", " ", "", "", ""]).code is RowCode.BLANK
    assert problem(["合计", "", "", "", "12"]).code is RowCode.TOTALS
    assert problem(["", "合计：", "", "", ""]).code is RowCode.TOTALS
    assert problem(["", " "]).skipped
    assert not problem(["", "li@mail.example", "", "", ""]).skipped


def test_a_row_with_more_cells_than_columns_is_refused_as_a_whole() -> None:
    assert problem(["李雷", "", "", "云帆", "好", "", "多余"]) == RowProblem(RowCode.EXTRA_CELLS, 5, "多余")
    assert person(["李雷", "", "", "云帆", "好", "", " "]).company == "云帆"


def test_cells_that_are_too_long_are_named_unless_their_column_stays_out() -> None:
    long = "长" * 10_001
    refused = problem(["李雷", "", "", "", long])
    assert (refused.code, refused.column, len(refused.value)) == (RowCode.CELL_TOO_LONG, 4, 200)
    assert person(["李雷", long], ["姓名", "年龄"]).display_name == "李雷"
    assert problem(["李" * 121, "", "", "", ""]).code is RowCode.NAME_TOO_LONG


def test_a_text_longer_than_its_field_is_shortened_with_a_warning() -> None:
    read = person(["李雷", "li@mail.example", "", "司" * 121, ""])
    assert (len(read.company), codes(read)) == (120, [("shortened", 3)])


def test_a_short_row_is_read_as_far_as_it_goes() -> None:
    assert person(["李雷", "li@mail.example"]).email == "li@mail.example"


def test_the_fate_of_every_row_of_a_real_looking_list() -> None:
    table = open_table(FOLDER / "chinese_list_gb18030.csv")
    mapping = guess(table.header, [cells for _, cells in table.preview(20)])
    fates: dict[int, object] = {}
    for row in judge(table.rows(), mapping, SeenKeys(), told=True):
        if row.person is None:
            fates |= dict.fromkeys(range(row.number, row.last_number + 1), row.reasons[0].code.value)
        else:
            fates[row.number] = (row.name, codes(row.person), row.same_as_row)
    assert fates == {
        4: ("叶国舒", [], None),
        5: ("史强", [], None),
        6: ("姜桂景", [("damaged_phone", 1)], None),
        7: "bad_phone",
        8: "no_name",
        9: "blank",
        10: ("叶国舒", [], 4),
        11: "totals",
    }


@given(st.lists(st.text(max_size=40), max_size=7))
def test_any_row_is_a_person_or_a_problem(row: list[str]) -> None:
    read = read_person(row, mapping_of(*HEADER))
    if isinstance(read, PersonRow):
        assert 0 < len(read.display_name) <= 120
    else:
        assert set(read.to_json()) == {"code", "column", "value"}


@pytest.mark.parametrize(
    ("heading", "limit"), [("公司", 120), ("职位", 120), ("城市", 60), ("微信", 60), ("来源", 200)]
)
def test_a_sign_that_stands_for_many_letters_does_not_outgrow_its_field(heading: str, limit: int) -> None:
    read = person(["李雷", "ﷺ" * 30], ["姓名", heading])
    text = next(value for value in (read.company, read.title, read.city, read.wechat, read.source_detail) if value)
    assert 0 < len(text) <= limit
    assert ("shortened", 1) in codes(read)
