"""A file opens as a table, whatever program wrote it."""

import csv
import datetime as dt
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples.make_import_samples import CHINESE_LIST, FOLDER, csv_text, write_all, write_xlsx
from xinqiao.capabilities.importing.formats import ENCODINGS, Kind, open_table

CHINESE_HEADER = ("姓名", "手机号码", "邮箱", "现公司", "目前职位", "所在城市", "来源", "备注")


def written(tmp_path: Path, content: str | bytes, name: str = "people") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_the_samples_are_what_their_script_writes(tmp_path: Path) -> None:
    write_all(tmp_path)
    for sample in sorted(tmp_path.iterdir()):
        assert (FOLDER / sample.name).read_bytes() == sample.read_bytes(), sample.name


@pytest.mark.parametrize(
    ("sample", "encoding", "delimiter", "header_row", "first_cells", "rows"),
    [
        ("chinese_list_gb18030.csv", "gb18030", ",", 3, (4, "叶国舒"), 7),
        ("chinese_list_utf16.txt", "utf-16", "\t", 3, (4, "叶国舒"), 7),
        ("hubspot_utf8_bom.csv", "utf-8", ",", 1, (2, "90001"), 3),
        ("linkedin_connections.csv", "utf-8", ",", 4, (5, "Cora"), 2),
        ("opencats.tsv", "utf-8", "\t", 1, (2, "Iris Novak"), 2),
        ("semicolons.csv", "utf-8", ";", 2, (3, "Elena Fischer"), 2),
    ],
)
def test_it_recognises_encoding_delimiter_and_header(
    sample: str, encoding: str, delimiter: str, header_row: int, first_cells: tuple[int, str], rows: int
) -> None:
    table = open_table(FOLDER / sample)
    number, cells = table.preview(1)[0]
    assert (table.kind, table.encoding, table.delimiter) == (Kind.TEXT, encoding, delimiter)
    assert (table.header_row, (number, cells[0]), table.count()) == (header_row, first_cells, rows)


def test_a_workbook_opens_at_its_first_sheet_with_anything_in_it() -> None:
    table = open_table(FOLDER / "moka.xlsx")
    assert (table.kind, table.sheet, table.header_row) == (Kind.WORKBOOK, "候选人", 1)
    assert table.sheet_names == ("说明", "候选人", "选项")
    number, cells = table.preview(1)[0]
    assert (number, len(cells)) == (2, 16)
    assert cells[:6] == ["彭桂睿", "86", "12062789623", "peng.guirui@mail-cn.example", "男", "1990-03-07"]
    assert cells[12:] == ["木棉半导体集团", "测试工程师", "2026-02-04", "暂不考虑"]
    assert table.count() == 3


def test_another_sheet_can_be_chosen() -> None:
    table = open_table(FOLDER / "moka.xlsx", sheet="选项", header_row=0)
    assert [cells for _, cells in table.rows()] == [["男"], ["女"]]


def test_values_of_a_workbook_read_as_a_person_would_type_them(tmp_path: Path) -> None:
    path = tmp_path / "values.xlsx"
    write_xlsx(
        path,
        {"S": [["姓名", "电话", "b", "c", "d", "e"], [" 李 ", 13800138000, True, 1.5, dt.date(2026, 2, 4), "=1+1"]]},
    )
    assert open_table(path).preview(1) == [(2, ["李", "13800138000", "TRUE", "1.5", "2026-02-04", "last value"])]


def test_formulas_and_what_looks_like_them_are_texts_and_nothing_is_run(tmp_path: Path) -> None:
    cells = ['=HYPERLINK("http://x.example";"a")', "=cmd|' /C calc'!A0", "@SUM(1)", "=1+1"]
    path = written(tmp_path, csv_text([["姓名", "a", "b", "c", "d"], ["李雷", *cells]]))
    assert open_table(path).preview(1)[0][1] == ["李雷", *cells]
    write_xlsx(tmp_path / "formulas.xlsx", {"S": [["姓名", "a"], ["李雷", "=1+1"]]})
    assert open_table(tmp_path / "formulas.xlsx").preview(1)[0][1] == ["李雷", "last value"]


def test_a_workbook_of_200_sheets_opens_at_its_first_filled_one(tmp_path: Path) -> None:
    sheets = {f"空{n}": [] for n in range(199)} | {"人选": [["姓名", "邮箱"], ["李雷", "li@mail-cn.example"]]}
    write_xlsx(tmp_path / "many.xlsx", sheets)
    table = open_table(tmp_path / "many.xlsx")
    assert (table.sheet, len(table.sheet_names), table.count()) == ("人选", 200, 1)


def test_a_cell_of_ten_megabytes_in_a_workbook_is_a_matter_of_its_row(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "long.xlsx", {"S": [["姓名", "备注"], ["李雷", "x" * 10_000_000], ["韩梅", "好"]]})
    rows = [cells for _, cells in open_table(tmp_path / "long.xlsx").rows()]
    assert [len(rows[0][1]), rows[1]] == [10_000_000, ["韩梅", "好"]]


def test_row_numbers_of_a_workbook_count_the_empty_rows_above(tmp_path: Path) -> None:
    path = tmp_path / "gap.xlsx"
    write_xlsx(path, {"S": [[], [], ["", "姓名", "邮箱"], [], ["", "李雷", "li@mail-cn.example"]]})
    table = open_table(path)
    assert (table.header_row, table.header) == (3, ("姓名", "邮箱"))
    assert [(number, cells) for number, cells in table.rows() if any(cells)] == [(5, ["李雷", "li@mail-cn.example"])]


def test_a_chosen_encoding_overrides_the_guess(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Email\nRenée,renee@mail-en.example\n".encode("cp1252"))
    assert open_table(path, encoding="windows-1252").preview(1)[0][1][0] == "Renée"


@pytest.mark.parametrize(
    ("codec", "rows"),
    list(product(["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"], [1, 3, 100])),
)
def test_the_encoding_is_right_for_few_rows_and_many(tmp_path: Path, codec: str, rows: int) -> None:
    lines = ["姓名,公司,邮箱"] + [f"叶国舒{n},微光网络集团,ye{n}@mail-cn.example" for n in range(rows)]
    table = open_table(written(tmp_path, "\r\n".join(lines).encode(codec)))
    assert table.header == ("姓名", "公司", "邮箱")
    assert table.preview(1)[0][1][:2] == ["叶国舒0", "微光网络集团"]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read_in_any_language(tmp_path: Path, codec: str) -> None:
    for text in ("Name,Email\nAva,a@mail.example\n", "一二\t一\n一三\t一\n" * 2_000, "姓名\n李雷\n"):
        table = open_table(written(tmp_path, text.encode(codec)))
        assert (table.encoding, table.source.encoding) == ("utf-16", "utf-16")
        first = text.split("\n")[table.header_row]
        assert table.preview(1)[0][1] == first.split(table.delimiter)
        again = open_table(tmp_path / "people", encoding="utf-16")
        assert again.count() == table.count()


@pytest.mark.parametrize("words", ["联通", "联通,移动", "浣熊", "①②③", "囧"])
def test_hanzi_that_look_like_utf_8_in_gbk_do_not_mislead(tmp_path: Path, words: str) -> None:
    table = open_table(written(tmp_path, f"姓名,公司\n李雷,云帆\n韩梅,{words}\n".encode("gb18030")))
    assert table.encoding == "gb18030"
    assert table.preview(2)[1][1][1] == words.split(",")[0]


def test_a_character_cut_by_the_reading_block_does_not_change_the_encoding(tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,备注\n" + "叶国舒,微光网络\n" * 60_000)
    assert open_table(path).encoding == "utf-8"


@pytest.mark.parametrize(
    ("text", "header_row", "first"),
    [
        ("名单\n\n姓名,邮箱\n李雷,li@mail-cn.example\n", 3, "李雷"),
        ("基本信息,,联系方式\n姓名,公司,邮箱\n李雷,云帆,li@mail-cn.example\n", 2, "李雷"),
        ("李雷,13800138000,云帆科技\n韩梅,13900139000,云帆科技\n", 0, "李雷"),
        ("li@mail-cn.example\nhan@mail-cn.example\n", 0, "li@mail-cn.example"),
        ("邮箱\nli@mail-cn.example\n", 1, "li@mail-cn.example"),
        ("Vorname,Nachname,Telefon\nElena,Fischer,+49 30 901820\n", 1, "Elena"),
        ("Report of May\nVorname,Nachname\nElena,Fischer\n", 2, "Elena"),
    ],
)
def test_the_header_is_found_below_titles_or_missing(tmp_path: Path, text: str, header_row: int, first: str) -> None:
    table = open_table(written(tmp_path, text))
    assert (table.header_row, table.preview(1)[0][1][0]) == (header_row, first)


def test_another_header_row_can_be_chosen(tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,邮箱\n中文名,电子邮件\n李雷,li@mail-cn.example\n")
    table = open_table(path, header_row=2)
    assert table.header == ("中文名", "电子邮件")
    assert table.preview(5) == [(3, ["李雷", "li@mail-cn.example"])]
    assert table.top(2) == [(1, ["姓名", "邮箱"]), (2, ["中文名", "电子邮件"])]


def test_row_numbers_are_those_of_a_spreadsheet_program(tmp_path: Path) -> None:
    text = '姓名,备注\n李雷,"第一行\n第二行"\n\n韩梅,好\n'
    assert list(open_table(written(tmp_path, text)).rows()) == [
        (2, ["李雷", "第一行\n第二行"]),
        (3, ["", ""]),
        (4, ["韩梅", "好"]),
    ]


def test_reading_can_go_on_after_a_row() -> None:
    table = open_table(FOLDER / "chinese_list_gb18030.csv")
    assert [number for number, _ in table.rows(after=8)] == [9, 10, 11]


def test_short_rows_are_filled_up_and_long_ones_keep_their_cells(tmp_path: Path) -> None:
    lines = ["姓名,公司,邮箱"] + ["李雷,云帆,"] * 70 + ["韩梅", "李雷,云帆,,多余"]
    rows = [cells for _, cells in open_table(written(tmp_path, "\n".join(lines))).rows()]
    assert rows[-2:] == [["韩梅", "", ""], ["李雷", "云帆", "", "多余"]]


def test_old_line_ends_and_decorated_cells_are_understood(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, '姓名,手机\r李雷,="13800138000"\r韩梅,"=""13900139000"""\r'))
    assert [cells[1] for _, cells in table.rows()] == ["13800138000", "13900139000"]


def test_leftovers_of_programs_vanish_from_cells(tmp_path: Path) -> None:
    dirty = [["姓名", "备注"], ["李\u202e雷", "a_x0000_b_x000D_\nc"]]
    write_xlsx(tmp_path / "dirty.xlsx", {"S": dirty})
    assert open_table(tmp_path / "dirty.xlsx").preview(1) == [(2, ["李雷", "ab\r\nc"])]
    table = open_table(written(tmp_path, "\ufeff姓名,备注\n\u200b李雷\x7f,a\x01\u202c\n"))
    assert table.preview(1) == [(2, ["李雷", "a"])]


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u061c", "\u202d"])
def test_marks_of_direction_do_not_stay_in_a_name(tmp_path: Path, mark: str) -> None:
    table = open_table(written(tmp_path, f"姓名,备注\n{mark} 李雷{mark},a\n"))
    assert table.preview(1) == [(2, ["李雷", "a"])]


def test_commas_up_to_the_last_column_of_excel_are_no_columns(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "姓名,邮箱" + "," * 16_382 + "\n李雷,li@mail-cn.example" + "," * 16_382))
    assert table.header == ("姓名", "邮箱")


def test_every_chosen_encoding_has_a_codec() -> None:
    assert all("李".encode(codec, "replace") for codec in ENCODINGS.values())


PLAIN_CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\ue000", exclude_categories=["Cc", "Cf"]), max_size=12
).map(str.strip)
CELL = PLAIN_CELL.filter(lambda cell: not cell.startswith('="'))


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    delimiter=st.sampled_from(",\t;|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    full = [["姓名", "邮箱", "备注"], *rows, ["李雷", "li@mail-cn.example", ""]]
    path = tmp_path_factory.mktemp("csv") / "people.csv"
    path.write_bytes(csv_text(full, delimiter).encode(encoding))
    assert [cells for _, cells in open_table(path, header_row=1).rows()] == full[1:]


def test_a_large_text_file_is_streamed(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "large.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(CHINESE_HEADER)
        writer.writerows(CHINESE_LIST[3] for _ in range(25_000))
    assert path.stat().st_size > 2_000_000
    tracemalloc.start()
    try:
        assert open_table(path).count() == 25_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4_500_000
