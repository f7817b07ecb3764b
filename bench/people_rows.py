"""Invented people in bulk, for measuring: rows go in by plain SQL, with the search text that the product writes."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from xinqiao.capabilities.candidates.names import initials_of, pinyin_of, sort_name
from xinqiao.capabilities.candidates.search import marks_of, words_of
from xinqiao.foundation.tenancy.identifiers import new_public_id
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, User, Workspace
from xinqiao.foundation.workspaces.operations import create_workspace

AT_ONCE = 20_000
# The commonest surnames with their share in per mille; rarer ones share the rest.
COMMON = {"王": 72, "李": 72, "张": 68, "刘": 54, "陈": 45, "杨": 31, "赵": 23, "黄": 22, "周": 20, "吴": 20, "徐": 17}
RARE = "孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉玲华建国宇轩子涵浩然欣怡思远晨曦一诺梓睿雨桐嘉懿若溪俊熙"
FIRST = ["Ava", "Ben", "Cora", "Dan", "Elena", "Finn", "Grace", "Hugo", "Iris", "Jack", "Kira", "Liam", "Maya", "Noah"]
LAST = ["Abbott", "Baker", "Castro", "Dawson", "Ellis", "Foster", "Grant", "Hayes", "Keller", "Okafor", "Patel"]
COMPANIES = [
    *(
        a + b + "有限公司"
        for a in ("云帆", "星衡", "青石", "远桥", "知澜", "微光")
        for b in ("科技", "数据", "智能", "软件")
    ),
    *(f"{a} {b}" for a in ("Bluefen", "Northquay", "Harrowgate", "Oakhurst") for b in ("Labs", "Systems", "Bank")),
]
TITLES = [
    "后端工程师",
    "前端工程师",
    "架构师",
    "数据科学家",
    "算法工程师",
    "产品经理",
    "Engineer",
    "Analyst",
    "Manager",
]
CITIES = ["北京", "上海", "深圳", "杭州", "广州", "成都", "Singapore"]
SKILLS = [
    "Python",
    "Java",
    "Go",
    "Rust",
    "C++",
    "React",
    "Django",
    "Kafka",
    "推荐系统",
    "机器学习",
    "大模型",
    "渗透测试",
]
SOURCES = ["referral", "public_profile", "met_at_event", "other"]
FIELDS = (
    "id", "workspace_id", "public_id", "display_name", "sort_name", "pinyin", "initials", "email", "phone",
    "email_key", "phone_key", "company", "title", "city", "role_family", "seniority", "language", "time_zone",
    "skills", "custom", "employer_domain", "source", "source_detail", "legal_basis", "stage", "owner_id",
    "is_sample", "created_at", "twin_written", "twin_detail",
)  # fmt: skip

POINTS = """
INSERT INTO candidates_contactpoint (workspace_id, candidate_id, kind, value, "key", label, position)
SELECT workspace_id, id, '{kind}', {kind}, {kind}_key, '', 0 FROM candidates_candidate
WHERE workspace_id = %s AND id > %s
"""
TIMELINE = """
INSERT INTO candidates_timelineentry (workspace_id, public_id, candidate_id, at, kind, direction, by_id, data)
SELECT workspace_id, public_id, id, created_at, 'added', '', owner_id, '{}' FROM candidates_candidate
WHERE workspace_id = %s AND id > %s
"""


def person(number: int) -> tuple[str, str, str]:
    """Name, e-mail address and phone number, always the same for one number."""
    dice = random.Random(number)
    if dice.random() < 0.7:
        surname = dice.choices([*COMMON, RARE], [*COMMON.values(), 556])[0]
        surname = dice.choice(surname)
        name = surname + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 2))))
    else:
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
    return name, f"p{number}.{dice.randrange(1000)}@mail.example", f"+86120{(number * 7919) % 10**8:08d}"


def rows(numbers: range, workspace_id: int, owner_id: int) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Values of candidate rows with their words and marks."""
    now = timezone.now()
    for number in numbers:
        dice = random.Random(-number)
        name, email, phone = person(number)
        pinyin = pinyin_of(name)
        one = SimpleNamespace(
            workspace_id=workspace_id, display_name=name, pinyin=pinyin, initials=initials_of(name, pinyin),
            company=dice.choice(COMPANIES), title=dice.choice(TITLES), city=dice.choice(CITIES),
            skills=dice.sample(SKILLS, 3), language="zh-hans", employer_domain="", source=dice.choice(SOURCES),
            legal_basis="consent", stage=dice.choice(("outreach", "building", "validation")), owner_id=owner_id,
            is_sample=False, notice_due_at=None,
        )  # fmt: skip
        skills = "[" + ", ".join(f'"{skill}"' for skill in one.skills) + "]"
        values = (
            number, workspace_id, new_public_id(), name, sort_name(name, pinyin), pinyin, one.initials, email, phone,
            email, phone, one.company, one.title, one.city, "", "", "zh-hans", "", skills, "{}", "", one.source, "",
            "consent", one.stage, owner_id, False, now, 0, 0,
        )  # fmt: skip
        yield values, words_of(one, points=(("email", email), ("phone", phone))), marks_of(one)


def fill(first: int, last: int) -> str:
    """Adds people until their internal ids reach `last`; returns the session cookie of a member who sees them."""
    user = User.objects.filter(email="list@example.test").first()
    if user is None:
        user = User.objects.create_user("list@example.test", None, name="Bench")
        create_workspace(user, name="List", slug="list", now=timezone.now())
    workspace = Workspace.objects.get(slug="list")
    owner = Member.objects.get(workspace=workspace, user=user)
    for start in range(first, last + 1, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, last + 1))
        with scope(workspace.pk), connection.cursor() as cursor:
            store(cursor, list(rows(numbers, workspace.pk, owner.pk)), workspace.pk)
            for statement in (POINTS.format(kind="email"), POINTS.format(kind="phone"), TIMELINE):
                cursor.execute(statement, [workspace.pk, start - 1])
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())


def store(cursor: Any, people: list[tuple[tuple[Any, ...], str, str]], workspace_id: int) -> None:
    texts = [(values[0], workspace_id, words, marks) for values, words, marks in people]
    text_fields = ("candidate_id", "workspace_id", "words", "marks")
    for table, fields, values in (
        ("candidates_candidate", FIELDS, [values for values, _, _ in people]),
        ("candidates_searchtext", text_fields, texts),
    ):
        # PostgreSQL has no COPY into a table with row-level security.
        places = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(fields)}) VALUES ({places})", values)


def main() -> None:
    """For `python -c`: first and last internal id."""
    sys.stdout.write(fill(int(sys.argv[1]), int(sys.argv[2])))
