"""What a column seems to hold, told from its cells alone."""

import re
from collections.abc import Callable
from typing import Final

from xinqiao.capabilities.importing.headings import Field
from xinqiao.domain.contact_points import DamagedPhone, normalise_email, normalise_phone
from xinqiao.domain.profile_links import normalise_link

# A guess by content needs this share of the filled sample cells.
CONTENT_SHARE: Final = 0.6

_HANZI_NAME: Final = re.compile("[\u3400-\u9fff]{2,4}")
_ID_NUMBER: Final = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]")
_COMPANY: Final = re.compile(r".+(?:公司|集团|研究院|研究所|大学|银行|\b(?:ltd|inc|gmbh|llc|corp)\.?)", re.IGNORECASE)
# The commonest surnames: enough to tell a column of names from one of cities or departments.
_SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
    "易常武乔贺赖龚文肖倪严施陶洪翟安颜牛温季俞章鲁葛伍韦申尤毕聂焦向柳邢路岳齐梅莫庄辛管祝左涂谷"
    "祁舒耿詹关苗凌费纪盛童甄项曲游裴席卫屈鲍覃霍翁甘景单包司柏宁柯阮桂欧"
)


def fields_by_look(filled: list[str]) -> list[Field]:
    """Return the fields that most of these cells would fit, the likeliest first."""
    return [field for field, looks_right in _LOOKS.items() if _share(filled, looks_right) >= CONTENT_SHARE]


def looks_like_id_numbers(filled: list[str]) -> bool:
    """Say whether most of these cells are numbers of Chinese identity cards."""
    return _share(filled, _is_id_number) >= CONTENT_SHARE


def _share(cells: list[str], looks_right: Callable[[str], bool]) -> float:
    return sum(1 for cell in cells if looks_right(cell)) / len(cells) if cells else 0


def _is_phone(cell: str) -> bool:
    try:
        return normalise_phone(cell) is not None
    except DamagedPhone:
        return True


def _is_profile(cell: str) -> bool:
    link = normalise_link(cell)
    return link is not None and bool(link.key)


def _is_hanzi_name(cell: str) -> bool:
    return bool(_HANZI_NAME.fullmatch(cell)) and cell[0] in _SURNAMES


def _is_id_number(cell: str) -> bool:
    return bool(_ID_NUMBER.fullmatch(cell))


_LOOKS: Final[dict[Field, Callable[[str], bool]]] = {
    Field.EMAIL: lambda cell: normalise_email(cell) is not None,
    Field.PHONE: _is_phone,
    Field.LINK: _is_profile,
    Field.NAME: _is_hanzi_name,
    Field.COMPANY: lambda cell: bool(_COMPANY.fullmatch(cell)),
}
