"""Duplicate finding against the generator's truth, by a whole import into an empty database."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from bench import importing

# What an import says of a row that is, or probably is, somebody who was there already.
READ = """
import csv, json, sys
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
with open(sys.argv[1], encoding="utf-8") as file:
    truths = [row["dup_of"] or row["row_id"] for row in csv.DictReader(file)]
found, there, of_row, of_person = {"copies": 0, "right": 0, "wrong": 0}, set(), {}, {}
with scope(Workspace.objects.get(slug="bench").pk):
    rows = ImportRow.objects.filter(batch=ImportBatch.objects.get()).order_by("number")
    said = rows.values_list("number", "fate", "duplicate_of_row", "candidate_id")
    for truth, (number, fate, above, person) in zip(truths, said.iterator(), strict=True):
        found["copies"] += truth in there
        there.add(truth)
        of_row[number] = truth
        if fate == "new":
            of_person[person] = truth
            continue
        assert fate in ("duplicate", "probable", "updated", "unchanged"), fate
        meant = of_row.get(above) or of_person.get(person)
        found["right" if meant == truth else "wrong"] += 1
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Found:
    """What one import found: near copies in the file, and rows called copies rightly and wrongly."""

    copies: int
    right: int
    wrong: int

    @property
    def recall(self) -> float:
        """The share of near copies that were found."""
        return self.right / self.copies if self.copies else 1.0

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


def run(rows: int, *, prepared: Path | None = None, with_addresses: bool = True) -> Found:
    """Imports so many rows, two in a hundred near copies; without addresses name and company alone have to tell."""
    with importing.empty_product("", prepared) as server:
        path = importing.people_file(server, rows)
        if not with_addresses:
            _blank(path, ("email", "phone"))
        server.run(importing.RUN, str(path), "")
        return Found(**json.loads(server.run(READ, str(path))))


def _blank(path: Path, columns: tuple[str, ...]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, **dict.fromkeys(columns, "")} for row in rows)
