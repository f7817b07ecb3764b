"""A database that is locked, read-only, full or gone: a calm 503 in time, nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from bench.http import Browser
from bench.server import Server
from tests.commands.homes import CONTENT, REPOSITORY, new_name

pytestmark = pytest.mark.faults

# The link of the one person who was asked for permission.
LINK = """
from xinqiao.capabilities.candidates.models import CandidateLink
from xinqiao.capabilities.candidates.operations import token_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
with scope(Workspace.objects.get().pk):
    print(token_of(CandidateLink.objects.get()))
"""
CHOICES = """
SELECT count(*), (SELECT coalesce(max(reach_note), '') FROM consent_contactterms)
FROM candidates_timelineentry WHERE kind = 'chose_reach'
"""
LONG_NOTE = "好" * 280
OWN_SETTINGS = "xinqiao.config.settings"
SERVE = [sys.executable, "-m", "xinqiao.cli", "serve", "--no-worker"]


class Product:
    """Web pages with one workspace in them, and the phone of a person who has a link."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.token = ""

    def fill(self) -> None:
        """Adds the workspace and finds the link."""
        self.token = self.server.run(CONTENT + LINK).strip()

    def choose(self, note: str) -> int:
        """The person writes down how to be reached; the status of the answer."""
        body = f"pace=monthly&reach_note={urllib.request.quote(note)}"  # type: ignore[attr-defined]
        return self._once("post", f"/c/{self.token}/reach/", body)[0]

    def open_page(self) -> tuple[int, bytes]:
        """The person opens the link."""
        return self._once("get", f"/c/{self.token}/")

    def status(self, path: str, *, session: str = "") -> int:
        """The status of a page, for somebody with this session cookie."""
        return self._once("get", path, session=session)[0]

    def stored(self) -> tuple[int, str]:
        """How often the person chose, and the last note: straight from the store, which no start-up has to read."""
        url = self.server.environment["DATABASE_URL"]
        # The owner of the tables reads past row-level security as a backup does.
        as_backup = "-c xinqiao.backup=on"
        link = psycopg.connect(url, options=as_backup) if url else sqlite3.connect(self.server.home / "xinqiao.sqlite3")
        with closing(link):
            ((count, note),) = link.execute(CHOICES).fetchall()  # type: ignore[union-attr]
        return count, note

    def _once(self, method: str, *arguments: str, session: str = "") -> tuple[int, bytes]:
        browser = Browser(self.server.port, {"sessionid": session} if session else {})
        try:
            status, _, body = getattr(browser, method)(*arguments)
        finally:
            browser.close()
        return status, body


@contextmanager
def product(prepared_home: Path, *, url: str = "") -> Iterator[Product]:
    """A filled product."""
    server = Server(database_url=url, prepared=prepared_home)
    server.environment.update(PYTHONPATH=str(REPOSITORY))
    with server:
        filled = Product(server)
        filled.fill()
        yield filled


@pytest.fixture(scope="module")
def it(prepared_home: Path) -> Iterator[Product]:
    with product(prepared_home) as filled:
        yield filled


def start_again(it: Product, settings: str, command: list[str]) -> None:
    """Stopped and started with these settings."""
    it.server.stop()
    it.server.environment["DJANGO_SETTINGS_MODULE"] = settings
    it.server.start_with(command)


@pytest.mark.sqlite
def test_a_locked_database_is_said_in_time_and_works_again_after(it: Product) -> None:
    start_again(it, "tests.faults.small_patience", SERVE)
    assert it.choose("before") in (302, 303)
    count = it.stored()[0]
    with closing(sqlite3.connect(it.server.home / "xinqiao.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        assert it.choose("during") == 503
        assert time.monotonic() - begun < 5
        # Readers are not in the way of a writer, nor the other way round.
        pages = (it.open_page()[0], it.status("/readyz"), it.status("/account/login/"))
        assert pages == (200, 200, 200)
        other.execute("ROLLBACK")
    assert it.choose("after") in (302, 303)
    assert it.stored() == (count + 1, "after")


@pytest.mark.sqlite
def test_a_read_only_database_can_be_read_and_says_that_nothing_was_stored(it: Product) -> None:
    assert it.choose("before") in (302, 303)
    count = it.stored()[0]
    start_again(it, "tests.faults.read_only", SERVE)
    assert it.open_page()[0] == 200
    assert it.choose("during") == 503
    assert it.stored() == (count, "before")


@contextmanager
def little_room(home: Path) -> Iterator[bool]:
    """The data directory on a disk of its own with half a MiB to spare; False where root is needed for that."""
    if os.geteuid() != 0:
        yield False
        return
    used = int(subprocess.run(["du", "-sk", str(home)], capture_output=True, text=True, check=True).stdout.split()[0])
    kept = home.with_name(f"{home.name}-kept")
    home.rename(kept)
    home.mkdir(mode=0o700)
    size = f"size={used + 512}k"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(home)], check=False).returncode == 0
    shutil.copytree(kept, home, dirs_exist_ok=True)
    try:
        yield mounted
    finally:
        if mounted:
            shutil.copytree(home, kept, dirs_exist_ok=True)
            subprocess.run(["umount", str(home)], check=True)
            home.rmdir()
            kept.rename(home)


@pytest.mark.sqlite
def test_a_full_disk_keeps_every_acknowledged_choice(it: Product) -> None:
    count = it.stored()[0]
    it.server.stop()
    with little_room(it.server.home) as on_small_disk:
        start_again(it, OWN_SETTINGS, SERVE if on_small_disk else [*limit_files(it.server.home), *SERVE])
        acknowledged = choose_until_full(it)
        assert it.open_page()[0] == 200
        it.server.stop()
    # Room was made: everything that was acknowledged is there, and it goes on.
    it.server.start_with(SERVE)
    assert it.stored() == (count + acknowledged, f"{acknowledged - 1} {LONG_NOTE}")
    assert it.choose("again") in (302, 303)


def limit_files(home: Path) -> list[str]:
    """Where no small disk can be had: no file may grow half a MiB past the database."""
    blocks = (home / "xinqiao.sqlite3").stat().st_size // 1024 + 512
    return ["bash", "-c", f'ulimit -f {blocks}; exec "$@"', "limited"]


def choose_until_full(it: Product) -> int:
    """The number of choices that were acknowledged before the first 503."""
    for number in range(5000):
        status = it.choose(f"{number} {LONG_NOTE}")
        if status == 503:
            return number
        assert status in (302, 303), status
    raise AssertionError("the disk did not fill up")


@pytest.mark.postgresql
def test_an_unreachable_server_is_said_in_time_and_found_again(prepared_home: Path, migrated_database: str) -> None:
    cluster, name = os.environ["DATABASE_URL"], new_name("cut")
    url = urlunsplit(urlsplit(cluster)._replace(path=f"/{name}"))
    with psycopg.connect(cluster, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_database}".encode())
        with product(prepared_home, url=url) as it:
            assert it.choose("before") in (302, 303)
            link.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
            link.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            begun = time.monotonic()
            status, body = it.open_page()
            assert (status, it.choose("during"), it.status("/readyz")) == (503, 503, 503)
            # Somebody signed in: the session is read before any view begins.
            assert it.status("/", session="x" * 32) == 503
            assert it.status("/healthz") == 200
            assert time.monotonic() - begun < 15
            assert "已经保存的内容都在" in body.decode()
            link.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
            assert it.choose("after") in (302, 303)
            assert it.stored() == (2, "after")
        link.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
