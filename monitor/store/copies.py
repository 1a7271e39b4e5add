"""Near-copies: which statement and which document repeats which. Machine tables: a run brings them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from monitor.store.base import Connection, chunks, marks

_STATEMENT_TEXTS = "select s.seq, s.id, s.text from statements s"
_DOCUMENT_TEXTS = """select d.rowid, d.id, v.text, d.version from documents d
    join document_versions v on v.document_id = d.id and v.version = d.version"""


class CopyQueries(Connection):
    """Queries about near-copies."""

    def count_to_compare(self) -> int:
        """How many statements and documents have not been compared with the others."""
        return int(
            self.value(
                """select (select count(*) from statements s where not exists
                    (select 1 from statement_copies c where c.statement_id = s.id))
                + (select count(*) from documents d where kind <> 'statements' and not exists
                    (select 1 from document_copies c where c.document_id = d.id and c.version = d.version))"""
            )
        )

    def statements_to_compare(self, batch: int) -> Iterator[list[tuple[int, str, str]]]:
        """(seq, id, text) of statements that were not compared yet, in batches, the first said first."""
        while found := self.db.execute(
            f"""{_STATEMENT_TEXTS} where not exists (select 1 from statement_copies c where c.statement_id = s.id)
            order by (select min(said_at) from appearances a where a.statement_id = s.id), s.id limit ?""",
            [batch],
        ).fetchall():
            yield found

    def documents_to_compare(self, batch: int) -> Iterator[list[tuple[int, str, str, int]]]:
        """(seq, id, text, version) of documents whose words were not compared yet, the oldest first."""
        while found := self.db.execute(
            f"""{_DOCUMENT_TEXTS} where d.kind <> 'statements' and not exists
            (select 1 from document_copies c where c.document_id = d.id and c.version = d.version)
            order by coalesce(d.published_at, d.added_at), d.id limit ?""",
            [batch],
        ).fetchall():
            yield found

    def statements_alike(self, bands: Sequence[int], but: str) -> list[tuple[str, str, str | None]]:
        """(id, text, first) of compared statements that share a band."""
        rows: dict[str, tuple[str, str, str | None]] = {}
        for row in self.db.execute(
            f"""select s.id, s.text, c.first_id from statement_bands b join statements s on s.seq = b.seq
            join statement_copies c on c.statement_id = s.id where b.band in ({marks(bands)}) limit 500""",
            list(bands),
        ):
            rows[row[0]] = row
        rows.pop(but, None)
        return [rows[key] for key in sorted(rows)]

    def documents_alike(self, document_id: str, bands: Sequence[int]) -> list[tuple[str, str, str | None]]:
        """(id, text, first) of compared documents that share a band, or two statements, with this one."""
        found = self.db.execute(
            f"""select d.id, v.text, c.first_id from (
                select distinct d.id from document_bands b join documents d on d.rowid = b.seq where b.band in ({marks(bands)})
                union
                select document_id from (
                    select o.document_id from appearances mine join appearances o on o.statement_id = mine.statement_id
                    where mine.document_id = ? and length((select text from statements where id = mine.statement_id)) > 60
                    limit 5000) group by document_id having count(*) > 1) alike
            join documents d on d.id = alike.id join document_copies c on c.document_id = d.id
            join document_versions v on v.document_id = d.id and v.version = d.version
            where d.id <> ? order by d.id limit 200""",
            [*bands, document_id, document_id],
        )
        return [(row[0], row[1], row[2]) for row in found]

    def save_statement_copies(self, rows: Sequence[tuple[int, str, Sequence[int], str | None, float]]) -> None:
        """(seq, id, bands, first, resemblance) of statements that have been compared; first None is the first itself."""
        with self.writing():
            self.many(
                "insert or ignore into statement_copies values (?,?,?)", [(key, first, near) for _, key, _, first, near in rows]
            )
            self.many(
                "insert or ignore into statement_bands values (?,?)",
                [(band, seq) for seq, _, bands, first, _ in rows for band in bands],
            )

    def save_document_copy(
        self, seq: int, document_id: str, version: int, bands: Sequence[int], first: str | None, near: float
    ) -> None:
        """What a document was found to be. Within ``writing``."""
        self.db.execute(
            """insert into document_copies values (?,?,?,?) on conflict (document_id) do update set
            version = excluded.version, first_id = excluded.first_id, similarity = excluded.similarity""",
            [document_id, version, first, near],
        )
        self.many("insert or ignore into document_bands values (?,?)", [(band, seq) for band in bands])

    # Reading

    def near_copies(self, statement_id: str, limit: int = 50) -> list[dict[str, Any]]:
        """Statements that are near-copies of this one, or of the one it copies, the first one first."""
        return self.rows(
            """select s.id, s.text, s.lang, c.first_id is null as first, c.similarity,
            (select min(said_at) from appearances a where a.statement_id = s.id) as said_at,
            (select count(*) from appearances a where a.statement_id = s.id) as appearances
            from statement_copies c join statements s on s.id = c.statement_id
            where coalesce(c.first_id, c.statement_id) =
                (select coalesce(first_id, statement_id) from statement_copies where statement_id = ?)
            and s.id <> ? order by first desc, said_at, s.id limit ?""",
            [statement_id, statement_id, limit],
        )

    def reposts_of(self, document_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """For each document that repeats another one: that one's id, title, outlet and date."""
        found: dict[str, dict[str, Any]] = {}
        for chunk in chunks(document_ids):
            for row in self.rows(
                f"""select c.document_id, c.first_id, c.similarity, d.title, o.name as outlet, d.published_at
                from document_copies c join documents d on d.id = c.first_id join outlets o on o.id = d.outlet_id
                where c.document_id in ({marks(chunk)})""",
                list(chunk),
            ):
                found[row["document_id"]] = row
        return found
