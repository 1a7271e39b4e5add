"""What the machine computed: vectors, matches, flags. All of it can be computed again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from monitor.records import Flag, Match, Statement
from monitor.store.base import chunks, marks
from monitor.store.vectors import VectorQueries
from monitor.store.words import WordQueries


class MachineQueries(VectorQueries, WordQueries):
    """Queries about what a model made of the statements. The model's name is part of every key."""

    # Matches

    def statements_to_match(self, model: str, batch: int, encoder: str | None = None) -> Iterator[list[Statement]]:
        """Statements with no answer of this matcher yet, in batches; with an encoder, only those that have its vector."""
        yield from self._without("matches", model, batch, encoder)

    def count_without(self, table: str, model: str) -> int:
        """How many statements have no row of this model in ``matches`` or ``flags``."""
        return int(
            self.value(
                f"""select count(*) from statements s where not exists
                (select 1 from {table} t where t.statement_id = s.id and t.model = ?)""",
                [model],
            )
        )

    def save_matches(self, statement_ids: Sequence[str], matches: Sequence[Match], model: str) -> None:
        """Replace what was thought of these statements. Matches of one statement come in order, best first."""
        rows, rank = [], dict.fromkeys(statement_ids, 0)
        for match in matches:
            rank[match.statement_id] += 1
            rows.append(
                (match.statement_id, model, rank[match.statement_id], match.narrative_id, round(match.probability, 4))
                + (match.band.value, json.dumps(match.guards), match.nearest)
            )
        with self.writing():
            for chunk in chunks(statement_ids):
                self.db.execute(f"delete from matches where statement_id in ({marks(chunk)})", list(chunk))
            self.many("insert into matches values (?,?,?,?,?,?,?,?)", rows)

    def matches_of(self, statement_id: str) -> list[dict[str, Any]]:
        """What the machine suggests for a statement, best first, with titles, the nearest text and people's decisions."""
        rows = self.rows(
            """select m.*, n.title, (select text from exemplars e where e.text_id = m.nearest limit 1) as nearest_text,
            (select decision from reviews r where r.statement_id = m.statement_id and r.narrative_id = m.narrative_id
             order by r.id desc limit 1) as decision
            from matches m left join narratives n on n.id = m.narrative_id where m.statement_id = ? order by m.rank""",
            [statement_id],
        )
        return [row | {"guards": json.loads(row["guards"])} for row in rows]

    # Flags

    def statements_to_flag(self, model: str, batch: int, encoder: str | None = None) -> Iterator[list[Statement]]:
        """Statements this flagger has not looked at yet, in batches; with an encoder, only those that have its vector."""
        yield from self._without("flags", model, batch, encoder)

    def save_flags(self, statement_ids: Sequence[str], flags: Sequence[Flag], model: str) -> None:
        rows = [(flag.statement_id, model, flag.head, flag.label, round(flag.probability, 4)) for flag in flags]
        with self.writing():
            for chunk in chunks(statement_ids):
                self.db.execute(f"delete from flags where statement_id in ({marks(chunk)})", list(chunk))
            self.many("insert into flags values (?,?,?,?,?)", rows)

    def flags_of(self, statement_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for chunk in chunks(statement_ids):
            for row in self.rows(
                f"""select * from flags where label is not null and statement_id in ({marks(chunk)})
                order by head, probability desc""",
                list(chunk),
            ):
                found.setdefault(row["statement_id"], []).append(row)
        return found

    def _without(self, table: str, model: str, batch: int, encoder: str | None) -> Iterator[list[Statement]]:
        # What was added while a run goes on has no vector yet, and waits for the next run.
        ready = "and exists (select 1 from vectors v where v.text_id = s.id and v.model = ?)" if encoder else ""
        last = 0
        while True:
            rows = self.rows(
                f"""select seq, id, text, lang, external_id from statements s where seq > ? and not exists
                (select 1 from {table} t where t.statement_id = s.id and t.model = ?) {ready} order by seq limit ?""",
                [last, model, *([encoder] if encoder else []), batch],
            )
            if not rows:
                return
            last = rows[-1]["seq"]
            yield [Statement(id=r["id"], text=r["text"], lang=r["lang"], external_id=r["external_id"]) for r in rows]
