"""Near-copies: which statement and which document repeats which. Machine tables: a run brings them back."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from monitor.store.base import Connection, chunks, marks


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
        """(seq, id, text) of statements that were not compared yet, in batches, the first said first.

        The order is worked out once; what comes in meanwhile waits for the next run.
        """
        waiting = self._numbers(
            """select s.seq from statements s join appearances a on a.statement_id = s.id
            where not exists (select 1 from statement_copies c where c.statement_id = s.id)
            group by s.seq order by min(a.said_at), s.id"""
        )
        for chunk in chunks(waiting, batch):
            rows = self.db.execute(f"select seq, id, text from statements where seq in ({marks(chunk)})", list(chunk))
            texts = {row[0]: row for row in rows}
            yield [texts[seq] for seq in chunk]

    def documents_to_compare(self, batch: int) -> Iterator[list[tuple[int, str, str, int]]]:
        """(seq, id, text, version) of documents whose words were not compared yet, the oldest first."""
        waiting = self._numbers(
            """select d.rowid from documents d where d.kind <> 'statements' and not exists
            (select 1 from document_copies c where c.document_id = d.id and c.version = d.version)
            order by coalesce(d.published_at, d.added_at), d.id"""
        )
        for chunk in chunks(waiting, batch):
            rows = self.db.execute(
                f"""select d.rowid, d.id, v.text, d.version from documents d
                join document_versions v on v.document_id = d.id and v.version = d.version where d.rowid in ({marks(chunk)})""",
                list(chunk),
            )
            texts = {row[0]: row for row in rows}
            yield [texts[seq] for seq in chunk]

    def _numbers(self, sql: str) -> array[int]:
        """A column of whole numbers, eight bytes each."""
        return array("q", (row[0] for row in self.db.execute(sql)))

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

    def documents_alike(
        self, document_id: str, bands: Sequence[int], also: Sequence[str] = ()
    ) -> list[tuple[str, str, str | None]]:
        """(id, text, first) of compared documents that share a band, or two statements, with this one.

        ``also``: documents that are being compared with it, and share two statements with it, count too; their first is
        not stored yet.
        """
        found = self.db.execute(
            f"""select d.id, v.text, c.first_id from (
                select distinct d.id from document_bands b join documents d on d.rowid = b.seq where b.band in ({marks(bands)})
                union
                select document_id from (
                    select o.document_id from appearances mine join appearances o on o.statement_id = mine.statement_id
                    where mine.document_id = ? and length((select text from statements where id = mine.statement_id)) > 60
                    limit 5000) group by document_id having count(*) > 1) alike
            join documents d on d.id = alike.id left join document_copies c on c.document_id = d.id
            join document_versions v on v.document_id = d.id and v.version = d.version
            where d.id <> ? and (c.document_id is not null or d.id in ({marks(also)})) order by d.id limit 200""",
            [*bands, document_id, document_id, *also],
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

    def save_document_copies(self, rows: Sequence[tuple[int, str, int, Sequence[int], str | None, float]]) -> None:
        """(seq, id, version, bands, first, resemblance) of documents that have been compared."""
        with self.writing():
            self.many(
                """insert into document_copies values (?,?,?,?) on conflict (document_id) do update set
                version = excluded.version, first_id = excluded.first_id, similarity = excluded.similarity""",
                [(key, version, first, near) for _, key, version, _, first, near in rows],
            )
            self.many(
                "insert or ignore into document_bands values (?,?)",
                [(band, seq) for seq, _, _, bands, _, _ in rows for band in bands],
            )

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
