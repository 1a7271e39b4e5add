"""Feeds: where outlets are polled, how that went, and what each feed was last seen to hold."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from monitor.errors import CounterclaimError
from monitor.records import Feed, Outlet
from monitor.store.base import Connection, chunks, utc

_FIELDS = tuple(Feed.__dataclass_fields__)


class FeedQueries(Connection):
    """Queries about feeds. A removed feed keeps its history, and comes back when it is added again."""

    def add_feed(
        self, url: str, outlet: Outlet, now: datetime, kind: str = "feed", title: str = "", full_text: str = "auto"
    ) -> Feed:
        """A new feed, due at once. Raises CounterclaimError where it is there already."""
        known = self.value("select removed_at is null from feeds where url = ?", [url])
        if known:
            raise CounterclaimError(f"{url}: this feed is watched already")
        number = hashlib.sha256(url.encode()).hexdigest()[:12]
        with self.writing():
            self.db.execute(
                "insert or ignore into outlets (id, name, kind, lang, country) values (?,?,?,?,?)",
                [outlet.id, outlet.name, outlet.kind.value, outlet.lang, outlet.country],
            )
            self.db.execute(
                """insert into feeds (id, url, outlet_id, kind, title, full_text, added_at) values (?,?,?,?,?,?,?)
                on conflict (url) do update set outlet_id = excluded.outlet_id, kind = excluded.kind, removed_at = null,
                paused = 0, gone = 0, failures = 0, error = null, next_at = null""",
                [number, url, outlet.id, kind, title, full_text, utc(now)],
            )
        found = self.feed(url)
        assert found is not None
        return found

    def feed(self, id_or_url: str) -> Feed | None:
        rows = self.rows("select * from feeds where (id = ? or url = ?) and removed_at is null", [id_or_url, id_or_url])
        return _feed(rows[0]) if rows else None

    def feeds(self) -> list[Feed]:
        return [_feed(row) for row in self.rows("select * from feeds where removed_at is null order by outlet_id, url")]

    def feeds_due(self, now: datetime) -> list[Feed]:
        """Feeds whose time has come, the longest overdue first."""
        return [
            _feed(row)
            for row in self.rows(
                """select * from feeds where removed_at is null and not paused and not gone
                and coalesce(next_at, '') <= ? order by coalesce(next_at, ''), id""",
                [utc(now)],
            )
        ]

    def next_poll_at(self) -> str | None:
        """When the next feed is due; "" for at once, None where nothing is watched."""
        return self.value(  # type: ignore[no-any-return]
            "select min(coalesce(next_at, '')) from feeds where removed_at is null and not paused and not gone"
        )

    def pause_feed(self, id: str, paused: bool) -> None:
        with self.writing():
            self.db.execute("update feeds set paused = ?, next_at = null where id = ?", [int(paused), id])

    def remove_feed(self, id: str, now: datetime) -> None:
        """Stop watching. Its items stay, and so does its history."""
        with self.writing():
            self.db.execute("update feeds set removed_at = ? where id = ?", [utc(now), id])

    # One poll

    def feed_items(self, feed_id: str) -> dict[str, str]:
        """Item id to the hash of what the feed said of it when last asked."""
        rows = self.db.execute("select item_id, item_hash from feed_items where feed_id = ?", [feed_id])
        return {row[0]: row[1] for row in rows}

    def save_poll(
        self, feed: Feed, seen: Mapping[str, tuple[str, str | None]], status: int | None, items: int, news: int, now: datetime
    ) -> None:
        """How a poll went. Called after its items are stored: a validator saved before them would lose them for good.

        ``seen`` maps the id of each item taken up to (hash, document id).
        """
        values = {name: value for name, value in asdict(feed).items() if name not in ("id", "added_at", "paused")}
        with self.writing():
            taken = self.value("select 1 from feeds where url = ? and id <> ?", [feed.url, feed.id])
            if taken:
                # Two addresses have become one, and both lead here: this one steps back.
                values["url"] = self.value("select url from feeds where id = ?", [feed.id])
                values |= {"gone": True, "error": f"moved to {feed.url}, which is watched already."}
            names = ", ".join(f"{name} = :{name}" for name in values)
            self.db.execute(f"update feeds set {names} where id = :id", {**values, "id": feed.id})
            self.many(
                """insert into feed_items values (?,?,?,?,?) on conflict (feed_id, item_id) do update set
                item_hash = excluded.item_hash, document_id = coalesce(excluded.document_id, document_id),
                seen_at = excluded.seen_at""",
                [(feed.id, item, digest, document, utc(now)) for item, (digest, document) in seen.items()],
            )
            self.db.execute(
                "insert into feed_polls (feed_id, at, status, items, news, error) values (?,?,?,?,?,?)",
                [feed.id, utc(now), status, items, news, feed.error],
            )

    def forget_item(self, feed_id: str, url: str) -> None:
        """Take up an item again with the next poll, which asks for the whole feed."""
        with self.writing():
            self.db.execute(
                """delete from feed_items where feed_id = ? and
                (item_id = ? or document_id in (select id from documents where url = ?))""",
                [feed_id, url, url],
            )
            self.db.execute("update feeds set etag = null, last_modified = null, next_at = null where id = ?", [feed_id])

    def polls_of(self, feed_id: str, limit: int = 50) -> list[dict[str, Any]]:
        """The latest first."""
        return self.rows("select * from feed_polls where feed_id = ? order by id desc limit ?", [feed_id, limit])

    def failed_feeds(self, since: str, until: str) -> list[dict[str, Any]]:
        """Feeds that failed within [since, until), with how often: gaps in what a summary saw."""
        return self.rows(
            """select f.id, f.url, o.name as outlet, count(*) as failures, min(p.at) as first_at, max(p.at) as last_at
            from feed_polls p join feeds f on f.id = p.feed_id join outlets o on o.id = f.outlet_id
            where p.error is not null and p.at >= ? and p.at < ? group by f.id order by failures desc, f.id""",
            [since, until],
        )

    # Articles that are looked at again

    def save_rechecks(self, rows: Sequence[tuple[str, str, str, int]]) -> None:
        """(document id, url, when, round): when each article is to be fetched again."""
        for chunk in chunks(rows):
            with self.writing():
                self.many(
                    """insert into rechecks values (?,?,?,?) on conflict (document_id) do update set
                    next_at = excluded.next_at, round = excluded.round""",
                    chunk,
                )

    def rechecks_due(self, now: datetime, limit: int) -> list[dict[str, Any]]:
        """Articles to fetch again, the longest overdue first."""
        return self.rows(
            """select r.*, d.outlet_id, d.external_id, d.kind, d.title, d.published_at from rechecks r
            join documents d on d.id = r.document_id where r.next_at <= ? order by r.next_at, r.document_id limit ?""",
            [utc(now), limit],
        )

    def end_recheck(self, document_id: str) -> None:
        with self.writing():
            self.db.execute("delete from rechecks where document_id = ?", [document_id])


def _feed(row: dict[str, Any]) -> Feed:
    known: dict[str, Any] = {name: row[name] for name in _FIELDS}
    return Feed(**known | {"paused": bool(row["paused"]), "gone": bool(row["gone"])})
