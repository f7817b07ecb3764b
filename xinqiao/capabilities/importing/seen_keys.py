"""Which row of a file first held a key: flat in memory, a few dozen bytes a key instead of two hundred of a dict."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from typing import Final

_FIRST_SIZE: Final = 1 << 12
_HASH_BITS: Final = (1 << 64) - 1
_NAME_BITS: Final = (1 << 31) - 1
# A number of more people than this is a switchboard's; to look through them all for every row would take for ever.
_HOLDERS_AT_MOST: Final = 50


class SeenKeys:
    """Maps hashes of contact points to row numbers, in flat arrays with open addressing.

    An e-mail address, profile or foreign id stands for one person. A number may be a family's or a company's: with
    another name it tells nothing for sure, and nothing at all where both rows have e-mail addresses. Two of a million
    different keys share a 64-bit hash with a chance of one in thirty million.
    """

    __slots__ = ("_count", "_hashes", "_mask", "_owners", "_rows")

    def __init__(self) -> None:
        self._hashes, self._rows, self._owners = _arrays(_FIRST_SIZE)
        self._mask = _FIRST_SIZE - 1
        self._count = 0

    def first_rows(
        self,
        row_number: int,
        sure: Iterable[str],
        numbers: Collection[str] = (),
        *,
        name: str = "",
        has_mail: bool = False,
    ) -> tuple[int | None, int | None]:
        """The earliest row that is the same person by one of the keys, and one that may be by a number alone.

        Remembers all keys for the former, or for this row when there is none.
        """
        owner = (hash(name) & _NAME_BITS) << 1 | has_mail
        hashes = [hash(key) & _HASH_BITS for key in sure]
        perhaps = 0
        for number in numbers:
            hashed, other = self._hash_of_number(number, owner)
            perhaps = perhaps or other
            if hashed is not None:
                hashes.append(hashed)
        found = [self._rows[self._place(hashed)] for hashed in hashes]
        earlier = min(filter(None, found), default=0)
        for hashed, row in zip(hashes, found, strict=True):
            if not row:
                self._put(hashed, earlier or row_number, owner)
        return earlier or None, None if earlier else perhaps or None

    def _hash_of_number(self, number: str, owner: int) -> tuple[int | None, int]:
        """Where a hold of this number stands, while it tells people apart, and the first row that may be them."""
        perhaps = 0
        for turn in range(_HOLDERS_AT_MOST):
            hashed = hash((number, turn)) & _HASH_BITS
            place = self._place(hashed)
            holder = self._owners[place]
            if not self._rows[place] or holder >> 1 == owner >> 1:
                return hashed, perhaps
            if not holder & owner & 1:
                perhaps = perhaps or self._rows[place]
        return None, perhaps

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
