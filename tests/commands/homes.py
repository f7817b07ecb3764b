"""Data directories of their own, beside the suite's, and commands run in them."""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).parents[2]

# A workspace with three people, a link, and an import whose file is stored.
CONTENT: Final = """
from django.utils import timezone
from xinqiao.capabilities.candidates.operations import PersonFacts, add_candidate, open_link
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import create_workspace
from xinqiao.foundation.workspaces.operator import create_account
now = timezone.now()
workspace = create_workspace(create_account("owner@example.test", name="林未"), name="Team", slug="team", now=now)
member = Member.objects.select_related("user", "workspace").get()
with scope(workspace.pk):
    for name in ("沈知遥", "贺书禾", "陆思棠"):
        facts = PersonFacts(name, source="other", legal_basis="consent")
        person = add_candidate(facts, owner=member, by=member, now=now)
    open_link(person, "permission", by=member, now=now)
    stored = file_store.save([b"name\\n", b"x\\n"], folder="imports", limit=100)
    ImportBatch.objects.create(file_name="a.csv", stored_file=stored, created_by=member, created_at=now)
"""


def variables(home: Path, **more: str) -> dict[str, str]:
    """The environment of a product that lives in `home`, on SQLite unless told otherwise."""
    kept = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DATABASE_AS_OWNER")}
    return {**kept, "XINQIAO_HOME": str(home), "DATABASE_URL": "", "LANG": "C.UTF-8", **more}


def command(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`xinqiao …` in a process of its own."""
    return _run([sys.executable, "-m", "xinqiao.cli", *words], home, more)


def python(home: Path, code: str, **more: str) -> str:
    """Runs Python with Django set up in this home; returns what it printed."""
    done = _run([sys.executable, "-c", f"import django; django.setup()\n{code}"], home, more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(line: list[str], home: Path, more: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        line, env=variables(home, **more), cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120
    )


def fill(home: Path, **more: str) -> None:
    """Migrates a new home and puts `CONTENT` into it."""
    done = command(home, "migrate", **more)
    assert done.returncode == 0, done.stderr
    python(home, CONTENT, **more)


def state_of(home: Path) -> dict[str, str]:
    """The data of a home, file by file, to see whether anything changed."""
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.suffix != ".lock" and "logs" not in path.parts
    }


def new_name(prefix: str) -> str:
    """A name that no other test has."""
    return f"{prefix}_{secrets.token_hex(5)}"
