"""The rows a measurement reads: all of a file, or an error that names the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from monitor.errors import CounterclaimError
from monitor.read.knowledge import rows_of
from monitor.records import ReadError


def all_rows(path: Path, make: Any) -> list[Any]:
    """Every row of a file: a measurement on part of the rows would be a measurement of something else."""
    rows = []
    for row in rows_of(path, make):
        if isinstance(row, ReadError):
            raise CounterclaimError(f"{row.file}, {row.place}: {row.reason}")
        rows.append(row)
    if not rows:
        raise CounterclaimError(f"{path}: there are no rows in it")
    return rows


def words_of(row: dict[str, Any], key: str) -> str:
    """A text of a row that a model can read. Raises TypeError or ValueError that say why not."""
    value = row[key]
    if not isinstance(value, str):
        raise TypeError(f"{key!r} must be a text")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError(f"{key!r} holds half a character (a lone surrogate)")
    return value


def lines_of(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise CounterclaimError(f"{path}: cannot be read ({error})") from None
