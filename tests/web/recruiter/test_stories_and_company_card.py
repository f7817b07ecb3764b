"""At the desk: a story is written, agreed to and shown; captions are required; the card names what is not good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import NOW, make_member, make_workspace, owner_of
from tests.stories import CAPTIONS, FACTS, GOOD, HARD, MP4, NOT_GOOD, SHOWN_AS, TITLE, make_card, make_story
from tests.web.recruiter.desk import Desk, words
from xinqiao.foundation.content.models import CardCheck, CompanyCard, Story, StoryConsent
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    monkeypatch.setattr("xinqiao.web.pages.colleague.timezone.now", lambda: NOW)


def fields(workspace: Workspace, **more: str) -> dict[str, str]:
    way = {"was": "测试工程师", "became": "发布负责人", "months": "26", "helped": "每周一小时。", "hard": HARD}
    owner = owner_of(workspace).public_id
    return {"title": TITLE, "shown_as": SHOWN_AS, "language": "zh", "owner": owner, **way, **more}


def the_story(workspace: Workspace) -> Story:
    with scope(workspace.pk):
        return Story.objects.get()


def test_a_story_is_written_agreed_to_and_shown() -> None:
    workspace = make_workspace()
    desk = Desk(make_member(workspace))
    assert desk.post("story_add", "growth", **fields(workspace, hard="")).status_code == 422
    assert desk.post("story_add", "growth", **fields(workspace, link="http://a.example/")).status_code == 422
    assert desk.post("story_add", "growth", **fields(workspace)).status_code == 302
    story = the_story(workspace)
    refused = desk.post("story_publish", story.public_id)
    assert refused.status_code == 409
    assert "has not agreed" in words(refused)
    consent = {"given_by": SHOWN_AS, "given_on": "2026-11-01", "proof": "11 月 1 日的邮件"}
    assert desk.post("story_consent", story.public_id, **{**consent, "given_on": "2026-11-09"}).status_code == 422
    desk.post("story_consent", story.public_id, **consent)
    desk.post("story_publish", story.public_id)
    assert the_story(workspace).state == "published"
    assert "11 月 1 日的邮件" in words(desk.get("story", story.public_id))
    desk.post("story_consent_withdraw", story.public_id)
    assert the_story(workspace).state == "withdrawn"
    assert desk.post("story_put_back", story.public_id).status_code == 409
    said_no = desk.post("story_consent", story.public_id, **consent)
    assert (said_no.status_code, "Only they can change that" in words(said_no)) == (409, True)
    with scope(workspace.pk):
        assert StoryConsent.objects.get().withdrawn_at is not None


@pytest.mark.parametrize(
    ("video", "captions", "said"),
    [
        (MP4, None, "needs captions"),
        (MP4, b"1\n00:01,000 --> 00:02,000\na", "no WebVTT file"),
        (MP4, "WEBVTT\n\n00:01.000 --> 00:02.000\n好".encode("gb18030"), "not in UTF-8"),
        (b"%PDF-1.7 not a video", CAPTIONS.encode(), "neither an MP4 nor a WebM"),
        (None, CAPTIONS.encode(), "No file arrived"),
    ],
)
def test_a_video_without_usable_captions_is_not_stored(
    tmp_path: Path, video: bytes | None, captions: bytes | None, said: str
) -> None:
    workspace = make_workspace()
    story = make_story(workspace)
    desk = Desk(owner_of(workspace))
    files = {"video": video and SimpleUploadedFile("a.mp4", video)}
    files["captions"] = captions and SimpleUploadedFile("a.vtt", captions)
    sent = {name: file for name, file in files.items() if file}
    answer = desk.post("story_video_put", story.public_id, complete="1", **sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert the_story(workspace).state == "published"
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


def test_two_windows_on_one_story_lose_nobodys_words() -> None:
    workspace = make_workspace()
    story = make_story(workspace)
    desk = Desk(owner_of(workspace))
    assert b'name="revision" value="1"' in desk.get("story_edit", story.public_id).content
    assert desk.post("story_edit", story.public_id, **fields(workspace, title="甲"), revision="1").status_code == 302
    for seen in ("1", "x", ""):
        refused = desk.post("story_edit", story.public_id, **fields(workspace, title="乙"), revision=seen)
        assert refused.status_code == 422
        assert "Your words are still here" in words(refused)
    assert b'name="revision" value="2"' in refused.content
    assert the_story(workspace).title == "甲"


def test_captions_with_a_character_that_databases_refuse_are_read_as_the_standard_says() -> None:
    workspace = make_workspace()
    story = make_story(workspace)
    sent = {
        "video": SimpleUploadedFile("a.mp4", MP4),
        "captions": SimpleUploadedFile("a.vtt", CAPTIONS.replace("先说", "先\0说").encode()),
    }
    assert Desk(owner_of(workspace)).post("story_video_put", story.public_id, complete="1", **sent).status_code == 302
    assert "先\ufffd说" in the_story(workspace).captions


def test_a_video_replaces_the_former_one_and_asks_for_consent_anew(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    workspace = make_workspace()
    story = make_story(workspace, video=True)
    desk = Desk(owner_of(workspace))
    sent = {"video": SimpleUploadedFile("a.mp4", MP4 + b"1"), "captions": SimpleUploadedFile("a", CAPTIONS.encode())}
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post("story_video_put", story.public_id, complete="1", **sent).status_code == 302
    changed = the_story(workspace)
    assert (changed.state, changed.video_size) == ("draft", len(MP4) + 1)
    assert [path.name for path in (tmp_path / "files" / "stories").iterdir()] == [changed.video_file.split("/")[1]]
    assert desk.get("story_video", story.public_id, headers={"range": "bytes=0-3"}).status_code == 206
    with django_capture_on_commit_callbacks(execute=True):
        desk.post("story_video_remove", story.public_id)
    assert list((tmp_path / "files" / "stories").iterdir()) == []
    assert desk.get("story_video", story.public_id).status_code == 404


def test_the_card_names_what_is_not_good_and_a_members_word_can_be_struck_but_no_colleagues() -> None:
    workspace = make_workspace()
    desk = Desk(make_member(workspace))
    text = {"good": GOOD, "not_good": NOT_GOOD, "facts": FACTS}
    assert desk.post("company_card_edit", "zh", **{**text, "not_good": "无"}).status_code == 422
    desk.post("company_card_edit", "zh", **text)
    desk.post("company_card_edit", "zh", **text)
    hand = {"shown_as": "平台组同事", "agrees": "no", "words": "", "said_on": "2026-11-01", "proof": "当面"}
    assert desk.post("company_card_check", "zh", **hand).status_code == 422
    desk.post("company_card_check", "zh", **{**hand, "words": "值班没有那么多。"})
    with scope(workspace.pk):
        assert CompanyCard.objects.count() == 1
        check = CardCheck.objects.get()
    assert "值班没有那么多。" in words(desk.get("company_card"))
    desk.post("card_check_strike", check.public_id)
    page = desk.get("company_card")
    assert "值班没有那么多。" not in words(page)
    desk.submit(desk.undo_of_last_toast(page))
    assert "值班没有那么多。" in words(desk.get("company_card"))
    desk.post("company_card_link", "zh", for_whom="数据组同事")
    address = desk.get("company_card").content.decode().split('value="http')[1].split('"')[0].split("/colleague/")[1]
    desk.browser.post(f"/colleague/{address}", {"shown_as": "同事", "agrees": "yes"})
    with scope(workspace.pk):
        theirs = CardCheck.objects.exclude(link=None).get()
    assert desk.post("card_check_strike", theirs.public_id).status_code == 403


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_readers_read_and_change_nothing(role: Role) -> None:
    workspace = make_workspace()
    story = make_story(workspace)
    make_card(workspace)
    desk = Desk(make_member(workspace, role))
    assert TITLE in words(desk.get("stories"))
    assert desk.get("story", story.public_id).status_code == 200
    assert NOT_GOOD in words(desk.get("company_card"))
    for name in ("story_edit", "story_publish", "story_hide", "story_withdraw", "story_link", "story_video_remove"):
        assert desk.post(name, story.public_id).status_code == 403
    assert desk.post("company_card_edit", "zh").status_code == 403
    assert the_story(workspace).state == "published"


def test_the_lists_take_as_many_queries_for_many(django_assert_max_num_queries: Any) -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_story(workspace)
        desk.get("stories")
        with django_assert_max_num_queries(30) as asked:
            desk.get("stories")
        counts.append(len(asked))
    assert counts[0] == counts[1]
