"""What `bench.erasing` runs beside the server: times of single erasures, then of one cleaning."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import close_old_connections, transaction
from django.utils import timezone

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import add_note, open_link
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace
from xinqiao.privacy.cleaning import clean
from xinqiao.privacy.erasing import Ask, erase, take_back

PEOPLE = 20
T = TypeVar("T")


def main() -> None:
    """For `Server.run`: prints the medians in ms, and the seconds of one cleaning with its longest step in ms."""
    workspace, now = Workspace.objects.get(slug="list"), timezone.now()
    by = Member.objects.select_related("user", "workspace").get(workspace=workspace)
    times: dict[str, list[float]] = {"ask": [], "take_back": [], "at_once": []}
    with scope(workspace.pk):
        newest = Candidate.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        numbers = [max(1, newest * part // (PEOPLE + 1)) for part in range(1, PEOPLE + 1)]
    for number in numbers:
        with scope(workspace.pk):
            person = Candidate.objects.filter(pk__gte=number).order_by("pk").first()
            assert person is not None
            add_note(person, "A note on this person.", by=by, now=now)
            open_link(person, "permission", by=by, now=now)
            erasure = _timed(times["ask"], lambda one=person: erase(one, Ask(), now=now))
            person = _timed(times["take_back"], lambda one=erasure: take_back(one, now=now))
            _timed(times["at_once"], lambda one=person: erase(one, Ask(at_once=True), now=now))
    steps, begun = [time.monotonic()], time.monotonic()
    clean(lambda: steps.append(time.monotonic()))
    cleaned = time.monotonic()
    longest = max((after - before for before, after in zip(steps, [*steps[1:], cleaned], strict=True)), default=0)
    medians = {kind: statistics.median(values) * 1000 for kind, values in times.items()}
    sys.stdout.write(json.dumps({**medians, "clean": cleaned - begun, "longest": longest * 1000}))
    close_old_connections()


def _timed(times: list[float], act: Callable[[], T]) -> T:
    begun = time.monotonic()
    with transaction.atomic():
        done = act()
    times.append(time.monotonic() - begun)
    return done
