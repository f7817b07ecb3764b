"""The private store: whole files or none, readable by this account alone, under names of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from xinqiao.foundation.gateways import file_store

FOLDER = "tryout"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path)


def kept() -> list[Path]:
    return list((Path(settings.FILES_ROOT) / FOLDER).glob("*"))


def test_it_keeps_what_it_was_given_for_this_account_alone() -> None:
    name = file_store.save([b"one ", b"two"], folder=FOLDER, limit=100)
    path = file_store.path_of(name)
    assert path.read_bytes() == b"one two"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_two_files_never_share_a_name() -> None:
    assert file_store.save([b"x"], folder=FOLDER, limit=1) != file_store.save([b"x"], folder=FOLDER, limit=1)


def test_a_byte_over_the_limit_leaves_nothing() -> None:
    with pytest.raises(file_store.FileOverLimit):
        file_store.save([b"12345", b"6"], folder=FOLDER, limit=5)
    assert kept() == []


def test_a_source_that_breaks_off_leaves_nothing() -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        file_store.save(broken(), folder=FOLDER, limit=100)
    assert kept() == []


@pytest.mark.parametrize("name", ["", "../secret_key", "tryout/../../secret_key", "/etc/passwd", "tryout/x", "a/b/c"])
def test_a_name_it_never_gave_is_no_file(name: str) -> None:
    with pytest.raises(file_store.FileMissing):
        file_store.path_of(name)
    with pytest.raises(file_store.FileMissing):
        file_store.delete(name)


def test_deleting_twice_is_no_fault() -> None:
    name = file_store.save([b"x"], folder=FOLDER, limit=1)
    assert (file_store.delete(name), file_store.delete(name)) == (True, False)
    with pytest.raises(file_store.FileMissing):
        file_store.path_of(name)


def test_a_sweep_sees_old_files_and_unfinished_ones() -> None:
    name = file_store.save([b"x"], folder=FOLDER, limit=1)
    unfinished = Path(settings.FILES_ROOT) / f"{name}.part"
    unfinished.touch()
    later = datetime.now(UTC) + timedelta(hours=1)
    assert set(file_store.names_before(FOLDER, later)) == {name, f"{name}.part"}
    assert list(file_store.names_before(FOLDER, later - timedelta(hours=2))) == []
    assert file_store.delete(f"{name}.part")
    assert list(file_store.names_before("nowhere", later)) == []
