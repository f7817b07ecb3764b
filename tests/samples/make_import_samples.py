"""Write the sample files for the importer: small, real-looking, and about nobody.

    python tests/samples/make_import_samples.py

Names are invented, mail addresses end in the reserved .example domain, Chinese numbers use the unassigned
prefix 120 and others the reserved 555-01xx block. The same bytes come out at every run.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path(__file__).parent / "importing"

Cell = str | int | float | bool | dt.date | None
Rows = Sequence[Sequence[Cell]]


def rows_of(text: str) -> list[list[Cell]]:
    """Read `a|b|c` lines; #5 is a number, @2026-02-04 a date, and \\n a line break within a cell."""
    return [[_typed(cell) for cell in line.split("|")] if line else [] for line in text.splitlines()]


def _typed(cell: str) -> Cell:
    if cell.startswith("#"):
        return float(cell[1:]) if "." in cell else int(cell[1:])
    if cell.startswith("@"):
        return dt.date.fromisoformat(cell[1:])
    return cell.replace("\\n", "\n")


CHINESE_LIST = rows_of("""\
2026年架构师人选名单（内部）

姓名|手机号码|邮箱|现公司|目前职位|所在城市|来源|备注
叶国舒|120 2398 6619|ye.guoshu@mail-cn.example|微光网络集团|资深运维工程师|苏州|技术大会|听过他的分享
史 强|="12082647365"||松原传媒研究院|交互设计师|西安|同事引荐|
姜桂景|1.21E+10|jiang.guijing@mail-cn.example|星衡数据有限公司|项目经理|深圳|脉脉|电话,待核实
任艳舒|1205986||启元教育股份有限公司|架构师|远程|公开文章|
|12062789623|peng.guirui@mail-cn.example|木棉半导体集团|测试工程师|武汉||
|||||||
叶国舒|+86 12023986619||微光网络集团|运维专家|苏州|校友|与第一行同一人
合计|||||||""")

HUBSPOT_EXPORT = rows_of("""\
Record ID|First Name|Last Name|Email|Phone Number|Lifecycle Stage|Job Title|Company Name|City|Create Date
90001|Ava|Mercer|Ava.Mercer@mail-en.example|+1 415-555-0123|lead|Data Scientist|Bluefen Labs|Boston|2026-03-12
90002|Ben|Okafor|ben.okafor@mail-en.example||lead|Senior Engineer, Platform|Tidewell Systems||2026-03-12 09:20
90003|琳|赵|lin.zhao@mail-cn.example|+86 120 0000 1111|other|Designer|云帆科技有限公司|上海|2026-03-13 10:00""")

LINKEDIN_CONNECTIONS = """\
Notes:
"The addresses of some connections are missing because they did not allow it, so cells may be empty."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Cora,Jensen,https://www.linkedin.example/in/cora-jensen,,Quillstone Analytics,Staff Engineer,07 Dec 2025
Hugo,Tanaka,www.linkedin.example/in/hugo-tanaka/?trk=x,hugo.tanaka@mail-en.example,"Northquay, Inc.",Analyst,19 Nov 2025
"""

TAB_SEPARATED = rows_of("""\
Full Name|Email|Home Phone|Cell Phone|Current Employer|City|Key Skills|Notes
Iris Novak|iris.novak@mail-en.example|+1 206-555-0111|+1 206-555-0122|Copperline Bank|Seattle|Rust; Go|Met\\nat a meetup
Milo Petrov|milo.petrov@mail-en.example; milo@home.example|||Juniper Health|Denver||""")

SEMICOLONS = rows_of("""\
Name|E-Mail|Firma|Telefon
Elena Fischer|elena.fischer@mail-en.example|Weber, Voss und Partner|+49 30 901820
Karl Brandt|karl.brandt@mail-en.example|Lindgren GmbH|+49 89 5550123""")

MOKA_EXPORT = [
    [*person, *job]
    for person, job in zip(
        rows_of("""\
姓名|国家呼叫代码|电话|邮箱|性别|出生日期|民族|证件号码|籍贯|婚育状况|照片
彭桂睿|#86|#12062789623|peng.guirui@mail-cn.example|男|@1990-03-07|汉族|110101199003070000|湖南|未婚|a.jpg
孔思远|#86|#12000002222.0|kong.siyuan@mail-cn.example|女|@1988-11-02|满族|110101198811020000|辽宁|已婚|b.jpg
阿依努尔·买买提|#86|010-12345678||女||||||"""),
        rows_of("""\
年龄（岁）|现公司|职位|简历进入系统的时间|归档原因
#36|木棉半导体集团|测试工程师|@2026-02-04|暂不考虑
#37|明湖金融科技|风控专家|@2026-02-05|
|云帆数据|产品经理||"""),
        strict=True,
    )
]


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    """Return the rows as Excel would write them."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def column_letters(index: int) -> str:
    """Return the letters of a column counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def write_xlsx(path: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> None:
    """Write a workbook of texts, numbers, truth values and dates."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": _content_types(len(names)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(names, hidden),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
            + [("styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
    }
    for number, rows in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet_xml(rows)
    write_zip(path, parts)


def write_zip(path: Path, parts: Mapping[str, str | bytes]) -> None:
    """Write a zip that does not know what time it is."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def sheet_xml(rows: Rows) -> str:
    """Return the XML of one sheet."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(_cell(f"{column_letters(index)}{number}", value) for index, value in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(reference: str, value: Cell) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, dt.date):
        return f'<c r="{reference}" s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{reference}"><v>{value!r}</v></c>'
    if value.startswith("=1+"):
        return f'<c r="{reference}" t="str"><f>{escape(value[1:])}</f><v>last value</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


_HIDDEN = ' state="hidden"'
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f"{_OPEN}/spreadsheetml/2006/main"
_OFFICE = f"{_OPEN}/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>'
    '<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)


def _content_types(sheets: int) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1)]
    overrides = "".join(f'<Override PartName="{part}" ContentType="{_TYPES}.{kind}+xml"/>' for part, kind in parts)
    return (
        f'{_XML}<Types xmlns="{_OPEN}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships">{lines}</Relationships>'


def _workbook(names: Sequence[str], hidden: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"{_HIDDEN if name in hidden else ""}/>'
        for number, name in enumerate(names, start=1)
    )
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def write_all(folder: Path) -> None:
    """Write every sample into the folder."""
    texts = {
        "chinese_list_gb18030.csv": csv_text(CHINESE_LIST).encode("gb18030"),
        "chinese_list_utf16.txt": csv_text(CHINESE_LIST, "\t").encode("utf-16"),
        "hubspot_utf8_bom.csv": csv_text(HUBSPOT_EXPORT).encode("utf-8-sig"),
        "linkedin_connections.csv": LINKEDIN_CONNECTIONS.encode(),
        "opencats.tsv": csv_text(TAB_SEPARATED, "\t").encode(),
        "semicolons.csv": ("sep=;\r\n" + csv_text(SEMICOLONS, ";")).encode(),
    }
    for name, content in texts.items():
        (folder / name).write_bytes(content)
    write_xlsx(folder / "moka.xlsx", {"说明": [], "候选人": MOKA_EXPORT, "选项": [["男"], ["女"]]}, hidden=["选项"])


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write_all(FOLDER)
