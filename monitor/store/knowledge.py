"""What people know: narratives, rebuttals with their sources, digests. Rows are added; a change is a new version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from monitor.ids import text_id
from monitor.records import Digest, Narrative, Rebuttal, RebuttalState, Source, Verdict
from monitor.store.base import marks, utc
from monitor.store.ledger import CONFIRMED, OWN_TEXTS, LedgerQueries

_STANDING = """select r.id, v.*, (select state from rebuttal_states s where s.rebuttal_id = r.id order by s.id desc limit 1)
    as state from rebuttals r join rebuttal_versions v on v.rebuttal_id = r.id
    and v.version = (select max(version) from rebuttal_versions where rebuttal_id = r.id)"""


class KnowledgeQueries(LedgerQueries):
    """Queries about narratives, rebuttals, sources and digests."""

    # Narratives

    def save_narratives(self, narratives: Iterable[Narrative], by: str | None, now: datetime) -> int:
        """Add narratives, or renew the words of known ones. Exemplars are added, never taken away. Returns how many."""
        given = list(narratives)
        with self.writing():
            self.import_narratives(given, by, now)
            for n in given:
                self.add_exemplars(n.id, n.exemplars)
            self.restate()
        return len(given)

    def narratives(self) -> list[Narrative]:
        """The narratives that stand, in the order they were added, with their exemplars and those of merged ones."""
        exemplars: dict[str, list[str]] = {}
        for key, text in self.db.execute(
            f"""select narrative_id, text from {OWN_TEXTS} where kind = 'exemplar'
            group by narrative_id, text_id order by min(place)"""
        ):
            exemplars.setdefault(key, []).append(text)
        return [
            Narrative(
                id=row["id"],
                title=row["title"],
                description=row["description"],
                topics=tuple(json.loads(row["topics"])),
                parent=row["parent_id"],
                note=row["note"],
                exemplars=tuple(exemplars.get(row["id"], ())),
            )
            for row in self.rows(
                """select n.* from narratives n join narrative_paths p on p.narrative_id = n.id and p.to_id = n.id and p.last
                order by n.rowid"""
            )
        ]

    def evidence(self) -> list[tuple[str, str, str]]:
        """(narrative id, text id, text) of all that shows what a narrative says: its own texts, and the statements that

        people said serve it, by their latest word; those of narratives merged into it too. Ordered by narrative.
        """
        rows = self.db.execute(
            f"""select narrative_id, text_id, text from {OWN_TEXTS}
            union select c.narrative_id, s.id, s.text from {CONFIRMED} c join statements s on s.id = c.statement_id
            order by 1, 2, 3"""
        )
        found = {(row[0], row[1]): row[2] for row in rows}
        return [(narrative, key, text) for (narrative, key), text in found.items()]

    # Rebuttals

    def save_rebuttal(self, rebuttal: Rebuttal, state: RebuttalState, now: datetime, note: str = "") -> Rebuttal:
        """Store the words as a new version in the given state. Raises ValueError when another version came between:

        ``rebuttal.version`` is the version that was read (0 for a new one), and must still be the latest.
        """
        with self.writing():
            latest = self.value("select max(version) from rebuttal_versions where rebuttal_id = ?", [rebuttal.id]) or 0
            if latest != rebuttal.version:
                raise ValueError(f"rebuttal {rebuttal.id} has version {latest} by now, not {rebuttal.version}")
            self._write_rebuttal(rebuttal, latest + 1, utc(now))
            self._write_state(rebuttal.id, latest + 1, state, rebuttal.author, note, utc(now))
        return self._certainly(rebuttal.id)

    def import_rebuttals(self, rebuttals: Sequence[Rebuttal], now: datetime) -> int:
        """Add rebuttals that were published elsewhere, as approved; those already here stay as they are."""
        added = 0
        with self.writing():
            for rebuttal in rebuttals:
                if self.value("select 1 from rebuttals where id = ?", [rebuttal.id]):
                    continue
                self._write_rebuttal(rebuttal, 1, utc(now))
                self._write_state(rebuttal.id, 1, RebuttalState.APPROVED, rebuttal.author, "imported", utc(now))
                self.db.execute(
                    f"""insert or ignore into rebuttal_statements select ?, id, ?, ? from statements
                    where id in ({marks(rebuttal.answers)})""",
                    [rebuttal.id, rebuttal.author, utc(now), *(text_id(text) for text in rebuttal.answers)],
                )
                added += 1
        return added

    def set_rebuttal_state(
        self, rebuttal_id: str, version: int, state: RebuttalState, by: str, now: datetime, note: str = ""
    ) -> None:
        with self.writing():
            self._write_state(rebuttal_id, version, state, by, note, utc(now))

    def _write_state(self, rebuttal_id: str, version: int, state: RebuttalState, by: str | None, note: str, at: str) -> None:
        self.db.execute(
            "insert into rebuttal_states (rebuttal_id, version, state, by, note, at) values (?,?,?,?,?,?)",
            [rebuttal_id, version, state.value, by, note, at],
        )

    def _write_rebuttal(self, r: Rebuttal, version: int, at: str) -> None:
        self.db.execute("insert or ignore into rebuttals values (?,?,?)", [r.id, r.id, at])
        self.db.execute(
            "insert into rebuttal_versions values (?,?,?,?,?,?,?,?,?,?,?,?)",
            [r.id, version, r.claim, r.disproof, r.verdict.value, r.date, r.lang, r.url]
            + [json.dumps(r.keywords, ensure_ascii=False), text_id(r.claim), r.author, at],
        )
        for position, source in enumerate(r.sources):
            key = text_id("\x1f".join((source.title, source.publisher, source.date or "", source.url or "")))
            self.db.execute(
                "insert or ignore into sources values (?,?,?,?,?,?)",
                [key, source.title, source.publisher, source.kind, source.date, source.url],
            )
            self.db.execute("insert into rebuttal_sources values (?,?,?,?,?)", [r.id, version, position, key, source.quote])
        self.db.execute("delete from rebuttal_narratives where rebuttal_id = ?", [r.id])
        known = {row[0] for row in self.db.execute("select id from narratives")}
        self.many("insert or ignore into rebuttal_narratives values (?,?)", [(r.id, n) for n in r.narrative_ids if n in known])

    def rebuttal(self, rebuttal_id: str) -> Rebuttal | None:
        rows = self.rows(f"{_STANDING} where r.id = ?", [rebuttal_id])
        return self._rebuttal(rows[0]) if rows else None

    def _certainly(self, rebuttal_id: str) -> Rebuttal:
        found = self.rebuttal(rebuttal_id)
        if found is None:
            raise LookupError(f"rebuttal {rebuttal_id} was written and is not there")
        return found

    def rebuttals(self, state: RebuttalState | None = None) -> list[Rebuttal]:
        """The latest version of every rebuttal, the youngest first."""
        rows = self.rows(f"{_STANDING} order by v.saved_at desc, r.rowid desc")
        return [self._rebuttal(row) for row in rows if state is None or row["state"] == state.value]

    def approved_rebuttals(self) -> list[Rebuttal]:
        return self.rebuttals(RebuttalState.APPROVED)

    def rebuttals_for(self, statement_id: str) -> list[Rebuttal]:
        """Rebuttals that people attached to a statement."""
        rows = self.rows(
            f"{_STANDING} where r.id in (select rebuttal_id from rebuttal_statements where statement_id = ?)", [statement_id]
        )
        return [self._rebuttal(row) for row in rows]

    def rebuttals_on(self, narrative_id: str) -> list[Rebuttal]:
        rows = self.rows(
            f"""{_STANDING} where r.id in (select n.rebuttal_id from rebuttal_narratives n
            join narrative_paths p on p.narrative_id = n.narrative_id and p.last where p.to_id = ?)""",
            [narrative_id],
        )
        return [self._rebuttal(row) for row in rows]

    def rebuttal_claims(self) -> list[tuple[str, str, str]]:
        """(rebuttal id, claim's text id, claim) of every rebuttal that is not retracted."""
        rows = self.rows(f"{_STANDING} order by r.rowid")
        return [(r["id"], r["claim_text_id"], r["claim"]) for r in rows if r["state"] != RebuttalState.RETRACTED.value]

    def rebuttal_history(self, rebuttal_id: str) -> list[dict[str, Any]]:
        """Every state a rebuttal went through, oldest first: who, when, on which version."""
        return self.rows("select * from rebuttal_states where rebuttal_id = ? order by id", [rebuttal_id])

    def attach_rebuttal(self, rebuttal_id: str, statement_id: str, by: str, now: datetime) -> None:
        with self.writing():
            self.db.execute(
                "insert or ignore into rebuttal_statements values (?,?,?,?)", [rebuttal_id, statement_id, by, utc(now)]
            )

    def statements_answered_by(self, rebuttal_id: str) -> list[str]:
        rows = self.db.execute(
            "select statement_id from rebuttal_statements where rebuttal_id = ? order by at, statement_id", [rebuttal_id]
        )
        return [row[0] for row in rows]

    def _rebuttal(self, row: dict[str, Any]) -> Rebuttal:
        key, version = row["id"], row["version"]
        sources = self.rows(
            """select s.title, s.publisher, s.kind, s.date, s.url, p.quote from rebuttal_sources p
            join sources s on s.id = p.source_id where p.rebuttal_id = ? and p.version = ? order by p.position""",
            [key, version],
        )
        # Of a narrative that was merged into another, the other.
        narratives = self.db.execute(
            """select p.to_id from rebuttal_narratives n join narrative_paths p on p.narrative_id = n.narrative_id and p.last
            where n.rebuttal_id = ? group by p.to_id order by min(n.rowid)""",
            [key],
        )
        return Rebuttal(
            id=key,
            claim=row["claim"],
            disproof=row["disproof"],
            verdict=Verdict(row["verdict"]),
            date=row["date"],
            lang=row["lang"],
            url=row["url"],
            keywords=tuple(json.loads(row["keywords"])),
            narrative_ids=tuple(r[0] for r in narratives),
            sources=tuple(Source(**source) for source in sources),
            state=RebuttalState(row["state"]),
            version=version,
            author=row["author"],
            saved_at=row["saved_at"],
        )

    # Digests

    def save_digest(self, digest: Digest, by: str, now: datetime) -> Digest:
        """Store the choice and its order as a new version. Raises ValueError when another version came between."""
        with self.writing():
            latest = self.value("select max(version) from digest_versions where digest_id = ?", [digest.id]) or 0
            if latest != digest.version:
                raise ValueError(f"digest {digest.id} has version {latest} by now, not {digest.version}")
            self.db.execute("insert or ignore into digests values (?,?,?,null)", [digest.id, digest.week, utc(now)])
            self.db.execute(
                "insert into digest_versions values (?,?,?,?,?,?)",
                [digest.id, latest + 1, digest.title, digest.intro, by, utc(now)],
            )
            self.many(
                "insert into digest_items values (?,?,?,?)",
                [(digest.id, latest + 1, place, item.id) for place, item in enumerate(digest.rebuttals)],
            )
        found = self.digest(digest.id)
        if found is None:
            raise LookupError(f"digest {digest.id} was written and is not there")
        return found

    def publish_digest(self, digest_id: str, now: datetime) -> None:
        with self.writing():
            self.db.execute("update digests set published_at = ? where id = ?", [utc(now), digest_id])

    def digest(self, digest_id: str) -> Digest | None:
        found = [digest for digest in self.digests() if digest.id == digest_id]
        return found[0] if found else None

    def digests(self) -> list[Digest]:
        """The latest version of every digest, the youngest week first."""
        rows = self.rows(
            """select d.*, v.version, v.title, v.intro from digests d join digest_versions v on v.digest_id = d.id
            and v.version = (select max(version) from digest_versions where digest_id = d.id)
            order by d.week desc, d.id desc"""
        )
        return [
            Digest(
                id=row["id"],
                week=row["week"],
                title=row["title"],
                intro=row["intro"],
                version=row["version"],
                published_at=row["published_at"],
                rebuttals=self._digest_items(row["id"], row["version"]),
            )
            for row in rows
        ]

    def _digest_items(self, digest_id: str, version: int) -> tuple[Rebuttal, ...]:
        rows = self.rows(
            f"""{_STANDING} join digest_items i on i.rebuttal_id = r.id
            where i.digest_id = ? and i.version = ? order by i.position""",
            [digest_id, version],
        )
        return tuple(self._rebuttal(row) for row in rows)
