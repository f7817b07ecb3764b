"""A file that is no table is refused with a reason that can be put into words."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.samples.make_import_samples import FOLDER, column_letters, sheet_xml, write_xlsx, write_zip
from xinqiao.capabilities.importing.formats import UnreadableFile, csv_file, limits, open_table, table, text_encoding
from xinqiao.capabilities.importing.formats.errors import ALL_REASONS

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def refusal(path: Path, **options: str | int) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        open_table(path, **options).count()  # type: ignore[arg-type]
    return refused.value


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b",,,\n,,,\n", "empty"),
        ("姓名,手机,邮箱\n", "no_rows"),
        ("姓名,手机,邮箱\n,,\n\n", "no_rows"),
        (b"%PDF-1.7\n...", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"\x1f\x8b\x08\x00", "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"name,email\nli,\0\n", "nul_bytes"),
        (b"name,email\nli,\0\0\0\0\0\0\n", "nul_bytes"),
        (b"name,email\n" + b"li,li@mail-cn.example\n" * 300 + b"han,\0\n", "nul_bytes"),
        ("姓名,邮箱\n李雷\0,li@mail-cn.example\n".encode("utf-16-le"), "nul_bytes"),
        ("姓名,邮箱\n李雷,x\n".encode("utf-16-le")[:-1], "nul_bytes"),
        (b"\xff\xfe" + "name\nli\0\n".encode("utf-16-le"), "nul_bytes"),
        (b"<html><table><tr><td>Name", "web_page"),
        (b'  <?xml version="1.0"?><Workbook>', "web_page"),
        (OLE + "Workbook".encode("utf-16-le"), "old_xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE + "WordDocument".encode("utf-16-le"), "binary"),
        (b"PK\x03\x04 and then nothing", "bad_zip"),
        (b"name,email\nli,\xff\xff\xff\n", "undecodable"),
        ('name,email\nli,"li@mail-cn.example\nhan,x\n', "unclosed_quote"),
        ("name,note\nli,long\nhan," + "x" * 140_000, "unreadable_cell"),
        ('name,note\nli,"' + "x" * 10_000_000 + '"\n', "unreadable_cell"),
        (",".join(f"c{n}" for n in range(10_000)) + "\n1\n", "too_many_columns"),
        ("name,email\nli\n" + "x," * 5_000 + "x\n", "too_many_columns"),
    ],
)
def test_it_says_why_a_file_cannot_be_read(tmp_path: Path, content: str | bytes, code: str) -> None:
    assert refusal(written(tmp_path, content)).code == code


def test_it_names_the_row_where_the_trouble_begins(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"name\nli\n\xff\xff\nhan\n")).detail == {"row": 3}
    assert refusal(written(tmp_path, 'name,email\nli,x\nhan,"x\nwei,y\n')).detail == {"row": 3}


UTF8_ROW = "李雷,云帆科技\n".encode()
GB_ROW = "韩梅,星衡数据\n".encode("gb18030")


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("姓名,公司\n".encode() + UTF8_ROW * 5 + GB_ROW + UTF8_ROW, 7),
        ("姓名,公司\n".encode("gb18030") + GB_ROW * 5 + UTF8_ROW * 2, 7),
        ("姓名,公司\n".encode("gb18030") + UTF8_ROW, 2),
    ],
)
def test_two_encodings_in_one_file_are_told_with_the_line_of_the_lesser_one(
    tmp_path: Path, content: bytes, row: int
) -> None:
    refused = refusal(written(tmp_path, content))
    assert (refused.code, refused.detail) == ("mixed_encodings", {"row": row})


def test_a_damaged_line_is_named_whatever_the_encoding_of_the_rest(tmp_path: Path) -> None:
    good = "姓名,公司\n韩梅,星衡数据\n"
    for codec in ("utf-8", "gb18030"):
        refused = refusal(written(tmp_path, good.encode(codec) + b"li,\xff\xff\xff\n" + good.encode(codec)))
        assert (refused.code, refused.detail) == ("undecodable", {"row": 3})


def test_it_refuses_choices_that_do_not_exist() -> None:
    assert refusal(FOLDER / "opencats.tsv", encoding="klingon").code == "unknown_encoding"
    assert refusal(FOLDER / "opencats.tsv", header_row=99).code == "no_such_row"
    assert refusal(FOLDER / "moka.xlsx", sheet="没有").code == "no_such_sheet"
    assert refusal(FOLDER / "chinese_list_gb18030.csv", encoding="utf-8").code == "undecodable"
    assert refusal(FOLDER / "linkedin_connections.csv", encoding="utf-16").code == "undecodable"


def test_it_refuses_a_file_that_is_too_large_before_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(limits.MAX_FILE_BYTES + 1)
    assert refusal(path).code == "too_large"
    with path.open("r+b") as file:
        file.truncate(1024**3)
    assert refusal(path).detail == {"found": 1024**3, "limit": limits.MAX_FILE_BYTES}


def test_more_rows_than_the_limit_are_never_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_ROWS", 100)
    assert refusal(written(tmp_path, ("name\n" + "li\n" * 101).encode())).detail == {"limit": 100, "row": 102}


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_it_never_holds_a_file_without_line_ends_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    for module in (csv_file, text_encoding):
        monkeypatch.setattr(module, "MAX_LINE", 1_000)
    refused = refusal(written(tmp_path, ("姓名,公司\n" + "韩," * 900).encode(codec)))
    assert (refused.code, refused.detail) == ("unreadable_cell", {"row": 2})


def test_a_zip_that_is_no_workbook_is_told_apart(tmp_path: Path) -> None:
    write_zip(tmp_path / "letter.docx", {"word/document.xml": "<w/>"})
    assert refusal(tmp_path / "letter.docx").code == "not_a_workbook"


def test_an_empty_workbook_and_a_header_alone_are_told_apart(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "empty.xlsx", {"S": [], "T": []})
    write_xlsx(tmp_path / "header.xlsx", {"S": [["姓名", "邮箱"]]})
    assert refusal(tmp_path / "empty.xlsx").code == "empty"
    assert refusal(tmp_path / "header.xlsx").code == "no_rows"


def workbook_with(tmp_path: Path, changes: dict[str, str | bytes]) -> Path:
    """A good workbook in which some parts are replaced."""
    good = tmp_path / "good.xlsx"
    write_xlsx(good, {"S": [["姓名", "邮箱"], ["李雷", "li@mail-cn.example"]]})
    with zipfile.ZipFile(good) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    bad = tmp_path / "bad.xlsx"
    write_zip(bad, parts | changes)
    return bad


def sheet_of(cells: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'


FAR_APART = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{far}1048576"><v>2</v></c></row>'


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/worksheets/sheet1.xml", sheet_of(FAR_APART.format(far="XFD")), "too_many_columns"),
        ("xl/worksheets/sheet1.xml", sheet_of(FAR_APART.format(far="J")), "too_many_cells"),
        (
            "xl/worksheets/sheet1.xml",
            sheet_of(FAR_APART.format(far="ZZ"))
            .replace("<", "<x:")
            .replace("<x:/", "</x:")
            .replace("xmlns", "xmlns:x"),
            "too_many_cells",
        ),
        ("xl/worksheets/sheet1.xml", sheet_of('<row r="99999999"><c><v>1</v></c></row>'), "damaged_workbook"),
        ("xl/worksheets/sheet1.xml", sheet_of('<row><c r="AAAA1"><v>1</v></c></row>'), "damaged_workbook"),
        ("xl/worksheets/sheet1.xml", sheet_of('<row><c r="ZZZ1"><v>1</v></c></row>'), "damaged_workbook"),
        ("xl/worksheets/sheet1.xml", sheet_of('<row><c r="A1" t="s"><v>7</v></c></row>'), "damaged_workbook"),
        ("xl/worksheets/sheet1.xml", sheet_of('<row><c r="A1" t="e"><v>#SPILL!</v></c></row>'), "error_value"),
        ("xl/worksheets/sheet1.xml", sheet_of('<row><c r="A1" t="e"><v>\n</v></c></row>'), "damaged_workbook"),
        ("xl/worksheets/sheet1.xml", sheet_of("<row><c>"), "damaged_workbook"),
        ("xl/worksheets/sheet1.xml", b"\xff\xfe<\0w\0", "damaged_workbook"),
        (
            "xl/sharedStrings.xml",
            '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>',
            "damaged_workbook",
        ),
        (
            "xl/worksheets/sheet1.xml",
            '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + sheet_of("<row><c><v>&f;</v></c></row>"),
            "damaged_workbook",
        ),
        ("xl/workbook.xml", f'<!DOCTYPE x><workbook xmlns="{MAIN}"><sheets/></workbook>', "damaged_workbook"),
        ("xl/worksheets/sheet1.xml", sheet_of("<row>" + "<a>" * 100_000), "damaged_workbook"),
        ("xl/sharedStrings.xml", "<sst>" + "<si/>" * 3_000_001 + "</sst>", "zip_bomb"),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}"><sheets/></workbook>', "empty"),
        ("xl/_rels/workbook.xml.rels", "<Relationships/>", "damaged_workbook"),
        ("xl/_rels/workbook.xml.rels", "no xml", "damaged_workbook"),
    ],
)
def test_a_workbook_made_to_harm_is_refused_before_it_is_loaded(
    tmp_path: Path, part: str, content: str | bytes, code: str
) -> None:
    assert refusal(workbook_with(tmp_path, {part: content})).code == code


def test_a_sheet_under_an_endless_name_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    write_xlsx(path, {"名" * 121: [["姓名"], ["李雷"]]})
    assert refusal(path).code == "damaged_workbook"
    write_xlsx(path, {"名" * 120: [["姓名"], ["李雷"]]})
    assert open_table(path).count() == 1


def test_empty_formatted_cells_far_below_do_not_make_a_sheet_large(tmp_path: Path) -> None:
    rows = [["姓名", "邮箱"], ["李雷", "li@mail-cn.example"]]
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData><pageMargins left="1"/>'
    path = workbook_with(tmp_path, {"xl/worksheets/sheet1.xml": sheet_xml(rows).replace("</sheetData>", far)})
    assert open_table(path).count() == 1


def test_a_wide_sheet_is_refused_with_its_width(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    write_xlsx(path, {"S": [[f"c{n}" for n in range(1_200)], ["x"] * 1_200]})
    assert column_letters(1_199) == "ATD"
    refused = refusal(path)
    assert (refused.code, refused.detail) == ("too_many_columns", {"found": 1_200, "limit": 1_000})


def test_it_refuses_a_workbook_that_unpacks_to_too_much(tmp_path: Path) -> None:
    zeros = b"\0" * 1024
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(40 * 1024):
                part.write(zeros)
    assert refusal(path).code == "zip_bomb"


def test_it_refuses_an_entry_that_holds_more_than_it_declares(tmp_path: Path) -> None:
    path = workbook_with(tmp_path, {"xl/worksheets/sheet1.xml": "<worksheet>" + " " * 5_000 + "</worksheet>"})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    declared = struct.pack("<L", size)
    at = content.rindex(declared)
    content[at : at + 4] = struct.pack("<L", 100)
    path.write_bytes(content)
    assert refusal(path).code == "zip_bomb"


def test_it_refuses_a_workbook_with_a_password_or_with_one_part_twice(tmp_path: Path) -> None:
    path = workbook_with(tmp_path, {})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    assert refusal(path).code == "encrypted"
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("XL/Workbook.xml", "<workbook/>")
    assert refusal(written(tmp_path, twice.getvalue())).code == "bad_zip"


def test_every_reason_has_a_code_of_its_own() -> None:
    codes = {reason.code for reason in ALL_REASONS}
    assert len(codes) == len(ALL_REASONS)
    assert set(UnreadableFile.__subclasses__()) == set(ALL_REASONS)
    assert all(len(code) <= 40 for code in codes)


Damage = Callable[[random.Random, bytearray], bytes]


def _flip(chance: random.Random, content: bytearray) -> bytes:
    for _ in range(chance.randint(1, 12)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def _cut(chance: random.Random, content: bytearray) -> bytes:
    return bytes(content[: chance.randrange(len(content))])


def _noise(chance: random.Random, content: bytearray) -> bytes:
    return chance.randbytes(chance.randint(1, 600))


def _noise_after_a_good_start(chance: random.Random, content: bytearray) -> bytes:
    return bytes(content[: chance.randint(1, 40)]) + chance.randbytes(300)


@pytest.mark.parametrize("damage", [_flip, _cut, _noise, _noise_after_a_good_start])
@pytest.mark.parametrize("sample", ["moka.xlsx", "chinese_list_gb18030.csv", "hubspot_utf8_bom.csv"])
def test_no_damage_leads_to_anything_but_a_named_reason(tmp_path: Path, sample: str, damage: Damage) -> None:
    chance = random.Random(f"{sample}{damage.__name__}")
    good = (FOLDER / sample).read_bytes()
    path = tmp_path / "damaged"
    for _ in range(120):
        path.write_bytes(damage(chance, bytearray(good)))
        with suppress(UnreadableFile):
            open_table(path).count()


def test_a_damaged_sheet_in_a_sound_container_gives_a_named_reason(tmp_path: Path) -> None:
    chance = random.Random(7)
    good = sheet_xml([["姓名", "邮箱", "日期"], ["李雷", "li@mail-cn.example", 46057]]).encode()
    for _ in range(150):
        path = workbook_with(tmp_path, {"xl/worksheets/sheet1.xml": _flip(chance, bytearray(good))})
        with suppress(UnreadableFile):
            open_table(path).count()
