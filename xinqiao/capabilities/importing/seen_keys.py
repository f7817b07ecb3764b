"""Which row of a file first held a key: flat in memory, a dozen bytes a key instead of the two hundred of a dict."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final

_FIRST_SIZE: Final = 1 << 12
_ALL_BITS: Final = (1 << 64) - 1


class SeenKeys:
    """Maps the hash of a key to a row number, in two flat arrays with open addressing.

    Two of a million different keys share a 64-bit hash with a chance of one in thirty million.
    """

    __slots__ = ("_count", "_hashes", "_mask", "_rows")

    def __init__(self) -> None:
        self._hashes = array("Q", bytes(8 * _FIRST_SIZE))
        self._rows = array("L", bytes(array("L").itemsize * _FIRST_SIZE))
        self._mask = _FIRST_SIZE - 1
        self._count = 0

    def first_row(self, keys: Iterable[str | int], row_number: int) -> int | None:
        """The earliest row that held one of the keys, or None; remembers all of them for it, else for this row."""
        hashes = [hash(key) & _ALL_BITS or 1 for key in keys]
        places = [self._place(hashed) for hashed in hashes]
        earlier = min((row for row in map(self._rows.__getitem__, places) if row), default=0)
        for hashed in hashes:
            place = self._place(hashed)
            if not self._rows[place]:
                self._put(place, hashed, earlier or row_number)
        return earlier or None

    def _place(self, hashed: int) -> int:
        place, hashes, rows, mask = hashed & self._mask, self._hashes, self._rows, self._mask
        while rows[place] and hashes[place] != hashed:
            place = (place + 1) & mask
        return place

    def _put(self, place: int, hashed: int, row_number: int) -> None:
        self._hashes[place], self._rows[place] = hashed, row_number
        self._count += 1
        if 2 * self._count > self._mask:
            self._grow()

    def _grow(self) -> None:
        hashes, rows = self._hashes, self._rows
        size = 2 * (self._mask + 1)
        self._hashes = array("Q", bytes(8 * size))
        self._rows = array("L", bytes(rows.itemsize * size))
        self._mask = size - 1
        for hashed, row in zip(hashes, rows, strict=True):
            if row:
                place = self._place(hashed)
                self._hashes[place], self._rows[place] = hashed, row
