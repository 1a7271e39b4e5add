"""Vectors of texts, by text and model: the truth that any index of them is made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.store.base import Connection, chunks, marks

Vectors = NDArray[np.float32]
Halves = NDArray[np.float16]
Rows = NDArray[np.int64]
#: Rows that are read at once: 12 MB of 384 dimensions.
_BLOCK = 16_384
#: Statements whose ids are a database's fingerprint.
_SAMPLED = 256


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the rows of ``vectors`` and ``statements`` have been read. Both tables only grow."""

    vector: int = 0
    statement: int = 0


class VectorQueries(Connection):
    """Queries about vectors. The model's name is part of every key, so two models are never compared."""

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
        return _matrix([found[key] for key in ids]).astype(np.float32)

    def ids_with_vectors(self, ids: Sequence[str], model: str) -> set[str]:
        """Which of these texts have a vector of this model."""
        found: set[str] = set()
        for chunk in chunks(ids):
            sql = f"select text_id from vectors where model = ? and text_id in ({marks(chunk)})"
            found.update(row[0] for row in self.db.execute(sql, [model, *chunk]))
        return found

    # For search: statements are rows here, since a million numbers take a tenth of the room of their ids

    def reached(self) -> Reached:
        """The last rows there are now."""
        row = self.db.execute(
            "select coalesce((select max(seq) from vectors), 0), coalesce((select max(seq) from statements), 0)"
        ).fetchone()
        return Reached(row[0], row[1])

    def statement_vectors(self, model: str, after: Reached, until: Reached) -> Iterator[tuple[Rows, Halves]]:
        """Blocks of (statement rows (n,), vectors (n, d) as float16) that came after one point and until another.

        Every statement comes once: with its vector, or when it came itself, for it may have the words, and so the
        vector, of an older exemplar. No block holds the database open while the caller works on it.
        """
        last = after.vector
        while last < until.vector:
            rows = self.db.execute(
                """select v.seq, s.seq, v.vector from vectors v cross join statements s on s.id = v.text_id
                where v.seq > ? and v.seq <= ? and v.model = ? and s.seq <= ? order by v.seq limit ?""",
                [last, until.vector, model, until.statement, _BLOCK],
            ).fetchall()
            if rows:
                yield _rows([row[1] for row in rows]), _matrix([row[2] for row in rows])
            last = rows[-1][0] if len(rows) == _BLOCK else until.vector
        last = after.statement
        while after.vector and last < until.statement:
            rows = self.db.execute(
                """select s.seq, v.vector from statements s cross join vectors v on v.text_id = s.id and v.model = ?
                where s.seq > ? and s.seq <= ? and v.seq <= ? order by s.seq limit ?""",
                [model, last, until.statement, after.vector, _BLOCK],
            ).fetchall()
            if rows:
                yield _rows([row[0] for row in rows]), _matrix([row[1] for row in rows])
            last = rows[-1][0] if len(rows) == _BLOCK else until.statement

    def vectors_in_rows(self, rows: Sequence[int], model: str) -> tuple[list[str], Vectors]:
        """(ids, float32 vectors) of those of these statement rows that are there still and have a vector."""
        found: list[tuple[str, bytes]] = []
        for chunk in chunks(rows):
            found += self.db.execute(
                f"""select s.id, v.vector from statements s cross join vectors v on v.text_id = s.id and v.model = ?
                where s.seq in ({marks(chunk)})""",
                [model, *chunk],
            ).fetchall()
        return [key for key, _ in found], _matrix([vector for _, vector in found]).astype(np.float32)

    def statements_in_rows(self, rows: Sequence[int] | Rows) -> dict[int, str]:
        """The ids of the statements in these rows."""
        found: dict[int, str] = {}
        for chunk in chunks([int(row) for row in rows]):
            found.update(
                self.db.execute(f"select seq, id from statements where seq in ({marks(chunk)})", list(chunk)).fetchall()
            )
        return found

    def fingerprint(self, reached: Reached) -> str:
        """Of the database as it was up to there: its own id, and the statements and vectors in rows spread over all of them.

        A copy that went another way has the same id of its own, and other rows.
        """
        known: list[object] = [self.value("select id from this_database")]
        for table, column, last in (("statements", "id", reached.statement), ("vectors", "text_id", reached.vector)):
            rows = sorted({last - last * place // _SAMPLED for place in range(_SAMPLED)})
            sql = f"select seq, {column} from {table} where seq in ({marks(rows)}) order by seq"
            known.append(self.db.execute(sql, rows).fetchall())
        return hashlib.sha256(repr(known).encode()).hexdigest()

    def claims_reached(self) -> tuple[int, int, int]:
        """Changes with every claim of a rebuttal that is added, changed or retracted, and every answer that is attached."""
        row = self.db.execute(
            """select coalesce((select max(rowid) from rebuttal_versions), 0),
            coalesce((select max(id) from rebuttal_states), 0), (select count(*) from rebuttal_statements)"""
        ).fetchone()
        return row[0], row[1], row[2]


def _rows(numbers: Sequence[int]) -> Rows:
    return np.array(numbers, dtype=np.int64)


def _matrix(blobs: Sequence[bytes]) -> Halves:
    if not blobs:
        return np.zeros((0, 0), dtype=np.float16)
    return np.frombuffer(b"".join(blobs), dtype=np.float16).reshape(len(blobs), -1)
