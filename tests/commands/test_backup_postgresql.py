"""The same on PostgreSQL, past row-level security and back under it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.commands.homes import CONTENT, command, new_name, python

pytestmark = pytest.mark.postgresql

COUNT = """
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
with scope(Workspace.objects.get().pk):
    print(Candidate.objects.count())
"""


@pytest.fixture
def urls(migrated_database: str) -> Iterator[tuple[str, str]]:
    """A migrated and an empty database in the lane's cluster."""
    cluster = os.environ["DATABASE_URL"]
    names = [new_name("backup"), new_name("restore")]
    with psycopg.connect(cluster, autocommit=True) as link:
        for name, template in zip(names, (migrated_database, "template1"), strict=True):
            link.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        first, second = (urlunsplit(urlsplit(cluster)._replace(path=f"/{name}")) for name in names)
        yield first, second
        for name in names:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_all_rows_come_back_under_the_same_protection_or_no_backup_is_made(
    urls: tuple[str, str], tmp_path: Path
) -> None:
    first, second = urls
    home, other, archive = tmp_path / "home", tmp_path / "other", str(tmp_path / "a.tar.gz")
    python(home, CONTENT, DATABASE_URL=first)
    backup = command(home, "backup", archive, DATABASE_URL=first)
    assert (backup.returncode, "database and 1 files" in backup.stdout) == (0, True), backup.stderr

    refused = command(other, "restore", archive, DATABASE_URL=first)
    assert (refused.returncode, "not empty" in refused.stderr) == (2, True), refused.stderr
    assert not (other / "files").exists()

    restored = command(other, "restore", archive, DATABASE_URL=second)
    assert restored.returncode == 0, restored.stderr
    assert python(other, COUNT, DATABASE_URL=second).strip() == "3"
    assert len(list((other / "files").glob("*/*"))) == 1
    doctor = command(other, "doctor", DATABASE_URL=second)
    assert doctor.returncode == 0, doctor.stdout
    with psycopg.connect(second) as link:
        assert link.execute("SELECT count(*) FROM candidates_candidate").fetchone() == (0,)

    # Under row-level security a login that does not own the tables would see, and keep, nothing.
    with psycopg.connect(first, autocommit=True) as link:
        link.execute("DROP POLICY backup_by_owner ON audit_auditentry")
    blind = command(home, "backup", str(tmp_path / "b.tar.gz"), DATABASE_URL=first)
    assert (blind.returncode, "cannot see all rows" in blind.stderr) == (2, True), blind.stderr
    assert not (tmp_path / "b.tar.gz").exists()
