"""Documents with their versions: added once, changed by the outlet, taken down; and the bytes they came as."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from classifiers.words import fold
from monitor import identity
from monitor.ids import content_hash, slug
from monitor.records import Appearance, Document, Extent, Outlet
from monitor.store.base import BATCH, PAUSE, chunks, utc
from monitor.store.captures import CaptureQueries

_KNOWN = """select d.id, d.kind, d.version, d.url_key, d.published_at, d.gone_at, v.text, v.via from documents d
    join document_versions v on v.document_id = d.id and v.version = d.version"""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored of a document that has come in again."""

    id: str
    kind: str
    version: int
    url_key: str | None
    published_at: str | None
    gone_at: str | None
    text: str
    via: str


class DocumentQueries(CaptureQueries):
    """Queries about documents and their versions."""

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

    def document_id_of(self, outlet_id: str, external_id: str) -> str | None:
        """The document known under this id of its outlet, its own or an alias."""
        found = self.value(
            """select id from documents where outlet_id = :outlet and external_id = :given union all
            select document_id from document_aliases where outlet_id = :outlet and external_id = :given limit 1""",
            {"outlet": outlet_id, "given": external_id},
        )
        return str(found) if found else None

    def mark_vanished(self, extent: Extent, now: datetime) -> int:
        """Mark the posts of a chat that are known and were not in an export of it. Returns how many are newly gone."""
        present, first, last = set(extent.present), min(extent.present, default=0), max(extent.present, default=-1)
        missing = []
        for row in self.db.execute(
            "select id, external_id from documents where outlet_id = ? and kind = 'telegram' and gone_at is null",
            [extent.outlet.id],
        ):
            number = row[1].removeprefix(extent.prefix)
            known = row[1].startswith(extent.prefix) and number.isdecimal() and first <= int(number) <= last
            if known and int(number) not in present:
                missing.append(row[0])
        return self.mark_gone(missing, now)

    def mark_gone(self, document_ids: Sequence[str], now: datetime) -> int:
        """Documents that their outlet has taken down. What they said stays."""
        for chunk in chunks(document_ids):
            with self.writing():
                self.many("update documents set gone_at = ? where id = ?", [(utc(now), one) for one in chunk])
        return len(document_ids)

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
                select 'edited' as kind, v.document_id, v.version, v.seen_at as at, v.title, b.title as title_before
                from document_versions v join document_versions b on b.document_id = v.document_id and b.version =
                    (select max(w.version) from document_versions w where w.document_id = v.document_id
                     and w.version < v.version and w.via = v.via)
                where v.version > 1
                union all
                select 'gone', id, version, gone_at, title, null from documents where gone_at is not null)
            join (select id as document_id, outlet_id, url, published_at from documents) using (document_id)
            join (select id as outlet_id, name as outlet from outlets) using (outlet_id)
            order by at desc, document_id limit ? offset ?""",
            [limit, offset],
        )

    # Writing

    def _add_document(self, document: Document, appearances: list[Appearance], at: str) -> Counter[str]:
        known = self._known(document)
        digest = content_hash(document.title, document.text)
        if known and known.gone_at:
            self.db.execute("update documents set gone_at = null where id = ?", [known.id])
        if known and (
            digest == self._digest(known.id, document.kind)
            or digest == self._digest(known.id, known.via)
            or identity.is_poorer(document, known.text, known.via)
        ):
            return Counter()
        if known is None and self.value("select 1 from documents where id = ?", [document.id]):
            document = identity.scoped(document)
        document_id, version = (known.id, known.version + 1) if known else (document.id, 1)
        self._save_version(document, document_id, digest, version, at)
        counts = Counter(documents=int(not known), versions=int(version > 1))
        for appearance in appearances:
            new = self._add_statement(appearance, document.external_id, at)
            counts += Counter(
                statements=1,
                new_statements=int(new),
                appearances=self._add_appearance(appearance, document, document_id, version, at),
            )
        return counts

    def _digest(self, document_id: str, via: str) -> str | None:
        """Of the latest version that came by a reader: what a feed shortens must not undo what the page said."""
        return self.value(  # type: ignore[no-any-return]
            """select content_hash from document_versions where document_id = ? and via = ?
            order by version desc limit 1""",
            [document_id, via],
        )

    def _known(self, document: Document) -> _Known | None:
        """The document that has come in again: by its id, under another id, or as the same story another way."""
        found = self._one(f"{_KNOWN} where d.id = ?", [document.id])
        if found and identity.is_another_item(document, found.text, found.via, found.url_key):
            return self._one(f"{_KNOWN} where d.id = ?", [identity.scoped(document).id])
        if found:
            return found
        alias = self.value(
            "select document_id from document_aliases where outlet_id = ? and external_id = ?",
            [document.outlet.id, document.external_id],
        )
        if alias:
            return self._one(f"{_KNOWN} where d.id = ?", [alias])
        if same := self._same_story(document):
            self.db.execute(
                "insert or ignore into document_aliases values (?,?,?)",
                [document.outlet.id, document.external_id, same.id],
            )
        return same

    def _same_story(self, document: Document) -> _Known | None:
        if document.kind == "statements":
            return None
        for column, key in (
            ("words_key", identity.words_key(document.text)),
            ("url_key", identity.url_key(document.url)),
        ):
            if key is None:
                continue
            for row in self.db.execute(f"{_KNOWN} where d.outlet_id = ? and d.{column} = ?", [document.outlet.id, key]):
                known = _Known(*row)
                if not identity.may_be_one(document, known.kind) or not identity.near(
                    document.published_at, known.published_at
                ):
                    continue
                if column == "words_key" or identity.shared(document.text, known.text) >= identity.SHARED:
                    return known
        return None

    def _one(self, sql: str, values: Sequence[Any]) -> _Known | None:
        row = self.db.execute(sql, values).fetchone()
        return _Known(*row) if row else None

    def _save_outlet(self, outlet: Outlet) -> None:
        self.db.execute(
            "insert or ignore into outlets (id, name, kind, lang, country, domains, handles) values (?,?,?,?,?,?,?)",
            [outlet.id, outlet.name, outlet.kind.value, outlet.lang, outlet.country]
            + [json.dumps(outlet.domains), json.dumps(outlet.handles)],
        )

    def _save_version(self, document: Document, document_id: str, digest: str, version: int, at: str) -> None:
        self._save_outlet(document.outlet)
        if document.origin:
            self._save_outlet(document.origin)
        told = document.kind != "statements"
        self.db.execute(
            """insert into documents (id, outlet_id, external_id, kind, title, url, lang, author, published_at, added_at,
            version, origin_id, words_key, url_key) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?) on conflict (id) do update set
            title = excluded.title, url = coalesce(excluded.url, url), author = coalesce(excluded.author, author),
            version = excluded.version, words_key = excluded.words_key, url_key = coalesce(excluded.url_key, url_key)""",
            [document_id, document.outlet.id, document.external_id, document.kind, document.title, document.url, document.lang]
            + [document.author, document.published_at, at, version, document.origin.id if document.origin else None]
            + [identity.words_key(document.text) if told else None, identity.url_key(document.url) if told else None],
        )
        self.db.execute(
            """insert into document_versions (document_id, version, content_hash, title, text, seen_at, via, capture_id)
            values (?,?,?,?,?,?,?,?)""",
            [document_id, version, digest, document.title, document.text, at, document.kind]
            + [self._save_capture(document.capture)],
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

    def _add_appearance(self, one: Appearance, document: Document, document_id: str, version: int, at: str) -> int:
        if one.speaker:
            # Whoever bears a name is himself until names are folded.
            own = slug(one.speaker)
            self.db.execute("insert or ignore into speakers values (?,?)", [own, one.speaker])
            self.db.execute("insert or ignore into speaker_names values (?,?)", [one.speaker, own])
        said_at, date_from = _said(document.published_at, at)
        cursor = self.db.execute(
            """insert or ignore into appearances (statement_id, document_id, version, char_start, char_end, prefix, suffix,
            speaker_name, role, stance, begins, ends, said_at, date_from, external_id)
            values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)""",
            [one.statement_id, document_id, version, one.start, one.end, one.prefix, one.suffix, one.speaker, one.role]
            + [one.stance.value, one.begins, one.ends, said_at, date_from, document.external_id],
        )
        return int(cursor.rowcount)


def _said(published_at: str | None, at: str) -> tuple[str, str]:
    """When something was said, and how that is known. Nothing is said after it was seen, whatever a clock claims."""
    if not published_at:
        return at, "first seen"
    return (published_at, "source") if published_at[:10] <= at[:10] else (at, "first seen")
