"""Duplicate finding against the generator's truth: recall, precision, and what a look costs.

The rules are the product's own (`domain.contact_points`, `domain.probable_twins`); an import asks the database the
same questions with `candidates.queries.known_contacts` and `candidates.twins.known_twins`.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from xinqiao.capabilities.candidates.names import sort_name
from xinqiao.domain.contact_points import normalise_email, normalise_phone
from xinqiao.domain.probable_twins import Named, Number, Traits, are_probably_one, equal_number, traits_of

DUP_RATE = "0.02"


@dataclass(frozen=True)
class Person:
    """A row of the generator. `truth` numbers the person behind it."""

    truth: int
    named: Named
    phone: str
    traits: Traits | None


@dataclass
class Found:
    """What was found in one run."""

    rows: int
    copies: int = 0
    right: int = 0
    wrong: int = 0
    seconds: float = 0.0

    @property
    def recall(self) -> float:
        """The share of near copies that were found."""
        return self.right / self.copies if self.copies else 1.0

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


@dataclass
class Finder:
    """Everybody so far, as the database would know them."""

    by_email: dict[str, Person] = field(default_factory=dict)
    by_number: dict[str, Person] = field(default_factory=dict)
    by_traits: dict[int, list[tuple[Traits, int]]] = field(default_factory=dict)

    def look(self, person: Person) -> int | None:
        """The truth of the first person who is the same: by address, else probably by name and company."""
        known = self.by_email.get(person.named.email)
        if known is None and person.phone in self.by_number:
            same_number = self.by_number[person.phone]
            known = None if equal_number(same_number.named, person.named) is Number.SHARED else same_number
        if known is not None or person.traits is None:
            return known.truth if known else None
        alike = self.by_traits.get(person.traits.key, ())
        return next((truth for traits, truth in alike if are_probably_one(traits, person.traits)), None)

    def add(self, person: Person) -> None:
        """Remembers a new person; a number belongs to the first one who has it."""
        if person.named.email:
            self.by_email[person.named.email] = person
        if person.phone:
            self.by_number.setdefault(person.phone, person)
        if person.traits is not None:
            self.by_traits.setdefault(person.traits.key, []).append((person.traits, person.truth))


def generator() -> Path | None:
    """The generator beside the repository, or None."""
    places = (folder / "shared" / "tools" / "gen_candidates.py" for folder in Path(__file__).resolve().parents)
    return next((place for place in places if place.exists()), None)


def rows(count: int) -> Iterator[dict[str, str]]:
    """The generator's rows with near copies among them."""
    command = [sys.executable, str(generator()), str(count), "--dup-rate", DUP_RATE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        yield from csv.DictReader(process.stdout)


def measure(count: int, *, with_addresses: bool = True) -> Found:
    """Goes through so many rows as an import would; without addresses name and company alone have to tell."""
    found, finder, seen = Found(count), Finder(), set()
    for row in rows(count):
        begun = time.process_time()
        person = _person(row, with_addresses=with_addresses)
        truth = finder.look(person)
        if truth is None:
            finder.add(person)
        found.seconds += time.process_time() - begun
        # The generator copies the person that a row number stands for; it counts once that person stands in the list.
        found.copies += person.truth in seen
        seen.add(person.truth)
        if truth is not None:
            found.right += truth == person.truth
            found.wrong += truth != person.truth
    return found


def table(sizes: tuple[int, ...]) -> list[str]:
    """The lines of the report."""
    lines = [
        "## Duplicates",
        "",
        (
            f"Near copies of the generator (`--dup-rate {DUP_RATE}`) against its truth. Goal: recall ≥ 0.98 at"
            " precision ≥ 0.99. A number that two people with other names and addresses share makes them no duplicates."
        ),
        "",
        "| rows | known | near copies | recall | precision | CPU µs a row, pinyin included |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    if generator() is None:
        return [*lines[:2], "Not measured: no generator beside the repository.", ""]
    for size in sizes:
        for known, with_addresses in (("addresses, name, company", True), ("name and company only", False)):
            one = measure(size, with_addresses=with_addresses)
            lines.append(
                f"| {size:,} | {known} | {one.copies:,} | {one.recall:.4f} | {one.precision:.4f} |"
                f" {one.seconds / size * 1e6:.1f} |"
            )
    return [*lines, ""]


def _person(row: dict[str, str], *, with_addresses: bool) -> Person:
    email = normalise_email(row["email"]) if with_addresses else None
    phone = normalise_phone(row["phone"]) if with_addresses else None
    pinyin = sort_name(row["name"])
    traits = traits_of(
        row["name"],
        pinyin,
        row["company"],
        title=row["title"],
        city=row["city"],
        reachable=bool(email and phone),
    )
    return Person(
        int(row["dup_of"] or row["row_id"]),
        Named(row["name"], pinyin, email or ""),
        phone.e164 if phone else "",
        traits,
    )


if __name__ == "__main__":
    sys.stdout.write("\n".join(table(tuple(int(text) for text in sys.argv[1:]) or (10_000, 100_000))) + "\n")
