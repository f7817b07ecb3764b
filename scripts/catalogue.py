"""What the translation scripts share: the texts in use, found by gettext's own tools."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: xinqiao\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


class ToolError(Exception):
    """A gettext tool refused its input; the message is what it printed."""


def run(*words: str | Path, cwd: Path = ROOT) -> str:
    """Run one tool and return what it wrote."""
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ToolError(f"{words[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


@contextmanager
def template_of_texts() -> Iterator[Path]:
    """A `.pot` file with every text in use; the work happens in a copy, so the tree stays as it is."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        for folder in ("xinqiao", "templates"):
            shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__", "data"))
        (tree / "locale").mkdir()
        without_settings = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "django",
                "makemessages",
                "--locale=zh_Hans",
                "--keep-pot",
                "--no-location",
            ],
            cwd=tree,
            env=without_settings,
            capture_output=True,
            text=True,
            check=False,
        )
        pot = tree / "locale" / "django.pot"
        if done.returncode != 0 or not pot.exists():
            raise ToolError(f"makemessages: {done.stderr.strip() or done.stdout.strip()}")
        yield pot


def entries(po: Path, *filters: str) -> list[str]:
    """The msgids that msgattrib leaves over after its filters, as text."""
    text = run("msgattrib", "--no-wrap", "--no-location", *filters, po)
    return [msgid for msgid in map(_msgid, re.split(r"\n\n+", text)) if msgid]


def _msgid(block: str) -> str:
    lines = [line.removeprefix("#~ ") for line in block.splitlines()]
    taken: list[str] = []
    inside = False
    for line in lines:
        if line.startswith("msgid "):
            inside = True
            taken.append(line.removeprefix("msgid ").strip('"'))
        elif inside and line.startswith('"'):
            taken.append(line.strip('"'))
        elif inside:
            break
    return "".join(taken)
