"""Dates as records keep them: exactly as precise as the source, a moment always in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def moment(value: datetime) -> str | None:
    """An aware datetime as ``YYYY-MM-DDTHH:MM:SSZ``; None where it leaves the calendar."""
    try:
        return value.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    except (OverflowError, ValueError):
        return None


def from_unix(seconds: str | int) -> str | None:
    """Seconds since 1970 as a moment; None for what is not such a number."""
    digits = str(seconds).strip()
    if not re.fullmatch(r"-?\d{1,12}", digits, re.ASCII):
        return None
    try:
        return moment(datetime.fromtimestamp(int(digits), UTC))
    except (OverflowError, OSError, ValueError):
        return None


def iso(text: str) -> str | None:
    """An ISO 8601 date as precise as it is written; None for anything else.

    A time without a zone cannot be put into UTC, so only its day is kept.
    """
    text = text.strip()
    if _MONTH.fullmatch(text):
        return text if text[:4] != "0000" else None
    if not text[:4].isdecimal() or not text.isascii():
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment(value) if value.tzinfo else value.date().isoformat()


def day(text: str) -> str | None:
    """The day of a local time such as Telegram writes it; None where there is none."""
    found = _DAY.match(text)
    return iso(found.group()) if found else None
