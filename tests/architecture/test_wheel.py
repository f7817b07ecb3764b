"""The wheel is the whole product: installed in an empty place it finds its pages, files and texts."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The freshly built wheel, unpacked as pip would."""
    place = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = place.glob("xinqiao-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "site")
    return place / "site"


@pytest.mark.parametrize("folder", ["templates", "static", "locale"])
def test_it_holds_every_page_file_and_text(installed: Path, folder: str) -> None:
    here = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()}
    there = {path.relative_to(installed / "xinqiao") for path in (installed / "xinqiao" / folder).rglob("*")}
    assert here
    assert here <= there


def test_it_works_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = (
        "import django, xinqiao; django.setup()\n"
        "from django.conf import settings\n"
        "from django.core.management import call_command\n"
        "call_command('check', fail_level='ERROR', verbosity=0)\n"
        "print(xinqiao.__file__, settings.TEMPLATES[0]['DIRS'][0], sep='\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed), "XINQIAO_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [line.startswith(str(installed)) for line in done.stdout.splitlines()[-2:]] == [True, True]
