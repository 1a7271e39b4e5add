"""What the demonstration and the flagger stand on: complete, consistent, and with its sources."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from classifiers.labels import CLAIM_TYPES, NOT_A_CLAIM
from monitor.ids import text_id
from monitor.read import read
from monitor.read.knowledge import decided, labelled, narrative, outlet, rebuttals_of, rows_of
from monitor.records import Document, ReadError
from monitor.split import split

FIXTURES = Path(__file__).parent.parent / "fixtures"
FILES = sorted((FIXTURES / "labelled").glob("*.jsonl"))


def rows(path: Path, make: Any) -> list[Any]:
    found = list(rows_of(path, make))
    assert [one for one in found if isinstance(one, ReadError)] == []
    return found


LABELLED = [row for path in FILES for row in rows(path, labelled)]
NARRATIVES = rows(FIXTURES / "narratives.jsonl", narrative)
WEEK = list(read(FIXTURES / "week"))
EARLIER = list(read(FIXTURES / "earlier"))


def test_there_are_rows_enough_in_every_language() -> None:
    langs = Counter(row.lang for row in LABELLED)
    assert len(LABELLED) >= 1500 and langs["ru"] >= len(LABELLED) / 3
    assert {"be", "en", "pl", "ru", "uk"} == set(langs)
    assert all(row.checkworthy in (True, False) for row in LABELLED)


def test_every_label_is_known_and_has_150_rows() -> None:
    counts = Counter(label for row in LABELLED for label in row.labels)
    assert set(counts) == set(CLAIM_TYPES)
    assert {label: count for label, count in counts.items() if count < 150} == {}


def test_a_row_without_a_claim_has_no_other_label_and_every_row_has_one() -> None:
    assert [row.text for row in LABELLED if not row.labels or len(set(row.labels)) != len(row.labels)] == []
    assert [row.text for row in LABELLED if NOT_A_CLAIM in row.labels and len(row.labels) > 1] == []


def test_no_row_stands_twice_within_or_across_files() -> None:
    counts = Counter(text_id(row.text) for row in LABELLED)
    assert [row.text for row in LABELLED if counts[text_id(row.text)] > 1] == []


def test_narratives_are_a_tree_with_exemplars_in_english_and_russian() -> None:
    ids = [one.id for one in NARRATIVES]
    assert len(ids) >= 60 and len(set(ids)) == len(ids)
    parents = {one.id: one.parent for one in NARRATIVES}
    for start in ids:
        seen, at = {start}, parents[start]
        while at is not None:
            assert at in parents and at not in seen, f"{start} has no way to the top"
            seen.add(at)
            at = parents[at]

    def cyrillic(text: str) -> bool:
        return sum("а" <= c <= "я" for c in text.lower()) > sum("a" <= c <= "z" for c in text.lower())

    few = {one.id for one in NARRATIVES if min(Counter(map(cyrillic, one.exemplars))[side] for side in (True, False)) < 4}
    assert few == set()
    assert [one.id for one in NARRATIVES if not one.title or not one.description] == []


def test_the_week_has_its_items_and_all_lie_in_it() -> None:
    documents = [one for one in WEEK if isinstance(one, Document)]
    assert len(documents) >= 40 and [one for one in WEEK if isinstance(one, ReadError)] == []
    outside = [
        (one.external_id, one.published_at) for one in documents if not "2025-01-13" <= (one.published_at or "") < "2025-01-20"
    ]
    assert outside == []
    assert [one for one in EARLIER if isinstance(one, ReadError)] == []
    assert all("2024-12-16" <= (one.published_at or "") < "2025-01-13" for one in EARLIER if isinstance(one, Document))


def test_every_item_of_the_week_is_in_the_list_of_sources() -> None:
    listed = (FIXTURES / "SOURCES.md").read_text(encoding="utf-8")
    found = [one.external_id for one in WEEK if isinstance(one, Document)]
    keys = [key.rsplit("/", 1)[-1] for key in found if not key.startswith("https:")]
    assert [key for key in keys if f"{key} |" not in listed and not key.startswith(("w03-dry-", "411"))] == []


def test_rebuttals_have_sources_and_speak_of_known_narratives() -> None:
    found = list(rebuttals_of(FIXTURES / "rebuttals.jsonl"))
    assert found and [one for one in found if isinstance(one, ReadError)] == []
    known = {one.id for one in NARRATIVES}
    for one in found:
        assert not isinstance(one, ReadError)
        assert one.sources and set(one.narrative_ids) <= known and len(one.disproof.split()) >= 10


def test_reviews_and_answers_refer_to_known_statements_and_narratives() -> None:
    said = {one.statement_id for item in (*WEEK, *EARLIER) if isinstance(item, Document) for one in split(item)}
    known = {one.id for one in NARRATIVES}
    reviews = rows(FIXTURES / "reviews.jsonl", decided)
    assert [one.text for one in reviews if text_id(one.text) not in said] == []
    assert {one.narrative_id for one in reviews} - {None} <= known
    answers = [
        text for one in rebuttals_of(FIXTURES / "rebuttals.jsonl") if not isinstance(one, ReadError) for text in one.answers
    ]
    assert [text for text in answers if text_id(text) not in said] == []


def test_no_labelled_row_or_exemplar_is_a_statement_of_the_weeks() -> None:
    said = {one.statement_id for item in (*WEEK, *EARLIER) if isinstance(item, Document) for one in split(item)}
    assert [row.text for row in LABELLED if text_id(row.text) in said] == []


def test_outlets_have_ids_of_their_own_and_the_storylines_name_items() -> None:
    outlets = rows(FIXTURES / "outlets.jsonl", outlet)
    assert len({one.id for one in outlets}) == len(outlets) >= 5
    lines = [json.loads(line) for line in (FIXTURES / "storylines.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all((FIXTURES / line["file"]).is_file() for line in lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_of_labels_is_of_one_language(path: Path) -> None:
    assert {row.lang for row in rows(path, labelled)} == {path.name[:2]}
