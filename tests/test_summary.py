"""A week in numbers: what rose, what is new, and how it is said."""

from collections.abc import Callable
from datetime import datetime

import pytest

from monitor.errors import CounterclaimError
from monitor.records import Band, Match, Narrative, NarrativeWeek
from monitor.store import Store
from monitor.summary import in_words, latest_week, movement, narrative_series, sentence, summarise, usual


def week(*counts: int) -> NarrativeWeek:
    return NarrativeWeek(narrative=Narrative(id="n", title="N"), counts=counts, statements=1)


@pytest.mark.parametrize(
    ("counts", "moved", "said"),
    [
        ((0, 0, 0, 0, 3), "new", "Three appearances, none in the four weeks before"),
        ((0, 0, 0, 0, 1), "new", "One appearance, none in the four weeks before"),
        ((4, 4, 4, 4, 11), "up", "Eleven appearances, up from a median of four"),
        ((4, 5, 4, 5, 13), "up", "13 appearances, up from a median of 4.5"),
        ((0, 0, 0, 1, 3), "up", "Three appearances, up from none in most weeks"),
        ((9, 9, 9, 9, 2), "down", "Two appearances, down from a median of nine"),
        ((9, 9, 9, 9, 0), "down", "No appearances, down from a median of nine"),
        ((2, 3, 3, 4, 4), "steady", "Four appearances, about as usual (median of four weeks: three)"),
        ((0, 0, 0, 1, 1), "steady", "One appearance, about as usual (median of four weeks: none)"),
        ((1, 1, 1, 1, 0), "steady", "No appearances, about as usual (median of four weeks: one)"),
        ((0, 0, 0, 0, 0), "new", "No appearances, none in the four weeks before"),
    ],
)
def test_a_figure_is_said_in_words(counts: tuple[int, ...], moved: str, said: str) -> None:
    assert (movement(week(*counts)), sentence(week(*counts))) == (moved, said)


def test_the_usual_is_the_median_and_not_the_mean() -> None:
    assert usual(week(0, 0, 2, 100, 5)) == 1 and usual(week(1, 2, 3, 4, 0)) == 2.5


def test_small_numbers_are_words() -> None:
    assert [in_words(n) for n in (0, 12, 13, -1)] == ["none", "twelve", "13", "-1"]


@pytest.fixture
def spoken(store: Store, say: Callable[..., str], moment: datetime) -> Store:
    store.save_narratives([Narrative(id="n", title="N"), Narrative(id="m", title="M")], None, moment)
    days = ["2024-12-17", "2025-01-01", "2025-01-08", "2025-01-13", "2025-01-14", "2025-01-19T22:00:00Z"]
    keys = [say(f"Statement {day}", at=day) for day in days]
    store.save_matches(
        keys, [Match(statement_id=key, narrative_id="n", probability=0.9, band=Band.ACCEPT) for key in keys], "m"
    )
    return store


def test_a_week_is_read_against_the_four_before_it(spoken: Store) -> None:
    found = summarise(spoken, "2025-W3")
    assert found.week == "2025-W03" and found.weeks == ("2024-W51", "2024-W52", "2025-W01", "2025-W02", "2025-W03")
    (one,) = found.narratives
    assert (one.narrative.id, one.counts, one.statements) == ("n", (1, 0, 1, 1, 3), 3)
    assert (found.documents, found.statements, found.appearances, found.suggested, found.unmatched) == (3, 3, 3, 0, 0)
    assert sentence(one) == "Three appearances, up from a median of one"


def test_days_on_which_nothing_came_are_gaps(spoken: Store) -> None:
    assert summarise(spoken, "2025-W03").gaps == (
        "Wednesday 15 January",
        "Thursday 16 January",
        "Friday 17 January",
        "Saturday 18 January",
    )


def test_the_latest_week_is_that_of_the_last_statement(spoken: Store) -> None:
    assert latest_week(spoken) == "2025-W03"


def test_weeks_before_anything_was_collected_are_left_out_and_not_zero(spoken: Store) -> None:
    weeks, counts = narrative_series(spoken, "n", "2025-W03")
    assert weeks == ("2024-W51", "2024-W52", "2025-W01", "2025-W02", "2025-W03") and counts == (1, 0, 1, 1, 3)
    assert narrative_series(spoken, "m", "2025-W03")[1] == (0,) * 5


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    with pytest.raises(CounterclaimError, match="counterclaim add"):
        latest_week(store)
    assert summarise(store, "2025-W03").narratives == () and len(summarise(store, "2025-W03").gaps) == 7
