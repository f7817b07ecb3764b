"""A database of the first release (`house.*.sql.gz`: the demo team, and a team of six after an import) comes along.

The dumps were written by that release itself, with `sqlite3 .dump` and `pg_dump`; they never change again.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.commands.homes import command, new_name, python

FOLDER = Path(__file__).parent
TABLES = """
from django.apps import apps
from django.db import connection
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
for slug in ("demo", "yanchuan"):
    workspace = Workspace.objects.get(slug=slug)
    with scope(workspace.pk):
        for label in ("candidates.Candidate", "candidates.TimelineEntry", "candidates.CandidateLink",
                      "consent.ContactTerms", "consent.ConsentEvent", "assessments.Response", "importing.ImportRow"):
            print(slug, label, apps.get_model(label).objects.count())
"""
PEOPLE = """
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
for slug in ("demo", "yanchuan"):
    with scope(Workspace.objects.get(slug=slug).pk):
        for person in Candidate.objects.order_by("id"):
            points = dict(ContactPoint.objects.filter(candidate=person).values_list("kind", "key"))
            assert points.get("email") == person.email_key, person.public_id
            assert points.get("phone") == person.phone_key, person.public_id
        print(slug, Candidate.objects.count(), ContactPoint.objects.count() > 0)
"""
HELD = """
demo candidates.Candidate 62
yanchuan candidates.Candidate 6
yanchuan candidates.CandidateLink 1
yanchuan consent.ConsentEvent 2
yanchuan importing.ImportRow 6
"""


def check(home: Path, **more: str) -> None:
    """Migrates, then looks for everything that was there, and for what this release adds to it."""
    migrated = command(home, "migrate", **more)
    assert migrated.returncode == 0, migrated.stderr
    found = python(home, TABLES + PEOPLE, **more).splitlines()
    assert set(HELD.split("\n")) - {""} <= set(found)
    assert not any(line.endswith(" 0") for line in found if line.startswith("demo candidates"))
    assert found[-2:] == ["demo 62 True", "yanchuan 6 True"]
    again = command(home, "migrate", **more)
    assert again.returncode == 0, again.stderr


@pytest.mark.sqlite
def test_an_embedded_database_comes_along(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "xinqiao.sqlite3") as link:
        link.executescript(gzip.decompress((FOLDER / "house.sqlite.sql.gz").read_bytes()).decode())
    check(tmp_path)


@pytest.fixture
def former() -> Iterator[str]:
    """The address of a PostgreSQL database as the first release left it."""
    cluster, name = os.environ["DATABASE_URL"], new_name("former")
    with psycopg.connect(cluster, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}".encode())
        url = urlunsplit(urlsplit(cluster)._replace(path=f"/{name}"))
        dump = gzip.decompress((FOLDER / "house.postgresql.sql.gz").read_bytes())
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url], input=dump, check=True, capture_output=True)
        yield url
        link.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.mark.postgresql
def test_a_teams_postgresql_comes_along(former: str, tmp_path: Path) -> None:
    check(tmp_path, DATABASE_URL=former)
