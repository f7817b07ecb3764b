"""The questionnaire on paper: the frozen words, fonts inside, nothing personal, and a page where no PDF can be made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories import make_candidate, make_member, make_workspace, owner_of
from tests.web.candidate.phone import Phone, make_phone, words_on
from tests.web.pages.pdf_words import read_pdf
from tests.web.recruiter.desk import Desk, words
from xinqiao.domain.levels import Level, level_probabilities, rounded_percentages
from xinqiao.foundation.gateways.pdf import NoPdf, pdfs_of
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.playbook.loader import playbook
from xinqiao.web.pages import printed_forms

pytestmark = pytest.mark.django_db
A4 = pytest.approx((595.28, 841.89), abs=0.1)
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A machine without Pango; the list grows with each try."""
    tries: list[int] = []

    def refuse(*_args: Any, **_kwargs: Any) -> dict[str, bytes]:
        tries.append(1)
        raise NoPdf(for_good=True)

    printed_forms.forget()
    monkeypatch.setattr(printed_forms, "pdfs_of", refuse)
    yield tries
    printed_forms.forget()


def tight(text: str) -> str:
    """Without spaces: lines of a PDF end where the paper does."""
    return re.sub(r"\s", "", text)


@pytest.mark.sqlite  # a sheet is the same on both databases
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questionnaire_prints_the_frozen_words_on_two_pages_with_its_font_inside(language: str) -> None:
    workspace = make_workspace()
    make_candidate(workspace, "程独一")
    answer = Desk(make_member(workspace, Role.VIEWER)).get("printed_sheet", "questionnaire", language)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="questionnaire-{language}.pdf"'
    pdf, scale, code = read_pdf(answer.content), playbook().scale("tos5"), LANGUAGES[language]
    assert (pdf.width, pdf.height) == A4
    first, second = (tight(page) for page in pdf.pages)
    for item in scale.items:
        assert tight(item.text.in_language(code)) in first
        assert tight(item.text.in_language(code)) in second
    for one in (*scale.answers, *(level for level in playbook().levels if level.totals)):
        label = one.label if one in scale.answers else one.candidate_label  # type: ignore[union-attr]
        assert tight(label.in_language(code)) in (first if one in scale.answers else second)
    assert scale.version in first
    assert "程独一" not in first + second
    assert workspace.name not in first + second
    assert playbook().forbidden_words.found_in("\n".join(pdf.pages)) == ()
    # One face, with the simplified shapes, every letter drawn.
    assert [font.name.partition("+")[2] for font in pdf.fonts] == ["WenQuanYi-Micro-Hei"]
    font = pdf.fonts[0]
    assert {code for _, code in pdf.shown if font.letters[code].strip()} <= font.drawn
    assert len(pdf.shown) > 40


@pytest.mark.sqlite
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scoring_sheet_holds_keys_cuts_chances_and_how_little_a_difference_says(language: str) -> None:
    answer = Desk(owner_of(make_workspace())).get("printed_sheet", "scoring", language)
    (page,) = read_pdf(answer.content).pages
    text, code = playbook().printed_forms.scoring, LANGUAGES[language]
    counted = tight(page)
    assert counted.count(tight(text.turned.in_language(code))) >= 4
    for level in playbook().levels:
        if level.totals:
            cut = f"{level.totals.least}–{level.totals.most}{level.label.in_language(code)}"
            assert tight(cut) in counted
    chances = [rounded_percentages(level_probabilities(total))[Level.CAUTIOUS] for total in range(5, 26)]
    assert tight("".join(map(str, chances))) in counted
    for line in (text.error, text.literal, text.desk_only, *text.notes):
        assert tight(line.in_language(code)) in counted


def test_how_to_score_is_not_for_interviewers_and_other_sheets_do_not_exist() -> None:
    workspace = make_workspace()
    interviewer = Desk(make_member(workspace, Role.INTERVIEWER))
    assert interviewer.get("printed_sheet", "scoring", "zh").status_code == 403
    assert "Scoring sheet" not in words(interviewer.get("method"))
    assert interviewer.get("printed_sheet", "questionnaire", "fr").status_code == 404
    assert interviewer.get("printed_sheet", "other", "zh").status_code == 404
    owner = Desk(owner_of(workspace))
    for page in (owner.get("method"), owner.get("candidate", make_candidate(workspace).public_id)):
        assert owner.address("printed_sheet", "scoring", "en") in page.content.decode()


@pytest.mark.sqlite
def test_a_person_takes_the_sheet_in_their_language_after_a_yes_only() -> None:
    phone = make_phone(language="en")
    assert phone.address("paper") in phone.get("door").content.decode()
    answer = phone.get("paper")
    assert answer.headers["Content-Disposition"].endswith('"questionnaire-en.pdf"')
    assert "Count it yourself" in words_on(answer)
    unasked = make_phone("permission", said="")
    assert unasked.browser.get(unasked.address("paper")).headers["Location"] == unasked.address("door")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_libraries_a_page_prints_the_same_and_says_so(language: str, no_library: list[int]) -> None:
    phone = make_phone(language=LANGUAGES[language])
    desk = Desk(owner_of(make_workspace()))
    sheet: Any = phone.get("paper")
    assert sheet.headers["Content-Type"].startswith("text/html")
    text = words_on(sheet)
    assert playbook().printed_forms.no_pdf.in_language(LANGUAGES[language]) in text
    assert playbook().scale("tos5").items[0].text.in_language(LANGUAGES[language]) in text
    assert playbook().forbidden_words.found_in(text) == ()
    assert _offers(sheet, phone, "stop")
    assert _offers(sheet, phone, "questions")
    scoring = desk.get("printed_sheet", "scoring", language)
    assert playbook().printed_forms.scoring.literal.in_language(LANGUAGES[language]) in words(scoring)
    assert no_library == [1]


def _offers(page: Any, phone: Phone, name: str) -> bool:
    return f'href="{phone.address(name)}"' in page.content.decode()


def test_after_a_failure_that_may_pass_it_rests_a_minute_and_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[float] = []

    def fail(*_args: Any, **_kwargs: Any) -> dict[str, bytes]:
        tries.append(clock[0])
        raise NoPdf(for_good=False)

    clock = [1000.0]
    printed_forms.forget()
    monkeypatch.setattr(printed_forms, "monotonic", lambda: clock[0])
    monkeypatch.setattr(printed_forms, "pdfs_of", fail)
    for moment in (1000.0, 1030.0, 1061.0):
        clock[0] = moment
        with pytest.raises(NoPdf):
            printed_forms.pdf_of("scoring", "en")
    assert tries == [1000.0, 1061.0]
    printed_forms.forget()


@pytest.mark.sqlite
def test_a_sheet_that_asks_for_a_file_of_ours_gets_nothing() -> None:
    made = pdfs_of({"one": '<p>a</p><img src="file:///etc/hostname"><iframe src="file:///etc/passwd">'}, css="")
    assert read_pdf(made["one"]).pages == ("a",)
