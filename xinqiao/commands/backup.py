"""`xinqiao backup FILE`: database and files of one moment in one file, also while the product runs."""

from __future__ import annotations

import argparse
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from xinqiao import __version__
from xinqiao.commands import snapshot
from xinqiao.commands.archive import DATABASES, KEY, Manifest, key_mark, write_archive
from xinqiao.commands.home_lock import HomeBusy, in_use, working_folder
from xinqiao.commands.setting_up import NOT_STARTED, WRONG, CannotGoOn, read_environment, speak
from xinqiao.commands.snapshot import NotTheOwner, Snapshot, SnapshotFailed, ToolMissing
from xinqiao.commands.wording import phrase
from xinqiao.config.environment import Environment

_TRIES: Final = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao backup`."""
    parser.epilog = phrase(
        "The file holds personal data in clear: encrypt it before it leaves the machine.\n"
        "The secret key is left out unless asked for: without it every link handed out so far, and every\n"
        "second factor, stops working after a restore; with it, whoever has the file can forge such links.\n"
        "Keep the key once, in another place.",
        "备份文件里的个人信息没有加密，离开本机前请先加密。\n"
        "默认不含密钥：没有密钥，恢复之后以前发出的链接和两步验证都会失效；含有密钥，拿到文件的人就能伪造链接。\n"
        "密钥请另外保存一份。",
    )
    parser.add_argument("file", metavar="FILE", help=phrase("where to write", "写到哪里"))
    parser.add_argument("--with-key", action="store_true", help=phrase("include the secret key", "包含密钥"))


def run(args: argparse.Namespace) -> int:
    """Back up; 0 = the file is complete and on the disk, otherwise nothing was written."""
    try:
        env = read_environment()
        with in_use(env.home):
            target = _target(args.file)
            manifest = _backup(env, target, with_key=args.with_key)
    except CannotGoOn as problem:
        speak(str(problem))
        return problem.status
    except HomeBusy as problem:
        speak(str(problem))
        return NOT_STARTED
    except OSError as problem:
        speak(
            phrase(
                f"The backup could not be written ({problem.strerror}). No file was changed. "
                "Make room or choose another place.",
                f"备份无法写入（{problem.strerror}）。没有改动任何文件。请腾出空间或换一个位置。",
            )
        )
        return WRONG
    files = sum(name.startswith("files/") for name in manifest.members)
    size = target.stat().st_size / 1024**2
    print(
        phrase(
            f"{target}: {size:.1f} MiB, database and {files} files.",
            f"{target}：{size:.1f} MiB，含数据库和 {files} 个文件。",
        )
    )
    if not args.with_key:
        speak(
            phrase(
                "The secret key is not inside; keep it apart, or links and second factors end with a restore.",
                "密钥不在其中，请另外保存；否则恢复之后链接与两步验证会失效。",
            )
        )
    return 0


def _target(text: str) -> Path:
    target = Path(text).absolute()
    if target.is_dir():
        target /= f"xinqiao-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar.gz"
    if target.exists() and not target.is_file():
        # The finished backup takes the place of what has its name, which a device would not survive.
        raise CannotGoOn(
            phrase(f"{target} is not an ordinary file. Name a file.", f"{target} 不是普通文件。请写一个文件名。"),
            NOT_STARTED,
        )
    if not target.parent.is_dir():
        raise CannotGoOn(phrase(f"There is no folder {target.parent}.", f"没有文件夹 {target.parent}。"), NOT_STARTED)
    return target


def _backup(env: Environment, target: Path, *, with_key: bool) -> Manifest:
    try:
        for _ in range(_TRIES):
            with working_folder(env.home, "backing-up") as folder:
                manifest = _attempt(env, target, folder, with_key=with_key)
                if manifest is not None:
                    return manifest
    except ToolMissing as problem:
        raise CannotGoOn(
            phrase(
                f"{problem} is not installed. Install the client programs of your PostgreSQL version.",
                f"没有安装 {problem}。请安装与数据库同版本的 PostgreSQL 客户端程序。",
            ),
            NOT_STARTED,
        ) from problem
    except NotTheOwner as problem:
        raise CannotGoOn(
            phrase(
                "This login does not own the tables, so it cannot see all rows. Give the owner's DATABASE_URL, "
                "after `xinqiao migrate` with the same.",
                "这个账号不是数据表的所有者，看不到全部数据。"
                "请使用所有者的 DATABASE_URL，并先用它运行 xinqiao migrate。",
            ),
            NOT_STARTED,
        ) from problem
    except SnapshotFailed as problem:
        raise CannotGoOn(
            phrase(
                f"The database could not be copied ({problem}). No file was changed.",
                f"数据库无法复制（{problem}）。没有改动任何文件。",
            )
        ) from problem
    raise CannotGoOn(
        phrase(
            "Files that the database names are missing in the data directory. No backup was written.",
            "数据目录缺少数据库里记录的文件，没有写出备份。",
        )
    )


def _attempt(env: Environment, target: Path, folder: Path, *, with_key: bool) -> Manifest | None:
    """One backup; None when a stored file vanished between the two looks and it must be done again."""
    files = folder / "files"
    # Linked before the database is copied: a file deleted meanwhile is still there for the rows that name it.
    _link_files(env.home / "files", files)
    kind, copied = _copy_database(env, folder)
    _link_files(env.home / "files", files)
    if not all((files / name).is_file() for name in copied.stored_files):
        return None
    contents = [(DATABASES[kind], folder / DATABASES[kind])]
    contents += [(f"files/{path.relative_to(files)}", path) for path in sorted(files.glob("*/*"))]
    if with_key:
        (folder / KEY).write_text(env.secret_key)
        contents.append((KEY, folder / KEY))
    manifest = Manifest(
        product=__version__,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        database=kind,
        migrations=copied.migrations,
        key_mark=key_mark(env.secret_key),
    )
    return write_archive(target, contents, manifest)


def _copy_database(env: Environment, folder: Path) -> tuple[str, Snapshot]:
    if not env.database_url.startswith("sqlite:///"):
        snapshot.require_tools()
        with snapshot.postgresql_snapshot(env.database_url) as (name, held):
            snapshot.dump_postgresql(env.database_url, name, folder / DATABASES["postgresql"])
        return "postgresql", held
    database = Path(env.database_url.removeprefix("sqlite:///")).absolute()
    if not database.is_file():
        raise CannotGoOn(phrase(f"There is no database at {database} yet.", f"{database} 还没有数据库。"), NOT_STARTED)
    return "sqlite", snapshot.copy_sqlite(database, folder / DATABASES["sqlite"])


def _link_files(source: Path, target: Path) -> None:
    """The finished stored files, as second names where the file system can, as copies elsewhere."""
    for path in source.glob("*/*") if source.is_dir() else ():
        place = target / path.relative_to(source)
        if path.suffix or place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            os.link(path, place)
        except FileNotFoundError:
            continue
        except OSError:
            shutil.copyfile(path, place)
