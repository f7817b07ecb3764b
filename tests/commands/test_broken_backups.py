"""A file that is not a whole, honest backup of this release or an older one is refused before anything is touched."""

from __future__ import annotations

import gzip
import io
import json
import random
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.commands.homes import state_of
from xinqiao import cli
from xinqiao.commands.snapshot import STORED_FILES

pytestmark = pytest.mark.sqlite
Said = pytest.CaptureFixture[str]
Contents = dict[str, bytes]
TRIES = 60


@pytest.fixture
def xinqiao(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs a command in another home than the suite's."""

    def run(home: Path, *words: str) -> int:
        monkeypatch.setenv("XINQIAO_HOME", str(home))
        monkeypatch.setenv("DATABASE_URL", "")
        monkeypatch.setenv("LC_ALL", "C.UTF-8")
        monkeypatch.delenv("SECRET_KEY", raising=False)
        return cli.main(list(words))

    return run


@pytest.fixture
def archive(xinqiao: Callable[..., int], home: Path, tmp_path: Path) -> Path:
    assert xinqiao(home, "backup", str(tmp_path / "a.tar.gz")) == 0
    return tmp_path / "a.tar.gz"


@pytest.fixture
def refused(xinqiao: Callable[..., int], home: Path, capsys: Said) -> Callable[..., str]:
    """Restores, and sees that it was refused, said, and nothing was touched."""

    def look(archive: Path, *, status: int = 1) -> str:
        before = state_of(home)
        capsys.readouterr()
        assert xinqiao(home, "restore", str(archive)) == status
        assert state_of(home) == before
        assert not list(home.glob("before-restore-*"))
        assert not (home / "restoring").exists()
        return capsys.readouterr().err

    return look


def read(archive: Path) -> Contents:
    with tarfile.open(archive) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def write(archive: Path, contents: list[tuple[tarfile.TarInfo | str, bytes]]) -> Path:
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in contents:
            member = tarfile.TarInfo(name) if isinstance(name, str) else name
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return archive


def with_manifest(archive: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    contents = read(archive)
    manifest = json.loads(contents.pop("manifest.json"))
    change(manifest)
    return write(archive, [*contents.items(), ("manifest.json", json.dumps(manifest).encode())])


def test_a_cut_off_file_is_refused_wherever_it_was_cut(archive: Path, refused: Callable[..., str]) -> None:
    whole = archive.read_bytes()
    for size in (0, 1, 20, len(whole) // 3, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        archive.write_bytes(whole[:size])
        said = refused(archive)
        assert "not changed" in said


def test_a_flipped_bit_is_refused_or_makes_no_difference(
    archive: Path, home: Path, tmp_path: Path, xinqiao: Callable[..., int]
) -> None:
    dice, whole = random.Random(5), archive.read_bytes()
    assert xinqiao(tmp_path / "good", "restore", str(archive)) == 0
    good = (tmp_path / "good" / "xinqiao.sqlite3").read_bytes()
    for _ in range(TRIES):
        place = dice.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[place] ^= 1 << dice.randrange(8)
        archive.write_bytes(flipped)
        other = tmp_path / "other"
        if xinqiao(other, "restore", str(archive)) == 0:
            # The name and date in gzip's own header say nothing about the content.
            assert place < 10
            assert (other / "xinqiao.sqlite3").read_bytes() == good
        shutil.rmtree(other)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"just some text", "no backup of Xinqiao"),
        (gzip.compress(b"not a tar file", mtime=0), "no backup of Xinqiao"),
        (b"", "no backup of Xinqiao"),
        (b"PK\x03\x04 another kind of archive", "no backup of Xinqiao"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, refused: Callable[..., str], content: bytes, said: str) -> None:
    (tmp_path / "b.tar.gz").write_bytes(content)
    assert said in refused(tmp_path / "b.tar.gz")


def test_a_missing_file_is_said(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "No such file" in refused(tmp_path / "none.tar.gz")


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "files/../../evil", "files/imports/short", "database.sqlite3/x", "secret_key2"],
)
def test_a_name_that_leads_elsewhere_is_refused(archive: Path, refused: Callable[..., str], name: str) -> None:
    contents = read(archive)
    write(archive, [(name, b"evil"), *contents.items()])
    assert "does not belong there" in refused(archive)


def test_a_link_in_place_of_a_file_is_refused(archive: Path, refused: Callable[..., str]) -> None:
    link = tarfile.TarInfo("secret_key")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    write(archive, [(link, b""), *read(archive).items()])
    assert "does not belong there" in refused(archive)


def test_contents_that_the_manifest_does_not_name_are_refused(archive: Path, refused: Callable[..., str]) -> None:
    contents = read(archive)
    write(archive, [(f"files/imports/{'0' * 32}", b"more"), *contents.items()])
    assert "damaged" in refused(archive)
    write(archive, [("manifest.json", contents["manifest.json"])])
    assert "damaged" in refused(archive)


def test_a_backup_of_a_newer_form_or_release_is_refused(archive: Path, refused: Callable[..., str]) -> None:
    whole = archive.read_bytes()
    with_manifest(archive, lambda manifest: manifest.update(format=2))
    assert "newer release" in refused(archive, status=3)
    archive.write_bytes(whole)
    with_manifest(archive, lambda manifest: manifest["migrations"].append("candidates.0999_tomorrow"))
    assert "newer release" in refused(archive, status=3)


@pytest.mark.parametrize("field", ["format", "migrations", "members", "database"])
def test_a_manifest_without_a_field_is_refused(archive: Path, refused: Callable[..., str], field: str) -> None:
    with_manifest(archive, lambda manifest: manifest.pop(field))
    assert refused(archive)


def test_a_backup_of_the_other_database_is_refused(archive: Path, refused: Callable[..., str]) -> None:
    contents = read(archive)
    manifest = json.loads(contents["manifest.json"])
    manifest["database"] = "postgresql"
    manifest["members"]["database.pgdump"] = manifest["members"].pop("database.sqlite3")
    files = {name: content for name, content in contents.items() if name.startswith("files/")}
    write(
        archive,
        [
            ("database.pgdump", contents["database.sqlite3"]),
            *files.items(),
            ("manifest.json", json.dumps(manifest).encode()),
        ],
    )
    assert "backup of postgresql" in refused(archive, status=2)


def test_a_damaged_database_inside_is_refused(
    archive: Path, refused: Callable[..., str], xinqiao: Callable[..., int], home: Path, tmp_path: Path
) -> None:
    sick = tmp_path / "sick"
    shutil.copytree(home, sick)
    with sqlite3.connect(sick / "xinqiao.sqlite3") as link:
        link.execute("PRAGMA foreign_keys = OFF")
        link.execute("DELETE FROM workspaces_user")
    assert xinqiao(sick, "backup", str(tmp_path / "sick.tar.gz")) == 1
    assert not (tmp_path / "sick.tar.gz").exists()


def test_every_column_that_names_a_stored_file_is_looked_at() -> None:
    found = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name.startswith("stored_") or isinstance(field, models.FileField)
    }
    assert found == set(STORED_FILES)
