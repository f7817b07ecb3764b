"""The method to read: every entry with what we tell the person, every claim marked as told."""

from __future__ import annotations

import pytest

from tests.factories import make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, answers, words
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_small_try_and_technique_stands_with_what_we_tell_the_person(language: str) -> None:
    text = words(Desk(owner_of(make_workspace()), language=language).get("method"))
    book = playbook()
    entries = [(one.label, one.tell_candidate) for one in book.mechanisms]
    entries += [(one.label, one.tell_candidate) for one in book.techniques]
    for label, told in entries:
        assert label.in_language(language) in text
        assert told.in_language(language) in text


def test_every_claim_is_marked_as_told() -> None:
    text = words(Desk(owner_of(make_workspace())).get("method"))
    for technique in playbook().techniques:
        claim = f"as told, not measured {technique.claim.metric.en}: {technique.claim.value_text.en}"
        assert claim in text


@pytest.mark.parametrize("level", [one.id for one in playbook().levels])
def test_each_level_leads_from_portrait_to_techniques(level: str) -> None:
    text = words(Desk(make_member(make_workspace(), Role.VIEWER)).get("method_level", level))
    book = playbook()
    entry, strategy = book.level(level), book.strategy(level)
    assert strategy.headline.en in text
    assert strategy.tell_candidate.en in text
    if entry.portrait:
        assert entry.portrait.opening.en in text
    # What interviewers are told about one person must not be looked up here as a level.
    for advice in entry.advice_for_interviewers:
        assert advice.en not in text


def test_an_unknown_level_is_no_page() -> None:
    assert Desk(owner_of(make_workspace())).get("method_level", "closed").status_code == 404


def test_about_the_score_explains_keys_error_and_what_it_must_not_be_used_for() -> None:
    text = words(Desk(owner_of(make_workspace())).get("about_score"))
    book = playbook()
    for paragraph in book.about_score:
        assert paragraph.text.en in text, paragraph.id
    assert text.count("6 minus the answer") >= 4
    for item in book.scale("tos5").items:
        assert item.text.en in text


def test_the_method_pages_know_no_person() -> None:
    workspace = make_workspace()
    answers(make_candidate(workspace, "程独一"))
    desk = Desk(owner_of(workspace))
    for page in (desk.get("method"), desk.get("about_score"), desk.get("method_level", "cautious")):
        assert "程独一" not in words(page)
