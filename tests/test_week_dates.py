"""Weeks by ISO 8601."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import CounterclaimError
from monitor.week import bounds, in_words, week_of, weeks_before


@pytest.mark.parametrize("written", ["2025-W03", "2025W03", " 2025-W03\n", "2025-W3"])
def test_a_week_goes_from_monday_to_the_next_monday(written: str) -> None:
    assert bounds(written) == (date(2025, 1, 13), date(2025, 1, 20))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2025",
        "2025-03",
        "2025-W00",
        "2025-W54",
        "2025-W53",
        "0000-W01",
        "9999-W53",
        "W03",
        "2025-W03-1",
        "next week",
        "2025-W03; drop table",
    ],
)
def test_anything_else_is_refused_in_one_line_that_shows_how(written: str) -> None:
    with pytest.raises(CounterclaimError, match="write it like 2025-W03") as refused:
        bounds(written)
    assert "\n" not in str(refused.value) or "\n" in written


def test_the_year_of_a_week_is_not_always_the_year_of_its_days() -> None:
    assert week_of(date(2024, 12, 30)) == "2025-W01"
    assert week_of(date(2021, 1, 3)) == "2020-W53"


def test_the_weeks_before_cross_the_year() -> None:
    assert weeks_before("2025-W02", 4) == ("2024-W51", "2024-W52", "2025-W01", "2025-W02")


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ("2025-W03", "13 to 19 January 2025"),
        ("2025-W05", "27 January to 2 February 2025"),
        ("2025-W01", "30 December 2024 to 5 January 2025"),
    ],
)
def test_a_week_in_words(week: str, words: str) -> None:
    assert in_words(week) == words


@given(st.dates(min_value=date(1900, 1, 8), max_value=date(2200, 1, 1)))
def test_every_day_lies_in_its_week(day: date) -> None:
    monday, end = bounds(week_of(day))
    assert monday <= day < end and monday.isoweekday() == 1 and (end - monday).days == 7
    assert weeks_before(week_of(day), 1) == (week_of(day),)
