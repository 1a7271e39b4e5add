"""What the desk shows: the queue with its filters, and what scripts export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from monitor.store.base import Connection
from monitor.store.words import matching

#: A statement's latest decision; a reopened one is open again.
_STANDING = "(select decision from reviews r where r.statement_id = s.id order by r.id desc limit 1)"
#: A near-copy of what was said before is no news: it waits behind the first one, whose decision is the answer to both.
_NO_COPY = "not exists (select 1 from statement_copies c where c.statement_id = s.id and c.first_id is not null)"
_VIEWS = {
    "open": f"coalesce({_STANDING}, 'reopen') = 'reopen' and {_NO_COPY}",
    "unsure": f"{_STANDING} = 'unsure'",
    "done": f"{_STANDING} in ('confirm', 'reject', 'pass')",
    "all": "1",
}
_ORDERS = {
    "newest": "s.seq desc",
    # The plus keeps SQLite from an index over all statements where it has one row to fetch.
    "worth": "(select probability from flags f where f.statement_id = s.id and +f.head = 'checkworthy') desc, s.seq desc",
}
VIEWS, ORDERS = tuple(_VIEWS), tuple(_ORDERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What a reviewer wants to see. Empty fields do not filter; ``match`` is accept, suggest or none."""

    view: str = "open"
    order: str = "newest"
    match: str = ""
    narrative: str = ""
    outlet: str = ""
    lang: str = ""
    label: str = ""
    speaker: str = ""
    since: str = ""
    until: str = ""
    words: str = ""


class DeskQueries(Connection):
    """Queries behind the queue, the counts in its head, and the exports."""

    def queue(self, wanted: QueueFilter, limit: int, offset: int = 0) -> list[dict[str, Any]]:
        """Statements for the queue's rows: the words, the first appearance, the best match and check-worthiness."""
        where, values = _where(wanted)
        ids = [
            row[0]
            for row in self.db.execute(
                f"select s.id from statements s where {where} order by {_ORDERS[wanted.order]} limit ? offset ?",
                [*values, limit, offset],
            )
        ]
        return self.queue_rows(ids)

    def queue_size(self, wanted: QueueFilter) -> int:
        where, values = _where(wanted)
        return int(self.value(f"select count(*) from statements s where {where}", values))

    def queue_rows(self, ids: list[str]) -> list[dict[str, Any]]:
        """Rows of the queue for these statements, in their order."""
        return self.rows(
            """select s.id, s.text, s.lang, s.first_seen_at, a.said_at, a.date_from, a.role, a.stance, sp.name as speaker,
            o.id as outlet_id, o.name as outlet, m.narrative_id, m.probability, m.band, n.title as narrative,
            (select count(*) from appearances c where c.statement_id = s.id) as appearances,
            (select probability from flags f where f.statement_id = s.id and +f.head = 'checkworthy') as worth,
            (select count(*) from rebuttal_statements b where b.statement_id = s.id) as rebuttals
            from json_each(?) wanted join statements s on s.id = wanted.value
            left join appearances a on a.statement_id = s.id and a.rowid =
                (select rowid from appearances f where f.statement_id = s.id order by said_at, document_id limit 1)
            left join documents d on d.id = a.document_id left join outlets o on o.id = d.outlet_id
            left join speaker_names sn on sn.name = a.speaker_name
            left join speakers sp on sp.id = sn.speaker_id
            left join matches m on m.statement_id = s.id and m.rank = 1
            left join narratives n on n.id = m.narrative_id order by wanted.key""",
            [json.dumps(ids)],
        )

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """What the queue's filters offer: (value, name) pairs by filter."""
        return {
            "outlet": [(r[0], r[1]) for r in self.db.execute("select id, name from outlets order by name")],
            "lang": [(r[0], r[0]) for r in self.db.execute("select distinct lang from statements order by lang")],
            "narrative": [
                (r[0], r[1])
                for r in self.db.execute(
                    """select n.id, n.title from narratives n
                    join narrative_paths p on p.narrative_id = n.id and p.to_id = n.id and p.last order by n.title"""
                )
            ],
        }

    # Exports: one row at a time, so that a large archive is never held in memory

    def export_statements(self, since: str, until: str) -> Iterator[dict[str, Any]]:
        """One row per appearance within [since, until)."""
        yield from self.db.query(
            """select coalesce(a.external_id, s.external_id) as external_id, s.id as statement_id, s.text, s.lang,
            a.said_at as date, a.date_from, o.id as outlet, sp.name as speaker, a.role, a.stance, d.title as document,
            a.char_start, a.char_end, a.prefix, a.suffix
            from appearances a join statements s on s.id = a.statement_id join documents d on d.id = a.document_id
            join outlets o on o.id = d.outlet_id left join speaker_names sn on sn.name = a.speaker_name
            left join speakers sp on sp.id = sn.speaker_id
            where a.said_at >= ? and a.said_at < ? order by s.seq, a.said_at""",
            [since, until],
        )

    def export_matches(self, since: str, until: str) -> Iterator[dict[str, Any]]:
        """One row per statement, external id and suggested narrative; one with a null narrative for the answer "none"."""
        for row in self.db.query(
            """select s.id as statement_id, e.external_id, s.text, s.lang, m.narrative_id, m.probability, m.band,
            m.guards, m.model from statements s join matches m on m.statement_id = s.id
            join (select distinct statement_id, external_id from appearances where said_at >= ? and said_at < ?) e
                on e.statement_id = s.id order by s.seq, e.external_id, m.rank""",
            [since, until],
        ):
            yield row | {"guards": json.loads(row["guards"])}

    def export_flags(self, since: str, until: str) -> Iterator[dict[str, Any]]:
        yield from self.db.query(
            """select s.id as statement_id, s.external_id, s.text, s.lang, f.head, f.label, f.probability, f.model
            from statements s join flags f on f.statement_id = s.id where s.id in
            (select statement_id from appearances where said_at >= ? and said_at < ?) order by s.seq, f.head, f.label""",
            [since, until],
        )

    def export_reviews(self, since: str, until: str) -> Iterator[dict[str, Any]]:
        """Decisions made within [since, until), without the names of those who made them."""
        yield from self.db.query(
            """select r.id, r.statement_id, s.external_id, s.text, s.lang, r.decision, r.narrative_id, r.note, r.at
            from reviews r join statements s on s.id = r.statement_id where r.at >= ? and r.at < ? order by r.id""",
            [since, until],
        )


def _where(wanted: QueueFilter) -> tuple[str, list[Any]]:
    parts, values = [_VIEWS[wanted.view]], []
    for text, clause in (
        (wanted.lang, "s.lang = ?"),
        (wanted.match, "s.id in (select statement_id from matches where rank = 1 and band = ?)"),
        (wanted.narrative, "s.id in (select statement_id from matches where narrative_id = ?)"),
        (wanted.label, "s.id in (select statement_id from flags where label = ?)"),
        (wanted.speaker, "s.id in (select statement_id from appearances where speaker_name in "
                         "(select name from speaker_names where speaker_id = ?))"),
        (wanted.outlet, "s.id in (select statement_id from appearances join documents d on d.id = document_id "
                        "where d.outlet_id = ?)"),
    ):  # fmt: skip
        if text:
            parts.append(clause)
            values.append(text)
    if wanted.since or wanted.until:
        parts.append("s.id in (select statement_id from appearances where said_at >= ? and said_at < ?)")
        values += [wanted.since, wanted.until or "9999"]
    if wanted.words.strip():
        rows, words = matching(wanted.words)
        parts.append(f"s.seq in ({rows})")
        values += words
    return " and ".join(parts), values
