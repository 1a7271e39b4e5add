"""A week in numbers: what the summary is computed from. Counts are of appearances, by the date they were said.

A statement counts for a narrative when the latest decision of a person on that pair confirms it, or when no person
decided and the machine accepts it. A suggestion that nobody looked at is no number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from monitor.kept import KeptSummary
from monitor.records import Example
from monitor.store.base import KEPT_REVIEWS, Connection, chunks, marks, utc
from monitor.store.ledger import CONFIRMED, OWNED_REVIEWS


def _unblocked(match: str, home: str) -> str:
    """That no person's word stands against a match, or makes it needless."""
    return f"""not exists (select 1 from {OWNED_REVIEWS} r
        where r.statement_id = {match}.statement_id and (r.decision = 'pass'
        or r.owner in (select o.to_id from narrative_paths o where o.narrative_id = {match}.narrative_id)
        or (r.decision = 'confirm' and r.owner in
            (select o.narrative_id from narrative_paths o where o.to_id = {home}.to_id and o.last))))"""


#: (statement, narrative, confirmed): the pairs that count, each once, under the narrative that stands. A person's word
#: replaces the machine's; a word on a merged narrative is one on those it was merged into only where it confirms.
_SERVES = f"""(
    select statement_id, narrative_id, 1 as confirmed from {CONFIRMED}
    union all
    select m.statement_id, h.to_id, 0 from narrative_paths h join matches m on m.narrative_id = h.narrative_id
    where h.last and m.band = 'accept' and {_unblocked("m", "h")} and not exists (select 1 from matches x
        join narrative_paths y on y.narrative_id = x.narrative_id and y.last
        where x.statement_id = m.statement_id and x.rank < m.rank and x.band = 'accept' and y.to_id = h.to_id
        and {_unblocked("x", "y")}))"""

#: Of an appearance ``a``: whether it only carries on what was said elsewhere before.
_REPOST = """(exists (select 1 from document_copies c where c.document_id = a.document_id and c.first_id is not null)
    or exists (select 1 from statement_copies c where c.statement_id = a.statement_id and c.first_id is not null)
    or exists (select 1 from documents f where f.id = a.document_id and f.origin_id is not null))"""


#: How a statement stands to the claim in it. The plus keeps SQLite from an index over all labels.
_STANCE = "(select label from flags f where f.statement_id = a.statement_id and +f.head = 'stance')"


class WeekQueries(Connection):
    """Queries over [since, until), both ISO dates; the end is not included."""

    def week_totals(self, since: str, until: str) -> dict[str, int]:
        row = self.db.execute(
            f"""select count(distinct document_id), count(distinct statement_id), count(*), sum({_REPOST})
            from appearances a where said_at >= ? and said_at < ?""",
            [since, until],
        ).fetchone()
        open_ones = self.db.execute(
            f"""select sum(m.band <> 'none'), sum(m.band = 'none') from matches m where m.rank = 1 and m.statement_id in
            (select statement_id from appearances where said_at >= ? and said_at < ?)
            and m.statement_id not in (select statement_id from {_SERVES})
            and not exists (select 1 from {KEPT_REVIEWS} r where r.statement_id = m.statement_id)""",
            [since, until],
        ).fetchone()
        return {
            "documents": row[0],
            "statements": row[1],
            "appearances": row[2],
            "reposts": int(row[3] or 0),
            "suggested": int(open_ones[0] or 0),
            "unmatched": int(open_ones[1] or 0),
            "denied": int(
                self.value(
                    f"""select count(distinct statement_id) from appearances a where said_at >= ? and said_at < ?
                    and {_STANCE} in ('denied', 'mocked')""",
                    [since, until],
                )
            ),
        }

    def week_counts(self, since: str, until: str, by: str) -> list[tuple[str, int]]:
        """Appearances by ``lang`` or ``outlet``, the most frequent first."""
        column = {"lang": "s.lang", "outlet": "o.name"}[by]
        return self._pairs(
            f"""select {column}, count(*) from appearances a join statements s on s.id = a.statement_id
            join documents d on d.id = a.document_id join outlets o on o.id = d.outlet_id
            where a.said_at >= ? and a.said_at < ? group by 1 order by 2 desc, 1""",
            [since, until],
        )

    def narrative_counts(self, since: str, until: str) -> dict[str, int]:
        """Appearances by narrative."""
        return dict(
            self._pairs(
                f"""select n.narrative_id, count(*) from appearances a join {_SERVES} n on n.statement_id = a.statement_id
                where a.said_at >= ? and a.said_at < ? group by 1""",
                [since, until],
            )
        )

    def narrative_carriers(self, narrative_id: str, since: str, until: str, by: str) -> list[tuple[str, int]]:
        """Who carried a narrative: appearances by ``outlet`` or ``speaker``."""
        column = {"outlet": "o.name", "speaker": "sp.name"}[by]
        return self._pairs(
            f"""select {column}, count(*) from appearances a join {_SERVES} n on n.statement_id = a.statement_id
            join documents d on d.id = a.document_id join outlets o on o.id = d.outlet_id
            left join speaker_names sn on sn.name = a.speaker_name
            left join speakers sp on sp.id = sn.speaker_id
            where n.narrative_id = ? and a.said_at >= ? and a.said_at < ? and {column} is not null
            group by 1 order by 2 desc, 1""",
            [narrative_id, since, until],
        )

    def narrative_statements(self, narrative_id: str, since: str, until: str, limit: int) -> list[Example]:
        """Statements that serve a narrative: confirmed ones first, then those most often repeated."""
        rows = self.rows(
            f"""select s.id as statement_id, s.text, s.lang, o.name as outlet, min(a.said_at) as said_at,
            sp.name as speaker, max(n.confirmed) as confirmed
            from appearances a join {_SERVES} n on n.statement_id = a.statement_id
            join statements s on s.id = a.statement_id join documents d on d.id = a.document_id
            join outlets o on o.id = d.outlet_id left join speaker_names sn on sn.name = a.speaker_name
            left join speakers sp on sp.id = sn.speaker_id
            where n.narrative_id = ? and a.said_at >= ? and a.said_at < ?
            group by s.id order by confirmed desc, count(*) desc, said_at, s.seq limit ?""",
            [narrative_id, since, until, limit],
        )
        return [Example(**row | {"confirmed": bool(row["confirmed"])}) for row in rows]

    def narrative_totals(self, narrative_id: str, since: str, until: str) -> dict[str, int]:
        """Of a narrative's ``statements`` those ``confirmed``, those ``rebutted`` and those that are only ``reported``;

        and how many of their appearances are ``reposts``.
        """
        row = self.db.execute(
            f"""select count(distinct a.statement_id),
            count(distinct case when n.confirmed then a.statement_id end),
            count(distinct b.statement_id),
            count(distinct case when {_REPOST} then a.statement_id || a.document_id end),
            count(distinct case when {_STANCE} in ('reported') then a.statement_id end)
            from appearances a join {_SERVES} n on n.statement_id = a.statement_id
            left join rebuttal_statements b on b.statement_id = a.statement_id
            where n.narrative_id = ? and a.said_at >= ? and a.said_at < ?""",
            [narrative_id, since, until],
        ).fetchone()
        return dict(zip(("statements", "confirmed", "rebutted", "reposts", "reported"), map(int, row), strict=True))

    def days_with_documents(self, since: str, until: str) -> set[str]:
        """Days on which anything at all was said: the missing ones are gaps in the coverage."""
        rows = self.db.execute(
            "select distinct substr(said_at, 1, 10) from appearances where said_at >= ? and said_at < ?", [since, until]
        )
        return {row[0] for row in rows}

    def latest_day(self) -> str | None:
        """The last day on which something was said."""
        found = self.value("select max(said_at) from appearances")
        return str(found)[:10] if found else None

    def first_day(self) -> str | None:
        """The first day on which something was said."""
        found = self.value("select min(said_at) from appearances")
        return str(found)[:10] if found else None

    def narratives_of(self, statement_ids: Sequence[str]) -> dict[str, list[str]]:
        """The narratives each statement counts for."""
        found: dict[str, list[str]] = {}
        for chunk in chunks(statement_ids):
            for row in self.db.execute(
                f"select statement_id, narrative_id from {_SERVES} where statement_id in ({marks(chunk)})", list(chunk)
            ):
                found.setdefault(row[0], []).append(row[1])
        return found

    # What a closed week showed

    def keep_summary(self, week: str, content: str, model: str, by: str | None, now: datetime) -> KeptSummary:
        """Keep a week's summary for good; where the last one kept says the same, that one is the answer."""
        with self.writing():
            kept = self.kept_summaries(week)
            if kept and kept[-1].content == content:
                return kept[-1]
            position = int(self.value("select max(id) from narrative_events") or 0)
            made = KeptSummary(
                week=week, number=len(kept) + 1, kept_at=utc(now), by=by, event_id=position, model=model, content=content
            )
            self.db.execute(
                "insert into kept_summaries values (?,?,?,?,?,?,?)",
                [made.week, made.number, made.kept_at, made.by, made.event_id, made.model, made.content],
            )
        return made

    def kept_summaries(self, week: str) -> list[KeptSummary]:
        """What was kept of a week, the first one first."""
        return [KeptSummary(**row) for row in self.rows("select * from kept_summaries where week = ? order by number", [week])]

    def _pairs(self, sql: str, values: Sequence[Any]) -> list[tuple[str, int]]:
        return [(row[0], row[1]) for row in self.db.execute(sql, values)]
