"""What happens before anything listens: schema, static files, demo team.

`serve` runs it as a process of its own (`python -m xinqiao.commands.preparation`), so that the memory that
migrations take is given back before the product serves.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from xinqiao import __version__
from xinqiao.commands.home_lock import preparing
from xinqiao.commands.setting_up import (
    NEWER_SCHEMA,
    CannotGoOn,
    database_errors_in_words,
    database_sentence,
    newer_sentence,
    read_environment,
    speak,
)
from xinqiao.commands.wording import phrase
from xinqiao.config import startup
from xinqiao.config.environment import Environment

PATIENCE_SECONDS = 10.0


def main(words: Sequence[str]) -> int:
    """Prepares everything that `serve` needs and returns the exit status; `--demo` adds the demo team."""
    try:
        env = read_environment()
        startup.set_up_django()
        with preparing(env.home), database_errors_in_words(env):
            prepare_database(env)
            collect_static_files(env.home)
            if "--demo" in words:
                prepare_demo(env.home)
    except CannotGoOn as problem:
        speak(str(problem))
        return problem.status
    except (OSError, startup.UnsafeDatabase) as problem:
        speak(str(problem))
        return 1
    return 0


def prepare_database(env: Environment, *, always: bool = False) -> None:
    """Brings the schema up to this release, as the owner; ends with the rights of web and worker.

    `always` repeats the steps that protect the rows also when no migration is missing.

    Raises CannotGoOn for a database that is away or newer (untouched then), UnsafeDatabase when a
    protection is not in force.
    """
    _wait_for_database(env)
    with startup.database_lock():
        _migrate(always=always)
    startup.act_as_application()
    startup.require_safe_database()
    _take_back_again()


def _wait_for_database(env: Environment) -> None:
    from django.db import OperationalError, connection

    end = time.monotonic() + (0 if connection.vendor == "sqlite" else PATIENCE_SECONDS)
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError as problem:
            if time.monotonic() >= end:
                raise CannotGoOn(database_sentence(env, problem), 4) from problem
            time.sleep(0.5)


def _migrate(*, always: bool) -> None:
    from django.core.management import call_command

    from xinqiao.foundation.tenancy.schema_state import schema_state

    state = schema_state()
    if state.unknown:
        raise CannotGoOn(newer_sentence(state.unknown), NEWER_SCHEMA)
    if state.missing:
        speak(phrase("Preparing the database …", "正在准备数据库……"))
    if always or state.missing or _is_half_done():
        call_command("migrate", interactive=False, verbosity=0)


def _take_back_again() -> None:
    """Whatever people took back since an older backup, in case these data came from one."""
    from django.conf import settings

    if not Path(settings.REPLAY_LIST).is_file():
        return
    from xinqiao.privacy.replaying import replay

    if done := replay(now=datetime.now(UTC)):
        count = done.total()
        speak(
            phrase(
                f"{count} erasures, stops and answers taken back after the backup hold again.",
                f"备份之后的 {count} 项删除、停止联系和收回的回答已重新生效。",
            )
        )


def _is_half_done() -> bool:
    """Whether an earlier migration stopped before its last steps: the cache table, the application role."""
    from django.conf import settings
    from django.db import connection

    if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        return True
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DATABASE_APP_ROLE])
        return cursor.fetchone() is None


def collect_static_files(home: Path) -> None:
    """Copies and compresses the static files, only when one of them or the release has changed."""
    from django.core.management import call_command

    stamp, kept = _static_stamp(), home / "static.stamp"
    if kept.is_file() and kept.read_text() == stamp and (home / "static" / "staticfiles.json").is_file():
        return
    speak(phrase("Preparing pages and styles …", "正在准备页面与样式……"))
    kept.unlink(missing_ok=True)
    # Our htmx lies in static/vendor; the package's three others would take most of the time to compress.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["django_htmx"])
    kept.write_text(stamp)


def _static_stamp() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(name.encode())
            with storage.open(name) as file:
                digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


def prepare_demo(home: Path) -> None:
    """The demo team, made once; the password of its owner is kept in the data directory."""
    from xinqiao.demo.queries import demo_workspace

    kept = home / "demo-password"
    if demo_workspace() is not None and kept.is_file():
        return
    # Only here: the operations load word lists that a plain start does not need.
    from xinqiao.demo.operations import ensure_demo, set_demo_password

    password = _kept_password(kept)
    if ensure_demo(now=datetime.now(UTC), password=password):
        speak(phrase("The demo team is ready.", "示例团队已就绪。"))
    else:
        set_demo_password(password)


def _kept_password(kept: Path) -> str:
    if kept.is_file():
        return kept.read_text().strip()
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(password)
    return password


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
