"""Contact cards of phones and mail programs open as a table like any other."""

import base64
import quopri
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinqiao.capabilities.importing.formats import Kind, Table, UnreadableFile, open_table
from xinqiao.capabilities.importing.headings import Field
from xinqiao.capabilities.importing.mapping import guess
from xinqiao.capabilities.importing.rows import PersonRow, RowCode, RowProblem, read_person


def table_of(tmp_path: Path, content: str | bytes, **options: str) -> Table:
    path = tmp_path / "people.vcf"
    path.write_bytes(content.replace("\n", "\r\n").encode() if isinstance(content, str) else content)
    return open_table(path, **options)  # type: ignore[arg-type]


def card(body: str, version: str = "3.0") -> str:
    return f"BEGIN:VCARD\nVERSION:{version}\n{body}\nEND:VCARD\n"


def results(table: Table) -> list[PersonRow | RowProblem]:
    mapping = guess(table.header, [cells for _, cells in table.preview(20)])
    return [read_person(cells, mapping) for _, cells in table.rows()]


def person(tmp_path: Path, content: str | bytes) -> PersonRow:
    found = results(table_of(tmp_path, content))[0]
    assert isinstance(found, PersonRow), found
    return found


def quoted(text: str, charset: str) -> str:
    return quopri.encodestring(text.encode(charset), quotetabs=True).decode().replace("=\n", "=\r\n")


WHOLE = card(
    """\
N:李;雷;;;
FN:雷 李
NICKNAME:小李
ORG:云帆科技有限公司;平台部;架构组
TITLE:架构师
EMAIL;TYPE=INTERNET,HOME:li@home.example
EMAIL;TYPE=INTERNET,WORK,pref:Li@Mail-CN.example
item1.TEL;type=pref:+86 120 0000 1111
item1.X-ABLabel:_$!<Mobile>!$_
item2.TEL:010-12345678
item2.X-ABLabel:乡下小屋
TEL;TYPE=FAX:010-11112222
ADR;TYPE=WORK:;;中山路 1 号\\, 3 层;苏州;江苏;215000;中国
item3.URL:https\\://www.linkedin.com/in/li-lei?trk=x
item3.X-ABLabel:领英
X-SOCIALPROFILE;type=github:https://github.com/lilei
X-WECHAT:wx_li
CATEGORIES:校友,技术大会
BDAY:1990-03-07
NOTE:第一行\\n第二行\\; 完
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
 /2wBDAAgGBgcGBQgHBwcJCQgKDBQN"""
)


def test_a_whole_card_is_read_into_the_columns_of_every_list(tmp_path: Path) -> None:
    table = table_of(tmp_path, WHOLE)
    assert (table.kind, table.header_row, table.count()) == (Kind.CARDS, 0, 1)
    mapping = guess(table.header, [])
    assert mapping.profile == "vcard"
    assert {column.heading for column in mapping.columns if column.sensitive} == {"Birthday", "Gender"}
    found = person(tmp_path, WHOLE)
    assert (found.display_name, found.last_name, found.first_name) == ("李雷", "李", "雷")
    assert found.emails == (("li@mail-cn.example", "work"), ("li@home.example", "home"))
    assert found.phones == (("+8612000001111", "mobile"), ("+861012345678", "乡下小屋"))
    assert (found.company, found.title, found.city, found.wechat) == ("云帆科技有限公司", "架构师", "苏州", "wx_li")
    assert [link.key for link in found.links] == ["linkedin.com/in/li-lei", "github.com/lilei"]
    assert found.tags == ("校友", "技术大会")
    assert found.notes == (("Notes", "第一行\n第二行; 完"),)
    assert found.warnings == ()


def test_the_number_of_a_row_is_the_number_of_its_card(tmp_path: Path) -> None:
    table = table_of(tmp_path, card("FN:Ava") + "\n\n" + card("FN:Ben", "2.1") + card("FN:Cora", "4.0"))
    assert [(number, cells[0]) for number, cells in table.rows()] == [(1, "Ava"), (2, "Ben"), (3, "Cora")]
    assert [number for number, _ in table.rows(after=2)] == [3]


@pytest.mark.parametrize("charset", ["GB2312", "GBK", "UTF-8", "gb18030"])
def test_old_phones_write_hanzi_quoted_printable_in_their_charset(tmp_path: Path, charset: str) -> None:
    long = "听过他的分享，对推荐系统感兴趣。" * 5
    text = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\n"
        f"N;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{quoted('李;雷;;;', charset)}\r\n"
        f"TEL;CELL;PREF:12000001111\r\nEMAIL;INTERNET:li@mail.example\r\n"
        f"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET={charset}:{quoted(long, charset)}\r\n"
        "END:VCARD\r\n"
    )
    assert "=\r\n" in text
    found = person(tmp_path, text.encode())
    assert (found.display_name, found.phones) == ("李雷", (("+8612000001111", "mobile"),))
    assert found.notes[0][1] == long


def test_a_soft_break_that_is_also_folded_does_not_tear_a_character(tmp_path: Path) -> None:
    found = person(
        tmp_path, card("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=\n =8E=E9=9B=B7\nTEL:12000001111", "2.1")
    )
    assert found.display_name == "李雷"


def test_a_soft_break_at_the_very_end_does_not_swallow_the_card(tmp_path: Path) -> None:
    text = card("FN:Ava\nNOTE;ENCODING=QUOTED-PRINTABLE:half=", "2.1") + card("FN:Ben")
    assert [cells[0] for _, cells in table_of(tmp_path, text).rows()] == ["Ava", "Ben"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_hanzi_without_a_named_charset_are_read(tmp_path: Path, codec: str) -> None:
    assert person(tmp_path, card("FN:李雷\nORG:云帆科技").replace("\n", "\r\n").encode(codec)).company == "云帆科技"


def test_a_charset_that_is_wrong_or_unknown_does_not_lose_the_value(tmp_path: Path) -> None:
    body = "FN;CHARSET=KLINGON:李雷\nORG;CHARSET=GB2312:云帆\nTITLE;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Caf=E9"
    found = person(tmp_path, card(body, "2.1"))
    assert (found.display_name, found.title) == ("李雷", "Café")


def test_lost_bytes_are_named_and_the_person_stays(tmp_path: Path) -> None:
    content = b"BEGIN:VCARD\nFN:Ava\nORG:\xff\xfe\xff Labs\nTEL:12000001111\nEND:VCARD\n"
    assert [warning.code for warning in person(tmp_path, content).warnings] == [RowCode.DAMAGED_TEXT]


@pytest.mark.parametrize(
    "photo",
    [
        "PHOTO;ENCODING=BASE64;JPEG:/9j/!!!broken\n AAAA\n\n",
        "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\nSkZJRgABAQAAAQABAAD\nnot/folded+at/all=\n",
        "PHOTO;ENCODING=b:" + base64.b64encode(b"x" * 400_000).decode() + "\n",
        "KEY;ENCODING=B:====\n",
        "X-OWN;ENCODING=B:no base64 at all!\n",
        "LOGO:data:image/png;base64,iVBORw0KGgo=\n",
    ],
)
def test_a_broken_or_huge_picture_costs_the_picture_only(tmp_path: Path, photo: str) -> None:
    found = person(tmp_path, card(f"FN:Ava\n{photo}EMAIL:a@mail.example"))
    assert (found.display_name, found.email) == ("Ava", "a@mail.example")


def test_folded_lines_are_joined_within_a_character_too(tmp_path: Path) -> None:
    text = "NOTE:听过他的分享".encode()
    content = b"BEGIN:VCARD\r\nFN:Ava\r\n" + text[:9] + b"\r\n " + text[9:] + b"\r\n\tx\r\nEND:VCARD\r\n"
    assert person(tmp_path, content).notes[0][1] == "听过他的分享x"


def test_values_folded_after_every_letter_are_read_in_one_go(tmp_path: Path) -> None:
    # Fifty such values stand in a file of the largest size; joined letter by letter they would take minutes.
    folded = "NOTE:x\n" + " y\n" * 120_000
    names = [cells[0] for _, cells in table_of(tmp_path, card(f"FN:Ava\n{folded}") * 5).rows()]
    assert names == ["Ava"] * 5


def test_a_line_without_an_end_of_its_name_is_passed_over(tmp_path: Path) -> None:
    assert person(tmp_path, card("FN:Ava\n" + "x\n " * 40_000 + "\nEMAIL:a@mail.example")).email == "a@mail.example"


@pytest.mark.parametrize(
    ("body", "company"),
    [
        ("N:;;;;\nFN:云帆科技\nORG:云帆科技;\nX-ABShowAs:COMPANY", "云帆科技"),
        ("FN:云帆科技\nORG:云帆科技\nTEL:010-12345678", "云帆科技"),
        ("N:;;;;\nORG:云帆科技", "云帆科技"),
        ("KIND:org\nFN:云帆科技\nEMAIL:hr@mail.example\nTITLE:x", "云帆科技"),
        ("KIND:group\nFN:校友\nMEMBER:urn:uuid:1", "校友"),
    ],
)
def test_the_card_of_a_company_is_refused_with_that_reason(tmp_path: Path, body: str, company: str) -> None:
    found = results(table_of(tmp_path, card(body)))[0]
    assert isinstance(found, RowProblem)
    assert (found.code, found.value) == (RowCode.NOT_A_PERSON, company)


def test_a_person_shown_as_a_company_stays_a_person(tmp_path: Path) -> None:
    found = person(tmp_path, card("N:Mercer;Ava;;;\nFN:Bluefen\nORG:Bluefen\nX-ABShowAs:COMPANY"))
    assert (found.last_name, found.company) == ("Mercer", "Bluefen")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("N:李;雷;;;", "李雷"),
        ("N:;李雷;;;\nFN:李雷", "李雷"),
        ("N:Mercer;Ava;Jane;Dr.;\nFN:Dr. Ava Mercer", "Dr. Ava Mercer"),
        ("N:Mercer;Ava;Jane;;", "Ava Jane Mercer"),
        ("N:O\\;Neil;Pat;;;", "Pat O;Neil"),
        ("FN:Ava Mercer", "Ava Mercer"),
    ],
)
def test_the_name_stands_in_the_order_of_its_script(tmp_path: Path, body: str, name: str) -> None:
    assert person(tmp_path, card(body)).display_name == name


def test_version_4_writes_uris_quoted_lists_and_preferences(tmp_path: Path) -> None:
    body = (
        'FN:Ava\nTEL;VALUE=uri;TYPE="voice,home";PREF=2:tel:+1-415-555-0123;ext=5102\n'
        'TEL;VALUE=uri;TYPE="cell";PREF=1:tel:+86-120-0000-1111\nEMAIL;PREF=1:mailto:a@mail.example\n'
        'ORG;SORT-AS="a:b":Bluefen\\, Inc.\\\\;R&D\nNOTE;X-A=^\'q^n^^:x'
    )
    found = person(tmp_path, card(body, "4.0"))
    assert found.phones == (("+8612000001111", "mobile"), ("+14155550123", "home"))
    assert (found.email, found.company) == ("a@mail.example", "Bluefen, Inc.\\")


def test_a_card_that_never_ends_and_one_within_another_do_not_lose_people(tmp_path: Path) -> None:
    text = (
        "BEGIN:VCARD\nFN:Ava\nno property at all\n:::\nTEL;X\n"
        "BEGIN:VCARD\nFN:Ben\nAGENT:\nBEGIN:VCARD\nFN:Assistant\nEND:VCARD\nTITLE:Engineer\nEND:VCARD\n"
        "stray: text\nBEGIN:VCARD\nFN:Cora\n"
    )
    rows = [cells for _, cells in table_of(tmp_path, text).rows()]
    assert [cells[0] for cells in rows] == ["Ava", "Ben", "Cora"]
    assert rows[1][table_of(tmp_path, text).header.index("Job Title")] == "Engineer"


def test_wechat_is_found_where_apple_writes_it(tmp_path: Path) -> None:
    body = "FN:Ava\nIMPP;X-SERVICE-TYPE=WeChat;type=HOME:x-apple:ava_wx\nX-SOCIALPROFILE;type=wechat:weixin://ava_wx"
    found = person(tmp_path, card(body))
    assert (found.wechat, found.links) == ("ava_wx", ())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("BEGIN:VCARD\n", "no_rows"),
        ("BEGIN:VCARD\nEND:VCARD\n", "no_rows"),
        (card("FN:Ava\nNOTE:" + "x" * 140_000), "unreadable_cell"),
        (card("FN:Ava\nNOTE:" + "\n ".join(["x" * 70] * 2_000)), "unreadable_cell"),
        (card("FN:Ava\n" + "X-A:1\n" * 2_001), "unreadable_cell"),
    ],
)
def test_cards_that_cannot_be_read_are_refused_with_a_reason(tmp_path: Path, content: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        table_of(tmp_path, content).count()
    assert refused.value.code == code


def test_an_unknown_encoding_is_refused_and_a_chosen_one_is_used(tmp_path: Path) -> None:
    content = b"BEGIN:VCARD\nFN:Ren\xe9\nEND:VCARD\n"
    assert table_of(tmp_path, content, encoding="windows-1252").preview(1)[0][1][0] == "René"
    with pytest.raises(UnreadableFile):
        table_of(tmp_path, content, encoding="klingon")


def test_cards_are_streamed_whatever_pictures_they_carry(tmp_path: Path) -> None:
    path = tmp_path / "large.vcf"
    picture = "\r\n ".join(["A" * 74] * 1_500)
    with path.open("w", encoding="utf-8", newline="") as file:
        for number in range(40):
            file.write(card(f"FN:Person {number}\nPHOTO;ENCODING=b:{picture}\nTEL:12000001111"))
    assert path.stat().st_size > 4_000_000
    tracemalloc.start()
    try:
        assert open_table(path).count() == 40
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


LINE = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        "BEGIN:VCARD",
        "END:VCARD",
        "FN:Ava",
        "N:a;b",
        "NOTE;ENCODING=QUOTED-PRINTABLE:=E6=",
        " folded",
        "AGENT:",
        'X;A="b:c',
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(LINE, max_size=12))
def test_any_lines_after_the_first_give_rows_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("cards") / "people.vcf"
    path.write_bytes("\n".join(["BEGIN:VCARD", *lines]).encode())
    with suppress(UnreadableFile):
        table = open_table(path)
        assert all(len(cells) == len(table.header) for _, cells in table.rows())


def test_every_column_of_the_cards_is_placed_or_left_out_on_purpose(tmp_path: Path) -> None:
    mapping = guess(table_of(tmp_path, WHOLE).header, [])
    left_out = {column.heading for column in mapping.columns if column.field is Field.IGNORE}
    assert left_out == {"Card Nickname", "Emails - Label", "Phones - Label", "Department", "Birthday", "Gender"}
