"""In which language people of a list will be written to."""

from __future__ import annotations

import pytest

from tests.factories import make_workspace
from tests.import_lists import csv_bytes, run_due, started
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db

ENGLISH = ("First Name", "Last Name", "Email Address", "Company")
CHINESE = ("名", "姓", "邮箱", "公司")


@pytest.mark.parametrize(
    ("header", "row", "language"),
    [
        (ENGLISH, ("Orla", "Quist", "orla@example.test", "Kestrel Harbour"), "en"),
        (ENGLISH, ("知遥", "沈", "shen@example.test", "Kestrel Harbour"), "zh-hans"),
        (ENGLISH, ("Wei", "Wang", "wang@example.test", "青屿云"), "zh-hans"),
        (CHINESE, ("Wei", "Wang", "wang@example.test", "Acme"), "zh-hans"),
        ((*ENGLISH, "Language"), ("Orla", "Quist", "orla@example.test", "Kestrel Harbour", "中文"), "zh-hans"),
        ((*CHINESE, "语言"), ("知遥", "沈", "shen@example.test", "青屿云", "English"), "en"),
    ],
)
def test_what_the_row_says_counts_then_hanzi_in_headings_or_row(
    header: tuple[str, ...], row: tuple[str, ...], language: str
) -> None:
    workspace = make_workspace()
    started(workspace, csv_bytes([row], header))
    run_due()
    with scope(workspace.pk):
        assert Candidate.objects.get().language == language
