"""What `xinqiao doctor` looks at inside the database. Django is set up by then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from xinqiao.commands.findings import Finding, ok, problem
from xinqiao.commands.setting_up import database_sentence, newer_sentence
from xinqiao.config import startup
from xinqiao.config.environment import Environment

PATIENCE_WITH_WORKER: Final = timedelta(minutes=5)
CLOCK_DIFFERENCE: Final = timedelta(minutes=5)


def check_database(env: Environment) -> Finding:
    """Reachable and, on SQLite, undamaged."""
    from django.db import DatabaseError, InterfaceError, connection

    try:
        connection.ensure_connection()
        if connection.vendor == "sqlite" and (damage := _damage()):
            return problem(
                "database",
                f"The database file is damaged ({damage}). Stop Xinqiao and restore a backup.",
                f"数据库文件已损坏（{damage}）。请停止信桥并恢复备份。",
            )
    except (DatabaseError, InterfaceError) as trouble:
        sentence = database_sentence(env, trouble)
        return problem("database", sentence, sentence)
    version = ".".join(str(part) for part in connection.get_database_version())
    return ok(
        "database", f"{connection.display_name} {version} answers.", f"{connection.display_name} {version} 应答正常。"
    )


def _damage() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        said = str(cursor.fetchone()[0])
    return "" if said == "ok" else said


def check_schema(env: Environment) -> Finding:
    """Neither older nor newer than this code."""
    from django.db import DatabaseError

    from xinqiao.foundation.tenancy.schema_state import schema_state

    try:
        state = schema_state()
    except DatabaseError as trouble:
        sentence = database_sentence(env, trouble)
        return problem("schema", sentence, sentence)
    if state.unknown:
        sentence = newer_sentence(state.unknown)
        return problem("schema", sentence, sentence)
    if state.missing:
        count = len(state.missing)
        return problem(
            "schema",
            f"The database lacks {count} migrations of this release; `xinqiao serve` or `xinqiao migrate` adds them.",
            f"数据库缺少本版本的 {count} 个迁移，xinqiao serve 或 xinqiao migrate 会补上。",
        )
    return ok("schema", "The database is of this release.", "数据库与本版本一致。")


def check_protections(env: Environment) -> Finding:
    """Durability and locking on SQLite, row-level security on PostgreSQL."""
    if found := startup.database_problems():
        words = " ".join(found)
        return problem("protections", words, f"数据库的保护没有全部生效：{words}")
    return ok("protections", "The database's protections are in force.", "数据库的各项保护均已生效。")


def check_jobs(env: Environment) -> Finding:
    """Whether somebody does the due work."""
    from xinqiao.foundation.jobs.queries import oldest_overdue

    now = datetime.now(UTC)
    since = oldest_overdue(now=now - PATIENCE_WITH_WORKER)
    if since is not None:
        when = f"{since:%Y-%m-%d %H:%M} UTC"
        return problem(
            "jobs",
            f"Work has been waiting since {when}: the worker does not run. Start `xinqiao serve` or `xinqiao worker`.",
            f"自 {when} 起有任务在等待：后台进程没有运行。请启动 xinqiao serve 或 xinqiao worker。",
        )
    return ok("jobs", "No work is overdue.", "没有逾期的任务。")


def check_clock(env: Environment) -> Finding:
    """Whether this machine's clock agrees with the last that was written."""
    from xinqiao.foundation.jobs.queries import newest_created

    now, newest = datetime.now(UTC), newest_created()
    if newest is not None and newest > now + CLOCK_DIFFERENCE:
        when = f"{newest:%Y-%m-%d %H:%M} UTC"
        return problem(
            "clock",
            f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, but work was planned at {when}. Set the clock.",
            f"本机时钟是 {now:%Y-%m-%d %H:%M} UTC，但已有任务写于 {when}。请校准时钟。",
        )
    return ok("clock", f"The clock says {now:%Y-%m-%d %H:%M} UTC.", f"时钟为 {now:%Y-%m-%d %H:%M} UTC。")
