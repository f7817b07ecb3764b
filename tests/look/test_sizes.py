"""What a phone has to load, and what the content policy allows in templates."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
SHARED = sorted(
    [
        *TEMPLATES.glob("*.html"),
        *TEMPLATES.glob("pages/*.html"),
        TEMPLATES / "recruiter/layout.html",
        TEMPLATES / "candidate/layout.html",
    ]
)


def zipped(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)


def test_a_candidate_page_loads_less_than_twenty_kilobytes_besides_its_words() -> None:
    parts = [
        STATIC / "css/candidate.css",
        STATIC / "js/candidate.js",
        STATIC / "img/favicon.svg",
        TEMPLATES / "pages/icon.html",
    ]

    assert zipped(*parts) < 20 * 1024


def test_the_candidate_script_stays_under_four_kilobytes() -> None:
    assert zipped(STATIC / "js/candidate.js") < 4 * 1024


def test_no_sheet_or_script_of_ours_names_another_host() -> None:
    for file in [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]:
        assert not re.search(r"https?://|@import|url\(", file.read_text(encoding="utf-8")), file.name


def test_vendored_files_ask_for_no_source_map_and_carry_their_licence() -> None:
    for file in STATIC.glob("vendor/*.min.*"):
        assert b"sourceMappingURL" not in file.read_bytes()
        assert (STATIC / "vendor" / f"{file.name.split('.')[0]}.LICENSE").exists()


@pytest.mark.parametrize("template", SHARED, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_shared_templates_hold_no_inline_style_or_script(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:", text)
