"""`xinqiao import FILE --workspace SLUG`: a list comes in from the terminal, also beside a running server."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from xinqiao.commands.setting_up import NOT_STARTED, CannotGoOn, ready, speak
from xinqiao.commands.whole_output import OutputFailed, whole_output
from xinqiao.commands.wording import phrase, speaks_chinese

if TYPE_CHECKING:
    from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
    from xinqiao.foundation.jobs.models import Job
    from xinqiao.foundation.workspaces.models import Member

DEFAULT_SOURCE: Final = "imported_list"
DEFAULT_BASIS: Final = "lawfully_public"
UPDATES: Final = ("leave", "fill", "overwrite")
COUNTS: Final = ("new", "updated", "unchanged", "duplicate", "probable", "refused", "skipped")
# Rows that went as one would expect are counted and not listed.
_UNREMARKABLE: Final = ("new", "unchanged")
_POLL_SECONDS: Final = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao import`."""
    parser.epilog = phrase(
        "Exit status: 0 = every row is in or was recognised, 1 = some rows were refused or wait for a decision,\n"
        "2 = nothing could be done. The import appears in the browser as well and can be taken back there.",
        "退出码：0＝每一行都已导入或识别；1＝有些行被拒绝或待确认；2＝没能开始。\n"
        "这次导入在网页上同样可见，也可以在那里撤销。",
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=phrase("CSV, TSV, XLSX or vCard", "CSV、TSV、XLSX 或 vCard")
    )
    parser.add_argument("--workspace", metavar="SLUG", required=True, help=phrase("short name", "团队空间短名"))
    parser.add_argument("--dry-run", action="store_true", help=phrase("store nobody", "只检查，不保存"))
    parser.add_argument("--source", default=DEFAULT_SOURCE, help=phrase("id of the source", "来源编号"))
    parser.add_argument("--basis", default=DEFAULT_BASIS, help=phrase("id of the legal basis", "合法依据编号"))
    parser.add_argument(
        "--update", choices=UPDATES, default="fill", help=phrase("people who are there", "已有的人怎么办")
    )
    parser.add_argument("--not-told", action="store_true", help=phrase("they were never told", "这些人尚未被告知"))
    parser.add_argument("--as", dest="member", metavar="EMAIL", default="", help=phrase("whose import", "以谁的名义"))
    parser.add_argument("--json", action="store_true", help=phrase("for machines", "输出 JSON"))


def run(args: argparse.Namespace) -> int:
    """Do it; 0 = all rows settled, 1 = some refused or undecided, 2 = nothing could be done."""
    try:
        if not args.file.is_file():
            raise CannotGoOn(phrase(f"There is no file {args.file}.", f"没有文件 {args.file}。"), NOT_STARTED)
        with ready():
            return _import(args)
    except CannotGoOn as problem:
        speak(str(problem))
        return problem.status


def _import(args: argparse.Namespace) -> int:
    from django.utils import translation

    from xinqiao.foundation.tenancy.scope import scope

    member = _member(args)
    _check_ids(args, law=member.workspace.law_profile)
    with translation.override("zh-hans" if speaks_chinese() else "en"):
        batch = _upload(args, member)
        _work_off(args, batch, member)
        try:
            with scope(member.workspace_id):
                batch.refresh_from_db()
                _report(batch, args)
            return _status(batch)
        finally:
            # Also when nobody reads the report to its end.
            if args.dry_run:
                _discard(batch, member)


def _discard(batch: ImportBatch, member: Member) -> None:
    from xinqiao.capabilities.importing.operations import discard
    from xinqiao.foundation.tenancy.scope import scope

    with scope(member.workspace_id):
        discard(batch, by=member, now=_now())


def _status(batch: ImportBatch) -> int:
    if batch.state not in ("done", "checked"):
        return NOT_STARTED
    return 1 if batch.counts.get("refused") or batch.counts.get("probable") else 0


def _member(args: argparse.Namespace) -> Member:
    from xinqiao.foundation.workspaces.queries import all_workspaces, members
    from xinqiao.foundation.workspaces.roles import Role

    workspace = next((one for one in all_workspaces() if one.slug == args.workspace), None)
    if workspace is None:
        raise CannotGoOn(
            phrase(f"There is no workspace {args.workspace}.", f"没有团队空间 {args.workspace}。"), NOT_STARTED
        )
    able = [one for one in members(workspace) if one.role in (Role.OWNER, Role.ADMIN, Role.RECRUITER)]
    wanted = args.member.casefold()
    chosen = next(
        (one for one in able if one.user.email.casefold() == wanted or (not wanted and one.role == Role.OWNER)), None
    )
    if chosen is None:
        raise CannotGoOn(phrase(f"{args.member} may not import here.", f"{args.member} 不能在这里导入。"), NOT_STARTED)
    chosen.workspace = workspace
    return chosen


def _check_ids(args: argparse.Namespace, *, law: str) -> None:
    from xinqiao.playbook.loader import playbook

    book = playbook()
    for given, known in ((args.source, book.sources), (args.basis, book.bases_under(law))):
        ids = [entry.id for entry in known]
        if given not in ids:
            names = ", ".join(ids)
            raise CannotGoOn(phrase(f"{given} is none of: {names}.", f"{given} 不在其中：{names}。"), NOT_STARTED)


def _upload(args: argparse.Namespace, member: Member) -> ImportBatch:
    from xinqiao.capabilities.importing.formats import UnreadableFile
    from xinqiao.capabilities.importing.operations import upload_file
    from xinqiao.foundation.gateways.file_store import FileOverLimit, StoreFull
    from xinqiao.foundation.tenancy.scope import scope
    from xinqiao.web.recruiter.import_words import unreadable

    try:
        with args.file.open("rb") as file, scope(member.workspace_id):
            chunks = iter(lambda: file.read(1 << 20), b"")
            return upload_file(chunks, file_name=args.file.name, by=member, now=_now())
    except FileOverLimit as problem:
        raise CannotGoOn(unreadable("too_large", {"limit": problem.limit}), NOT_STARTED) from problem
    except StoreFull as problem:
        raise CannotGoOn(unreadable("store_full"), NOT_STARTED) from problem
    except UnreadableFile as problem:
        raise CannotGoOn(unreadable(problem.code, problem.detail), NOT_STARTED) from problem
    except OSError as problem:
        raise CannotGoOn(phrase(f"{args.file} cannot be read.", f"无法读取 {args.file}。"), NOT_STARTED) from problem


def _work_off(args: argparse.Namespace, batch: ImportBatch, member: Member) -> None:
    """Starts the import and does the worker's part here; when this process dies, a worker takes the rest over."""
    from django.db import transaction

    from xinqiao.capabilities.importing.mapping import UnusableMapping
    from xinqiao.capabilities.importing.operations import Choices, start
    from xinqiao.foundation.jobs.operations import claim_this
    from xinqiao.foundation.jobs.runner import Worker
    from xinqiao.foundation.tenancy.scope import scope

    choices = Choices(
        columns={},
        source=args.source,
        legal_basis=args.basis,
        update_mode=args.update,
        people_know=not args.not_told,
    )
    worker = Worker()
    try:
        with transaction.atomic():
            with scope(member.workspace_id):
                started = start(batch, by=member, now=_now(), choices=choices, dry_run=args.dry_run)
            # Claimed before anybody else can see it.
            claim = claim_this(started.job_public_id, worker.owner, now=_now())
    except UnusableMapping as problem:
        words = "No column gives a name. Choose the columns in the browser.", "没有可用作姓名的列。请在网页上选择字段。"
        raise CannotGoOn(phrase(*words), NOT_STARTED) from problem
    with _stopped_by_hand(started.job_public_id):
        if claim is not None:
            worker.run_claimed(claim)
        _wait_for_the_end(started.job_public_id)


@contextmanager
def _stopped_by_hand(job_public_id: str) -> Iterator[None]:
    """Ctrl-C stops the import as the button in the browser does; what came in stays."""
    from xinqiao.foundation.jobs.operations import request_cancel

    try:
        yield
    except KeyboardInterrupt:
        request_cancel(_job(job_public_id), now=_now())
        raise


def _wait_for_the_end(job_public_id: str) -> None:
    # A stumble puts the job back with a pause; then whoever comes first goes on with it, a worker or nobody.
    while _job(job_public_id).state in ("waiting", "running"):
        from xinqiao.foundation.jobs.operations import claim_this
        from xinqiao.foundation.jobs.runner import Worker

        time.sleep(_POLL_SECONDS)
        worker = Worker()
        claim = claim_this(job_public_id, worker.owner, now=_now())
        if claim is not None:
            worker.run_claimed(claim)


def _job(job_public_id: str) -> Job:
    from xinqiao.foundation.jobs.models import Job

    return Job.objects.get(public_id=job_public_id)


def _report(batch: ImportBatch, args: argparse.Namespace) -> None:
    try:
        with whole_output(None, source="") as out:
            (_write_json if args.json else _write_words)(batch, args, out)
    except OutputFailed as problem:
        # Whoever is in stays in; the browser shows every row.
        raise CannotGoOn(str(problem)) from problem
    if args.dry_run and not args.json:
        speak(phrase("Checked only; nobody was stored.", "仅作检查，没有保存任何人。"))


def _write_json(batch: ImportBatch, args: argparse.Namespace, out: TextIO) -> None:
    """One object; rows are written as they are read, however many there are."""
    head = {
        "file": batch.file_name,
        "state": batch.state,
        "dry_run": bool(args.dry_run),
        "source": batch.source,
        "legal_basis": batch.legal_basis,
        "profile": batch.profile,
        "counts": _counts(batch),
    }
    out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [')
    between = ""
    for row in _remarkable(batch):
        out.write(between + "\n" + json.dumps(_row(row), ensure_ascii=False))
        between = ","
    out.write("]}\n")


def _write_words(batch: ImportBatch, args: argparse.Namespace, out: TextIO) -> None:
    from xinqiao.web.recruiter.import_pages import fate_words

    for row in _remarkable(batch):
        shown = _row(row)
        out.write("\t".join([str(shown["number"]), fate_words(row.fate), shown["name"], *shown["reasons"]]) + "\n")
    for name, count in _counts(batch).items():
        out.write(f"{name}\t{count}\n")


def _counts(batch: ImportBatch) -> dict[str, int]:
    return {name: int(batch.counts.get(name, 0)) for name in COUNTS}


def _remarkable(batch: ImportBatch) -> Iterator[ImportRow]:
    from xinqiao.capabilities.importing.queries import rows_after

    after = 0
    while rows := rows_after(batch, after):
        after = rows[-1].number
        yield from (row for row in rows if row.reasons or row.fate not in _UNREMARKABLE)


def _row(row: ImportRow) -> dict[str, Any]:
    from xinqiao.web.recruiter.import_pages import changed_words, stored_reasons

    return {
        "number": row.number,
        "fate": row.fate,
        "name": row.shown_name,
        "reasons": list(stored_reasons(row)),
        "codes": [reason["code"] for reason in row.reasons],
        "same_as_row": row.duplicate_of_row,
        "record": row.candidate.public_id if row.candidate else None,
        "changed": list(changed_words(row.before)) if row.fate == "updated" else [],
    }


def _now() -> datetime:
    return datetime.now(UTC)
