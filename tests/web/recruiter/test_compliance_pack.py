"""The compliance pack: everything in one document, in both languages; drills are recorded by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.rights import records_of_a_team, requested
from tests.web.pages.pdf_words import read_pdf
from tests.web.recruiter.desk import Desk, words
from tests.web.recruiter.people import send
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db


def test_a_drill_is_recorded_with_its_result_and_never_ahead_of_time() -> None:
    desk = Desk(owner_of(make_workspace()))
    assert "A backup that was never restored is a hope" in words(desk.get("compliance"))
    tomorrow = (NOW + timedelta(days=1)).date().isoformat()
    assert desk.post("drill_record", done_on=tomorrow, passed="yes").status_code == 422
    page = send(desk, "drill_record", done_on="2026-10-30", passed="no", words="缺了附件")
    assert "30 October 2026 : did not work" in words(page)


@pytest.mark.sqlite  # words and PDF are the same on both databases
@pytest.mark.parametrize(("language", "form"), [("zh", "page"), ("en", "page"), ("zh", "pdf")])
def test_the_pack_holds_all_of_it(language: str, form: str) -> None:
    workspace = make_workspace(signed=False)
    person = make_candidate(workspace, "程独一")
    requested(person)
    records_of_a_team(workspace)
    answer = Desk(owner_of(workspace)).get("compliance_pack", language, form)
    if form == "pdf":
        assert answer.headers["Content-Type"] == "application/pdf"
        shown = "".join(read_pdf(answer.content).pages)
    else:
        shown = words(answer)
    tight = "".join(shown.split())
    book = playbook()
    wanted = [one.label for one in (*book.impact_assessment.categories, *book.retention.rules)]
    wanted += [one.title for one in book.separate_consents]
    wanted += [one.risk for one in book.impact_assessment.risks]
    for text in wanted:
        assert "".join(text.in_language(language).split()) in tight, text
    assert "四分钟恢复" in tight
    assert "程独一" not in tight


def test_unknown_languages_and_forms_lead_nowhere() -> None:
    desk = Desk(owner_of(make_workspace()))
    assert desk.get("compliance_pack", "fr", "page").status_code == 404
    assert desk.get("compliance_pack", "en", "docx").status_code == 404
