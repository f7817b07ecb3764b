"""What a balancer asks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone


def test_the_process_answers_without_a_database() -> None:
    # No database mark: pytest-django refuses every connection here.
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.django_db
def test_it_is_ready_with_the_schema_of_this_release() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_it_is_not_ready_with_a_newer_schema_and_does_not_say_why() -> None:
    MigrationRecorder(connection).migration_qs.create(
        app="candidates", name="9999_from_tomorrow", applied=timezone.now()
    )
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False})


@pytest.mark.django_db
def test_it_is_not_ready_with_an_older_schema() -> None:
    MigrationRecorder(connection).migration_qs.filter(app="candidates").delete()
    assert Client().get("/readyz").status_code == 503


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/robots.txt", "/manifest.webmanifest"])
def test_nobody_writes_there(path: str) -> None:
    assert Client().post(path).status_code == 405
