"""Adds up what both lanes reported and prints it as one plain line; exit status 1 when anything failed."""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def count(folder: Path) -> Counter[str]:
    """Passed, failed and skipped over every JUnit file and every `steps-*.txt` in the folder."""
    totals: Counter[str] = Counter()
    for report in sorted(folder.glob("*.xml")):
        totals.update(_junit(report))
    for steps in sorted(folder.glob("steps-*.txt")):
        totals.update(line.split(" ", 1)[0] for line in steps.read_text().splitlines())
    return totals


def _junit(report: Path) -> Counter[str]:
    try:
        root = ElementTree.parse(report).getroot()
    except ElementTree.ParseError:
        return Counter(failed=1)
    totals: Counter[str] = Counter()
    for case in root.iter("testcase"):
        found = {child.tag for child in case}
        if found & {"failure", "error"}:
            totals["failed"] += 1
        else:
            totals["skipped" if "skipped" in found else "passed"] += 1
    return totals


def main() -> int:
    """Print the totals of the folder named on the command line."""
    totals = count(Path(sys.argv[1]))
    print(f"{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped")
    return 1 if totals["failed"] or not totals["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
