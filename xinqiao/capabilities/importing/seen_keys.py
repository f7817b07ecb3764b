"""Which row of a file first held a key: flat in memory, a few dozen bytes a key instead of two hundred of a dict."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from typing import Final

_FIRST_SIZE: Final = 1 << 12
_HASH_BITS: Final = (1 << 64) - 1
_NAME_BITS: Final = (1 << 31) - 1


class SeenKeys:
    """Maps hashes of contact points to row numbers, in flat arrays with open addressing.

    An e-mail address, profile or foreign id stands for one person. A number may be a family's or a company's: two
    rows share it, and are two people, when both names and both e-mail addresses differ. Two of a million different
    keys share a 64-bit hash with a chance of one in thirty million.
    """

    __slots__ = ("_count", "_hashes", "_mask", "_owners", "_rows")

    def __init__(self) -> None:
        self._hashes, self._rows, self._owners = _arrays(_FIRST_SIZE)
        self._mask = _FIRST_SIZE - 1
        self._count = 0

    def first_row(
        self,
        row_number: int,
        sure: Iterable[str],
        numbers: Collection[str] = (),
        *,
        name: str = "",
        has_mail: bool = False,
    ) -> int | None:
        """The earliest row that is the same person by one of the keys, or None.

        Remembers all keys for that row, or for this one when there is none.
        """
        owner = (hash(name) & _NAME_BITS) << 1 | has_mail
        hashes = [hash(key) & _HASH_BITS for key in sure]
        for number in numbers:
            hashes.append(self._hash_of_number(number, owner))
        found = [self._rows[self._place(hashed)] for hashed in hashes]
        earlier = min(filter(None, found), default=0)
        for hashed, row in zip(hashes, found, strict=True):
            if not row:
                self._put(hashed, earlier or row_number, owner)
        return earlier or None

    def _hash_of_number(self, number: str, owner: int) -> int:
        """Where this person's hold of a number stands: with the first holder who may be the same, else behind all."""
        turn = 0
        while True:
            hashed = hash((number, turn)) & _HASH_BITS
            place = self._place(hashed)
            holder = self._owners[place]
            if not self._rows[place] or holder >> 1 == owner >> 1 or not holder & owner & 1:
                return hashed
            turn += 1

    def _place(self, hashed: int) -> int:
        place, hashes, rows, mask = hashed & self._mask, self._hashes, self._rows, self._mask
        while rows[place] and hashes[place] != hashed:
            place = (place + 1) & mask
        return place

    def _put(self, hashed: int, row_number: int, owner: int) -> None:
        place = self._place(hashed)
        if self._rows[place]:
            # The row gives the same key twice.
            return
        self._hashes[place], self._rows[place], self._owners[place] = hashed, row_number, owner
        self._count += 1
        if 3 * self._count > 2 * self._mask:
            self._grow()

    def _grow(self) -> None:
        old = zip(self._hashes, self._rows, self._owners, strict=True)
        size = 2 * (self._mask + 1)
        self._hashes, self._rows, self._owners = _arrays(size)
        self._mask = size - 1
        for hashed, row, owner in old:
            if row:
                place = self._place(hashed)
                self._hashes[place], self._rows[place], self._owners[place] = hashed, row, owner


def _arrays(size: int) -> tuple[array[int], array[int], array[int]]:
    return array("Q", bytes(8 * size)), array("I", bytes(4 * size)), array("I", bytes(4 * size))
