"""What I allow, one by one: each consent with its two buttons, on a phone, without an account and without script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories import NOW, owner_of
from tests.web.candidate.codes import let_in
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import Phone, make_phone, words_on
from xinqiao.capabilities.candidates.operations import revoke_links
from xinqiao.capabilities.consent import allowed, separate
from xinqiao.capabilities.consent.models import ConsentEvent
from xinqiao.domain.separate_consents import Purpose, Recipient
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db
LINDI = Recipient("林地咨询", "hr@lindi.example", "推荐平台岗位")


def tap(phone: Phone, purpose: str, choice: str, *, version: str = "", recipient: str = "") -> str:
    form = {"purpose": purpose, "choice": choice, "recipient": recipient}
    return words_on(phone.post("say_consent", **form, version=version or f"{purpose.replace('_', '-')}-1"))


def states(phone: Phone) -> dict[str, str]:
    with scope(phone.workspace.pk):
        items = allowed.items_of(phone.candidate, now=NOW)
        return {str(item.purpose): str(item.standing.state) for item in items}


def lines(phone: Phone) -> list[tuple[str, str, str]]:
    with scope(phone.workspace.pk):
        return list(ConsentEvent.objects.exclude(purpose="contact").order_by("id").values_list(
            "purpose", "decision", "text_version"
        ))  # fmt: skip


def named(phone: Phone) -> str:
    with scope(phone.workspace.pk):
        by = owner_of(phone.workspace)
        row = separate.name_recipient(phone.candidate, Purpose.SHARING_COMPANY, LINDI, by=by, now=NOW)
        return row.public_id


@pytest.mark.parametrize(
    ("language", "yes", "no"), [("en", "Yes, for this", "No"), ("zh-hans", "同意这一项", "不同意")]
)
def test_nothing_is_chosen_beforehand_and_both_buttons_weigh_the_same(language: str, yes: str, no: str) -> None:
    phone = let_in(make_phone(language=language))
    page = phone.get("consents").content.decode()
    buttons = re.findall(r'<button class="choice" name="choice" value="(yes|no)" [^>]*>([^<]+)<', page)
    assert buttons == [("yes", yes), ("no", no)] * 4
    assert "aria-pressed" not in page
    assert states(phone) == {"recording": "silent", "voice": "silent", "stories": "silent", "sensitive": "silent"}
    tap(phone, "recording", "yes")
    page = phone.get("consents").content.decode()
    assert page.count('aria-pressed="true"') == 1
    assert page.count('value="yes"') == page.count('value="no"') == 4


def test_one_tap_gives_one_takes_back_and_no_other_moves() -> None:
    phone = let_in(make_phone(language="en"))
    assert "for this alone" in tap(phone, "recording", "yes")
    tap(phone, "stories", "no")
    assert states(phone) == {"recording": "in_force", "voice": "silent", "stories": "refused", "sensitive": "silent"}
    assert "holds at once" in tap(phone, "recording", "no")
    assert states(phone)["recording"] == "withdrawn"
    page = words_on(phone.get("consents"))
    assert "Not allowed, since 2 November 2026." in page
    assert "Yes taken back: Recording our talks" in page
    assert "by your own tap · text recording-1" in page
    assert lines(phone) == [
        ("recording", "granted", "recording-1"), ("stories", "refused", "stories-1"),
        ("recording", "withdrawn", "recording-1"),
    ]  # fmt: skip


def test_a_tap_is_taken_back_within_seven_days_and_not_later(later: Clock) -> None:
    phone = let_in(make_phone(language="en"))
    tap(phone, "voice", "yes")
    line = re.findall(r'name="line" value="([^"]+)"', phone.get("consents").content.decode())
    assert len(line) == 1
    assert "Your last tap is taken back." in words_on(phone.post("undo_consent", line=line[0]))
    assert states(phone)["voice"] == "silent"
    tap(phone, "voice", "yes")
    line = re.findall(r'name="line" value="([^"]+)"', phone.get("consents").content.decode())
    later(timedelta(days=7))
    let_in(phone)
    assert 'name="line"' not in phone.get("consents").content.decode()
    assert "Nothing was changed." in words_on(phone.post("undo_consent", line=line[0]))


def test_a_recipient_is_asked_about_by_name_contact_and_use_and_by_itself() -> None:
    phone = let_in(make_phone(language="en"))
    assert "Nobody is named at present" in words_on(phone.get("consents"))
    recipient = named(phone)
    page = words_on(phone.get("consents"))
    assert all(part in page for part in (LINDI.name, LINDI.contact, LINDI.what_for))
    tap(phone, "sharing_company", "yes", recipient=recipient)
    assert states(phone)["sharing_company"] == "in_force"
    for form in ({"purpose": "sharing_company"}, {"purpose": "recording", "recipient": recipient}):
        answer = phone.post("say_consent", **form, choice="yes", version="sharing-company-1")
        assert "Nothing was changed." in words_on(answer) or "text has changed" in words_on(answer)
    assert len(lines(phone)) == 1


def test_a_no_counts_whatever_comes_with_it() -> None:
    phone = make_phone()
    phone.post("say_consent", purpose="recording", choice="no", version="\x00" * 40)
    assert len(lines(phone)) == 1


def test_a_yes_to_a_text_that_changed_meanwhile_is_not_taken() -> None:
    phone = let_in(make_phone(language="en"))
    assert "The text has changed" in tap(phone, "recording", "yes", version="recording-0")
    assert lines(phone) == []
    for purpose in ("contact", "", "nothing"):
        tap(phone, purpose, "yes")
    assert lines(phone) == []


def test_after_a_stop_what_was_allowed_stands_and_nothing_new_is_asked() -> None:
    phone = let_in(make_phone(language="en"))
    tap(phone, "stories", "yes")
    phone.post("stop")
    page = phone.get("consents").content.decode()
    assert 'value="yes"' not in page
    assert page.count('value="no"') == 1
    tap(phone, "recording", "yes")
    assert states(phone)["recording"] == "silent"
    tap(phone, "stories", "no")
    assert states(phone)["stories"] == "withdrawn"


def test_on_a_closed_link_a_no_still_works_and_a_yes_does_not() -> None:
    phone = let_in(make_phone(language="en"))
    tap(phone, "voice", "yes")
    with scope(phone.workspace.pk):
        revoke_links(phone.candidate, by=owner_of(phone.workspace), now=NOW)
    assert 'value="yes"' not in phone.get("consents").content.decode()
    tap(phone, "recording", "yes")
    tap(phone, "voice", "no")
    assert (states(phone)["recording"], states(phone)["voice"]) == ("silent", "withdrawn")


def test_a_colleague_on_their_link_can_say_no_and_never_yes() -> None:
    phone = let_in(make_phone(language="en"))
    tap(phone, "voice", "yes")
    phone.browser.force_login(owner_of(phone.workspace).user)
    assert phone.post("say_consent", purpose="recording", choice="yes", version="recording-1").status_code == 403
    line = re.findall(r'name="line" value="([^"]+)"', phone.get("consents").content.decode())
    assert phone.post("undo_consent", line=line[0]).status_code == 403
    tap(phone, "voice", "no")
    assert states(phone) == {"recording": "silent", "voice": "withdrawn", "stories": "silent", "sensitive": "silent"}


def test_only_kept_with_one_tap_and_used_again_with_another() -> None:
    phone = let_in(make_phone(language="en"))
    assert "Your data are only kept" in words_on(phone.post("restriction", choice="restrict"))
    door = words_on(phone.get("door"))
    assert "Since 2 November 2026 they are stored and not used" in door
    assert "You set it yourself." in door
    # Their own questionnaire is a use too.
    assert "Your data are only kept" in words_on(phone.post("begin", choice="start"))
    phone.browser.force_login(owner_of(phone.workspace).user)
    assert phone.post("restriction", choice="lift").status_code == 403
    del phone.browser.cookies["sessionid"]
    phone.post("restriction", choice="lift")
    assert "Your data are only kept" not in words_on(phone.get("door"))
    with scope(phone.workspace.pk):
        rows = ConsentEvent.objects.filter(purpose="use").order_by("id").values_list("decision", "channel")
        assert list(rows) == [("restricted", "link"), ("lifted", "link")]


def test_whoever_was_passed_the_link_can_say_no_and_only_keep_and_loosens_nothing() -> None:
    phone = let_in(make_phone(language="en"))
    tap(phone, "stories", "no")
    line = re.findall(r'name="line" value="([^"]+)"', phone.get("consents").content.decode())[0]
    passed_on = phone.forwarded()
    page = passed_on.get("consents").content.decode()
    assert line not in page
    assert "No: " not in page
    passed_on.post("restriction", choice="restrict")
    for name, form in (
        ("say_consent", {"purpose": "recording", "choice": "yes", "version": "recording-1"}),
        ("undo_consent", {"line": line}),
        ("restriction", {"choice": "lift"}),
    ):
        answer = passed_on.browser.post(passed_on.address(name), form)
        then = "restriction" if name == "restriction" else "consents"
        assert answer.headers["Location"] == f"{phone.address('code')}?next={then}"
    assert states(phone)["recording"] == "silent"
    assert states(phone)["stories"] == "refused"
    assert "are only kept" in words_on(phone.get("restriction"))
    tap(passed_on, "recording", "no")
    assert states(phone)["recording"] == "refused"
