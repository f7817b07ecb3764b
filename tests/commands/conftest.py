"""A filled data directory, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands.homes import fill


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled") / "home"
    fill(home)
    return home


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:
    place = tmp_path / "home"
    shutil.copytree(filled_home, place)
    return place
