"""The dependency files name packages and hashes, never an address, and every package has a stated reason."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "requirements").iterdir())


def names_in(name: str) -> list[str]:
    """The requirement lines of one `.in` file, without comments and constraints."""
    lines = (line.split("#")[0].strip() for line in (ROOT / "requirements" / name).read_text().splitlines())
    return [line for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_dependency_file_names_an_address(file: Path) -> None:
    suspicious = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|^-[if]\b|\s@\s", re.MULTILINE)
    assert suspicious.findall(file.read_text()) == []


@pytest.mark.parametrize("file", [f for f in FILES if f.suffix == ".txt"], ids=lambda file: file.name)
def test_every_locked_package_has_a_version_and_a_hash(file: Path) -> None:
    text = file.read_text().replace("\\\n", " ")
    packages = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert packages
    assert [line for line in packages if "==" not in line or "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("name", ["base.in", "pdf.in", "test.in"])
def test_every_dependency_has_its_reason_on_record(name: str) -> None:
    reasons = (ROOT / "docs" / "decisions" / "dependencies.md").read_text().lower()
    packages = [re.split(r"[\[=<>~! ]", line)[0].lower() for line in names_in(name)]
    assert [package for package in packages if package not in reasons] == []


def test_the_wheel_asks_for_the_same_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["dependencies"] == names_in("base.in")
    assert project["optional-dependencies"]["pdf"] == names_in("pdf.in")
