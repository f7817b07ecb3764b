"""`xinqiao serve`: prepares, announces, keeps its processes running, stops in order, and says why when it cannot."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bench.server import Server
from tests.commands.homes import REPOSITORY, command, state_of, variables

pytestmark = [pytest.mark.faults, pytest.mark.sqlite]

# As the preparation that `serve` runs, without its long patience.
IMPATIENT = """
import sys
from xinqiao.commands import preparation
preparation.PATIENCE_SECONDS = 0.3
sys.exit(preparation.main([]))
"""


@pytest.fixture(scope="module")
def product(prepared_home: Path) -> Iterator[Server]:
    with Server(demo=True, prepared=prepared_home) as server:
        yield server


def said_by(server: Server) -> str:
    return (server.home / "serve.log").read_text()


def pid_of(server: Server, word: str) -> int:
    for pid in server.pids()[1:]:
        if word in _words(pid):
            return pid
    raise AssertionError(f"no process {word} in {server.pids()}")


def wait_until(what: Any, *, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "not reached"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def status_of(server: Server, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as problem:
        return problem.code
    except OSError:
        return 0


def test_it_prints_where_to_go_and_how_to_sign_in(product: Server) -> None:
    wait_until(lambda: "demo@example.test" in said_by(product))
    password = (product.home / "demo-password").read_text()
    assert f"http://localhost:{product.port}\n" in said_by(product)
    assert f"demo@example.test · password {password}" in said_by(product)
    assert (product.home / "demo-password").stat().st_mode & 0o077 == 0
    assert (status_of(product, "/readyz"), status_of(product, "/healthz")) == (200, 200)


def test_everything_together_stays_small(product: Server) -> None:
    assert product.memory_mib() < 300


@pytest.mark.parametrize("name", ["granian", "worker"])
def test_a_process_that_fell_is_started_again(product: Server, name: str) -> None:
    fallen = pid_of(product, name)
    os.kill(fallen, signal.SIGKILL)
    wait_until(lambda: f"{'web' if name == 'granian' else name} ended unexpectedly" in said_by(product))
    wait_until(lambda: status_of(product, "/readyz") == 200)


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def test_a_restore_is_refused_while_it_runs(product: Server) -> None:
    refused = command(product.home, "restore", "/dev/null")
    assert (refused.returncode, "is in use" in refused.stderr) == (2, True)


def test_a_second_one_on_the_same_port_says_so(product: Server) -> None:
    second = command(product.home, "serve", "--port", str(product.port))
    assert second.returncode == 2
    assert f"Port {product.port} is in use" in second.stderr


def test_it_starts_again_quickly_with_nothing_to_prepare_and_stops_in_order(product: Server) -> None:
    pids = product.pids()
    product.stop()
    assert [pid for pid in pids if is_running(pid)] == []
    (product.home / "serve.log").unlink()
    product.start()
    assert "Preparing" not in said_by(product)
    pids = product.pids()
    begun = time.monotonic()
    os.kill(pids[0], signal.SIGTERM)
    wait_until(lambda: not is_running(pids[0]))
    assert time.monotonic() - begun < 10
    assert [pid for pid in pids if is_running(pid)] == []


def test_its_processes_end_with_it_however_it_ends(product: Server) -> None:
    product.stop()
    product.start()
    pids = product.pids()
    os.kill(pids[0], signal.SIGKILL)
    wait_until(lambda: not any(is_running(pid) for pid in pids), seconds=15)
    product.stop()


def test_web_pages_alone_are_served_when_asked(product: Server) -> None:
    product.stop()
    product.start_with([sys.executable, "-m", "xinqiao.cli", "serve", "--no-worker"])
    assert all("worker" not in _words(pid) for pid in product.pids())
    product.stop()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"PORT": "eighty"}, "PORT='eighty'"),
        ({"PUBLIC_URL": "people.example.test"}, "PUBLIC_URL"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"HOST": "203.0.113.7"}, "Check HOST"),
    ],
)
def test_an_unusable_setting_is_said_before_anything_starts(tmp_path: Path, more: dict[str, str], said: str) -> None:
    done = command(tmp_path, "serve", **more)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_an_occupied_port_is_said_in_the_terminals_language(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = command(tmp_path, "serve", "--port", port, LC_ALL="zh_CN.UTF-8")
    assert (done.returncode, f"端口 {port} 已被另一个程序占用" in done.stderr) == (2, True)
    assert not (tmp_path / "xinqiao.sqlite3").exists()


def test_a_database_of_a_newer_release_is_not_touched(home: Path) -> None:
    # Closed, so that nothing is left in the log beside the file for the next reader to move.
    with closing(sqlite3.connect(home / "xinqiao.sqlite3")) as link, link:
        link.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('consent', '0999_later', '2030-01-01')"
        )
    before = state_of(home)
    done = command(home, "serve", "--demo", PORT=_free_port())
    assert (done.returncode, "newer release" in done.stderr) == (3, True), done.stderr
    assert {name: digest for name, digest in state_of(home).items() if name in before} == before


def make_older(home: Path) -> None:
    """Takes the last step of an app back, as if a release without it had made the database."""
    with closing(sqlite3.connect(home / "xinqiao.sqlite3")) as link, link:
        link.execute("DROP TABLE usersessions_usersession")
        link.execute("DELETE FROM django_migrations WHERE app = 'usersessions'")


def test_a_database_of_an_older_release_is_brought_up_to_date(home: Path) -> None:
    make_older(home)
    assert command(home, "member", "list").returncode == 2
    done = command(home, "migrate")
    assert (done.returncode, "up to date" in done.stdout) == (0, True), done.stderr
    assert command(home, "member", "list").returncode == 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "does not answer"),
        ("sqlite:////no/such/folder/x.sqlite3", "/no/such/folder/x.sqlite3 cannot be used"),
    ],
)
def test_a_database_that_is_away_is_said(tmp_path: Path, url: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPATIENT],
        env=variables(tmp_path, DATABASE_URL=url),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, said in done.stderr) == (4, True), done.stderr


def test_two_starts_at_the_same_time_prepare_one_after_the_other(home: Path) -> None:
    make_older(home)
    line = [sys.executable, "-m", "xinqiao.cli", "migrate"]
    both = [
        subprocess.Popen(line, env=variables(home), cwd=REPOSITORY, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    said = [process.communicate()[1].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("Preparing the database" in text for text in said) == 1


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
