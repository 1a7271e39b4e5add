"""What came in: outlets, documents, statements, appearances, and what could not be read."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from classifiers.words import fold
from monitor.records import Appearance, Document, Outlet, OutletKind, ReadError, Statement, content_hash, slug
from monitor.store.base import BATCH, PAUSE, Connection, chunks, marks, search_words, utc


class IncomingQueries(Connection):
    """Queries about what outlets published."""

    # Outlets

    def save_outlets(self, outlets: Iterable[Outlet]) -> int:
        """Add outlets, or change what is known of them. Returns how many were given."""
        rows = [(o.id, o.name, o.kind.value, o.lang, o.country, json.dumps(o.domains), json.dumps(o.handles)) for o in outlets]
        with self.writing():
            self.many(
                """insert into outlets values (?,?,?,?,?,?,?) on conflict (id) do update set name = excluded.name,
                kind = excluded.kind, lang = excluded.lang, country = excluded.country, domains = excluded.domains,
                handles = excluded.handles""",
                rows,
            )
        return len(rows)

    def outlets(self) -> list[Outlet]:
        return [_outlet(row) for row in self.rows("select * from outlets order by name")]

    def outlet_health(self) -> list[dict[str, Any]]:
        """Per outlet: how many documents and appearances, and when it was last heard."""
        return self.rows(
            """select o.id, o.name, o.kind, o.lang, count(distinct d.id) as documents, count(a.statement_id) as appearances,
            max(a.said_at) as last_said_at from outlets o left join documents d on d.outlet_id = o.id
            left join appearances a on a.document_id = d.id group by o.id order by o.name"""
        )

    # Documents and their statements

    def add_documents(self, items: Sequence[tuple[Document, list[Appearance]]], now: datetime) -> Counter[str]:
        """Store documents with the statements split out of them, in small transactions. What is there already stays.

        Counts new ``documents``, new ``versions`` of known ones, ``statements``, ``appearances``, ``new_statements``.
        """
        counts: Counter[str] = Counter()
        for number, chunk in enumerate(chunks(items, BATCH)):
            if number:
                time.sleep(PAUSE)
            with self.writing():
                for document, appearances in chunk:
                    counts += self._add_document(document, appearances, utc(now))
        return counts

    def _add_document(self, document: Document, appearances: list[Appearance], at: str) -> Counter[str]:
        digest = content_hash(document.title, document.text)
        known = self.db.execute(
            """select d.version, v.content_hash from documents d join document_versions v
            on v.document_id = d.id and v.version = d.version where d.id = ?""",
            [document.id],
        ).fetchone()
        if known and known[1] == digest:
            return Counter()
        version = known[0] + 1 if known else 1
        self._save_version(document, digest, version, at)
        counts = Counter(documents=int(not known), versions=int(version > 1))
        for appearance in appearances:
            new = self._add_statement(appearance, document.external_id, at)
            counts += Counter(
                statements=1,
                new_statements=int(new),
                appearances=self._add_appearance(appearance, document, version, at),
            )
        return counts

    def _save_version(self, document: Document, digest: str, version: int, at: str) -> None:
        outlet = document.outlet
        self.db.execute(
            "insert or ignore into outlets (id, name, kind, lang, country, domains, handles) values (?,?,?,?,?,?,?)",
            [outlet.id, outlet.name, outlet.kind.value, outlet.lang, outlet.country]
            + [json.dumps(outlet.domains), json.dumps(outlet.handles)],
        )
        self.db.execute(
            """insert into documents values (?,?,?,?,?,?,?,?,?,?,?) on conflict (id) do update set
            title = excluded.title, url = excluded.url, author = excluded.author, version = excluded.version""",
            [document.id, outlet.id, document.external_id, document.kind, document.title, document.url, document.lang]
            + [document.author, document.published_at, at, version],
        )
        self.db.execute(
            "insert into document_versions values (?,?,?,?,?,?)",
            [document.id, version, digest, document.title, document.text, at],
        )

    def _add_statement(self, appearance: Appearance, external_id: str, at: str) -> bool:
        folded = fold(appearance.text)
        cursor = self.db.execute(
            """insert or ignore into statements (id, text, folded, lang, external_id, first_seen_at)
            values (?,?,?,?,?,?)""",
            [appearance.statement_id, appearance.text, folded, appearance.lang, external_id, at],
        )
        if not cursor.rowcount:
            return False
        # By hand and not by a trigger: with trusted_schema off, SQLite lets no trigger write to a virtual table.
        self.db.execute("insert into statements_fts (rowid, folded) values (?,?)", [cursor.lastrowid, folded])
        return True

    def _add_appearance(self, appearance: Appearance, document: Document, version: int, at: str) -> int:
        speaker_id = slug(appearance.speaker) if appearance.speaker else None
        if speaker_id:
            self.db.execute("insert or ignore into speakers values (?,?)", [speaker_id, appearance.speaker])
        said_at, origin = (document.published_at, "source") if document.published_at else (at, "first seen")
        cursor = self.db.execute(
            "insert or ignore into appearances values (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [appearance.statement_id, document.id, version, appearance.start, appearance.end]
            + [appearance.prefix, appearance.suffix, speaker_id, appearance.role, int(appearance.quoted)]
            + [said_at, origin, document.external_id],
        )
        return int(cursor.rowcount)

    # Reading errors

    def save_read_errors(self, errors: Sequence[ReadError], now: datetime) -> None:
        """Keep what could not be read. The same fault met again counts up instead of filling the list."""
        if not errors:
            return
        with self.writing():
            self.many(
                """insert into read_errors (at, file, place, reason) values (?,?,?,?) on conflict (file, place, reason)
                do update set times = times + 1, at = excluded.at""",
                [(utc(now), error.file, error.place, error.reason) for error in errors],
            )

    def read_errors(self, limit: int = 500) -> list[dict[str, Any]]:
        return self.rows("select * from read_errors order by at desc, id desc limit ?", [limit])

    # Statements

    def statement(self, statement_id: str) -> dict[str, Any] | None:
        found = self.rows("select * from statements where id = ?", [statement_id])
        return found[0] if found else None

    def statements_by_id(self, ids: Sequence[str]) -> dict[str, Statement]:
        found: dict[str, Statement] = {}
        for chunk in chunks(ids):
            for row in self.rows(
                f"select id, text, lang, external_id from statements where id in ({marks(chunk)})", list(chunk)
            ):
                found[row["id"]] = Statement(**row)
        return found

    def appearances_of(self, statement_id: str) -> list[dict[str, Any]]:
        """Where a statement stood, oldest first, with its outlet, document and speaker."""
        return self.rows(
            """select a.*, d.title, d.kind as document_kind, d.author, o.id as outlet_id, o.name as outlet,
            o.kind as outlet_kind, s.name as speaker from appearances a join documents d on d.id = a.document_id
            join outlets o on o.id = d.outlet_id left join speakers s on s.id = a.speaker_id
            where a.statement_id = ? order by a.said_at, a.document_id""",
            [statement_id],
        )

    def document_text(self, document_id: str, version: int) -> str:
        """The words of one version of a document, as they were received."""
        text = self.value("select text from document_versions where document_id = ? and version = ?", [document_id, version])
        return str(text or "")

    def statements_with_words(self, query: str, limit: int) -> list[str]:
        """Ids of statements that hold the words of the query (all of them; the last may be a beginning), best first."""
        if not (wanted := search_words(query)):
            return []
        rows = self.rows(
            """select s.id from statements_fts f join statements s on s.seq = f.rowid where statements_fts match ?
            order by bm25(statements_fts) limit ?""",
            [wanted, limit],
        )
        return [row["id"] for row in rows]


def _outlet(row: dict[str, Any]) -> Outlet:
    return Outlet(
        id=row["id"],
        name=row["name"],
        kind=OutletKind(row["kind"]),
        lang=row["lang"],
        country=row["country"],
        domains=tuple(json.loads(row["domains"])),
        handles=tuple(json.loads(row["handles"])),
    )
