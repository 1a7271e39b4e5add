"""Exports for other programs."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from monitor.publish.rows import exported, rows_as
from monitor.read import read
from monitor.records import Band, Decision, Document, Flag, Match, Narrative, Rebuttal, Review, Role
from monitor.store import Store

CANARY = "canary-ann"


@pytest.fixture
def filled(store: Store, say: Callable[..., str], moment: datetime) -> Store:
    keys = [say("Inside, said a man.", at="2025-01-14", speaker="Ivan"), say("=Outside()", at="2025-01-21")]
    store.save_narratives([Narrative(id="n", title="N")], None, moment)
    store.add_user(CANARY, Role.REVIEWER, moment)
    first = Match(statement_id=keys[0], narrative_id="n", probability=0.7, band=Band.ACCEPT, guards=("short",))
    store.save_matches(keys, [first, Match(statement_id=keys[1], narrative_id=None, probability=0.1, band=Band.NONE)], "m")
    store.save_flags(keys[:1], [Flag(statement_id=keys[0], head="claim_type", label="event", probability=0.8)], "f")
    store.add_review(Review(statement_id=keys[0], reviewer=CANARY, decision=Decision.CONFIRM, narrative_id="n"), moment)
    store.import_rebuttals([Rebuttal(id="r", claim="c", disproof="d", date="2025-01-14", author=CANARY)], moment)
    return store


def test_matches_have_the_columns_of_the_contract(filled: Store) -> None:
    first, second = (json.loads(line) for line in rows_as("jsonl", exported(filled, "matches", None)).splitlines())
    wanted = {"statement_id", "external_id", "text", "lang", "narrative_id", "probability", "band", "guards"}
    assert wanted <= set(first) and (first["narrative_id"], first["band"], first["guards"]) == ("n", "accept", ["short"])
    assert (second["narrative_id"], second["band"]) == (None, "none")


@pytest.mark.parametrize(
    ("what", "all_rows", "of_week"),
    [("statements", 2, 1), ("matches", 2, 1), ("flags", 1, 1), ("reviews", 1, 0), ("rebuttals", 1, 1)],
)
def test_a_week_is_only_that_week_and_nobody_is_named(filled: Store, what: str, all_rows: int, of_week: int) -> None:
    for format in ("jsonl", "csv"):
        assert CANARY not in rows_as(format, exported(filled, what, None))
    assert len(list(exported(filled, what, None))) == all_rows
    assert len(list(exported(filled, what, "2025-W03"))) == of_week


def test_csv_is_rfc_4180_and_no_cell_runs(filled: Store) -> None:
    text = rows_as("csv", exported(filled, "statements", None))
    header, *rows = csv.reader(io.StringIO(text))
    assert text.count("\r\n") == 3 and len({len(row) for row in (header, *rows)}) == 1
    assert [row[header.index("text")] for row in rows] == ["Inside, said a man.", "'=Outside()"]


@pytest.mark.parametrize("text", ["=1+1", "'=1", "''-x", 'plain, with "quotes"\nand lines', "＝x", "'just quoted'"])
def test_what_goes_out_as_csv_comes_back_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "out.csv"
    path.write_text(rows_as("csv", [{"id": "1", "text": text}]), encoding="utf-8", newline="")
    (found,) = read(path)
    assert isinstance(found, Document) and found.text == text


def test_no_rows_are_an_empty_text() -> None:
    assert rows_as("csv", []) == rows_as("jsonl", []) == ""
