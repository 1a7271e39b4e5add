"""A week -> Summary: what rose, what is new, who carries it. Computed from the store, never edited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from monitor import week as weeks
from monitor.errors import CounterclaimError
from monitor.kept import KeptSummary
from monitor.records import Example, Narrative, NarrativeWeek, Summary

if TYPE_CHECKING:
    from monitor.store import Store

#: A week is read against the four before it.
HISTORY = 5
_CARRIERS = 6
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def summarise(store: Store, week: str, examples: int = 3) -> Summary:
    """The summary of a week like ``2025-W03``. Raises CounterclaimError for what is no week."""
    monday, end = weeks.bounds(week)
    week, since, until = weeks.week_of(monday), monday.isoformat(), end.isoformat()
    series = weeks.weeks_before(week, HISTORY)
    by_week = [store.narrative_counts(*_iso(one)) for one in series]
    narratives = {narrative.id: narrative for narrative in store.narratives()}
    found = []
    seen = {key for counts in by_week for key in counts}
    for key in sorted(seen):
        counts = tuple(week_counts.get(key, 0) for week_counts in by_week)
        if not counts[-1] and median(counts[:-1]) < 1:
            continue  # said once in a while, and not this week: no news
        totals = store.narrative_totals(key, since, until)
        found.append(
            NarrativeWeek(
                narrative=narratives[key],
                counts=counts,
                outlets=tuple(store.narrative_carriers(key, since, until, "outlet")[:_CARRIERS]),
                speakers=tuple(store.narrative_carriers(key, since, until, "speaker")[:_CARRIERS]),
                **totals,
                examples=tuple(store.narrative_statements(key, since, until, examples)),
            )
        )
    totals = store.week_totals(since, until)
    heard = store.days_with_documents(since, until)
    days = [(monday + timedelta(days=number)) for number in range(7)]
    return Summary(
        week=week,
        weeks=series,
        documents=totals["documents"],
        statements=totals["statements"],
        appearances=totals["appearances"],
        reposts=totals["reposts"],
        suggested=totals["suggested"],
        unmatched=totals["unmatched"],
        denied=totals["denied"],
        by_lang=tuple(store.week_counts(since, until, "lang")),
        by_outlet=tuple(store.week_counts(since, until, "outlet")),
        narratives=tuple(sorted(found, key=lambda one: (-one.count, one.narrative.title))),
        gaps=tuple(f"{day:%A} {day.day} {day:%B}" for day in days if day.isoformat() not in heard),
        failed=tuple((row["outlet"], row["failures"]) for row in store.failed_feeds(since, until)),
    )


def is_over(week: str, now: datetime) -> bool:
    """Whether a week has ended, by the calendar of Greenwich."""
    return weeks.bounds(week)[1] <= now.date()


def keep(store: Store, one: Summary, model: str, by: str | None, now: datetime) -> KeptSummary | None:
    """Keep what a week that has ended shows, so that it can be shown again to the letter; None while the week goes on.

    Where the last one kept says the same, that one stays the last.
    """
    if not is_over(one.week, now):
        return None
    return store.keep_summary(one.week, json.dumps(asdict(one), ensure_ascii=False), model, by, now)


def as_kept(store: Store, week: str, number: int = 1) -> tuple[KeptSummary, Summary]:
    """What was kept of a week, by its number: the first one is 1. Raises CounterclaimError where there is none."""
    kept = store.kept_summaries(weeks.week_of(weeks.bounds(week)[0]))
    if not kept:
        raise CounterclaimError(
            f"{week}: nothing was kept of this week; a summary of a week that has ended is kept as it goes out"
        )
    found = next((one for one in kept if one.number == number), None)
    if found is None:
        raise CounterclaimError(f"{week}: there is no kept summary {number}; there are 1 to {len(kept)}")
    return found, read_kept(found)


def read_kept(kept: KeptSummary) -> Summary:
    """A kept summary as it was computed."""
    row: dict[str, Any] = _tuples(json.loads(kept.content))
    narratives = tuple(
        NarrativeWeek(
            **one
            | {
                "narrative": Narrative(**one["narrative"]),
                "examples": tuple(Example(**example) for example in one["examples"]),
            }
        )
        for one in row["narratives"]
    )
    return Summary(**row | {"narratives": narratives})


def changed_figures(before: Summary, after: Summary) -> list[tuple[str, int, int]]:
    """(what, its figure before, its figure after) of every figure that two summaries of a week do not share."""
    one, other = dict(_figures(before)), dict(_figures(after))
    names = [*one, *(name for name in other if name not in one)]
    return [(name, one.get(name, 0), other.get(name, 0)) for name in names if one.get(name, 0) != other.get(name, 0)]


def _figures(summary: Summary) -> Iterator[tuple[str, int]]:
    for name in ("documents", "statements", "appearances", "reposts", "suggested", "unmatched", "denied"):
        yield name, getattr(summary, name)
    yield from ((f"appearances in {name}", count) for name, count in summary.by_lang)
    yield from ((f"appearances in {name}", count) for name, count in summary.by_outlet)
    for one in summary.narratives:
        about = f"“{one.narrative.title}” ({one.narrative.id})"
        yield from ((f"{about}, {week}", count) for week, count in zip(summary.weeks, one.counts, strict=True))
        for name in ("statements", "confirmed", "rebutted", "reported", "reposts"):
            yield f"{about}, {name}", getattr(one, name)
        yield from ((f"{about}, by {name}", count) for name, count in (*one.outlets, *one.speakers))


def _tuples(value: Any) -> Any:
    """JSON as it was before: its lists were tuples."""
    if isinstance(value, list):
        return tuple(_tuples(one) for one in value)
    return {name: _tuples(one) for name, one in value.items()} if isinstance(value, dict) else value


def latest_week(store: Store) -> str:
    """The week of the last statement; the week of the clock is empty more often than not. Raises CounterclaimError."""
    day = store.latest_day()
    if day is None:
        raise CounterclaimError("there are no statements yet; add some with: counterclaim add PATH")
    # A source that names only a month counts for its first day.
    return weeks.week_of(date.fromisoformat(day if len(day) == 10 else f"{day}-01"))


def narrative_series(
    store: Store, narrative_id: str, last_week: str, count: int = 12
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """(weeks, appearances) of one narrative, oldest first; weeks before anything was collected are left out, not zero."""
    first = store.first_day() or weeks.bounds(last_week)[0].isoformat()
    series = [one for one in weeks.weeks_before(last_week, count) if _iso(one)[1] > first]
    return tuple(series), tuple(store.narrative_counts(*_iso(one)).get(narrative_id, 0) for one in series)


def usual(one: NarrativeWeek) -> float:
    """What the four weeks before had: their median."""
    return float(median(one.counts[:-1]))


def is_new(one: NarrativeWeek) -> bool:
    return not any(one.counts[:-1])


def movement(one: NarrativeWeek) -> str:
    """``new``, ``up``, ``down`` or ``steady``, against the median of the weeks before."""
    if is_new(one):
        return "new"
    before = usual(one)
    # Below two appearances of difference a week is like any other.
    if one.count >= before + 2:
        return "up"
    return "down" if one.count <= before - 2 else "steady"


def sentence(one: NarrativeWeek) -> str:
    """What the week's figure says, as a title: ``Eleven appearances, up from a median of four``."""
    said = f"{in_words(one.count).capitalize() if one.count else 'No'} appearance{'' if one.count == 1 else 's'}"
    moved = movement(one)
    if moved == "new":
        return f"{said}, none in the four weeks before"
    before = usual(one)
    figure = in_words(int(before)) if before == int(before) else f"{before:g}"
    if moved == "steady":
        return f"{said}, about as usual (median of four weeks: {figure})"
    return f"{said}, {moved} from " + (f"a median of {figure}" if before else "none in most weeks")


def in_words(number: int) -> str:
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def _iso(week: str) -> tuple[str, str]:
    monday, end = weeks.bounds(week)
    return monday.isoformat(), end.isoformat()
