"""The public page on what is not validated: no sign-in, no database, both languages, no word of the trade."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.test import Client

from tests.web.candidate.phone import KEYED_16, make_phone
from tests.web.recruiter.desk import words
from xinqiao.domain.reliable_change import PAIR_AT_LEAST, PAIR_AT_MOST, reliable_change
from xinqiao.domain.shown_when import RULES, Statistic
from xinqiao.playbook.loader import playbook

ADDRESS = "/about/scale/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_anybody_may_read_what_has_not_been_shown(language: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = Client(headers={"accept-language": language}).get(ADDRESS)
    page = words(answer)
    assert answer.status_code == 200
    for one in playbook().about_scale:
        for text in (one.text, *one.points):
            assert text.in_language(language) in page
    for item in playbook().scale("tos5").items:
        assert item.text.in_language(language) in page
    assert playbook().forbidden_words.found_in(page) == ()
    assert len(gzip.compress(answer.content)) < 8 * 1024


def test_its_figures_are_the_products_own() -> None:
    about = {one.id: one for one in playbook().about_scale}
    change = reliable_change(items=5)
    assert f"error of {change.sem:.1f} points" in about["error"].text.en
    assert f"difference of {change.rci95:.1f} points" in about["error"].text.en
    alpha, retest, key, languages = (one.en for one in about["what_would_change"].points[:4])
    invariance = RULES[Statistic.LANGUAGE_INVARIANCE]
    assert f"From {RULES[Statistic.ALPHA].interval_from} people in a language" in alpha
    assert f"From {RULES[Statistic.RETEST_ERROR].interval_from} pairs" in retest
    assert f"{PAIR_AT_LEAST.days} to {PAIR_AT_MOST.days} days" in retest
    assert f"From {RULES[Statistic.KEY_VERDICT].plain_from} people" in key
    assert f"From {invariance.plain_from} people" in languages
    assert f"Below {invariance.interval_from} it is not tested" in languages


@pytest.mark.django_db
def test_the_persons_own_result_leads_there_in_the_same_language() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    page = phone.get("result").content.decode()
    asked = "zh-hans" if '<html lang="zh-Hans"' in page else "en"
    assert f'href="{ADDRESS}?lang={asked}"' in page
