"""What the machine computed: vectors, matches, flags, proposals. All of it can be computed again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.records import Flag, Match, Proposal, Statement
from monitor.store.base import Connection, chunks, marks, utc

Vectors = NDArray[np.float32]


class MachineQueries(Connection):
    """Queries about what a model made of the statements. The model's name is part of every key."""

    # Vectors

    def texts_to_embed(self, model: str) -> list[tuple[str, str]]:
        """(text id, text) of statements, narratives and rebuttals that have no vector of this model yet."""
        rows = self.db.execute(
            """with texts (id, text) as (
                select id, text from statements
                union select text_id, text from exemplars
                union select claim_text_id, claim from rebuttal_versions)
            select id, min(text) from texts where not exists
                (select 1 from vectors v where v.text_id = texts.id and v.model = ?) group by id order by id""",
            [model],
        )
        return [(row[0], row[1]) for row in rows]

    def save_vectors(self, ids: Sequence[str], vectors: Vectors, model: str) -> None:
        """Vectors as float16: half the room, and the nearest neighbours stay the same to three decimals."""
        rows = [(key, model, row.tobytes()) for key, row in zip(ids, vectors.astype(np.float16), strict=True)]
        with self.writing():
            self.many("insert or ignore into vectors (text_id, model, vector) values (?,?,?)", rows)

    def vectors_of(self, ids: Sequence[str], model: str) -> Vectors:
        """Float32 vectors in the order of the ids, shape (len(ids), d). Raises KeyError for an id without one."""
        found: dict[str, bytes] = {}
        for chunk in chunks(ids):
            found.update(
                self.db.execute(
                    f"select text_id, vector from vectors where model = ? and text_id in ({marks(chunk)})", [model, *chunk]
                ).fetchall()
            )
        return _matrix([found[key] for key in ids])

    def ids_with_vectors(self, ids: Sequence[str], model: str) -> set[str]:
        """Which of these texts have a vector of this model."""
        found: set[str] = set()
        for chunk in chunks(ids):
            sql = f"select text_id from vectors where model = ? and text_id in ({marks(chunk)})"
            found.update(row[0] for row in self.db.execute(sql, [model, *chunk]))
        return found

    def statement_vectors_after(self, vector: int, statement: int, model: str) -> tuple[int, int, list[str], Vectors]:
        """Vectors of statements that came after these rows: (last vector, last statement, ids, matrix).

        For a cache that keeps itself fresh. Both are asked: a new statement may have the words, and so the vector, of an
        older exemplar.
        """
        rows = self.db.execute(
            """select v.seq, s.seq, v.text_id, v.vector from vectors v join statements s on s.id = v.text_id
            where v.model = ? and (v.seq > ? or s.seq > ?) order by v.seq""",
            [model, vector, statement],
        ).fetchall()
        last = max((row[0] for row in rows), default=vector), max((row[1] for row in rows), default=statement)
        return *last, [row[2] for row in rows], _matrix([row[3] for row in rows])

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

    # Proposals

    def unmatched_statements(self, model: str) -> list[str]:
        """Statements that matched nothing, which nobody has reviewed or put aside with an earlier proposal."""
        rows = self.db.execute(
            """select m.statement_id from matches m where m.model = ? and m.band = 'none'
            and not exists (select 1 from reviews r where r.statement_id = m.statement_id)
            and not exists (select 1 from proposal_statements p join proposal_decisions d using (proposal_id)
                where p.statement_id = m.statement_id)
            and not exists (select 1 from flags f where f.statement_id = m.statement_id and f.label = 'not_a_claim')
            order by m.statement_id""",
            [model],
        )
        return [row[0] for row in rows]

    def save_proposals(self, proposals: Sequence[Proposal], model: str, now: datetime) -> None:
        """Replace the open proposals; those that somebody decided on stay."""
        with self.writing():
            self.db.execute(
                f"""delete from proposals where not exists (select 1 from proposal_decisions d where d.proposal_id = id)
                and id not in ({marks(proposals)})""",
                [proposal.id for proposal in proposals],
            )
            for proposal in proposals:
                cursor = self.db.execute(
                    "update proposals set model = ?, keywords = ? where id = ?",
                    [model, json.dumps(proposal.keywords, ensure_ascii=False), proposal.id],
                )
                if cursor.rowcount:
                    continue
                self.db.execute(
                    "insert into proposals values (?,?,?,?)",
                    [proposal.id, model, json.dumps(proposal.keywords, ensure_ascii=False), utc(now)],
                )
                self.many(
                    "insert into proposal_statements values (?,?,?)",
                    [(proposal.id, place, key) for place, key in enumerate(proposal.statement_ids)],
                )

    def proposals(self) -> list[Proposal]:
        """Open proposals, the largest first; a proposal's first statement is its most typical one."""
        rows = self.rows(
            """select p.id, p.keywords, s.statement_id from proposals p join proposal_statements s on s.proposal_id = p.id
            where p.id not in (select proposal_id from proposal_decisions) order by p.id, s.position"""
        )
        keywords = {row["id"]: tuple(json.loads(row["keywords"])) for row in rows}
        members: dict[str, list[str]] = {}
        for row in rows:
            members.setdefault(row["id"], []).append(row["statement_id"])
        found = [Proposal(id=key, keywords=keywords[key], statement_ids=tuple(ids)) for key, ids in members.items()]
        return sorted(found, key=lambda proposal: (-len(proposal.statement_ids), proposal.id))

    def decide_proposal(self, proposal_id: str, decision: str, narrative_id: str | None, by: str, now: datetime) -> None:
        with self.writing():
            self.db.execute(
                "insert into proposal_decisions values (?,?,?,?,?)", [proposal_id, decision, narrative_id, by, utc(now)]
            )

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


def _matrix(blobs: Sequence[bytes]) -> Vectors:
    if not blobs:
        return np.zeros((0, 0), dtype=np.float32)
    return np.frombuffer(b"".join(blobs), dtype=np.float16).reshape(len(blobs), -1).astype(np.float32)
