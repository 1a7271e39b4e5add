"""The bytes of what was fetched: evidence, kept as received, with their hash and time."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

from monitor.records import Capture
from monitor.store.base import Connection


class CaptureQueries(Connection):
    """Queries about captures. A capture is added once and never changed."""

    def captures(self, since: str = "", until: str = "9999") -> Iterator[Capture]:
        """The bytes of everything fetched within [since, until), oldest first, one at a time."""
        for row in self.db.execute(
            """select url, fetched_at, status, media_type, headers, body from captures
            where fetched_at >= ? and fetched_at < ? order by fetched_at, id""",
            [since, until],
        ):
            yield Capture(
                url=row[0],
                fetched_at=row[1],
                status=row[2],
                media_type=row[3],
                headers=tuple((name, value) for name, value in json.loads(row[4])),
                body=zlib.decompress(row[5]),
            )

    def _save_capture(self, capture: Capture | None) -> str | None:
        if capture is None:
            return None
        self.db.execute(
            "insert or ignore into captures values (?,?,?,?,?,?,?,?)",
            [capture.id, capture.url, capture.sha256, capture.fetched_at, capture.status, capture.media_type]
            + [json.dumps(capture.headers, ensure_ascii=False), zlib.compress(capture.body)],
        )
        return capture.id
