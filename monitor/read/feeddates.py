"""The dates that feeds write: RFC 822 and RFC 3339, and what passes for them.

A time without a known zone cannot be put into UTC, so only its day is kept. A date in the future stays as it is written:
what to make of it is for whoever knows what time it is.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from monitor.read import dates, plain

# The beginnings of the months' names, in the nominative and as they stand in a date: en, ru, be, uk, pl, lt, de.
_MONTHS_WRITTEN = (
    "jan янв сту січ sty sau jän",
    "feb фев лют lut vas",
    "mar мар сак бер kov mär mrz",
    "apr апр кра кві kwi bal",
    "may мая май мае тра maj geg mai",
    "jun июн чэр чер cze bir",
    "jul июл ліп лип lip lie",
    "aug авг жні сер sie rgp rugp",
    "sep сен вер wrz rgs rugs",
    "oct окт кас жов paź paz spa okt",
    "nov ноя ліс лис lis lap",
    "dec дек сне сні гру gru dez",
)
_MONTHS = {stem: number for number, stems in enumerate(_MONTHS_WRITTEN, 1) for stem in stems.split()}
_ZONES_WRITTEN = """
z 0 ut 0 utc 0 gmt 0 wet 0 west 1 bst 1 cet 1 cest 2 mez 1 mesz 2 eet 2 eest 3 fet 3 msk 3 мск 3 msd 4 trt 3 samt 4 yekt 5
est -5 edt -4 cst -6 cdt -5 mst -7 mdt -6 pst -8 pdt -7 akst -9 akdt -8 hst -10 jst 9 kst 9 ist 5.5
"""
_ZONES = dict(zip(_ZONES_WRITTEN.split()[::2], map(float, _ZONES_WRITTEN.split()[1::2]), strict=True))

_NAME = r"(?P<month>[^\W\d_]{3,})\.?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4}|\d{2})(?![\d:])"
_ORDERS = (
    re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"),
    re.compile(rf"{_DAY}(?:st|nd|rd|th|-го|-е)?[\s.,-]*{_NAME},?[\s.-]*{_YEAR}"),
    re.compile(rf"{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,\s*{_YEAR}"),
    re.compile(rf"{_NAME}\s+(?P<day>\d{{1,2}})\s+(?:[\d:.]+\s+)?(?:[A-Z]+\s+)?(?P<year>\d{{4}})(?!\d)"),
    re.compile(rf"{_DAY}\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}})(?!\d)"),
)
_TIME = re.compile(
    r"(?<![\d:+-])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?![\d:])\s*(?P<half>[AaPp]\.?[Mm]\b\.?)?"
)
_ZONE = re.compile(r"\s*\(?(?P<name>[^\W\d_]{1,4})?\s*(?:(?P<sign>[+−-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?!\d))?")
# Years before the web are what programs write for "no date": 0001, 1899, 1970.
_FIRST_YEAR = 1971


def moment(written: str) -> str | None:
    """A feed's date as a record keeps it; None for what is no date."""
    text = plain.line(written[:200])
    if not text:
        return None
    if re.fullmatch(r"\d{9,10}|\d{12,13}", text, re.ASCII):
        found = dates.from_unix(text[:-3] if len(text) > 11 else text)
    else:
        found = dates.iso(text) or _read(text)
    return found if found and int(found[:4]) >= _FIRST_YEAR else None


def _read(text: str) -> str | None:
    found = next((match for order in _ORDERS if (match := order.search(text)) and _month(match["month"])), None)
    if found is None:
        return None
    try:
        day = datetime(_year(found["year"]), _month(found["month"]), int(found["day"]), tzinfo=UTC)
    except ValueError:
        return None
    time = _TIME.search(text)
    if time is None or (zone := _zone(text[time.end() :])) is None:
        return day.date().isoformat()
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"].lower().startswith("p") else 0)
    if hour > 24 or int(time["minute"]) > 59:
        return day.date().isoformat()
    try:
        clock = timedelta(hours=hour, minutes=int(time["minute"]), seconds=min(int(time["second"] or 0), 59))
        return dates.moment(day.replace(tzinfo=zone) + clock)
    except OverflowError:
        return None


def _month(written: str) -> int:
    """0 for what names none."""
    if written.isdecimal():
        return int(written)
    name = written.lower()
    return _MONTHS.get(name[:4]) or _MONTHS.get(name[:3]) or 0


def _year(written: str) -> int:
    """Two digits as RFC 2822 has them: 49 is 2049, 50 is 1950."""
    year = int(written)
    if len(written) == 4:
        return year
    return year + (2000 if year < 50 else 1900)


def _zone(rest: str) -> timezone | None:
    """The zone that follows a time: an offset, a name, or both (``GMT+0300``); None for one that nobody knows."""
    found = _ZONE.match(rest)
    assert found is not None
    if found["hours"]:
        shift = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        known = shift <= timedelta(hours=14)
        return timezone(-shift if found["sign"] != "+" else shift) if known else None
    hours = _ZONES.get((found["name"] or "").lower())
    return timezone(timedelta(hours=hours)) if hours is not None else None
