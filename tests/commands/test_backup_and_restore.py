"""Everything into one file, and back, on SQLite."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.homes import REPOSITORY, command, python, state_of, variables
from xinqiao import cli
from xinqiao.commands.home_lock import in_use

pytestmark = pytest.mark.sqlite
Said = pytest.CaptureFixture[str]

# Adds a person with the first timeline entry and an import with its file, and deletes an older import, for ever.
WRITE_ON = """
import sys
from django.utils import timezone
from xinqiao.capabilities.candidates.operations import PersonFacts, add_candidate
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
member = Member.objects.select_related("user", "workspace").get()
print("writing", flush=True)
with scope(member.workspace_id):
    for number in range(10**9):
        facts = PersonFacts(f"walker {number}", source="other", legal_basis="consent")
        add_candidate(facts, owner=member, by=member, now=timezone.now())
        stored = file_store.save([b"x" * 1000], folder="imports", limit=2000)
        ImportBatch.objects.create(
            file_name="b.csv", stored_file=stored, created_by=member, created_at=timezone.now()
        )
        if number % 3 == 2:
            old = ImportBatch.objects.order_by("id").first()
            name = old.stored_file
            old.delete()
            file_store.delete(name)
"""


@pytest.fixture
def xinqiao(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs a command in another home than the suite's."""

    def run(home: Path, *words: str) -> int:
        monkeypatch.setenv("XINQIAO_HOME", str(home))
        monkeypatch.setenv("DATABASE_URL", "")
        monkeypatch.setenv("LC_ALL", "C.UTF-8")
        monkeypatch.delenv("SECRET_KEY", raising=False)
        monkeypatch.setenv("DATABASE_AS_OWNER", "0")
        return cli.main(list(words))

    return run


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "xinqiao.sqlite3") as link:
        return link.execute(query).fetchall()


def make_backup(xinqiao: Callable[..., int], home: Path, target: Path, *words: str) -> Path:
    assert xinqiao(home, "backup", str(target), *words) == 0
    return target


def test_what_was_backed_up_comes_back_with_its_files(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path, capsys: Said
) -> None:
    archive = make_backup(xinqiao, home, tmp_path / "a.tar.gz", "--with-key")
    other = tmp_path / "elsewhere"
    assert xinqiao(other, "restore", str(archive)) == 0
    names = "SELECT display_name FROM candidates_candidate ORDER BY id"
    assert rows(other, names) == rows(home, names)
    stored = rows(home, "SELECT stored_file FROM importing_importbatch")[0][0]
    assert (other / "files" / str(stored)).read_bytes() == b"name\nx\n"
    assert (other / "secret_key").read_text() == (home / "secret_key").read_text()
    assert "another secret key" not in capsys.readouterr().err
    assert command(other, "doctor").returncode == 0


def test_the_file_is_private_and_holds_no_key_unless_asked(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path, capsys: Said
) -> None:
    archive = make_backup(xinqiao, home, tmp_path / "a.tar.gz")
    assert archive.stat().st_mode & 0o077 == 0
    assert "The secret key is not inside" in capsys.readouterr().err
    with tarfile.open(archive) as tar:
        assert "secret_key" not in tar.getnames()
    assert xinqiao(tmp_path / "elsewhere", "restore", str(archive)) == 0
    assert "another secret key" in capsys.readouterr().err


def test_the_former_data_stay_aside_and_everybody_signs_in_again(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path
) -> None:
    archive = make_backup(xinqiao, home, tmp_path / "a.tar.gz")
    with sqlite3.connect(home / "xinqiao.sqlite3") as link:
        link.execute("UPDATE candidates_candidate SET display_name = 'changed since'")
        link.execute("INSERT INTO django_session VALUES ('key', 'data', '2099-01-01')")
    newer = make_backup(xinqiao, home, tmp_path / "b.tar.gz")
    assert xinqiao(home, "restore", str(archive)) == 0
    assert ("changed since",) not in rows(home, "SELECT display_name FROM candidates_candidate")
    [aside] = home.glob("before-restore-*")
    with sqlite3.connect(aside / "xinqiao.sqlite3") as link:
        assert link.execute("SELECT DISTINCT display_name FROM candidates_candidate").fetchall() == [("changed since",)]
    assert list((aside / "files").glob("*/*"))
    assert xinqiao(home, "restore", str(newer)) == 0
    assert rows(home, "SELECT * FROM django_session") == []


def test_deleted_data_do_not_live_on_in_a_backup(xinqiao: Callable[..., int], home: Path, tmp_path: Path) -> None:
    with sqlite3.connect(home / "xinqiao.sqlite3") as link:
        link.execute("PRAGMA secure_delete = OFF")
        link.execute("UPDATE candidates_candidate SET company = 'a very particular company'")
        link.execute("UPDATE candidates_candidate SET company = ''")
    make_backup(xinqiao, home, tmp_path / "a.tar.gz")
    with tarfile.open(tmp_path / "a.tar.gz") as tar:
        member = tar.extractfile("database.sqlite3")
        assert member is not None
        assert b"a very particular company" not in member.read()


def test_a_backup_during_constant_writes_is_of_one_moment(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{WRITE_ON}"],
        env=variables(home),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline().strip() == "writing"
    try:
        archives = [make_backup(xinqiao, home, tmp_path / f"{number}.tar.gz") for number in range(6)]
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
    counts = []
    for number, archive in enumerate(archives):
        other = tmp_path / f"elsewhere-{number}"
        assert xinqiao(other, "restore", str(archive)) == 0
        people = rows(other, "SELECT count(*) FROM candidates_candidate")[0][0]
        added = rows(other, "SELECT count(DISTINCT candidate_id) FROM candidates_timelineentry WHERE kind = 'added'")
        assert added == [(people,)]
        for (stored,) in rows(other, "SELECT stored_file FROM importing_importbatch"):
            assert (other / "files" / str(stored)).is_file()
        counts.append(int(str(people)))
    assert counts == sorted(counts)
    assert counts[0] != counts[-1]


def test_nothing_is_restored_while_xinqiao_runs(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path, capsys: Said
) -> None:
    archive = make_backup(xinqiao, home, tmp_path / "a.tar.gz")
    before = state_of(home)
    with in_use(home):
        assert xinqiao(home, "restore", str(archive)) == 2
    assert "is in use" in capsys.readouterr().err
    assert state_of(home) == before


def test_a_restore_that_fails_half_way_puts_everything_back(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    archive = make_backup(xinqiao, home, tmp_path / "a.tar.gz", "--with-key")
    before = state_of(home)
    rename = os.rename
    for failing in range(1, 7):
        calls = iter(range(1, 100))

        def rename_until(source: object, target: object, failing: int = failing, calls: object = calls) -> None:
            if next(calls) == failing:  # type: ignore[call-overload]
                raise OSError(5, "Input/output error")
            rename(source, target)  # type: ignore[arg-type]

        monkeypatch.setattr(os, "rename", rename_until)
        status = xinqiao(home, "restore", str(archive))
        monkeypatch.setattr(os, "rename", rename)
        if status == 0:
            assert failing > 5
            return
        assert "not changed" in capsys.readouterr().err
        assert state_of(home) == before
        assert not list(home.glob("before-restore-*"))


def test_a_full_disk_leaves_the_former_backup_untouched(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.tar.gz"
    target.write_bytes(b"the former backup")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        [sys.executable, "-m", "xinqiao.cli", "backup", str(target)],
        env=variables(home),
        cwd=REPOSITORY,
        preexec_fn=small_files,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "No file was changed" in done.stderr
    assert target.read_bytes() == b"the former backup"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert not (home / "backing-up").exists()


def test_what_a_killed_backup_left_is_gone_after_the_next(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path
) -> None:
    (home / "backing-up").mkdir()
    (home / "backing-up" / "database.sqlite3").write_text("a copy of everybody")
    make_backup(xinqiao, home, tmp_path / "a.tar.gz")
    assert not (home / "backing-up").exists()


def test_a_missing_stored_file_is_no_silent_backup(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path, capsys: Said
) -> None:
    shutil.rmtree(home / "files")
    assert xinqiao(home, "backup", str(tmp_path / "a.tar.gz")) == 1
    assert "missing" in capsys.readouterr().err
    assert not (tmp_path / "a.tar.gz").exists()


@pytest.mark.parametrize("words", [("backup", "/no/such/folder/a.tar.gz"), ("backup", "{empty}/a.tar.gz")])
def test_what_cannot_be_backed_up_is_said(
    xinqiao: Callable[..., int], tmp_path: Path, words: tuple[str, ...], capsys: Said
) -> None:
    assert xinqiao(tmp_path / "empty", *(word.format(empty=tmp_path) for word in words)) == 2
    assert capsys.readouterr().err


def test_a_backup_never_takes_the_place_of_what_is_no_file(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path, capsys: Said
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert xinqiao(home, "backup", str(pipe)) == 2
    assert "not an ordinary file" in capsys.readouterr().err
    assert pipe.is_fifo()


# One says stop on a link, one through a colleague who came after the backup, one stops and takes it back.
STOPS = """
from django.utils import timezone
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.operations import decide, record_by_hand, undo_decision
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace
from xinqiao.foundation.workspaces.operator import create_account, put_member
now = timezone.now()
workspace = Workspace.objects.get()
colleague = put_member(workspace, create_account("new@example.test", name="周牧"), role="recruiter", now=now)
with scope(workspace.pk):
    first, second, third = Candidate.objects.order_by("id")
    for person in (first, third):
        decide(person, "stopped", text_version="permission-1", language="zh-hans", now=now)
    record_by_hand(second, "stopped", proof="来电说的", by=colleague, now=now)
    undo_decision(third, expected="stopped", language="zh-hans", now=now)
"""


def test_whoever_said_stop_after_the_backup_stays_left_alone(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path
) -> None:
    archive = make_backup(xinqiao, home, tmp_path / "a.tar.gz")
    # The process ends without folding its log into the file, as after a kill.
    python(home, f"{STOPS}\nimport os\nos._exit(0)")
    assert (home / "xinqiao.sqlite3-wal").stat().st_size
    restored = command(home, "restore", str(archive))
    said = restored.stderr
    assert restored.returncode == 0, said
    assert "2 people said stop after the backup" in said
    assert "The backup was made at 20" in said
    stopped = "SELECT candidate_id FROM consent_contactterms WHERE permission = 'stopped' ORDER BY 1"
    people = [row[0] for row in rows(home, "SELECT id FROM candidates_candidate ORDER BY id")]
    assert [row[0] for row in rows(home, stopped)] == people[:2]
    events = (
        "SELECT candidate_id, proof, recorded_by_id FROM consent_consentevent WHERE decision = 'stopped' ORDER BY 1"
    )
    assert rows(home, events) == [(people[0], "", None), (people[1], "来电说的", None)]
    assert rows(home, "PRAGMA foreign_key_check") == []
    assert command(home, "doctor").returncode == 0


def test_former_data_that_cannot_be_read_do_not_stop_a_restore_but_are_said(
    xinqiao: Callable[..., int], home: Path, tmp_path: Path, capsys: Said
) -> None:
    archive = make_backup(xinqiao, home, tmp_path / "a.tar.gz")
    (home / "xinqiao.sqlite3").write_bytes(b"no database at all" * 1000)
    assert xinqiao(home, "restore", str(archive)) == 0
    assert "could not be read: whoever said stop" in capsys.readouterr().err
    assert rows(home, "SELECT count(*) FROM candidates_candidate") == [(3,)]
