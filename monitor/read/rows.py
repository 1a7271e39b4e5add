"""Statements that somebody already cut out: JSON Lines or CSV, one statement a row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.ids import text_id
from monitor.read import dates, plain
from monitor.read.outlets import Outlets, web_address
from monitor.records import Document, ReadError

COLUMNS = ("id", "text", "lang", "date", "outlet", "speaker", "role", "url")
_DELIMITERS = ",;\t"
_BOM = b"\xef\xbb\xbf"
_LANG = re.compile(r"[a-z]{2,3}", re.ASCII)
_UNDECODED = re.compile("[\udc80-\udcff]")
_HALF = re.compile("[\ud800-\udfff]")
# Written by an export so that no spreadsheet runs the cell; taken off again on the way in.
_NEUTRALISED = re.compile(r"\A'(?='*[=+\-@\t\r\n＝＋－＠])")


class _BadRowError(ValueError):
    """A row that cannot be taken; its text is the reason."""


def read(path: Path, outlets: Outlets) -> Iterator[Document | ReadError]:
    """Every row as a Document of kind ``statements``; a ReadError with the line number for each that cannot be taken.

    Raises OSError where the file cannot be opened.
    """
    with path.open("rb") as raw:
        start = raw.read(4096).removeprefix(_BOM).lstrip()
    rows = _json_rows if start.startswith(b"{") or path.suffix.lower() in (".jsonl", ".ndjson") else _csv_rows
    for line, row in rows(path):
        try:
            yield _document(row(), outlets)
        except _BadRowError as error:
            yield ReadError(file=str(path), place=f"line {line}", reason=str(error))


def delimiter(header: str) -> str:
    """The separator of a CSV header: of comma, semicolon and tab the one that cuts it into the most cells."""
    return max(_DELIMITERS, key=header.count)


def _json_rows(path: Path) -> Iterator[tuple[int, Callable[[], Mapping[str, Any]]]]:
    with path.open("rb") as raw:
        for number, data in enumerate(raw, 1):
            data = data.removeprefix(_BOM) if number == 1 else data
            if data.strip():
                yield number, lambda data=data: _json_row(data)  # type: ignore[misc]


def _json_row(data: bytes) -> Mapping[str, Any]:
    try:
        row = json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise _BadRowError("the line holds bytes that are not UTF-8.") from None
    except RecursionError:
        raise _BadRowError("the line is nested deeper than any real one.") from None
    except ValueError as error:
        raise _BadRowError(f"the line is not JSON: {str(error).partition(':')[0][:120]}.") from None
    if not isinstance(row, dict):
        raise _BadRowError("the line is not a JSON object.")
    return row


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def _csv_rows(path: Path) -> Iterator[tuple[int, Callable[[], Mapping[str, Any]]]]:
    with path.open("rb") as raw:
        # Bytes that are not UTF-8 come through as lone surrogates, so that only their own row is lost.
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
        first = text.readline()
        header = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter(first)), [])]
        if "text" not in header:
            yield 1, _failing("the header row has no column named text.")
            return
        for number, cells in _records(text, delimiter(first)):
            yield number, lambda cells=cells: _csv_row(header, cells)  # type: ignore[misc]


def _failing(reason: str) -> Callable[[], Mapping[str, Any]]:
    def fail() -> Mapping[str, Any]:
        raise _BadRowError(reason)

    return fail


def _records(lines: Iterator[str], separator: str) -> Iterator[tuple[int, list[str] | str]]:
    """The line number and cells of each record after the header, or what is wrong with it.

    After a bad record reading goes on with the line after its first: an opening quote without a closing one would
    otherwise swallow the good rows behind it.
    """
    pending: deque[str] = deque()
    number = 2
    while True:
        taken: list[str] = []

        def following(taken: list[str] = taken) -> Iterator[str]:
            while (line := pending.popleft() if pending else next(lines, None)) is not None:
                taken.append(line)
                yield line

        try:
            cells = next(csv.reader(following(), delimiter=separator, strict=True))
        except StopIteration:
            return
        except csv.Error as error:
            yield number, str(error)
            pending.extendleft(reversed(taken[1:]))
            number += 1
            continue
        if cells:
            yield number, cells
        number += len(taken)


def _csv_row(header: list[str], cells: list[str] | str) -> Mapping[str, Any]:
    if isinstance(cells, str):
        raise _BadRowError(f"the row is not CSV: {cells}.")
    if any(_UNDECODED.search(cell) for cell in cells):
        raise _BadRowError("the row holds bytes that are not UTF-8.")
    if len(cells) > len(header):
        raise _BadRowError(f"the row has {len(cells)} cells where the header has {len(header)}.")
    return {name: _NEUTRALISED.sub("", cell) for name, cell in zip(header, cells, strict=False)}


def _document(row: Mapping[str, Any], outlets: Outlets) -> Document:
    text = plain.clean(_cell(row, "text")).strip()
    if not text:
        raise _BadRowError("the row has no text.")
    written, lang = _cell(row, "date").strip(), _cell(row, "lang").strip().lower()
    published = dates.iso(written) if written else None
    if written and not published:
        raise _BadRowError(f"the date {written[:40]!r} is not an ISO 8601 date.")
    url = web_address(_cell(row, "url"))
    return Document(
        outlet=outlets.of(names=(_cell(row, "outlet"),), urls=(url,)),
        external_id=plain.line(_cell(row, "id")) or text_id(text),
        kind="statements",
        text=text,
        url=url,
        lang=lang if _LANG.fullmatch(lang) else None,
        published_at=published,
        speaker=plain.line(_cell(row, "speaker")) or None,
        role=plain.line(_cell(row, "role")) or None,
    )


def _cell(row: Mapping[str, Any], name: str) -> str:
    """One value as text, "" where there is none. A number is fit for an id, for nothing else."""
    value = row.get(name)
    if value is None:
        return ""
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise _BadRowError(f"the row's {name} is not a text.")
    if _HALF.search(value):
        raise _BadRowError(f"the row's {name} holds half of a Unicode surrogate pair.")
    return value
