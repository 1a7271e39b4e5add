"""What outlets have taken down: posts that a later export has not, articles that are not found any more."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime

from monitor.records import Extent
from monitor.store.base import Connection, chunks, marks, utc


class VanishedQueries(Connection):
    """Queries about documents that are gone. What they said stays."""

    def mark_vanished(self, extent: Extent, now: datetime) -> int:
        """Mark the posts of a chat that are known and were not in an export of it. Returns how many are newly gone.

        Marked ones that are in it have come back if it has a known post that is later than all that were known when they
        were marked: an older export, read once more, brings nothing back.
        """
        present = extent.present
        if not present:
            return 0
        missing: list[str] = []
        back: list[tuple[int, str, str]] = []
        known_by: dict[str, int] = {}
        latest = -1
        for id, number, gone_at, added_at in self._posts(extent.outlet.id, extent.prefix):
            known_by[added_at] = max(number, known_by.get(added_at, number))
            at = bisect_left(present, number)
            if at < len(present) and present[at] == number:
                latest = max(latest, number)
                if gone_at:
                    back.append((number, id, gone_at))
            elif not gone_at and present[0] < number < present[-1]:
                missing.append(id)
        self._bring_back(
            [id for _, id, gone in back if latest > max((n for at, n in known_by.items() if at <= gone), default=-1)]
        )
        return self.mark_gone(missing, now)

    def _posts(self, outlet_id: str, prefix: str) -> Iterator[tuple[str, int, str | None, str]]:
        """(id, number, when gone, when added) of the posts of a chat."""
        behind = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        for id, external, gone_at, added_at in self.db.execute(
            """select id, external_id, gone_at, added_at from documents
            where outlet_id = ? and external_id >= ? and external_id < ? and kind = 'telegram'""",
            [outlet_id, prefix, behind],
        ):
            if (number := external[len(prefix) :]).isdecimal():
                yield id, int(number), gone_at, added_at

    def _bring_back(self, document_ids: Sequence[str]) -> None:
        for chunk in chunks(document_ids):
            with self.writing():
                self.db.execute(f"update documents set gone_at = null where id in ({marks(chunk)})", list(chunk))

    def mark_gone(self, document_ids: Sequence[str], now: datetime) -> int:
        """Documents that their outlet has taken down. What they said stays."""
        for chunk in chunks(document_ids):
            with self.writing():
                self.many("update documents set gone_at = ? where id = ?", [(utc(now), one) for one in chunk])
        return len(document_ids)
