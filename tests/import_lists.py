"""Lists as files, uploaded and started as a member would, and a worker that runs what is due."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Max

from tests.factories import NOW, owner_of
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.operations import Choices, start, upload_file
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.runner import Worker
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace

HEADER = ("姓名", "手机", "邮箱", "公司")
NO_CHANGES = Choices(
    columns={}, source="imported_list", legal_basis="lawfully_public", source_detail="2026 年架构师大会"
)
NEVER = float("inf")
_HANZI_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def csv_bytes(rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    """A CSV in UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def people(count: int, first: int = 1) -> list[tuple[str, str, str, str]]:
    """Rows of people who all differ, each with a company of their own, so that nobody resembles anybody."""
    numbers = range(first, first + count)
    return [(f"沈知遥{n}", f"1201234{n:04}", f"person{n}@example.test", company(n)) for n in numbers]


def company(number: int) -> str:
    """The company of the person with this number."""
    return f"砚川{str(number).translate(_HANZI_DIGITS)}科技"


def upload(workspace: Workspace, content: bytes, *, by: Member | None = None, name: str = "名单.csv") -> ImportBatch:
    """A list uploaded and not started."""
    with scope(workspace.pk):
        return upload_file([content], file_name=name, by=by or owner_of(workspace), now=NOW)


def started(workspace: Workspace, content: bytes, *, by: Member | None = None) -> ImportBatch:
    """A list on its way in, with the guessed columns."""
    batch = upload(workspace, content, by=by)
    with scope(workspace.pk):
        return start(batch, by=by or owner_of(workspace), now=NOW, choices=NO_CHANGES)


def worker(now: datetime = NOW, lease: timedelta = timedelta(seconds=60)) -> Worker:
    """A worker whose clock stands still and that plans nothing by itself."""
    return Worker(clock=lambda: now, lease=lease, _next_schedule=NEVER)


def run_due(now: datetime | None = None) -> None:
    """Runs everything, at the moment when the last of it is due unless said otherwise."""
    last = Job.objects.aggregate(last=Max("due_at"))["last"]
    present = worker(now or last or NOW)
    while present.run_once():
        pass


def fates(batch: ImportBatch) -> list[tuple[int, str]]:
    """Row number and fate, in the order of the file."""
    with scope(batch.workspace_id or 0):
        return list(ImportRow.objects.filter(batch=batch).order_by("number").values_list("number", "fate"))


def fresh(batch: ImportBatch) -> ImportBatch:
    """The batch as stored now."""
    with scope(batch.workspace_id or 0):
        return ImportBatch.objects.get(pk=batch.pk)


def job_behind(batch: ImportBatch) -> Job:
    """The batch's job as stored now."""
    return Job.objects.get(public_id=fresh(batch).job_public_id)
