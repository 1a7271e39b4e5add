"""Weeks as newsrooms write them: ``2025-W03`` (ISO 8601), from a Monday to the next one, the end not included."""

from __future__ import annotations

import re
from datetime import date, timedelta

from monitor.errors import CounterclaimError


def bounds(week: str) -> tuple[date, date]:
    """(Monday, the Monday after). Raises CounterclaimError for anything but a week of a year.

    >>> bounds("2025-W03")
    (datetime.date(2025, 1, 13), datetime.date(2025, 1, 20))
    """
    found = re.fullmatch(r"(\d{4})-?W(\d{1,2})", week.strip())
    try:
        if found is None:
            raise ValueError(week)
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return monday, monday + timedelta(days=7)
    except (ValueError, OverflowError):
        raise CounterclaimError(f"{week!r} is not a week; write it like 2025-W03") from None


def week_of(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def weeks_before(week: str, count: int) -> tuple[str, ...]:
    """The ``count`` weeks that end with this one, oldest first."""
    monday, _ = bounds(week)
    return tuple(week_of(monday - timedelta(days=7 * back)) for back in range(count - 1, -1, -1))


def in_words(week: str) -> str:
    """``13 to 19 January 2025``"""
    monday, end = bounds(week)
    sunday = end - timedelta(days=1)
    if monday.month == sunday.month:
        return f"{monday.day} to {sunday.day} {sunday:%B %Y}"
    if monday.year == sunday.year:
        return f"{monday.day} {monday:%B} to {sunday.day} {sunday:%B %Y}"
    return f"{monday.day} {monday:%B %Y} to {sunday.day} {sunday:%B %Y}"
