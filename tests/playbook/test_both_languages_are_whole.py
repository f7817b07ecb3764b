import re

import pytest

from tests.playbook.walk import texts_in
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.text import Text

ALL_TEXTS = list(texts_in(playbook()))
HANZI = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
FOUR_LATIN_WORDS = re.compile(r"[A-Za-z]+(?:[ ,]+[A-Za-z]+){3}")
HALF_WIDTH_MARK_BESIDE_HANZI = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;?!()][\u4e00-\u9fff]")


def test_the_walk_reaches_the_whole_playbook() -> None:
    assert len(ALL_TEXTS) > 300
    assert any(place.startswith("playbook.candidate_pages.introduction.promises[") for place, _ in ALL_TEXTS)


def test_each_text_says_something_in_both_languages() -> None:
    for place, text in ALL_TEXTS:
        assert text.zh != text.en, place
        assert HANZI.search(text.zh), place
        assert re.search("[A-Za-z]", text.en), place


def test_english_holds_no_hanzi() -> None:
    assert [place for place, text in ALL_TEXTS if HANZI.search(text.en)] == []


def test_chinese_is_chinese_with_full_width_punctuation() -> None:
    assert [place for place, text in ALL_TEXTS if FOUR_LATIN_WORDS.search(text.zh)] == []
    assert [place for place, text in ALL_TEXTS if HALF_WIDTH_MARK_BESIDE_HANZI.search(text.zh)] == []


def test_nothing_shouts() -> None:
    assert [place for place, text in ALL_TEXTS if re.search("[!！]", text.zh + text.en)] == []


def test_both_languages_state_the_same_figures() -> None:
    for place, text in ALL_TEXTS:
        in_zh = set(re.findall(r"\d+(?:\.\d+)?", text.zh)) - {"1"}
        in_en = set(re.findall(r"\d+(?:\.\d+)?", text.en)) - {"1"}
        assert in_zh == in_en, place


@pytest.mark.parametrize("code", ["zh", "zh-hans", "zh-CN", "ZH_Hant"])
def test_any_spelling_of_chinese_reads_chinese(code: str) -> None:
    assert Text(zh="您好", en="Hello").in_language(code) == "您好"


@pytest.mark.parametrize("code", ["en", "en-gb", "fr", ""])
def test_any_other_language_reads_english(code: str) -> None:
    assert Text(zh="您好", en="Hello").in_language(code) == "Hello"


def test_a_text_is_filled_with_values_that_may_hold_braces() -> None:
    text = Text(zh="{name}，您好。{company}", en="Hello {name} of {company}.")

    filled = text.fill("en", name="Lin {company}", company="Yanchuan", unused="x")

    assert filled == "Hello Lin {company} of Yanchuan."


def test_a_missing_value_is_an_error_not_a_hole() -> None:
    with pytest.raises(KeyError, match="name"):
        Text(zh="{name}，您好", en="Hello {name}").fill("zh")
