"""How a name is read aloud and sorted: surnames by their own reading, given names by the usual one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from xinqiao.domain.hanzi import usual_reading
from xinqiao.domain.search_terms import Reading, folded

# The reading as a surname, where dictionaries of words give another one first; then readings that occur besides.
_SURNAMES: Final = {
    "单": "shan dan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "任": "ren", "盖": "ge gai",
    "朴": "piao pu", "翟": "zhai di", "乐": "yue le", "缪": "miao", "员": "yun yuan", "贠": "yun", "牟": "mou mu",
    "纪": "ji", "尉": "wei", "华": "hua", "葛": "ge", "卜": "bu", "召": "shao", "覃": "qin tan", "谌": "chen shen",
    "冼": "xian", "洗": "xian", "逄": "pang", "逯": "lu", "亓": "qi", "郗": "xi chi", "郇": "xun huan", "黑": "he hei",
    "秘": "bi mi", "折": "she zhe", "繁": "po fan", "句": "gou ju", "祭": "zhai ji", "能": "nai neng", "宓": "mi fu",
    "晁": "chao", "幺": "yao", "车": "che", "瞿": "qu", "撒": "sa", "隽": "juan jun", "过": "guo", "应": "ying",
    "燕": "yan", "仉": "zhang", "妫": "gui", "睢": "sui", "谯": "qiao", "乜": "nie", "昝": "zan", "钭": "tou",
    "蔚": "yu wei", "种": "chong zhong", "重": "chong", "沈": "shen", "俞": "yu", "柏": "bai bo", "宁": "ning",
    "邵": "shao", "盛": "sheng", "石": "shi", "都": "du", "那": "na", "哈": "ha", "藏": "zang cang", "莘": "shen xin",
    "隗": "wei kui", "阚": "kan", "褚": "chu", "臧": "zang", "干": "gan", "尹": "yin", "佴": "nai", "厍": "she",
    "贾": "jia", "鲜": "xian", "相": "xiang", "要": "yao", "长": "zhang chang", "行": "xing", "会": "gui hui",
    "眭": "sui", "戚": "qi", "茹": "ru", "么": "yao", "占": "zhan", "粘": "nian zhan", "角": "jue jiao", "便": "pian",
    "降": "jiang", "强": "qiang", "於": "yu", "曲": "qu", "舍": "she", "洼": "wa", "万": "wan", "适": "kuo shi",
    "六": "lu liu", "不": "fou", "伯": "bo", "薄": "bo", "阿": "a", "吾": "wu", "俱": "ju", "綦": "qi", "迮": "ze",
}  # fmt: skip

_DOUBLE_SURNAMES: Final = {
    "欧阳": "ou yang", "太史": "tai shi", "端木": "duan mu", "上官": "shang guan", "司马": "si ma", "东方": "dong fang",
    "独孤": "du gu", "南宫": "nan gong", "万俟": "mo qi", "闻人": "wen ren", "夏侯": "xia hou", "诸葛": "zhu ge",
    "尉迟": "yu chi", "公羊": "gong yang", "赫连": "he lian", "澹台": "tan tai", "皇甫": "huang fu",
    "宗政": "zong zheng", "濮阳": "pu yang", "公冶": "gong ye", "太叔": "tai shu", "申屠": "shen tu",
    "公孙": "gong sun", "慕容": "mu rong", "仲孙": "zhong sun", "钟离": "zhong li", "长孙": "zhang sun",
    "宇文": "yu wen", "司徒": "si tu", "鲜于": "xian yu", "司空": "si kong", "闾丘": "lü qiu", "子车": "zi ju",
    "亓官": "qi guan", "司寇": "si kou", "巫马": "wu ma", "公西": "gong xi", "颛孙": "zhuan sun", "壤驷": "rang si",
    "公良": "gong liang", "漆雕": "qi diao", "乐正": "yue zheng", "宰父": "zai fu", "谷梁": "gu liang",
    "拓跋": "tuo ba", "夹谷": "jia gu", "轩辕": "xuan yuan", "令狐": "ling hu", "段干": "duan gan", "百里": "bai li",
    "呼延": "hu yan", "东郭": "dong guo", "南门": "nan men", "羊舌": "yang she", "微生": "wei sheng",
    "梁丘": "liang qiu",
    "左丘": "zuo qiu", "西门": "xi men", "单于": "chan yu", "淳于": "chun yu", "纳兰": "na lan", "完颜": "wan yan",
    "贺兰": "he lan", "耶律": "ye lü", "第五": "di wu", "哥舒": "ge shu", "欧陽": "ou yang", "諸葛": "zhu ge",
    "尉遲": "yu chi", "長孫": "zhang sun", "東方": "dong fang", "司馬": "si ma",
}  # fmt: skip

# Characters of given names that parents read in two ways: the second is searched too.
_GIVEN: Final = {
    "乐": "le yue", "行": "xing hang", "茜": "qian xi", "晟": "sheng cheng", "朝": "chao zhao", "重": "zhong chong",
    "长": "chang zhang", "柏": "bo bai", "隽": "jun juan", "莘": "xin shen", "盛": "sheng cheng", "召": "zhao shao",
    "曾": "zeng ceng", "单": "dan shan", "仔": "zai zi", "尉": "wei yu",
    "省": "xing sheng", "藏": "cang zang", "卜": "bu", "都": "du", "娜": "na nuo", "调": "tiao diao",
    "传": "chuan zhuan",
    "识": "shi zhi", "炅": "jiong gui", "劲": "jin jing",
    "参": "can shen",
}  # fmt: skip

_GIVEN_TWICE: Final = frozenset(_GIVEN)

_HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RUN: Final = re.compile(f"[{_HAN}]+")
_BETWEEN: Final = re.compile(f"(?<=[{_HAN}])[\\s·•‧・∙]+(?=[{_HAN}])")
# Hanzi and nothing else, few enough for the length that is kept of their syllables.
_ORDINARY: Final = re.compile("[\u4e00-\u9fa5]{1,20}")
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHE: Final = re.compile("['’‘ʼ`]")
MAX_READINGS: Final = 4


class Spoken(NamedTuple):
    """All that follows from a name: what the functions below say of it, each looked at once."""

    sort_name: str
    pinyin: str
    initials: str
    readings: list[Reading]


def spoken(display_name: str) -> Spoken:
    """`sort_name`, `pinyin_of`, `initials_of` and `readings` (with that pinyin) of a name."""
    text = _plain(display_name)
    if _ORDINARY.fullmatch(text):
        found = _read(text)
        syllables = found[0].family + found[0].given
        pinyin = " ".join(syllables)
        return Spoken(pinyin, pinyin, "".join([syllable[0] for syllable in syllables]), found)
    pinyin = pinyin_of(display_name)
    initials = initials_of(display_name, pinyin)
    return Spoken(sort_name(display_name, pinyin), pinyin, initials, readings(display_name, pinyin))


def sort_name(display_name: str, pinyin: str = "") -> str:
    """Lower-case key by which names stand in a list; Latin and Chinese names mix in one order."""
    text = _plain(display_name)
    spoken = pinyin or pinyin_of(display_name)
    if not spoken:
        return text[:240]
    run = _HAN_RUN.search(text)
    assert run is not None
    around = [text[: run.start()].strip(), spoken, text[run.end() :].strip()]
    return " ".join(part for part in around if part)[:240]


def pinyin_of(display_name: str) -> str:
    """The syllables of a Chinese name, ü as v; empty for a name without hanzi."""
    found = readings(display_name)
    return " ".join(found[0].family + found[0].given)[:240] if found and _HAN_RUN.search(display_name) else ""


def initials_of(display_name: str, pinyin: str = "") -> str:
    """The first letter of each syllable, or of each word of a Latin name."""
    words = (pinyin or pinyin_of(display_name)).split() or _WORD.findall(_plain(display_name))
    return "".join(word[0] for word in words)[:40]


def readings(display_name: str, pinyin: str = "") -> list[Reading]:
    """How the name may be read aloud, most likely first; what a member wrote (`pinyin`) before all else."""
    text = _plain(display_name)
    run = _HAN_RUN.search(text)
    if run is None:
        return _latin_readings(text)
    name = run.group()
    if not pinyin:
        return _read(name)
    written, size = tuple(pinyin.casefold().replace("ü", "v").split()), _surname_length(name)
    return list(dict.fromkeys([Reading(written[:size], written[size:]), *_read(name)]))[:MAX_READINGS]


def _read(name: str) -> list[Reading]:
    size = _surname_length(name)
    found = [Reading(family, given) for family in _family(name[:size]) for given in _given(name[size:])]
    return list(dict.fromkeys(found))[:MAX_READINGS] if len(found) > 1 else found


def _plain(display_name: str) -> str:
    text = unicodedata.normalize("NFKC", display_name).strip().casefold()
    return text if text.isascii() else _BETWEEN.sub("", text)


def _surname_length(name: str) -> int:
    return 2 if len(name) > 2 and name[:2] in _DOUBLE_SURNAMES else 1


@lru_cache(maxsize=8_192)
def _family(surname: str) -> tuple[tuple[str, ...], ...]:
    double = _DOUBLE_SURNAMES.get(surname)
    if double:
        own = tuple(double.replace("ü", "v").split())
        usual = tuple(usual_reading(letter) for letter in surname)
        return (own,) if own == usual else (own, usual)
    known = _SURNAMES.get(surname, "").split()
    usual_one = usual_reading(surname)
    return tuple((one,) for one in dict.fromkeys([*known, usual_one]))


def _given(name: str) -> list[tuple[str, ...]]:
    """The usual reading, and those with one other character read its second way."""
    usual = tuple([_ways(letter)[0] for letter in name])
    found = [usual]
    if _GIVEN_TWICE.isdisjoint(name):
        return found
    for place, letter in enumerate(name):
        found += [(*usual[:place], other, *usual[place + 1 :]) for other in _ways(letter)[1:]]
    return found


@lru_cache(maxsize=16_384)
def _ways(letter: str) -> tuple[str, ...]:
    known = _GIVEN.get(letter)
    return tuple(known.split()) if known else (usual_reading(letter),)


def _latin_readings(text: str) -> list[Reading]:
    words = tuple(_WORD.findall(_APOSTROPHE.sub("", folded(text))))
    if len(words) < 2:
        return []
    # Both orders of a name such as Xiaoming Wang, typed without the space.
    return [Reading(words[-1:], words[:-1]), Reading(words[:-1], words[-1:])]
