"""A week in numbers: what rose, what is new, and how it is said."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import cli
from monitor.errors import CounterclaimError
from monitor.ledger import merge_narratives, undo
from monitor.records import Band, Match, Narrative, NarrativeWeek
from monitor.store import Store
from monitor.summary import (
    as_kept,
    changed_figures,
    in_words,
    is_over,
    keep,
    latest_week,
    movement,
    narrative_series,
    read_kept,
    sentence,
    summarise,
    usual,
)


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


# What a closed week showed


def test_a_kept_summary_comes_back_as_it_was_whatever_is_merged_since(spoken: Store, moment: datetime) -> None:
    before = summarise(spoken, "2025-W03")
    kept = keep(spoken, before, "m", "ann", moment)
    assert kept and (kept.number, kept.kept_at, kept.by, kept.event_id) == (1, "2025-01-20T09:00:00Z", "ann", 2)
    merge_narratives(spoken, "n", "m", "ed", moment)
    present = summarise(spoken, "2025-W03")
    assert [one.narrative.id for one in present.narratives] == ["m"]
    assert as_kept(spoken, "2025-W3") == (kept, before) and read_kept(kept) == before
    changes = changed_figures(before, present)
    assert ("“N” (n), 2025-W03", 3, 0) in changes and ("“M” (m), 2025-W03", 0, 3) in changes
    assert changed_figures(before, before) == []


def test_what_has_not_changed_is_kept_once_and_what_has_is_kept_beside_it(spoken: Store, moment: datetime) -> None:
    for _ in range(2):
        keep(spoken, summarise(spoken, "2025-W03"), "m", "ann", moment)
    merge_narratives(spoken, "n", "m", "ed", moment)
    keep(spoken, summarise(spoken, "2025-W03"), "m", "bob", moment)
    undo(spoken, "ed", moment)
    assert [(one.number, one.by) for one in spoken.kept_summaries("2025-W03")] == [(1, "ann"), (2, "bob")]
    assert as_kept(spoken, "2025-W03", 2)[1].narratives[0].narrative.id == "m"


def test_a_week_that_goes_on_is_not_kept(spoken: Store, moment: datetime) -> None:
    assert not is_over("2025-W04", moment) and is_over("2025-W03", moment)
    assert keep(spoken, summarise(spoken, "2025-W04"), "m", "ann", moment) is None
    assert spoken.kept_summaries("2025-W04") == []


def test_what_was_never_kept_is_said_so(spoken: Store, moment: datetime) -> None:
    with pytest.raises(CounterclaimError, match="2025-W03: nothing was kept of this week"):
        as_kept(spoken, "2025-W03")
    keep(spoken, summarise(spoken, "2025-W03"), "m", "ann", moment)
    with pytest.raises(CounterclaimError, match="there is no kept summary 2; there are 1 to 1"):
        as_kept(spoken, "2025-W03", 2)


@pytest.mark.parametrize("format", ["md", "html", "json", "csv"])
def test_the_command_keeps_a_week_as_it_goes_out_and_gives_it_again_to_the_letter(
    spoken: Store, db_path: Path, moment: datetime, format: str
) -> None:
    def printed(*words: str) -> str:
        done = CliRunner().invoke(
            cli, ["--db", str(db_path), "summary", "--week", "2025-W03", "--format", format, *words], catch_exceptions=False
        )
        assert done.exit_code == 0
        return done.output

    first = printed()
    merge_narratives(spoken, "n", "m", "ed", moment)
    second = printed()
    assert first != second
    assert printed("--as-kept") == printed("--as-kept", "1") == first and printed("--as-kept", "2") == second
    assert len(spoken.kept_summaries("2025-W03")) == 2
