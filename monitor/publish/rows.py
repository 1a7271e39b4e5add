"""Exports for other programs: one row each, as JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from monitor import week as weeks
from monitor.publish.formats import cell, public

if TYPE_CHECKING:
    from monitor.store import Store


def exported(store: Store, what: str, week: str | None) -> Iterator[dict[str, Any]]:
    """Rows of ``statements``, ``matches``, ``flags``, ``reviews`` or ``rebuttals``, of one week or of all."""
    since, until = (day.isoformat() for day in weeks.bounds(week)) if week else ("", "9999")
    if what == "rebuttals":
        return (
            public(asdict(one))
            for one in store.rebuttals()
            if week is None or (one.date or "") >= since and (one.date or "") < until
        )
    queries = {
        "statements": store.export_statements,
        "matches": store.export_matches,
        "flags": store.export_flags,
        "reviews": store.export_reviews,
    }
    return queries[what](since, until)


def rows_as(format: str, rows: Iterable[dict[str, Any]]) -> str:
    """JSON Lines, or CSV by RFC 4180 with cells that no spreadsheet runs."""
    if format == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file = io.StringIO(newline="")
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.writer(file)
            writer.writerow(row)
        writer.writerow([_cell(value) for value in row.values()])
    return file.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return cell(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple | dict) else value
