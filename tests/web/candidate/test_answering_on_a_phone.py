"""Five statements, one a screen, stored one by one."""

from __future__ import annotations

import pytest

from tests.web.candidate.phone import KEYED_16, make_phone, words_on
from xinqiao.capabilities.assessments.models import Score
from xinqiao.domain.scale import KEYS
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def test_the_introduction_has_three_short_promises_all_ten_and_three_equal_ways() -> None:
    page = make_phone().get("door")
    words = words_on(page)
    assert "沈知遥，您好。" in words
    assert "约 1 分钟，每一句都可以跳过" in words
    assert page.content.decode().count("<li><b>") == 10
    assert page.content.decode().count('<button class="choice" name="choice"') == 3


def test_each_screen_is_one_labelled_group_with_its_place_in_words() -> None:
    phone = make_phone()
    page = phone.post("begin", choice="start")
    html = page.content.decode()
    assert page.redirect_chain == [(phone.address("question", 1), 303)]
    assert html.count("<fieldset>") == html.count("<legend>") == 1
    assert html.count('type="radio"') == 5
    assert "<title>第 1 题，共 5 题</title>" in html
    assert "完全不同意" in html


def test_every_answer_is_stored_by_its_own_post() -> None:
    phone = make_phone()
    phone.post("begin", choice="start")
    page = phone.post("question", 1, answer=2)
    assert page.redirect_chain == [(phone.address("question", 2), 303)]
    filling = phone.filling()
    assert filling is not None
    assert (filling.item1, filling.reached, filling.state) == (2, 1, "draft")


def test_the_last_answer_scores_once_and_shows_the_result() -> None:
    phone = make_phone()
    page = phone.answer(*KEYED_16)
    assert page.redirect_chain[-1][0] == phone.address("result")
    assert "16 分" in words_on(page)
    with scope(phone.workspace.pk):
        assert Score.objects.get(scoring_key="tos5-keyed-1").total == 16


def test_coming_back_goes_on_where_the_person_left_off() -> None:
    phone = make_phone()
    phone.answer(2, 3)
    page = phone.get("door")
    assert page.redirect_chain[-1][0].startswith(phone.address("question", 3))
    assert "接着上次的地方" in words_on(page)


def test_going_back_shows_the_answer_and_lets_it_change() -> None:
    phone = make_phone()
    phone.answer(2, 3)
    assert 'value="3" checked' in phone.get("question", 2).content.decode()
    phone.post("question", 2, answer=5)
    filling = phone.filling()
    assert filling is not None
    assert (filling.item2, filling.reached) == (5, 2)


def test_nothing_chosen_is_said_kindly_and_nothing_is_stored() -> None:
    phone = make_phone()
    phone.post("begin", choice="start")
    for data in ({}, {"answer": "9"}, {"answer": "much"}):
        page = phone.post("question", 1, **data)
        assert page.status_code == 422
        assert "还没有选" in words_on(page)
    filling = phone.filling()
    assert filling is not None
    assert filling.reached == 0


def test_one_skipped_may_be_looked_at_again_or_left() -> None:
    phone = make_phone()
    page = phone.answer(2, None, 3, 4, 4)
    assert phone.address("question", 2) in page.content.decode()
    page = phone.finish()
    assert "按其余四句推算" in words_on(page)


def test_a_skipped_one_answered_after_all_gives_the_whole_result() -> None:
    phone = make_phone()
    phone.answer(2, None, 3, 4, 4)
    page = phone.skip_last(phone.post("question", 2, answer=3))
    assert "16 分" in words_on(page)
    assert "按其余四句推算" not in words_on(page)


def test_two_skipped_give_no_number_and_nothing_to_share() -> None:
    phone = make_phone()
    phone.answer(2, None, None, 4, 4)
    page = phone.finish()
    assert "这次不算结果" in words_on(page)
    assert 'value="share_result"' not in page.content.decode()
    assert page.content.decode().count('name="choice"') == 2
    phone.post("decide", choice="share_result")
    filling = phone.filling()
    assert filling is not None
    assert filling.state == "answered"


def test_jumping_ahead_leads_back_to_the_next_statement() -> None:
    phone = make_phone()
    phone.answer(2)
    assert phone.get("question", 5).redirect_chain[-1][0] == phone.address("question", 2)
    assert phone.post("question", 5, answer=1).redirect_chain[-1][0] == phone.address("question", 2)
    assert phone.get("question", 6).status_code == 404
    assert phone.get("finish").redirect_chain[-1][0] == phone.address("question", 2)


def test_a_double_submit_and_a_replay_after_the_end_change_nothing() -> None:
    phone = make_phone()
    phone.post("begin", choice="start")
    phone.post("begin", choice="start")
    phone.post("question", 1, answer=2)
    phone.post("question", 1, answer=2)
    for item, answer in enumerate(KEYED_16[1:], start=2):
        phone.post("question", item, answer=answer)
    page = phone.post("question", 5, answer=1)
    assert page.redirect_chain[-1][0] == phone.address("result")
    phone.finish()
    filling = phone.filling()
    assert filling is not None
    assert filling.answers == list(KEYED_16)
    with scope(phone.workspace.pk):
        assert Score.objects.count() == len(KEYS)


def test_two_tabs_keep_each_others_answers() -> None:
    phone = make_phone()
    phone.answer(2, 3, 3)
    phone.get("question", 2)
    phone.post("question", 4, answer=4)
    phone.post("question", 2, answer=1)
    filling = phone.filling()
    assert filling is not None
    assert filling.answers == [2, 1, 3, 4, None]
    assert filling.reached == 4


def test_later_on_the_introduction_keeps_the_yes() -> None:
    phone = make_phone()
    page = phone.post("begin", choice="later")
    assert "我们不会催您" in words_on(page)
    assert phone.terms().permission == "granted"
    assert "开始，约 1 分钟" in words_on(phone.get("door"))


def test_stop_on_the_introduction_holds_at_once() -> None:
    phone = make_phone()
    page = phone.post("begin", choice="stop")
    assert "已经停下" in words_on(page)
    assert phone.terms().permission == "stopped"


def test_a_stop_elsewhere_ends_the_questions_too() -> None:
    phone = make_phone()
    phone.answer(2, 3)
    phone.post("permission", choice="stop")
    assert "已经停下" in words_on(phone.get("question", 3))
    assert "已经停下" in words_on(phone.post("question", 3, answer=3))
    assert phone.filling() is None


def test_the_other_language_keeps_the_place_and_the_language_begun() -> None:
    phone = make_phone()
    phone.answer(2, 3)
    page = phone.get("question", 3, lang="en")
    assert "I would consider joining a company only once I know enough about it." in words_on(page)
    phone.post("question", 3, answer=3)
    assert "Question 4 of 5" in words_on(phone.get("question", 4))
    filling = phone.filling()
    assert filling is not None
    assert filling.language == "zh-hans"


def test_an_interrupted_end_can_be_finished() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16[:4])
    with scope(phone.workspace.pk):
        filling = phone.filling()
        assert filling is not None
        filling.item5, filling.reached = 4, 5
        filling.save(update_fields=["item5", "reached"])
    page = phone.get("door")
    assert page.redirect_chain[-1][0] == phone.address("finish")
    assert "16 分" in words_on(phone.finish())


def test_it_works_in_the_browser_of_wechat() -> None:
    phone = make_phone()
    phone.browser.defaults["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile MicroMessenger/8.0.47(0x28002F3B)"
    )
    assert "16 分" in words_on(phone.answer(*KEYED_16))
