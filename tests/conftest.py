"""What holds for every test: no network, cheap passwords, and on PostgreSQL the application's own role."""

import gc
import os
import socket
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser

from tests.commands.homes import REPOSITORY, command, new_name, variables
from tests.e2e.chromium import chromium, executable

MISSING_IS_FAILING = os.environ.get("CI") == "true"


def pytest_configure() -> None:
    """Replace what is slow by design, before Django reads it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The manifest exists only after collectstatic.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what speaks of the other database, and in the PostgreSQL lane what no database changes.

    A skip always means that something is missing.
    """
    if connection.vendor == "postgresql":
        kept = [item for item in items if _speaks_of_postgresql(item)]
    else:
        kept = [item for item in items if not item.get_closest_marker("postgresql")]
    left_out = set(items) - set(kept)
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = kept


def _speaks_of_postgresql(item: pytest.Item) -> bool:
    if item.get_closest_marker("sqlite") or item.get_closest_marker("once"):
        return False
    return any(item.get_closest_marker(name) for name in ("django_db", "postgresql", "faults", "browser", "axe"))


def pytest_collection_finish() -> None:
    """What was imported stays until the end: looking through it again and again cost a tenth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true a skipped test fails and says why."""
    report = yield
    if MISSING_IS_FAILING and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be missing: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Created and migrated as owner; from here on the suite is the application role, as in production."""
    if connection.vendor != "postgresql":
        yield
        return
    role = settings.DATABASE_APP_ROLE
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            # Only the flush after a transactional test truncates; the product never does.
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {connection.ops.quote_name(role)}")
        connection.close()
        connection.settings_dict["OPTIONS"]["assume_role"] = role
    yield
    with django_db_blocker.unblock():
        connection.close()
    del connection.settings_dict["OPTIONS"]["assume_role"]


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    real_connect = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reached for the network: {address!r}")
        real_connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `xinqiao serve` makes before it listens (static files, an empty SQLite), to be copied for each server."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    line = [sys.executable, "-m", "xinqiao.commands.preparation"]
    subprocess.run(line, env=variables(home), cwd=REPOSITORY, check=True)
    return home


@pytest.fixture(scope="session")
def migrated_database() -> Iterator[str]:
    """The name of a migrated, empty PostgreSQL database, to be the template of others; none on SQLite."""
    cluster, name = os.environ.get("DATABASE_URL", ""), new_name("migrated")
    if not cluster.startswith(("postgresql://", "postgres://")):
        yield ""
        return
    with psycopg.connect(cluster, autocommit=True) as link, TemporaryDirectory() as home:
        link.execute(f"CREATE DATABASE {name}".encode())
        url = urlunsplit(urlsplit(cluster)._replace(path=f"/{name}"))
        done = command(Path(home), "migrate", DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
        yield name
        link.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, one for the whole run; skipped loudly where there is none."""
    if executable() is None:
        pytest.skip("Chromium is not installed")
    with chromium() as running:
        yield running
