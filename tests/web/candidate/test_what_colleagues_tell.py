"""The company's card and stories on a candidate's phone: whole, light, and gone as soon as the consent is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_workspace, owner_of
from tests.import_lists import worker
from tests.stories import CAPTIONS, FACTS, GOOD, HARD, MP4, NOT_GOOD, SHOWN_AS, TITLE, facts, make_card, make_story
from tests.web.candidate.phone import make_phone, words_on
from xinqiao.foundation.content.models import CardCheck, ColleagueLink, Story, StoryConsent
from xinqiao.foundation.content.operations import stories as operations
from xinqiao.foundation.content.operations.colleague_links import end_link, link_address, make_link
from xinqiao.foundation.content.operations.company_card import write_card
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    monkeypatch.setattr("xinqiao.web.pages.colleague.timezone.now", lambda: NOW)


def address_of(workspace: Workspace, about: Any) -> str:
    with scope(workspace.pk):
        link = make_link(about, for_whom=SHOWN_AS, by=owner_of(workspace), now=NOW)
    return reverse("colleague", args=[link_address(link)])


def test_the_card_says_what_is_not_good_and_who_checked_it() -> None:
    phone = make_phone("permission", language="en")
    assert "company, as its own people" not in words_on(phone.get("why"))
    card = make_card(phone.workspace)
    assert "company, as its own people" in words_on(phone.get("why"))
    page = words_on(phone.get("company"))
    for text in (GOOD, NOT_GOOD, FACTS, "No colleague has checked"):
        assert text in page
    link = address_of(phone.workspace, card)
    for agrees, words, status in (("no", "", 422), ("no", "会议室还好。", 303)):
        data = {"shown_as": "数据组同事", "agrees": agrees, "words": words}
        assert Client().post(link, data).status_code == status
    page = words_on(phone.get("company"))
    assert "1 colleague read it" in page
    assert "会议室还好。" in page
    with scope(phone.workspace.pk):
        write_card("zh", by=owner_of(phone.workspace), now=NOW, good=GOOD, not_good=f"{NOT_GOOD}真的。", facts=FACTS)
    page = words_on(phone.get("company"))
    assert "No colleague has checked" in page
    assert "会议室还好。" not in page
    assert Client().post(link, {"shown_as": "同事", "agrees": "yes"}).status_code == 200
    with scope(phone.workspace.pk):
        assert CardCheck.objects.count() == 1


def test_a_colleague_takes_back_what_they_said_even_past_the_links_date(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    link = address_of(workspace, make_card(workspace))
    Client().post(link, {"shown_as": "同事", "agrees": "yes"})
    monkeypatch.setattr("xinqiao.web.pages.colleague.timezone.now", lambda: NOW + timedelta(days=15))
    page = words_on(Client().get(link, {"lang": "en"}))
    assert "This link is over" in page
    Client().post(link, {"shown_as": "另一个", "agrees": "yes"})
    Client().post(link, {"take_back": "1"})
    with scope(workspace.pk):
        check = CardCheck.objects.get()
    assert (check.shown_as, check.taken_back_at is None) == ("同事", False)


def test_a_story_is_read_whole_and_its_video_comes_in_pieces_with_captions() -> None:
    phone = make_phone(language="en")
    story = make_story(phone.workspace, video=True)
    assert TITLE in words_on(phone.get("company"))
    page = phone.get("story_to_read", story.public_id)
    for text in (TITLE, SHOWN_AS, HARD, "26 months", "再说各自的事"):
        assert text in words_on(page)
    body = page.content.decode()
    assert 'preload="none"' in body
    assert '<track kind="captions"' in body
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    video = phone.browser.get(phone.address("story_to_read_video", story.public_id), headers={"range": "bytes=4-11"})
    assert (video.status_code, video.content) == (206, MP4[4:12])
    assert video.headers["Content-Range"] == f"bytes 4-11/{len(MP4)}"
    assert video.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert video.headers["Content-Disposition"].startswith("attachment")
    assert video.headers["Content-Type"] == "video/mp4"
    far = phone.browser.get(phone.address("story_to_read_video", story.public_id), headers={"range": "bytes=9000-"})
    assert far.status_code == 416
    captions = phone.get("story_to_read_captions", story.public_id)
    assert captions.content.decode() == CAPTIONS


def test_no_draft_and_no_foreign_story_is_anywhere_to_be_seen() -> None:
    phone = make_phone()
    theirs = make_story(make_workspace(), video=True)
    draft = make_story(phone.workspace, shown=False, video=True)
    for story in (theirs, draft):
        for name in ("story_to_read", "story_to_read_video", "story_to_read_captions"):
            assert phone.get(name, story.public_id).status_code == 404
    assert TITLE not in words_on(phone.get("company"))


def test_the_person_agrees_on_their_link_and_takes_it_back_everywhere_at_once(tmp_path: Path) -> None:
    phone = make_phone()
    workspace, owner = phone.workspace, owner_of(phone.workspace)
    story = make_story(workspace, agreed=False, video=True)
    link = address_of(workspace, story)
    person = Client()
    assert TITLE in words_on(person.get(link))
    assert person.post(link, {"choice": "agree", "revision": "1"}).status_code == 409
    with scope(workspace.pk), pytest.raises(operations.NoConsent):
        operations.publish(story, by=owner, now=NOW)
    person.post(link, {"choice": "agree", "revision": "2"})
    with scope(workspace.pk):
        operations.publish(story, by=owner, now=NOW)
        consent = StoryConsent.objects.get()
    assert (consent.given_by, consent.text_version, consent.revision) == (SHOWN_AS, "story-1", 2)
    assert phone.get("story_to_read", story.public_id).status_code == 200
    person.post(link, {"choice": "withdraw"})
    for name in ("story_to_read", "story_to_read_video", "story_to_read_captions"):
        assert phone.get(name, story.public_id).status_code == 404
    with scope(workspace.pk):
        with pytest.raises(operations.ConsentTakenBack):
            operations.put_back(story, by=owner, now=NOW)
        file = Story.objects.get().video_file
    for days, is_there in ((6, True), (8, False)):
        enqueue("xinqiao.foundation.content.tasks:delete_withdrawn_stories", now=NOW)
        assert worker(NOW + timedelta(days=days)).run_once()
        with scope(workspace.pk):
            assert Story.objects.exists() is is_there
        assert (tmp_path / "files" / file).exists() is is_there


def test_no_colleague_speaks_a_yes_for_somebody_who_said_no() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    by_hand = {
        "given_by": SHOWN_AS,
        "given_at": NOW,
        "text_version": "story-1",
        "proof": "口头",
        "by": owner,
        "now": NOW,
    }
    declined, withdrawn = make_story(workspace, agreed=False), make_story(workspace)
    first, second = address_of(workspace, declined), address_of(workspace, declined)
    Client().post(first, {"choice": "decline"})
    Client().post(address_of(workspace, withdrawn), {"choice": "withdraw"})
    with scope(workspace.pk):
        for story in (declined, withdrawn):
            with pytest.raises(operations.ConsentTakenBack):
                operations.consent_by_hand(story, **by_hand)
    # Their yes on another link of theirs takes the no back.
    assert Client().post(second, {"choice": "agree", "revision": "1"}).status_code == 303
    with scope(workspace.pk):
        operations.change_story(declined, by=owner, now=NOW, **facts(workspace, title="改过的标题"))
        assert operations.consent_by_hand(declined, **by_hand).revision == 2


def test_a_link_that_was_ended_or_a_story_that_the_team_withdrew_shows_no_draft_and_no_video() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    story = make_story(workspace, agreed=False, video=True)
    ended, open_one = address_of(workspace, story), address_of(workspace, story)
    with scope(workspace.pk):
        end_link(ColleagueLink.objects.order_by("id")[0], by=owner, now=NOW)
    for link in (ended, open_one):
        is_open = link == open_one
        assert (HARD in words_on(Client().get(link))) is is_open
        for part in ("video/", "captions.vtt"):
            assert Client().get(f"{link}{part}", headers={"range": "bytes=0-3"}).status_code in (
                (200, 206) if is_open else (404,)
            )
    with scope(workspace.pk):
        operations.withdraw(story, by=owner, now=NOW)
    assert HARD not in words_on(Client().get(open_one))
    assert Client().get(f"{open_one}video/").status_code == 404


def test_changed_words_need_a_new_consent() -> None:
    phone = make_phone()
    workspace, owner = phone.workspace, owner_of(phone.workspace)
    story = make_story(workspace)
    with scope(workspace.pk):
        operations.change_story(story, by=owner, now=NOW, **facts(workspace, stage="building"))
        assert Story.objects.get().state == "published"
        operations.change_story(story, by=owner, now=NOW, **facts(workspace, hard="其实并不难，都很好。"))
        assert Story.objects.get().state == "draft"
        with pytest.raises(operations.NoConsent):
            operations.publish(story, by=owner, now=NOW)
    assert phone.get("story_to_read", story.public_id).status_code == 404


def test_a_forged_link_is_nothing() -> None:
    assert Client().get("/colleague/" + "A" * 32 + "/").status_code == 404
