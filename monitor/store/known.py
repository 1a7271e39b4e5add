"""Which stored document has come in again, by its id, under another id or another way, and whether that is news."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from monitor import identity
from monitor.records import Document
from monitor.store.base import marks
from monitor.store.captures import CaptureQueries

#: Two of a document's words and one of its address: by them it is found again under another id.
Keys = tuple[str | None, str | None, str | None]

_LATEST = """select d.id, d.version, d.url_key, d.gone_at, v.title, v.text, v.via, v.seen_at from {} d
    join document_versions v on v.document_id = d.id and v.version = d.version"""
_KNOWN = _LATEST.format("documents")
#: Versions of a document that a shorter item is looked for in. The first ones: what was no news once is none later.
_LOOKED_INTO = 20
#: Documents of the same words or address and days that are looked at: were there more, it would be slow, and no wiser.
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a document that has come in again, as its latest version has it."""

    id: str
    version: int
    url_key: str | None
    gone_at: str | None
    title: str
    text: str
    via: str
    seen_at: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where an item belongs: to a known document, or to none; ``news`` is whether it says what is not stored yet."""

    document: Document
    known: Known | None = None
    news: bool = True


class KnownQueries(CaptureQueries):
    """Queries about what an item may be that is stored already. All of them within ``writing``."""

    def _find(self, document: Document, digest: str, keys: Keys, live: bool, beside: Container[str]) -> Found:
        """Where an item belongs. See ``_is_news`` for ``live``, ``_same_story`` for ``beside``.

        What an item once was found to be it is found to be again, whatever came of that document since: so the same
        files in the same order add nothing the second time.
        """
        own = self._one(f"{_KNOWN} where d.id = ?", [document.id])
        alias = self._one(
            f"{_KNOWN} join document_aliases a on a.document_id = d.id where a.outlet_id = ? and a.external_id = ?",
            [document.outlet.id, document.external_id],
        )
        apart = identity.scoped(document) if own else document
        scoped = self._one(f"{_KNOWN} where d.id = ?", [apart.id]) if own else None
        for home in (own, alias, scoped):
            if home and not self._is_news(home, document, digest, live):
                return Found(document, home, news=False)
        if own:
            another = identity.is_another_item(document, own.text, own.via, own.url_key)
            return Found(apart, scoped) if another else Found(document, own)
        if alias:
            another = identity.has_become_another(document, alias.text)
            return Found(document) if another else Found(document, alias)
        same = self._same_story(document, keys, beside)
        if same is None:
            return Found(document)
        self.db.execute("insert into document_aliases values (?,?,?)", [document.outlet.id, document.external_id, same.id])
        return Found(document, same, self._is_news(same, document, digest, live))

    def _is_news(self, known: Known, document: Document, digest: str, live: bool) -> bool:
        """Whether an item says of a known document what none of its versions says.

        ``live``: it is what the outlet shows now, so that old words are an edit taken back, unless they came together
        with the latest, as two items of one feed. Else it is of a file, which may be older than what is known: its words
        are news only if they are new.
        """
        same = self.db.execute(
            "select version, seen_at from document_versions where document_id = ? and content_hash = ? order by version desc",
            [known.id, digest],
        ).fetchone()
        if same and live:
            return bool(same[1] < known.seen_at) and digest != self._digest(known.id, document.kind)
        if same:
            return False
        return not any(
            identity.is_poorer(document, text, via)
            for text, via in self.db.execute(
                "select text, via from document_versions where document_id = ? and via <> ? order by version limit ?",
                [known.id, document.kind, _LOOKED_INTO],
            )
        )

    def _digest(self, document_id: str, via: str) -> str | None:
        """Of the latest version that came by a reader: what a feed shortens must not undo what the page said."""
        return self.value(  # type: ignore[no-any-return]
            """select content_hash from document_versions where document_id = ? and via = ?
            order by version desc limit 1""",
            [document_id, via],
        )

    def _same_story(self, document: Document, keys: Keys, beside: Container[str]) -> Known | None:
        """A document of the same outlet and days with the same words, else one with the same address and hardly others.

        ``beside``: documents that stand beside it in one feed, and so are not what it was before.
        """
        *of_words, address = keys
        for words in of_words:
            for known in self._of_those_days(document, "words_key", words) if words else ():
                if identity.same_words(document, known.title, known.text) and not self._has_post_of(known, document):
                    return known
        under = self._of_those_days(document, "url_key", address) if address else []
        if len(under) > identity.MOST_UNDER_ONE_ADDRESS:
            return None
        before = (one for one in under if one.id not in beside)
        return next((one for one in before if identity.shared(document.text, one.text) >= identity.SHARED), None)

    def _of_those_days(self, document: Document, column: str, key: str) -> list[Known]:
        """Documents that may be one with this; of more than are looked at, some."""
        same = f"select * from documents where outlet_id = ? and {column} = ?"
        values: list[Any] = [document.outlet.id, key]
        if found := identity.dates_around(document.published_at):
            first, last, vague = found
            # Three questions and not one with "or", so that each is answered by the index.
            asked = (
                (f"{same} and published_at between ? and ?", [*values, first, last]),
                (f"{same} and published_at in ({marks(vague)})", [*values, *vague]),
                (f"{same} and published_at is null", values),
            )
            same, values = " union all ".join(sql for sql, _ in asked), [value for _, given in asked for value in given]
        rows = self.db.execute(
            f"""with found as ({same} limit ?) {_LATEST.format("found")}
            where d.kind not in ('statements', ?) order by d.published_at, d.id""",
            [*values, _LOOKED_AT, "telegram" if document.kind == "telegram" else ""],
        )
        return [Known(*row) for row in rows]

    def _has_post_of(self, known: Known, document: Document) -> bool:
        """Whether a document is another post of the same chat already: two posts of the same words are two."""
        chat, slash, _ = document.external_id.rpartition("/")
        if document.kind != "telegram":
            return False
        return bool(
            self.value(
                "select 1 from document_aliases where document_id = ? and substr(external_id, 1, ?) = ? limit 1",
                [known.id, len(chat + slash), chat + slash],
            )
        )

    def _one(self, sql: str, values: Sequence[Any]) -> Known | None:
        row = self.db.execute(sql, values).fetchone()
        return Known(*row) if row else None
