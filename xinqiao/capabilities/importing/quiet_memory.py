"""Python's search for garbage in cycles, kept away from a loop that makes millions of objects and no cycle.

It looks through the rows at hand again and again: a fifth of the time of an import.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Turns the collector off for the block, if it is on; `collect_little` is then the block's own business."""
    was_on = gc.isenabled()
    gc.collect()
    # What lives already is looked at no more, and a forked child shares its pages for longer.
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def collect_little() -> None:
    """Takes away what the ORM left in cycles since the block began or since the last call."""
    gc.collect()
