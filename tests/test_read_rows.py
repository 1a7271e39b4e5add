"""Statements as JSON Lines and CSV: every good row in, every bad one named by its line."""

import json
from pathlib import Path

import pytest

from monitor.ids import text_id
from monitor.read import read
from monitor.records import Document, Outlet, ReadError


def rows(tmp_path: Path, data: str | bytes, name: str = "rows.jsonl") -> list[Document | ReadError]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read(path, "statements"))


def texts(found: list[Document | ReadError]) -> list[str]:
    return [each.text for each in found if isinstance(each, Document)]


def places(found: list[Document | ReadError]) -> list[str]:
    return [each.place for each in found if isinstance(each, ReadError)]


def test_a_row_keeps_all_it_says(tmp_path: Path) -> None:
    row = {
        "id": "s1", "text": "We will win.", "lang": "en", "date": "2025-01-14T12:00:00+03:00", "outlet": "BelTA",
        "speaker": "A. Lukashenka", "role": "president", "url": "https://belta.by/1",
    }  # fmt: skip
    (found,) = rows(tmp_path, json.dumps(row))
    assert found == Document(
        outlet=Outlet(id="belta", name="BelTA", domains=("belta.by",)),
        external_id="s1",
        kind="statements",
        text="We will win.",
        url="https://belta.by/1",
        lang="en",
        published_at="2025-01-14T09:00:00Z",
        speaker="A. Lukashenka",
        role="president",
    )


def test_a_row_without_an_id_is_known_by_its_words(tmp_path: Path) -> None:
    (found,) = rows(tmp_path, '{"text": "We will win."}')
    assert isinstance(found, Document)
    assert found.external_id == text_id("We will win.")


def test_known_outlets_are_found_by_id_and_by_name(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "One", "outlet": "sb"}\n{"text": "Two", "outlet": "sb. belarus today"}')
    known = Outlet(id="sb", name="SB. Belarus Today")
    assert [each.outlet for each in read(path, outlets={"sb": known}) if isinstance(each, Document)] == [known, known]


BAD_LINES = [
    b'{"text": ""}', b'{"id": "x"}', b"not json", b'["a list"]', b'"text"', b'{"text": NaN}', b'{"text": 5}',
    b'{"text": "half \\ud800"}', b'{"text": "a", "date": "14.01.2025"}', b'{"text": "a", "date": "2025"}',
    b'{"text": "caf\xe9"}', b'{"text": ' + b"[" * 100_000 + b"}", b'{"text": "a", "n": ' + b"9" * 5000 + b"}",
    b'{"text": "a", "url": 5}', b'{"text": "\\u0000"}',
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_bad_line_is_one_error_and_loses_no_other(tmp_path: Path, bad: bytes) -> None:
    found = rows(tmp_path, b'{"text": "before"}\n\n' + bad + b'\n{"text": "after"}')
    assert texts(found) == ["before", "after"]
    assert places(found) == ["line 3"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_csv_is_read_whatever_its_separator_and_with_a_byte_order_mark(tmp_path: Path, mark: str, start: str) -> None:
    data = start + mark.join(["id", "TEXT", "lang"]) + "\r\n" + mark.join(["1", '"He said ""no""\r\ntwice"', "xx1"]) + "\r\n"
    (found,) = rows(tmp_path, data, "rows.csv")
    assert isinstance(found, Document)
    assert (found.external_id, found.text, found.lang) == ("1", 'He said "no"\ntwice', None)


def test_csv_loses_only_the_row_with_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    data = "id,text\n1,раз\n2,@\n3,три\n".encode().replace(b"@", "два".encode("windows-1251"))
    found = rows(tmp_path, data, "rows.csv")
    assert texts(found) == ["раз", "три"]
    assert places(found) == ["line 3"]


def test_a_quotation_mark_nobody_closed_does_not_swallow_the_rows_behind_it(tmp_path: Path) -> None:
    found = rows(tmp_path, 'id,text\n1,one\n2,"two\n3,three\n4,"four"\n5,five\n', "rows.csv")
    assert texts(found) == ["one", "three", "four", "five"]
    assert places(found) == ["line 3"]


def test_a_cell_beyond_the_csv_limit_and_a_row_too_long_are_errors(tmp_path: Path) -> None:
    found = rows(tmp_path, f"id,text\n1,{'x' * 200_000}\n2,two,three,four\n3,fine\n", "rows.csv")
    assert texts(found) == ["fine"]
    assert places(found) == ["line 2", "line 3"]


def test_a_header_without_text_is_one_error(tmp_path: Path) -> None:
    assert places(rows(tmp_path, "a,b\n1,2\n3,4\n", "rows.csv")) == ["line 1"]


def test_a_cell_made_harmless_for_spreadsheets_comes_back_as_it_was(tmp_path: Path) -> None:
    assert texts(rows(tmp_path, "text\n'=1+1 is two\n'tis so\n", "rows.csv")) == ["=1+1 is two", "'tis so"]
