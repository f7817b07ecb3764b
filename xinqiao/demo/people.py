"""Invented people: the same seed gives the same people. Nobody here exists; addresses and numbers reach nobody."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from xinqiao.capabilities.candidates.names import pinyin_of
from xinqiao.capabilities.candidates.operations import PersonFacts

SURNAMES: Final = tuple("林沈周陆许顾程江梁宋叶韩杜曹冯唐邵严秦贺邱魏苏温俞乔夏祝季简柏闻")
GIVEN_NAMES: Final = (
    "知遥", "砚秋", "予宁", "书禾", "清越", "亦舟", "若川", "景澄", "以恒", "思棠", "子衿", "云岫", "嘉树",
    "明岑", "听澜", "一苇", "星阑", "承砚", "沐言", "远帆", "晓棠", "牧野", "雨笙", "其琛", "照临", "宛白",
    "立本", "春晗", "志勤", "文茵", "玉珩", "小禾", "向阳", "静姝", "卫平", "冬至", "念慈", "启文", "丹青",
)  # fmt: skip
ENGLISH_NAMES: Final = (
    "Marta Brightholm", "Theo Lindgate", "Ingrid Ashmere", "Callum Farrowby", "Priya Vandekar",
    "Noor Halloway", "Elias Thornquist", "Wendy Castellane",
)  # fmt: skip
# One in so many of the invented people has an English name and reads English.
ENGLISH_EVERY: Final = 8

COMPANIES: Final = (
    "栖川数据", "鹿屿支付", "白榆网络", "澄观云", "青梧软件", "远岫智造", "木樨安全", "北渡物流", "拾级学堂",
    "半亩引擎", "溪山出行", "晚樟医疗",
)  # fmt: skip
ENGLISH_COMPANIES: Final = ("Fernhollow Labs", "Quillmere", "Tarnside Cloud", "Oxbow Ledger")
CITIES: Final = ("杭州", "上海", "北京", "深圳", "成都", "南京", "武汉", "西安", "远程")
ENGLISH_CITIES: Final = ("Shanghai", "Singapore", "Hangzhou", "Berlin")

# Role family, seniority, what it is called in Chinese and in English.
WORK: Final = (
    ("engineering", "senior", "资深后端工程师", "Senior back-end engineer"),
    ("engineering", "lead", "基础架构组长", "Infrastructure lead"),
    ("engineering", "mid", "平台研发工程师", "Platform engineer"),
    ("engineering", "senior", "站点可靠性工程师", "Site reliability engineer"),
    ("engineering", "lead", "数据库内核专家", "Database kernel engineer"),
    ("engineering", "junior", "前端工程师", "Front-end engineer"),
    ("engineering", "senior", "安全工程师", "Security engineer"),
    ("data", "senior", "数据平台工程师", "Data platform engineer"),
    ("data", "mid", "算法工程师", "Machine learning engineer"),
    ("product", "senior", "平台产品经理", "Platform product manager"),
    ("product", "manager", "支付产品负责人", "Head of payments product"),
    ("finance_risk", "lead", "清结算专家", "Clearing and settlement expert"),
    ("design", "senior", "体验设计师", "Experience designer"),
    ("operations", "manager", "技术运营经理", "Technical operations manager"),
    ("management", "executive", "技术副总监", "Deputy director of technology"),
)

# Source, legal basis, where exactly.
ORIGINS: Final = (
    ("public_profile", "lawfully_public", "本人主页，九月看到", "Own page, seen in September"),
    ("public_profile", "lawfully_public", "一篇讲分布式事务的文章", "An article on distributed transactions"),
    ("public_profile", "lawfully_public", "开源项目的提交记录", "Commits to an open-source project"),
    ("referral", "referral_told", "周牧介绍，已告诉本人", "Referred by Zhou Mu, who told them"),
    ("met_at_event", "consent", "架构沙龙，交换了联系方式", "Architecture meet-up, swapped contacts"),
    ("applied_before", "applied", "前年申请过平台研发", "Applied for platform engineering before"),
    ("own_contact", "consent", "看了团队文章后来信", "Wrote after reading our team's article"),
)


def invented_people(seed: int, count: int) -> list[PersonFacts]:
    """`count` people with names, work, origin and addresses, all different from one another."""
    dice = Random(seed)
    chinese, english = _chinese_names(dice), _english_names(dice)
    people = []
    for number in range(1, count + 1):
        speaks_english = number % ENGLISH_EVERY == 0
        name = next(english) if speaks_english else next(chinese)
        people.append(_person(dice, name, number, speaks_english=speaks_english))
    return people


def _chinese_names(dice: Random) -> Iterator[str]:
    surnames, given = list(SURNAMES), list(GIVEN_NAMES)
    dice.shuffle(surnames)
    dice.shuffle(given)
    for turn in range(len(surnames) * len(given)):
        # The two lists have no common length, so every pair comes once before any comes again.
        yield surnames[turn % len(surnames)] + given[turn % len(given)]


def _english_names(dice: Random) -> Iterator[str]:
    names = list(ENGLISH_NAMES)
    dice.shuffle(names)
    turn = 0
    while True:
        yield names[turn] if turn < len(names) else f"{names[turn % len(names)]} {turn // len(names) + 1}"
        turn += 1


def _person(dice: Random, name: str, number: int, *, speaks_english: bool) -> PersonFacts:
    family, seniority, title, english_title = dice.choice(WORK)
    source, basis, detail, english_detail = dice.choice(ORIGINS)
    reached_by = dice.choice(("both", "both", "email", "phone"))
    return PersonFacts(
        display_name=name,
        source=source,
        legal_basis=basis,
        source_detail=english_detail if speaks_english else detail,
        email=_address(name, number) if reached_by != "phone" else "",
        phone=_number(number) if reached_by != "email" else "",
        company=dice.choice(ENGLISH_COMPANIES if speaks_english else COMPANIES),
        title=english_title if speaks_english else title,
        city=dice.choice(ENGLISH_CITIES if speaks_english else CITIES),
        role_family=family,
        seniority=seniority,
        language="en" if speaks_english else "zh-hans",
    )


def _address(name: str, number: int) -> str:
    letters = ".".join(name.lower().split()) if name.isascii() else pinyin_of(name).replace(" ", "")
    return f"{letters}{number}@example.test"


def _number(number: int) -> str:
    # Numbers that begin with 129 are given to nobody.
    return f"129 0000 {number:04d}"
