"""Surnames that are not read as their characters usually are, and surnames of two characters."""

from typing import Final

# The reading as a surname first; a second one is how people who do not know it would type it.
READINGS: Final[dict[str, tuple[str, ...]]] = {
    "单": ("shan", "dan"), "曾": ("zeng", "ceng"), "解": ("xie", "jie"), "仇": ("qiu", "chou"), "区": ("ou", "qu"),
    "查": ("zha", "cha"), "盖": ("ge", "gai"), "朴": ("piao", "pu"), "翟": ("zhai", "di"), "乐": ("yue", "le"),
    "冼": ("xian",), "任": ("ren",), "华": ("hua",), "覃": ("qin", "tan"), "尉": ("wei", "yu"), "缪": ("miao", "mou"),
    "员": ("yun", "yuan"), "贠": ("yun",), "秘": ("bi", "mi"), "召": ("shao", "zhao"), "燕": ("yan",),
    "种": ("chong", "zhong"), "逄": ("pang",), "逯": ("lu",), "黑": ("he", "hei"), "折": ("she", "zhe"),
    "佴": ("nai",), "那": ("na",), "能": ("nai", "neng"), "褚": ("chu",), "宓": ("mi", "fu"), "郇": ("xun", "huan"),
    "洗": ("xian", "xi"), "牟": ("mu", "mou"), "隗": ("wei", "kui"), "幺": ("yao",), "撒": ("sa",), "相": ("xiang",),
    "车": ("che",), "卜": ("bu",), "应": ("ying",), "宁": ("ning",), "訾": ("zi",), "薄": ("bo", "bao"),
    "阚": ("kan",), "厘": ("xi", "li"), "都": ("du", "dou"), "少": ("shao",), "不": ("fou", "bu"), "干": ("gan",),
    "过": ("guo",), "纪": ("ji",), "强": ("qiang",), "吕": ("lv",), "谌": ("chen", "shen"), "晟": ("cheng", "sheng"),
    "葛": ("ge",), "臧": ("zang",), "仉": ("zhang",), "句": ("gou", "ju"), "适": ("kuo", "shi"), "哈": ("ha",),
}  # fmt: skip
# Two characters, in this order of reading.
COMPOUND: Final[dict[str, str]] = {
    "欧阳": "ou yang", "司马": "si ma", "上官": "shang guan", "诸葛": "zhu ge", "尉迟": "yu chi", "万俟": "mo qi",
    "长孙": "zhang sun", "慕容": "mu rong", "夏侯": "xia hou", "皇甫": "huang fu", "公孙": "gong sun",
    "令狐": "ling hu",
    "宇文": "yu wen", "司徒": "si tu", "轩辕": "xuan yuan", "东方": "dong fang", "澹台": "tan tai", "单于": "chan yu",
    "独孤": "du gu", "南宫": "nan gong", "端木": "duan mu", "闻人": "wen ren", "申屠": "shen tu", "太叔": "tai shu",
    "鲜于": "xian yu", "闾丘": "lv qiu", "司空": "si kong", "西门": "xi men", "百里": "bai li", "呼延": "hu yan",
    "赫连": "he lian", "公冶": "gong ye", "宗政": "zong zheng", "濮阳": "pu yang", "淳于": "chun yu",
    "仲孙": "zhong sun",
    "钟离": "zhong li", "第五": "di wu", "东郭": "dong guo", "拓跋": "tuo ba", "纳兰": "na lan", "即墨": "ji mo",
}  # fmt: skip
