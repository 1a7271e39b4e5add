"""When something was said, as far as a text tells: dates by words, and which of them are dates of speaking. Pure.

Relative dates count from the day a document was published. A date of what is talked about is no date of speaking, and a
wrong date is worse than the document's own: what is in doubt is left out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from monitor.calendars import CALENDARS

_NIGHT = "T21"  # from that hour on, UTC, the day may be another one where the outlet sits
_YEARS = (1990, 2100)
_LONGEST_AGO = 60  # days; what lies further back is told of, and begins no report
_LEAD = 3  # words before a date with which a sentence begins
_FEW = 4  # words between a verb of speech and its date
_FAR = 200  # characters between a date and the words that attribute
_WORD = re.compile(r"[^\W_](?:\w|[’'ʼ-](?=\w))*")
SAME = "same"
CUE = 4


@dataclass(frozen=True, slots=True)
class Told:
    """A time that a text tells, from ``start`` to ``end``. ``date`` as precise as it is told, ``YYYY-MM-DD`` or ``YYYY-MM``.

    None stands for a time that cannot be worked out ("from 14 to 16 January"), ``same`` for "that day". ``vague``: it counts
    from another one ("a week earlier").
    """

    start: int
    end: int
    date: str | None
    vague: bool = False


@functools.lru_cache(maxsize=2048)
def told(text: str, lang: str, published: str | None) -> tuple[Told, ...]:
    """The times told in a sentence, in its order. ``published``: when the document was, as records keep dates."""
    calendar = _calendar(lang)
    if calendar is None:
        return ()
    base = _day_of(published)
    night = published is not None and published[10:13] >= _NIGHT
    found = []
    for each in calendar.pattern.finditer(text.casefold() if len(text.casefold()) == len(text) else text):
        worked_out = (
            None
            if calendar.until.search(text[max(each.start() - 12, 0) : each.start()].casefold())
            else _date(each, calendar, base, night)
        )
        found.append(Told(each.start(), each.end(), worked_out, each["vague"] is not None))
    return tuple(found)


def cues(lang: str) -> frozenset[str]:
    """The first ``CUE`` letters of the words of which one stands in every time but those in figures alone."""
    calendar = _calendar(lang)
    return calendar.cues if calendar else frozenset()


def _day_of(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Calendar:
    cues: frozenset[str]
    pattern: re.Pattern[str]
    until: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    days: dict[str, int]
    nouns: frozenset[str]
    goes_on: frozenset[str]
    between: frozenset[str]


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


@functools.cache
def _calendar(lang: str) -> _Calendar | None:
    rows: dict[str, Any] | None = CALENDARS.get(lang)
    if rows is None:
        return None
    months = {word: number for number, words in enumerate(rows["months"], 1) for word in words.split()}
    located = {word: number for number, words in enumerate(rows["located"], 1) for word in words.split()}
    weekdays = {words: number for number, row in enumerate(rows["weekdays"]) for words in row.split("|")}
    days = {words: ago for ago, row in enumerate(rows["days"]) for words in row.split("|") if words}
    month, year = _alternatives(months), rf"(?P<year>(?:19|20)\d\d)(?!\d){rows['year']}"
    parts = [
        rf"(?P<range>{rows['range'].replace('MONTH', f'(?:{month})')})",
        rows["day"].replace("MONTH", f"(?P<month>{month})").replace("YEAR", year),
        rows.get("day_too", r"(?!)").replace("MONTH", f"(?P<month2>{month})").replace("YEAR", year.replace("year>", "year2>")),
        rf"{rows['in'] + ' ' if rows['in'] else ''}(?P<located>{_alternatives(located)})\b(?:,? {year.replace('year>', 'year3>')})?",
        r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b|(?P<dotted>\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)\b",
        rf"(?P<weekday>{_alternatives(weekdays)})",
        rf"(?P<days>{_alternatives(days)})",
        rf"(?P<same>{_alternatives(rows['same'].split('|'))})",
        rf"(?P<vague>{rows['vague']})",
    ]
    pattern = re.compile("|".join(rf"\b(?:{part})(?!\w)" for part in parts))
    phrases = (max(phrase.split(), key=len) for phrase in (*months, *located, *weekdays, *days, *rows["same"].split("|")))
    cues = frozenset(word[:CUE] for word in (*phrases, *rows["vague_cues"].split()))
    until = re.compile(rf"\b(?:{rows['until']})\s+(?:the\s+)?\Z")
    words = [frozenset(rows[name].split()) for name in ("nouns", "goes_on", "between")]
    return _Calendar(cues, pattern, until, months | located, weekdays, days, *words)


def _date(found: re.Match[str], calendar: _Calendar, base: date | None, night: bool) -> str | None:
    parts = found.groupdict()
    if parts["range"] or parts["vague"]:
        return None
    if parts["same"]:
        return SAME
    if parts["days"]:
        return _ago(base, calendar.days[parts["days"]]) if not night else None
    if parts["weekday"]:
        ago = (base.weekday() - calendar.weekdays[parts["weekday"]]) % 7 if base else 0
        return _ago(base, ago) if not night else None
    if parts["iso"] or parts["dotted"]:
        written = parts["iso"] or "-".join(f"{int(each):02}" for each in reversed(parts["dotted"].split(".")))
        return _past(_day_of(written), base)
    year = parts.get("year") or parts.get("year2") or parts.get("year3")
    if parts["located"]:
        return _month(calendar.months[parts["located"]], year, base)
    month = calendar.months[parts["month"] or parts["month2"]]  # each language has the one or the other
    return _day(int(parts["day"] or parts["day2"]), month, year, base)


def _ago(base: date | None, days: int) -> str | None:
    return (base - timedelta(days=days)).isoformat() if base and base.year > _YEARS[0] else None


def _past(day: date | None, base: date | None) -> str | None:
    """Nobody has spoken yet on a day that is still to come."""
    if day is None or not _YEARS[0] <= day.year < _YEARS[1] or (base and day > base):
        return None
    return day.isoformat()


def _day(day: int, month: int, year: str | None, base: date | None) -> str | None:
    """Without a year the nearest such day is meant; if that is still to come, it is no day of speaking."""
    years = [int(year)] if year else [base.year - 1, base.year, base.year + 1] if base else []
    days = []
    for each in years:
        try:
            days.append(date(each, month, day))
        except ValueError:
            continue
    nearest = min(days, key=lambda each: abs((each - base).days), default=None) if base else next(iter(days), None)
    return _past(nearest, base)


def _month(month: int, year: str | None, base: date | None) -> str | None:
    if year:
        return f"{year}-{month:02}" if base is None or (int(year), month) <= (base.year, base.month) else None
    if base is None:
        return None
    return f"{base.year if month <= base.month else base.year - 1}-{month:02}"


def of_speech(text: str, lang: str, times: Sequence[Told], clause: tuple[int, int], content: int | None) -> Told | None:
    """Which of the times told in a sentence is when its speaker spoke; None where none is.

    ``clause``: where the words stand that attribute; ``content``: where what is said begins, if it is said behind them.
    """
    calendar = _calendar(lang)
    if calendar is None:
        return None
    within = [each for each in times if _is_within(text, each, clause, content, calendar)]
    return within[0] if within else next((each for each in times if _is_before(text, each, clause, calendar)), None)


def _is_within(text: str, time: Told, clause: tuple[int, int], content: int | None, calendar: _Calendar) -> bool:
    first, last = clause
    if first <= time.start < last:
        return "," not in text[first : time.start]
    if time.start < last or (content is not None and time.start >= content):
        return False
    between = text[last : time.start]
    words = _WORD.findall(between.casefold())
    if content is not None and time.end <= content + 1:
        return "," not in between.rstrip(" ,") or bool(calendar.nouns.intersection(words))
    if calendar.nouns.intersection(words) and "," not in between:
        return True
    return len(words) <= _FEW and all(word in calendar.between for word in words)


def _is_before(text: str, time: Told, clause: tuple[int, int], calendar: _Calendar) -> bool:
    if time.end > clause[0] or clause[0] - time.end > _FAR:
        return False
    return is_lead(text, time, calendar_of=calendar)


def is_lead(text: str, time: Told, lang: str = "", calendar_of: _Calendar | None = None) -> bool:
    """Whether a sentence begins with a time, or with an occasion of speaking and its time."""
    calendar = calendar_of or _calendar(lang)
    before = _WORD.findall(text[: time.start].casefold())
    if len(before) <= _LEAD:
        return True
    if calendar is None or len(before) > 3 * _LEAD:
        return False
    behind = _WORD.findall(text[time.end : time.end + 40].casefold())[:2]
    return bool(calendar.nouns.intersection(before[-_FEW:]) or calendar.nouns.intersection(behind))


def goes_on(text: str, lang: str) -> bool:
    """Whether a paragraph begins with words that join it to the one before: "In turn", "также"."""
    calendar = _calendar(lang)
    return calendar is not None and bool(calendar.goes_on.intersection(_WORD.findall(text[:60].casefold())[:_LEAD]))


def is_recent(day: str | None, published: str | None) -> bool:
    base, then = _day_of(published), _day_of(f"{day}-28" if day and len(day) == len("2025-01") else day)
    return bool(base and then and (base - then).days <= _LONGEST_AGO)
