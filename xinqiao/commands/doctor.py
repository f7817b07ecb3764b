"""`xinqiao doctor`: says in words what is misconfigured, and what to do about it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Final

from xinqiao.commands.findings import PROBLEM, Finding, ok, problem
from xinqiao.commands.health_of_company_pages import check_company_pages
from xinqiao.commands.health_of_database import (
    check_clock,
    check_database,
    check_jobs,
    check_protections,
    check_schema,
)
from xinqiao.commands.health_of_machine import (
    check_buffering,
    check_data_directory,
    check_disk,
    check_mail,
    check_pdf,
    check_secure_context,
    check_static_files,
)
from xinqiao.commands.wording import phrase
from xinqiao.config import environment, startup
from xinqiao.config.environment import Environment, SettingsError

Check = Callable[[Environment], Finding]

MACHINE: Final[tuple[Check, ...]] = (
    check_data_directory,
    check_disk,
    check_secure_context,
    check_buffering,
    check_mail,
    check_pdf,
    check_static_files,
)
# Each of these only makes sense when the one before found nothing wrong.
DATABASE: Final[tuple[Check, ...]] = (check_database, check_schema, check_protections)
WORK: Final[tuple[Check, ...]] = (check_jobs, check_clock)
_SIGNS: Final = {"ok": "✓", "warning": "!", "problem": "✗"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao doctor`."""
    parser.epilog = phrase(
        "Exit status: 0 nothing is wrong (remarks may stand there), 1 something is.",
        "退出状态：0 没有问题（可能有提醒），1 有问题。",
    )
    parser.add_argument("--json", action="store_true", help=phrase("for programs", "供程序读取"))


def run(args: argparse.Namespace) -> int:
    """Look at everything; 1 when something is wrong."""
    findings = []
    for finding in examine():
        findings.append(finding)
        if not args.json:
            print(f"{_SIGNS[finding.state]} {finding.text}", flush=True)
    wrong = sum(finding.state == PROBLEM for finding in findings)
    if args.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    elif wrong:
        print(phrase(f"\n{wrong} to be put right.", f"\n有 {wrong} 项需要处理。"))
    else:
        print(phrase("\nNothing is wrong.", "\n没有发现问题。"))
    return 1 if wrong else 0


def examine() -> Iterator[Finding]:
    """Every finding, the cheap ones first; never raises for what it looks at."""
    try:
        env = environment.read()
    except (SettingsError, OSError) as trouble:
        yield problem("settings", str(trouble), str(trouble))
        return
    yield ok("settings", "The settings are usable.", "环境变量可用。")
    startup.set_up_django()
    for check in MACHINE:
        yield check(env)
    for check in DATABASE:
        finding = check(env)
        yield finding
        if finding.state == PROBLEM and check is not check_protections:
            return
    for check in WORK:
        yield check(env)
    yield from check_company_pages(env)
