"""When two records are probably one person: the same name in the same company. A person decides, never the rule.

Each record is reduced to three numbers, so that a million of them can be asked with one indexed look-up:
`key` is equal for equal company and equal sound of the name, in any order of its parts; `written` tells homophones
apart; `detail` tells apart two people of whom addresses, title and city are all known and nothing agrees.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple


class Traits(NamedTuple):
    """What of a record is compared. `written` is 0 for a name in letters, `detail` 0 where something is missing."""

    key: int
    written: int
    detail: int


_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|「[^「」]*」")
# Scripts whose names are written without spaces: hanzi, kana, hangul.
_UNSPACED: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3040-\u30ff\uac00-\ud7af々]+")
_WORDS: Final = re.compile(r"[^\W_]+")
# 吕 is typed lü, lv, lyu and lu: one form for all of them.
_UMLAUT: Final = re.compile(r"([ln])(?:yu|v)")
_MIDDLE_INITIAL: Final = re.compile(r"(?<=\s)[a-z]\.(?=\s)")
# What people are called instead of a given name: 王先生 is no name to compare.
_CALLED: Final = re.compile(".{1,2}(?:先生|女士|小姐|老师|经理|总监)|.[总工]")

_CITIES: Final = (
    "北京|上海|天津|重庆|深圳|广州|杭州|南京|苏州|成都|武汉|西安|长沙|青岛|厦门|宁波|无锡|合肥|郑州|济南|大连|沈阳|福州"
    "|东莞|佛山|珠海|昆明|哈尔滨|长春|石家庄|南昌|贵阳|南宁|海口|太原|温州|常州|嘉兴|香港|澳门|台北|新加坡"
)
_REGIONS: Final = (
    "浙江|江苏|广东|福建|山东|四川|湖北|湖南|河南|河北|安徽|江西|陕西|辽宁|吉林|黑龙江|山西|云南|贵州|海南|中国"
)
_PLACE_FIRST: Final = re.compile(f"^(?:(?:{_REGIONS})省?)?(?:(?:{_CITIES})市?)?(?=.{{2}})")
# 交通大学 is several universities: here the place is the name.
_NAMED_BY_PLACE: Final = re.compile(
    "(?:大学|学院|银行|医院|学校|中学|小学|研究院|研究所|设计院|局|院|馆|台|社|日报|晚报|地铁|机场|航空|移动|联通|电信|证券|信托)$"
)
_LEGAL_ZH: Final = re.compile("(?:股份有限公司|有限责任公司|有限公司|总公司|分公司|子公司|公司|集团|控股|股份|中国)$")
_BRANCH: Final = re.compile(f"(?:{_CITIES})(?:市)?(?:分公司|子公司)$")
_LEGAL: Final = re.compile(
    "(?:ltd|limited|inc|incorporated|llc|llp|lp|corp|corporation|company|co|gmbh|mbh|ag|kg|ug|se|sa|sas|sarl|srl|spa|bv|nv"
    "|pte|pty|plc|kk|oy|ab|as|aps|group|holdings?|the|and)"
)
_SPELT: Final = re.compile(r"\b(?:[a-z]\.){2,}")
_SHORTEST_NAME: Final = 3


def traits_of(
    name: str, pinyin: str, company: str, *, title: str = "", city: str = "", reachable: bool = False
) -> Traits | None:
    """What of a person is compared, or None where name or company say too little.

    `pinyin` are the syllables of a name in hanzi; it is not read for a name in letters. `reachable` = e-mail address
    and number are both known, so that an equal one would have told.
    """
    written, letters = _name_parts(name, pinyin)
    core = company_core(company)
    if not core or len(letters) < _SHORTEST_NAME:
        return None
    return Traits(
        _digest(f"{_least_rotation(letters)}\n{core}"),
        _digest(written) if written else 0,
        _detail(title, city) if title and city and reachable else 0,
    )


def are_probably_one(one: Traits, other: Traits) -> bool:
    """Whether a person should look at the two records. Symmetric."""
    if one.key != other.key:
        return False
    same_writing = one.written == other.written or not one.written or not other.written
    return same_writing and (one.detail == other.detail or not one.detail or not other.detail)


class Number(StrEnum):
    """What an equal telephone number says about two records."""

    SAME = "same"
    PROBABLY = "probably"
    # A switchboard, a family: two names, two addresses, one number.
    SHARED = "shared"


class Named(NamedTuple):
    """Who has a number. `pinyin` as for `traits_of`, `email` normalised or empty."""

    name: str
    pinyin: str
    email: str


def equal_number(one: Named, other: Named) -> Number:
    """Whether two records with an equal number are one person."""
    if (one.email and one.email == other.email) or names_alike(one, other):
        return Number.SAME
    return Number.SHARED if one.email and other.email else Number.PROBABLY


def names_alike(one: Named, other: Named) -> bool:
    """Whether two names may be one: equal as written, or in sound where one is written in letters."""
    (written, letters), (their_written, their_letters) = (_name_parts(name, pinyin) for name, pinyin, _ in (one, other))
    if written and their_written:
        return written == their_written
    return bool(letters and their_letters) and _least_rotation(letters) == _least_rotation(their_letters)


@lru_cache(maxsize=20_000)
def company_core(company: str) -> str:
    """What is left of a company's name without its legal form, city in front, brackets, spaces and case."""
    text = _SPELT.sub(lambda found: found[0].replace(".", ""), _plain(company)).replace("&", " and ")
    without = _BRACKETED.sub(" ", text)
    text = without if _WORDS.search(without) else text
    if _UNSPACED.search(text):
        return _chinese_core("".join(_WORDS.findall(text)))
    words = _WORDS.findall(text)
    while len(words) > 1 and _LEGAL.fullmatch(words[-1]):
        words.pop()
    return "".join(word for word in words if word not in ("the", "and")) or "".join(words)


def _chinese_core(text: str) -> str:
    text = _shortened(_BRANCH, text)
    while (shorter := _shortened(_LEGAL_ZH, text)) != text:
        text = shorter
    return text if _NAMED_BY_PLACE.search(text) else _PLACE_FIRST.sub("", text)


def _shortened(pattern: re.Pattern[str], text: str) -> str:
    # A company that is called nothing but 集团 keeps its name.
    shorter = pattern.sub("", text)
    return shorter if len(shorter) > 1 else text


def _name_parts(name: str, pinyin: str) -> tuple[str, str]:
    """The name as written without spaces ("" for a name in letters), and its letters."""
    plain = _plain(name)
    if len(plain) > 1 and _UNSPACED.fullmatch(plain) and not _CALLED.fullmatch(plain):
        return plain, _letters(pinyin) or plain
    without = _BRACKETED.sub(" ", plain)
    outside = without if _WORDS.search(without) else plain
    written = "".join(_UNSPACED.findall(outside))
    if not written:
        return "", _letters(_MIDDLE_INITIAL.sub("", outside))
    if _CALLED.fullmatch(written):
        return "", ""
    if len(written) == 1:
        # David 王: the one character is read, and the name compared as letters.
        return "", _letters(pinyin)
    return written, _letters(" ".join(_syllables(plain, written, pinyin))) or written


def _syllables(plain: str, written: str, pinyin: str) -> list[str]:
    """The syllables of the written part: beside it a name may carry others, as in Kevin 王小明."""
    syllables = _WORDS.findall(_plain(pinyin))
    first = _UNSPACED.search(plain)
    before = len(_WORDS.findall(plain[: first.start()])) if first and len(syllables) > len(written) else 0
    return syllables[before : before + len(written)]


def _letters(text: str) -> str:
    if text.isascii():
        joined = text.lower().replace(" ", "")
        if not joined.isalnum():
            joined = "".join(_WORDS.findall(joined))
    else:
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        joined = "".join(_WORDS.findall("".join(char for char in decomposed if not unicodedata.combining(char))))
    return _UMLAUT.sub(r"\1u", joined)


def _least_rotation(letters: str) -> str:
    # Wang Xiaoming and Xiao Ming Wang have the same letters in the same circle, wherever one begins to read.
    least, size, twice = min(letters), len(letters), letters + letters
    best, start = letters, letters.find(least)
    while 0 <= start < size:
        best = min(best, twice[start : start + size])
        start = twice.find(least, start + 1)
    return best


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower().strip()
    return unicodedata.normalize("NFKC", text).casefold().strip()


@lru_cache(maxsize=8_192)
def _detail(title: str, city: str) -> int:
    return _digest(f"{_plain(title)}\n{_plain(city)}")


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True) or 1
