"""Dates as lists write them. What could be two different days is not guessed."""

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import Final

_LONGEST: Final = 40
_YEARS: Final = range(1900, 2101)

_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?![\d])(?:[\st,].*)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[\st,].*)?")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?[\s,-]+(\d{4})(?:[\s,].*)?")
_MONTH_DAY: Final = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[\s,].*)?")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# Excel's count of days, from 1954 to 2064: outside of it a bare number is rather something else.
_SERIAL: Final = re.compile(r"([2-5]\d{4})(?:\.\d+)?")
_EXCEL_DAY_ZERO: Final = dt.date(1899, 12, 30)
_SECONDS: Final = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")


def read_date(text: str) -> dt.date | None:
    """Return the day that a cell names, or None; 03/04/2026 may be March or April and gives None."""
    return _read(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=2048)
def _read(text: str) -> dt.date | None:
    plain = unicodedata.normalize("NFKC", text).strip().strip("'").lower()
    for pattern, parts in _WRITTEN:
        match = pattern.fullmatch(plain)
        if match:
            year, month, day = parts(match)
            return _day(year, month, day)
    serial = _SERIAL.fullmatch(plain)
    if serial:
        return _EXCEL_DAY_ZERO + dt.timedelta(days=int(serial.group(1)))
    seconds = _SECONDS.fullmatch(plain)
    return dt.datetime.fromtimestamp(int(seconds.group(1)), dt.UTC).date() if seconds else None


def _day(year: int, month: int, day: int) -> dt.date | None:
    if year not in _YEARS:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _year_first(match: re.Match[str]) -> tuple[int, int, int]:
    return int(match[1]), int(match[2]), int(match[3])


def _year_last(match: re.Match[str]) -> tuple[int, int, int]:
    """Day and month can be told apart when one of them is above 12, or both are the same."""
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first > 12 or first == second:
        return year, second, first
    return (year, first, second) if second > 12 else (year, 0, 0)


def _month_number(name: str) -> int:
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), 0)


def _day_month(match: re.Match[str]) -> tuple[int, int, int]:
    return int(match[3]), _month_number(match[2]), int(match[1])


def _month_day(match: re.Match[str]) -> tuple[int, int, int]:
    return int(match[3]), _month_number(match[1]), int(match[2])


_WRITTEN: Final = (
    (_YEAR_FIRST, _year_first),
    (_COMPACT, _year_first),
    (_YEAR_LAST, _year_last),
    (_DAY_MONTH, _day_month),
    (_MONTH_DAY, _month_day),
)
