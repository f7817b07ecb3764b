"""Why this person, from where, and which kinds of data are held: never the data itself on a bare link."""

from __future__ import annotations

import pytest

from tests.factories import NOW, owner_of
from tests.web.candidate.phone import KEYED_16, make_phone, words_on
from xinqiao.capabilities.candidates.operations import add_note
from xinqiao.foundation.audit.operations import Actor, record_view
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def test_it_names_kinds_but_no_data() -> None:
    phone = make_phone(email="zhiyao@example.test", company="远山支付", title="架构师")
    with scope(phone.workspace.pk):
        add_note(phone.candidate, "喜欢晚上聊", by=owner_of(phone.workspace), now=NOW)
    words = words_on(phone.get("held"))
    assert "同事写下的备注" in words
    assert "邮箱地址" in words
    assert "电话号码" not in words
    for data in ("zhiyao@example.test", "远山支付", "架构师", "喜欢晚上聊", "沈知遥"):
        assert data not in words
    assert "输入验证码，看全部资料" in words


def test_it_says_by_role_who_looked() -> None:
    phone = make_phone()
    assert "还没有人打开过" in words_on(phone.get("held"))
    with scope(phone.workspace.pk):
        record_view(Actor("member", 1, "recruiter"), phone.candidate.pk, now=NOW)
    assert "招聘者" in words_on(phone.get("held"))


def test_shared_answers_are_named_among_what_is_held() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    assert "您分享的回答" not in words_on(phone.get("held"))
    phone.post("decide", choice="share_result")
    assert "您分享的回答" in words_on(phone.get("held"))


def test_the_source_stands_in_words_with_its_detail_where_there_is_one() -> None:
    words = words_on(make_phone(source="met_at_event", source_detail="十月的支付大会").get("why"))
    assert "一次活动上的见面" in words
    assert "十月的支付大会" in words
    assert "更具体地说" not in words_on(make_phone().get("why"))
