"""Tokens and questions, without a database: a question finds a person when every term has an alternative there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.search_terms import MAX_TOKEN, Searchable, folded, terms_of, tokens_of

WANG = Searchable(
    name="王小明",
    pinyins=("wang xiao ming",),
    texts=("云帆科技有限公司", "C++", "Ｇｏ工程师"),
    emails=("Wang.Xiao@a-b.example",),
    phones=("+8612000138000",),
)


def finds(question: str, person: Searchable) -> bool:
    """What both databases do with tokens and terms."""
    tokens, terms = tokens_of(person), terms_of(question)
    return bool(terms) and all(
        any(token.startswith(one.token) if one.is_prefix else token == one.token for token in tokens for one in term)
        for term in terms
    )


@pytest.mark.parametrize(
    "question",
    ["王小明", "小明", "王", "wangxiaoming", "wang xiao ming", "xiaoming", "wxm", "WXM", "云帆", "有限公司", "go",
     "wang.xiao@", "a-b.example", "8000", "138000", "1200 0138 000", "+86 12000138000", "云帆 王", "wangx"],
)  # fmt: skip
def test_it_is_found(question: str) -> None:
    assert finds(question, WANG)


@pytest.mark.parametrize(
    "question", ["王明", "明小", "李", "xiaowang", "帆云", "8001", "00", "", "   ", "★", "云帆 李"]
)
def test_it_is_not_found(question: str) -> None:
    assert not finds(question, WANG)


@pytest.mark.parametrize(
    ("text", "compared"),
    [("Ａda", "ada"), ("José", "jose"), ("LÜ", "lv"), ("吕", "吕"), ("Straße", "strasse"), ("ﬁne", "fine")],
)
def test_text_is_compared_without_width_case_and_accents(text: str, compared: str) -> None:
    assert folded(text) == compared


@given(st.text(max_size=60), st.text(max_size=30))
def test_tokens_are_single_words_of_limited_length(name: str, company: str) -> None:
    for token in tokens_of(Searchable(name=name, texts=(company,), emails=(name,), phones=(company,))):
        assert token
        assert len(token.split()) == 1
        assert len(token) <= MAX_TOKEN + 1


@given(st.text(alphabet="王小明伟李abcdefg ", min_size=1, max_size=12))
def test_everybody_is_found_by_their_own_name(name: str) -> None:
    person = Searchable(name=name)
    assert finds(name, person) or not terms_of(name)
