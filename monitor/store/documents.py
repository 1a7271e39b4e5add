"""Documents with their versions: added once, changed by the outlet, taken down; and the bytes they came as."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from classifiers.words import fold
from monitor import identity
from monitor.ids import content_hash, slug
from monitor.records import Appearance, Document, Outlet, ReadError
from monitor.store.base import PAUSE, chunks, marks, utc
from monitor.store.imports import ImportQueries, Reached
from monitor.store.known import Keys, KnownQueries
from monitor.store.vanished import VanishedQueries
from monitor.store.words import WordQueries

#: So much is one transaction: small enough that a reviewer's save hardly waits for it.
STATEMENTS, DOCUMENTS = 300, 200

Item = tuple[Document, list[Appearance]]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A document with all that can be worked out before the write lock is taken."""

    document: Document
    digest: str
    keys: Keys
    #: (id, folded text, appearance) of each statement.
    said: list[tuple[str, str, Appearance]]


@dataclass(slots=True)
class _Rows:
    """What one transaction adds beside the documents themselves."""

    outlets: set[str] = field(default_factory=set)
    statements: list[tuple[Any, ...]] = field(default_factory=list)
    voices: dict[str, str] = field(default_factory=dict)
    appearances: list[tuple[Any, ...]] = field(default_factory=list)


def portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items in portions of one transaction each."""
    start = weight = 0
    for at, (_, said) in enumerate(items):
        if at > start and (weight + len(said) > STATEMENTS or at - start >= DOCUMENTS):
            yield items[start:at]
            start, weight = at, 0
        weight += len(said)
    if start < len(items):
        yield items[start:]


class DocumentQueries(KnownQueries, VanishedQueries, ImportQueries, WordQueries):
    """Queries about documents and their versions."""

    def add_documents(self, items: Sequence[Item], now: datetime, live: bool = True) -> Counter[str]:
        """Store documents with the statements split out of them, in small transactions. What is there already stays.

        ``live``: they are what outlets show now; else they stand in a file, and what is known may be newer. Counts new
        ``documents``, new ``versions`` of known ones, ``statements``, ``appearances``, ``new_statements``.
        """
        counts: Counter[str] = Counter()
        stored = self.are_stored([document for document, _ in items], live)
        free_since, beside = 0.0, set[str]()
        for portion in portions([item for item, known in zip(items, stored, strict=True) if not known]):
            time.sleep(max(free_since + PAUSE - time.monotonic(), 0))
            counts += self.add_portion(portion, now, live, beside)
            free_since = time.monotonic()
        return counts

    def are_stored(self, documents: Sequence[Document], live: bool) -> list[bool]:
        """Whether the words of each are stored under its own id, so that nothing is left to do: a quick look.

        Of live ones the words must be the latest, and the document not taken down.
        """
        latest = "join documents d on d.id = v.document_id and d.version = v.version and d.gone_at is null" if live else ""
        stored: set[tuple[str, str]] = set()
        for chunk in chunks([document.id for document in documents]):
            stored.update(
                self.db.execute(
                    f"""select v.document_id, v.content_hash from document_versions v {latest}
                    where v.document_id in ({marks(chunk)})""",
                    list(chunk),
                )
            )
        return [bool(stored) and (one.id, content_hash(one.title, one.text)) in stored for one in documents]

    def add_portion(
        self,
        items: Sequence[Item],
        now: datetime,
        live: bool,
        beside: set[str],
        errors: Sequence[ReadError] = (),
        reached: Reached | None = None,
    ) -> Counter[str]:
        """Store documents and errors, and how far their import has come with them, all in one transaction or nothing.

        ``beside``: new documents of the same feed, to which those of this portion are added.
        """
        ready = [_ready(document, said) for document, said in items]
        counts: Counter[str] = Counter()
        with self.writing():
            rows = _Rows()
            for one in ready:
                counts += self._add_document(one, rows, utc(now), live, beside)
            counts += self._add_rows(rows)
            self._save_errors(errors, now)
            if reached:
                self._advance(reached, counts, len(errors), now)
        return counts

    def document_id_of(self, outlet_id: str, external_id: str) -> str | None:
        """The document known under this id of its outlet, its own or an alias."""
        found = self.value(
            """select id from documents where outlet_id = :outlet and external_id = :given union all
            select document_id from document_aliases where outlet_id = :outlet and external_id = :given limit 1""",
            {"outlet": outlet_id, "given": external_id},
        )
        return str(found) if found else None

    # Reading

    def document(self, document_id: str) -> dict[str, Any] | None:
        found = self.rows(
            """select d.*, o.name as outlet, origin.name as origin from documents d join outlets o on o.id = d.outlet_id
            left join outlets origin on origin.id = d.origin_id where d.id = ?""",
            [document_id],
        )
        return found[0] if found else None

    def document_text(self, document_id: str, version: int) -> str:
        """The words of one version of a document, as they were received."""
        text = self.value("select text from document_versions where document_id = ? and version = ?", [document_id, version])
        return str(text or "")

    def statements_in(self, document_id: str) -> list[dict[str, Any]]:
        """The statements of a document, in the order of its text."""
        return self.rows(
            """select s.id, s.text, s.lang, a.version, a.char_start, a.char_end, a.stance, a.role, a.begins, sp.name as speaker
            from appearances a join statements s on s.id = a.statement_id
            left join speaker_names sn on sn.name = a.speaker_name left join speakers sp on sp.id = sn.speaker_id
            where a.document_id = ? order by a.version desc, a.char_start""",
            [document_id],
        )

    def versions_of(self, document_id: str) -> list[dict[str, Any]]:
        """Every version of a document, the first one first."""
        return self.rows(
            """select v.version, v.title, v.text, v.seen_at, v.via, v.capture_id, c.sha256, c.url from document_versions v
            left join captures c on c.id = v.capture_id where v.document_id = ? order by v.version""",
            [document_id],
        )

    def changes(self, limit: int, offset: int = 0) -> list[dict[str, Any]]:
        """What outlets changed or took down, the latest first: ``kind`` is ``edited`` or ``gone``.

        A version that came by another reader than the one before it is no edit.
        """
        return self.rows(
            """select * from (
                select * from (
                    select 'edited' as kind, v.document_id, v.version, v.seen_at as at, v.title, b.title as title_before
                    from document_versions v join document_versions b on b.document_id = v.document_id and b.version =
                        (select max(w.version) from document_versions w where w.document_id = v.document_id
                         and w.version < v.version and w.via = v.via)
                    where v.version > 1 order by v.seen_at desc, v.document_id limit :last)
                union all
                select * from (
                    select 'gone', id, version, gone_at, title, null from documents where gone_at is not null
                    order by gone_at desc, id limit :last))
            join (select id as document_id, outlet_id, url, published_at from documents) using (document_id)
            join (select id as outlet_id, name as outlet from outlets) using (outlet_id)
            order by at desc, document_id limit :limit offset :offset""",
            {"limit": limit, "offset": offset, "last": limit + offset},
        )

    # Writing

    def _add_document(self, ready: _Ready, rows: _Rows, at: str, live: bool, beside: set[str]) -> Counter[str]:
        found = self._find(ready.document, ready.digest, ready.keys, live, beside)
        known, document = found.known, found.document
        if known and known.gone_at and live:
            self.db.execute("update documents set gone_at = null where id = ?", [known.id])
        if not found.news:
            return Counter()
        document_id, version = (known.id, known.version + 1) if known else (document.id, 1)
        if live and not known:
            beside.add(document_id)
        self._save_version(document, document_id, ready, version, rows, at)
        external = document.external_id
        for statement, folded, one in ready.said:
            rows.statements.append((statement, one.text, folded, one.lang, external, at))
            if one.speaker:
                rows.voices.setdefault(one.speaker, slug(one.speaker))
            said_at, date_from = _said(one.said_at, document.published_at, at)
            rows.appearances.append(
                (statement, document_id, version, one.start, one.end, one.prefix, one.suffix, one.speaker, one.role)
                + (one.stance.value, one.begins, one.ends, said_at, date_from, external)
            )
        return Counter(documents=int(not known), versions=int(version > 1), statements=len(ready.said))

    def _save_outlet(self, outlet: Outlet, rows: _Rows) -> None:
        if outlet.id not in rows.outlets:
            rows.outlets.add(outlet.id)
            self.db.execute(
                "insert or ignore into outlets (id, name, kind, lang, country, domains, handles) values (?,?,?,?,?,?,?)",
                [outlet.id, outlet.name, outlet.kind.value, outlet.lang, outlet.country]
                + [json.dumps(outlet.domains), json.dumps(outlet.handles)],
            )

    def _save_version(self, document: Document, document_id: str, ready: _Ready, version: int, rows: _Rows, at: str) -> None:
        self._save_outlet(document.outlet, rows)
        if document.origin:
            self._save_outlet(document.origin, rows)
        self.db.execute(
            """insert into documents (id, outlet_id, external_id, kind, title, url, lang, author, published_at, added_at,
            version, origin_id, words_key, url_key) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?) on conflict (id) do update set
            title = excluded.title, url = coalesce(excluded.url, url), author = coalesce(excluded.author, author),
            version = excluded.version, words_key = excluded.words_key, url_key = coalesce(excluded.url_key, url_key),
            origin_id = coalesce(excluded.origin_id, origin_id)""",
            [document_id, document.outlet.id, document.external_id, document.kind, document.title, document.url, document.lang]
            + [document.author, document.published_at, at, version, document.origin.id if document.origin else None]
            + [ready.keys[0], ready.keys[2]],
        )
        self.db.execute(
            """insert into document_versions (document_id, version, content_hash, title, text, seen_at, via, capture_id)
            values (?,?,?,?,?,?,?,?)""",
            [document_id, version, ready.digest, document.title, document.text, at, document.kind]
            + [self._save_capture(document.capture)],
        )

    def _add_rows(self, rows: _Rows) -> Counter[str]:
        """Statements, the voices that say them, and where they appeared: what is there already stays."""
        last = self.value("select coalesce(max(seq), 0) from statements")
        new = self.db.conn.executemany(
            "insert or ignore into statements (id, text, folded, lang, external_id, first_seen_at) values (?,?,?,?,?,?)",
            rows.statements,
        )
        # By hand and not by a trigger: with trusted_schema off, SQLite lets no trigger write to a virtual table.
        self.db.execute("insert into statements_fts (rowid, folded) select seq, folded from statements where seq > ?", [last])
        self.index_words()
        # Whoever bears a name is himself until names are folded.
        self.many("insert or ignore into speakers values (?,?)", [(own, name) for name, own in rows.voices.items()])
        self.many("insert or ignore into speaker_names values (?,?)", list(rows.voices.items()))
        added = self.db.conn.executemany(
            """insert or ignore into appearances (statement_id, document_id, version, char_start, char_end, prefix, suffix,
            speaker_name, role, stance, begins, ends, said_at, date_from, external_id)
            values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)""",
            rows.appearances,
        )
        return Counter(new_statements=max(new.rowcount, 0), appearances=max(added.rowcount, 0))


def _ready(document: Document, appearances: Sequence[Appearance]) -> _Ready:
    return _Ready(
        document,
        content_hash(document.title, document.text),
        (*identity.words_keys(document), identity.url_key(document.url) if document.kind != "statements" else None),
        [(one.statement_id, fold(one.text), one) for one in appearances],
    )


def _said(told: str | None, published_at: str | None, at: str) -> tuple[str, str]:
    """When something was said, and how that is known: by the text, by the source, or from when it was first seen.

    Nothing is said after it was seen, whatever a clock claims.
    """
    for known, whence in ((told, "text"), (published_at, "source")):
        if known and known[:10] <= at[:10]:
            return known, whence
    return at, "first seen"
