"""Adding what came in: what is broken is kept as an error with its place, everything else goes in."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from monitor.add import Added, add
from monitor.errors import CounterclaimError
from monitor.store import Store

FIXTURES = Path(__file__).parent.parent / "fixtures"
EXPECTED = json.loads((FIXTURES / "broken" / "expected.json").read_text(encoding="utf-8"))


def added(store: Store, moment: datetime, *paths: Path, **options: str) -> Added:
    *_, last = add(store, paths, moment, **options)
    return last


def everything(store: Store) -> list[str]:
    """All that is stored, but for the log of what each try brought."""
    return [line for line in store.db.conn.iterdump() if not line.startswith('INSERT INTO "imports"')]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_file_gives_what_is_whole_in_it(store: Store, moment: datetime, name: str) -> None:
    tally = added(store, moment, FIXTURES / "broken" / name)
    assert {"documents": tally.counts["documents"], "errors": len(tally.errors)} == EXPECTED[name]
    assert store.value("select count(*) from documents") == EXPECTED[name]["documents"]
    stored = store.read_errors()
    assert len(stored) == EXPECTED[name]["errors"]
    assert all(row["file"].endswith(name) and row["place"] and row["reason"] for row in stored)


def test_the_broken_ones_lose_nothing_of_the_others(store: Store, moment: datetime) -> None:
    tally = added(store, moment, FIXTURES / "broken", FIXTURES / "week", FIXTURES / "earlier")
    # One file of the folder says what is expected of the rest, and is itself of no kind that can be read.
    assert len(tally.errors) == sum(one["errors"] for one in EXPECTED.values()) + 1
    with_errors = sum(one["documents"] for one in EXPECTED.values())
    before = everything(store)
    again = added(store, moment, FIXTURES / "week", FIXTURES / "earlier")
    assert sum(again.counts.values()) == 0 and again.errors == [] and everything(store) == before
    assert tally.counts["documents"] == with_errors + again.documents
    assert tally.counts["appearances"] <= tally.counts["statements"] and tally.counts["new_statements"] > 100


def test_a_thousand_good_rows_beside_a_bad_one(store: Store, moment: datetime, tmp_path: Path) -> None:
    rows = [json.dumps({"text": f"Statement number {number} of many."}) for number in range(1000)]
    rows[500] = '{"text": '
    (tmp_path / "rows.jsonl").write_text("\n".join(rows))
    steps = list(add(store, [tmp_path / "rows.jsonl"], moment, outlet_id="o"))
    assert len(steps) >= 5  # many small transactions, so that nobody waits
    assert (steps[-1].counts["documents"], [error.place for error in steps[-1].errors]) == (999, ["line 501"])


def test_a_known_outlet_is_found_and_a_chosen_one_wins(store: Store, moment: datetime, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One statement here.", "outlet": "herald"}')
    added(store, moment, tmp_path / "a.jsonl", outlet_id="mine")
    assert [one.id for one in store.outlets()] == ["mine"]
    with pytest.raises(CounterclaimError, match="is no outlet id"):
        added(store, moment, tmp_path / "a.jsonl", outlet_id="Not An Id")
    with pytest.raises(CounterclaimError, match="kind of input"):
        added(store, moment, tmp_path / "a.jsonl", kind="carrier pigeon")


def test_a_missing_file_is_an_error_and_the_next_one_goes_in(store: Store, moment: datetime, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One statement here."}')
    tally = added(store, moment, tmp_path / "gone.xml", tmp_path / "a.jsonl")
    assert len(tally.errors) == 1 and tally.counts["documents"] == 1
