"""`xinqiao restore FILE`: checks a backup from end to end, then puts it in place; the former data stay aside."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from xinqiao.commands import snapshot
from xinqiao.commands.archive import DATABASES, KEY, Manifest, UnusableBackup, key_mark, sync_folder, unpack
from xinqiao.commands.home_lock import HomeBusy, alone, working_folder
from xinqiao.commands.later_stops import carry_later_stops
from xinqiao.commands.preparation import prepare_database
from xinqiao.commands.setting_up import (
    NEWER_SCHEMA,
    NOT_STARTED,
    WRONG,
    CannotGoOn,
    database_errors_in_words,
    newer_sentence,
    read_environment,
    speak,
)
from xinqiao.commands.snapshot import SnapshotFailed, ToolMissing
from xinqiao.commands.wording import phrase
from xinqiao.config import startup
from xinqiao.config.environment import Environment

REPLAY_LIST: Final = "replay.jsonl"
_WHY: Final = {
    "not_a_backup": ("This is no backup of Xinqiao", "这不是信桥的备份"),
    "damaged": ("The backup is damaged or incomplete", "备份已损坏或不完整"),
    "newer": ("The backup was made by a newer release", "备份来自更新的版本"),
    "unsafe": ("The backup holds something that does not belong there", "备份里有不该出现的内容"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao restore`."""
    parser.epilog = phrase(
        "Stop Xinqiao first. The former data are kept in before-restore-… in the data directory.\n"
        "Everybody has to sign in again. On PostgreSQL, DATABASE_URL must name an empty database.",
        "请先停止信桥。原有数据会保留在数据目录的 before-restore-… 里。\n"
        "恢复之后所有人需要重新登录。使用 PostgreSQL 时，DATABASE_URL 须指向一个空数据库。",
    )
    parser.add_argument("file", metavar="FILE", help=phrase("made by `xinqiao backup`", "备份文件"))


def run(args: argparse.Namespace) -> int:
    """Restore; anything but 0 means that the present data are as they were, unless the message says otherwise."""
    os.environ["DATABASE_AS_OWNER"] = "1"
    try:
        env = read_environment()
        with alone(env.home), working_folder(env.home, "restoring") as folder:
            aside = _restore(env, Path(args.file), folder)
    except CannotGoOn as problem:
        speak(str(problem))
        return problem.status
    except HomeBusy as problem:
        speak(str(problem))
        return NOT_STARTED
    except OSError as problem:
        speak(
            phrase(
                f"The restore could not go on ({problem.strerror}). The present data were not changed.",
                f"恢复无法继续（{problem.strerror}）。现有数据没有改动。",
            )
        )
        return WRONG
    print(phrase("Restored. Start with `xinqiao serve`.", "恢复完成。请用 xinqiao serve 启动。"))
    if aside is not None:
        print(phrase(f"The former data: {aside}", f"原有数据：{aside}"))
    return 0


def _restore(env: Environment, archive: Path, folder: Path) -> Path | None:
    """Checks everything, then swaps; the folder with the former data, or None when there were none."""
    kind = "sqlite" if env.database_url.startswith("sqlite:///") else "postgresql"
    try:
        manifest = unpack(archive, folder)
        _require_fitting(manifest, kind)
        database = folder / DATABASES[kind]
        swap = _Swap(env.home)
        if kind == "sqlite":
            _check_sqlite(database, folder, manifest)
            place = Path(env.database_url.removeprefix("sqlite:///")).absolute()
            with swap:
                for name in (place.name, f"{place.name}-wal", f"{place.name}-shm"):
                    swap.put_aside(place.with_name(name))
                _carry_stops(swap.aside / place.name, database)
                swap.bring(database, place)
                _swap_files(swap, env, folder)
            if (env.home / REPLAY_LIST).is_file():
                # Before anybody opens the data; otherwise the next start brings the schema up to date.
                _prepare(env)
        else:
            _restore_postgresql(env, swap, database, folder)
            # Rights and row-level security belong to the present login, so they are made anew.
            _prepare(env)
    except UnusableBackup as problem:
        raise CannotGoOn(_unusable_sentence(problem), NEWER_SCHEMA if problem.code == "newer" else WRONG) from problem
    except ToolMissing as problem:
        raise CannotGoOn(phrase(f"{problem} is not installed.", f"没有安装 {problem}。"), NOT_STARTED) from problem
    except SnapshotFailed as problem:
        raise CannotGoOn(
            phrase(
                f"The backup's database cannot be used ({problem}). The present data were not changed.",
                f"备份里的数据库无法使用（{problem}）。现有数据没有改动。",
            )
        ) from problem
    _say_what_it_knows(env, manifest, kind)
    _warn_about_key(env, manifest)
    return swap.aside if swap.aside.exists() else None


def _unusable_sentence(problem: UnusableBackup) -> str:
    en, zh = _WHY[problem.code]
    return phrase(
        f"{en} ({problem.detail}). The present data were not changed.",
        f"{zh}（{problem.detail}）。现有数据没有改动。",
    )


def _require_fitting(manifest: Manifest, kind: str) -> None:
    if manifest.database != kind:
        raise CannotGoOn(
            phrase(
                f"This is a backup of {manifest.database}, but DATABASE_URL is {kind}.",
                f"这是 {manifest.database} 的备份，而 DATABASE_URL 是 {kind}。",
            ),
            NOT_STARTED,
        )
    startup.set_up_django()
    from xinqiao.foundation.tenancy.schema_state import unknown_among

    if unknown := unknown_among(frozenset(manifest.migrations)):
        raise CannotGoOn(newer_sentence(tuple(sorted(unknown))), NEWER_SCHEMA)


def _check_sqlite(database: Path, folder: Path, manifest: Manifest) -> None:
    held = snapshot.look_into_sqlite(database)
    if held.migrations != manifest.migrations:
        raise UnusableBackup("damaged", "migrations")
    missing = [name for name in held.stored_files if not (folder / "files" / name).is_file()]
    if missing:
        raise UnusableBackup("damaged", f"files/{missing[0]}")
    snapshot.end_sqlite_sessions(database)


def _restore_postgresql(env: Environment, swap: _Swap, database: Path, folder: Path) -> None:
    snapshot.require_tools()
    contents = snapshot.check_dump(database)
    if not snapshot.is_empty_postgresql(env.database_url):
        raise CannotGoOn(
            phrase(
                "The PostgreSQL database is not empty. Make a new one and name it in DATABASE_URL.",
                "这个 PostgreSQL 数据库不是空的。请新建一个，并写进 DATABASE_URL。",
            ),
            NOT_STARTED,
        )
    with swap:
        _swap_files(swap, env, folder)
        snapshot.restore_postgresql(env.database_url, database, contents)


def _prepare(env: Environment) -> None:
    """Schema, protections, and what people took back after the backup was made."""
    try:
        with database_errors_in_words(env):
            prepare_database(env, always=True)
    except (CannotGoOn, startup.UnsafeDatabase) as problem:
        raise CannotGoOn(
            phrase(
                f"The backup is in its place, but its protections could not be made anew: {problem} "
                "Put that right, then run `xinqiao migrate`.",
                f"备份已经放回，但保护措施没有全部重建：{problem} 请先解决这个问题，再运行 xinqiao migrate。",
            ),
            problem.status if isinstance(problem, CannotGoOn) else WRONG,
        ) from problem


def _carry_stops(former: Path, database: Path) -> None:
    if not former.exists():
        return
    count = carry_later_stops(former, database)
    if count is None:
        speak(
            phrase(
                "The former database could not be read: whoever said stop after the backup is not marked in it. "
                "Ask your team before anybody is contacted.",
                "无法读取原有数据库：备份之后说“请停止”的人没有被标出。联系任何人之前，请先向团队核实。",
            )
        )
    elif count:
        speak(
            phrase(
                f"{count} people said stop after the backup; they stay left alone.",
                f"有 {count} 人在备份之后请我们停止联系，已为他们保留。",
            )
        )


def _say_what_it_knows(env: Environment, manifest: Manifest, kind: str) -> None:
    speak(phrase(f"The backup was made at {manifest.made_at}.", f"备份时间：{manifest.made_at}。"))
    if kind == "postgresql" and not (env.home / REPLAY_LIST).is_file():
        speak(
            phrase(
                "Whoever said stop after that is not marked in it. Ask your team before anybody is contacted.",
                "此后说“请停止”的人没有被标出。联系任何人之前，请先向团队核实。",
            )
        )


def _swap_files(swap: _Swap, env: Environment, folder: Path) -> None:
    swap.put_aside(env.home / "files")
    if (folder / "files").is_dir():
        swap.bring(folder / "files", env.home / "files")
    if (folder / KEY).is_file():
        swap.put_aside(env.home / "secret_key")
        swap.bring(folder / KEY, env.home / "secret_key")


def _warn_about_key(env: Environment, manifest: Manifest) -> None:
    brought = KEY in manifest.members and not os.environ.get("SECRET_KEY")
    if not brought and manifest.key_mark != key_mark(env.secret_key):
        speak(
            phrase(
                "The backup was made under another secret key: links and second factors from before do not work. "
                "Put that key into SECRET_KEY or the file secret_key.",
                "备份使用的是另一个密钥：以前的链接与两步验证无法使用。"
                "请把原来的密钥写进 SECRET_KEY 或 secret_key 文件。",
            )
        )


class _Swap:
    """Moves that are all undone when one of them fails."""

    def __init__(self, home: Path) -> None:
        # With microseconds: what lies aside from another restore is never written over.
        self.aside = home / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        self._moves: list[tuple[Path, Path]] = []

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        if kind is None:
            return
        for source, target in reversed(self._moves):
            _move(target, source)
        if self.aside.is_dir() and not any(self.aside.iterdir()):
            self.aside.rmdir()

    def put_aside(self, place: Path) -> None:
        """Moves what is there now into the folder for the former data."""
        if place.exists():
            self.aside.mkdir(mode=0o700, exist_ok=True)
            self._go(place, self.aside / place.name)

    def bring(self, source: Path, place: Path) -> None:
        """Moves something new to its place."""
        self._go(source, place)

    def _go(self, source: Path, target: Path) -> None:
        _move(source, target)
        self._moves.append((source, target))


def _move(source: Path, target: Path) -> None:
    try:
        os.rename(source, target)
    except OSError as problem:
        if problem.errno != errno.EXDEV:
            raise
        # The database may lie on another disk than the data directory.
        shutil.move(source, target)
    sync_folder(target.parent)
    sync_folder(source.parent)
