"""The ledger of narratives: rows are only added, and what follows from them is written with each row.

The derived tables, ``narrative_paths`` and ``narrative_pieces``, and the words and parents in ``narratives``, are what
``monitor.store.lineage`` makes of the ledger. They stand in tables so that counting needs no replay.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from monitor.ids import first_sentence, text_id
from monitor.kept import Deed, NarrativeEvent, Piece
from monitor.records import Narrative
from monitor.store.base import KEPT_REVIEWS, Connection, marks, utc
from monitor.store.lineage import OPERATIONS, REMATCHING, Lineage, Words, born, last_operation, lineage

#: Decisions that stand, each with the narrative whose texts it speaks of by now: a split may have taken it along.
OWNED_REVIEWS = f"""(select k.id, k.statement_id, k.decision, coalesce((select p.to_id from narrative_pieces p
    where p.narrative_id = k.narrative_id and p.text_id = k.statement_id and p.until >= k.id order by p.until limit 1),
    k.narrative_id) as owner from {KEPT_REVIEWS} k)"""

#: Up to which review the split reached that took a review ``r`` along, if any did.
_TAKEN = """(select min(p.until) from narrative_pieces p
    where p.narrative_id = r.narrative_id and p.text_id = r.statement_id and p.until >= r.id)"""


def _unsaid(review: str, home: str) -> str:
    """That nobody said otherwise after a review: of its narrative at any time, of one it was merged into since then."""
    return f"""not exists (select 1 from {OWNED_REVIEWS} l
        join narrative_paths o on o.narrative_id = {home}.narrative_id and o.to_id = l.owner
        where l.statement_id = {review}.statement_id and l.id > max(o.since, {review}.id))"""


#: That a review ``r`` confirms by the latest word, and is the last that does so for the narrative that stands: one pair is
#: one row without a ``distinct``, which would have everything read where one narrative is asked for.
_CONFIRMS = f"""h.last and r.decision = 'confirm' and coalesce((select n.decision from reviews n
    where n.statement_id = r.statement_id and n.id > r.id order by n.id limit 1), '') <> 'reopen' and {_unsaid("r", "h")}
    and not exists (select 1 from {OWNED_REVIEWS} d join narrative_paths e on e.narrative_id = d.owner and e.last
        where d.statement_id = r.statement_id and d.id > r.id and d.decision = 'confirm' and e.to_id = h.to_id
        and {_unsaid("d", "e")})"""

#: (statement, narrative): the pairs that people confirmed, by their latest word on each narrative. What was confirmed of a
#: merged narrative counts for the one it was merged into, until somebody says otherwise of that one.
CONFIRMED = f"""(select r.statement_id, h.to_id as narrative_id from narrative_paths h
        join reviews r on r.narrative_id = h.narrative_id where {_TAKEN} is null and {_CONFIRMS}
    union all
    select r.statement_id, h.to_id from narrative_pieces g cross join narrative_paths h on h.narrative_id = g.to_id
        cross join reviews r on r.statement_id = g.text_id and r.narrative_id = g.narrative_id
        where g.until = {_TAKEN} and {_CONFIRMS})"""

#: (narrative, text id, text, kind, the narrative that holds it): every narrative's own texts, where splits and merges have
#: brought them. The title of a narrative that stands stays with it, whoever has the same words.
OWN_TEXTS = """(select h.to_id as narrative_id, e.text_id, e.text, e.kind, e.narrative_id as holder, e.rowid as place
    from exemplars e join narrative_paths h on h.last and h.narrative_id = coalesce((select p.to_id from narrative_pieces p
    where p.narrative_id = e.narrative_id and p.text_id = e.text_id and (e.kind = 'exemplar' or not exists
        (select 1 from narrative_paths s where s.narrative_id = e.narrative_id and s.to_id = e.narrative_id and s.last))
    order by p.until limit 1), e.narrative_id))"""


class LedgerQueries(Connection):
    """Queries about what people did to narratives, and the one way to add to it."""

    def events(self) -> list[NarrativeEvent]:
        """The whole ledger, oldest first."""
        return [
            NarrativeEvent(
                id=row["id"], deed=Deed(row["deed"]), narrative_id=row["narrative_id"], by=row["by"], at=row["at"],
                details=json.loads(row["details"]), undoes=row["undoes"],
            )
            for row in self.rows("select * from narrative_events order by id")
        ]  # fmt: skip

    def lineage(self) -> Lineage:
        """Which narratives stand, and where the others lead."""
        return lineage(self.events())

    def ledger_position(self) -> int:
        """The last event's id, 0 where there is none."""
        return int(self.value("select max(id) from narrative_events") or 0)

    @contextmanager
    def deciding(self) -> Iterator[Lineage]:
        """A transaction in which the ledger is read, judged and added to: nobody else decides meanwhile."""
        with self.writing():
            yield self.lineage()

    def add_event(
        self, deed: Deed, narrative_id: str | None, by: str | None, now: datetime, undoes: int | None = None, **details: Any
    ) -> NarrativeEvent:
        """Add to the ledger, and renew what follows from it. Within ``deciding`` or ``writing``."""
        event = NarrativeEvent(
            id=self.ledger_position() + 1,
            deed=deed,
            narrative_id=narrative_id,
            by=by,
            at=utc(now),
            details=details,
            undoes=undoes,
        )
        for one, words, parent in born(event):
            self._make_room(one, words, parent, by, event.at)
        self.db.execute(
            "insert into narrative_events (id, deed, narrative_id, undoes, details, by, at) values (?,?,?,?,?,?,?)",
            [event.id, deed.value, narrative_id, undoes, json.dumps(details, ensure_ascii=False), by, event.at],
        )
        self.restate()
        return event

    def import_narratives(self, narratives: Sequence[Narrative], by: str | None, now: datetime) -> None:
        """Note what is new in narratives that came from elsewhere. Within ``writing``; ``restate`` is for the caller."""
        state = self.lineage()
        known = {*state.words, *(one.id for one in narratives)}
        position = self.ledger_position()
        for one in narratives:
            words, parent = _words(one), one.parent if one.parent in known and one.parent != one.id else None
            self._make_room(one.id, words, parent, by, utc(now))
            same_place = one.id in state.words and parent in (state.parents[one.id], state.tree().get(one.id))
            if state.words.get(one.id) == words and same_place:
                continue
            state.words[one.id], state.parents[one.id], position = words, parent, position + 1
            details = json.dumps({"words": words, "parent": parent}, ensure_ascii=False)
            self.db.execute(
                "insert into narrative_events (id, deed, narrative_id, details, by, at) values (?,?,?,?,?,?)",
                [position, Deed.IMPORT.value, one.id, details, by, utc(now)],
            )

    def restate(self) -> None:
        """Write down anew what follows from the ledger. Within ``writing``; may be repeated."""
        state = self.lineage()
        for table in ("narrative_paths", "narrative_pieces", "proposal_decisions"):
            self.db.execute(f"delete from {table}")
        paths = {one: state.path(one) for one in state.words}
        self.many(
            "insert into narrative_paths values (?,?,?,?)",
            [(one, to, since, to == path[-1][0]) for one, path in paths.items() for to, since in path],
        )
        self.many(
            "insert or ignore into narrative_pieces values (?,?,?,?)",
            [(one, text, until, state.owner(to, text)) for (one, text), moves in state.given.items() for until, to in moves],
        )
        self.many(
            "insert into proposal_decisions values (?,?,?,?,?)",
            [(key, one.deed.value, one.narrative_id, one.by, one.at) for key, one in state.decided.items()],
        )
        self._write_words(state)

    def _write_words(self, state: Lineage) -> None:
        tree = state.tree()
        for row in self.rows("select * from narratives"):
            words = state.words.get(row["id"])
            if words is None:
                continue
            parent = tree.get(row["id"], row["parent_id"])
            if words != _words_of(row) or parent != row["parent_id"]:
                self.db.execute(
                    "update narratives set title = ?, description = ?, topics = ?, note = ?, parent_id = ? where id = ?",
                    [words["title"], words["description"], json.dumps(words["topics"], ensure_ascii=False)]
                    + [words["note"], parent, row["id"]],
                )
            if words["title"] != row["title"] or words["description"] != row["description"]:
                self.db.execute("delete from exemplars where narrative_id = ? and kind <> 'exemplar'", [row["id"]])
                self._write_own_texts(row["id"], words)

    def _make_room(self, key: str, words: Words, parent: str | None, by: str | None, at: str) -> None:
        """The row that other tables point to; it stays, whatever becomes of the narrative."""
        topics = json.dumps(words["topics"], ensure_ascii=False)
        made = self.db.execute(
            "insert or ignore into narratives values (?,?,?,?,?,null,?,?)",
            [key, words["title"], words["description"], topics, words["note"], by, at],
        )
        if made.rowcount:
            self._write_own_texts(key, words)

    def _write_own_texts(self, key: str, words: Words) -> None:
        pieces = [("title", words["title"]), ("description", first_sentence(words["description"]))]
        self.many(
            "insert or ignore into exemplars values (?,?,?,?)",
            [(key, text_id(text), text, kind) for kind, text in pieces if text],
        )

    def add_exemplars(self, narrative_id: str, texts: Iterable[str]) -> None:
        """Exemplars are added, never taken away. Within ``writing``."""
        self.many(
            """insert into exemplars values (?,?,?,'exemplar')
            on conflict (narrative_id, text_id) do update set kind = 'exemplar' where kind <> 'exemplar'""",
            [(narrative_id, text_id(text), text) for text in texts if text],
        )

    # What may be asked of the ledger

    def homes(self) -> dict[str, str]:
        """Each narrative that stands or was merged -> the one that stands for it by now."""
        return {row[0]: row[1] for row in self.db.execute("select narrative_id, to_id from narrative_paths where last")}

    def narrative_ids(self) -> set[str]:
        """Every id that was ever given, also of narratives that were taken back: none is given twice."""
        return {row[0] for row in self.db.execute("select id from narratives")}

    def titles(self) -> dict[str, str]:
        """The title of every narrative there ever was."""
        return {row[0]: row[1] for row in self.db.execute("select id, title from narratives")}

    def pieces(self, narrative_id: str) -> list[Piece]:
        """What a narrative that stands is known by, but for its own title and description: what a split may take away."""
        rows = self.rows(
            f"""select text_id, text, min(case kind when 'exemplar' then 1 when 'title' then 3 else 4 end) as kind,
            min(place) as place from {OWN_TEXTS}
            where narrative_id = ? and (kind = 'exemplar' or holder <> narrative_id) group by text_id
            union all select s.id, s.text, 2, s.seq from {CONFIRMED} c join statements s on s.id = c.statement_id
            where c.narrative_id = ? order by 3, 4""",
            [narrative_id, narrative_id],
        )
        kinds = {1: "exemplar", 2: "confirmed", 3: "title", 4: "description"}
        found: dict[str, Piece] = {}
        for row in rows:
            found.setdefault(row["text_id"], Piece(text_id=row["text_id"], text=row["text"], kind=kinds[row["kind"]]))
        return list(found.values())

    def resting_on(self, narrative_ids: Sequence[str]) -> dict[str, int]:
        """How many decisions, rebuttals and, of the ledger, imports name one of these narratives, or stand below it."""
        asked = list(narrative_ids)
        counts = {
            "decision": f"select count(*) from reviews where narrative_id in ({marks(asked)})",
            "rebuttal": f"select count(distinct rebuttal_id) from rebuttal_narratives where narrative_id in ({marks(asked)})",
        }
        return {what: int(self.value(sql, asked)) for what, sql in counts.items()}

    def last_review(self) -> int:
        """The place of the last decision on a statement, 0 where there is none."""
        return int(self.value("select max(id) from reviews") or 0)

    def last_operation(self) -> NarrativeEvent | None:
        """What ``undo`` would take back."""
        return last_operation(self.events())

    # Matching the archive anew

    def rematch_due(self) -> int | None:
        """The event up to which the archive has to be matched anew, or None where that was done."""
        deeds = sorted(deed.value for deed in REMATCHING)
        last = self.value(f"select max(id) from narrative_events where deed in ({marks(deeds)})", deeds)
        done = self.value("select max(event_id) from rematches") or 0
        return int(last) if last and last > done else None

    def rematched(self, event_id: int, now: datetime) -> None:
        with self.writing():
            self.db.execute("insert or ignore into rematches values (?,?)", [event_id, utc(now)])

    def rematch_progress(self, model: str) -> tuple[int, int]:
        """(statements matched by this matcher, statements matched by any)."""
        row = self.db.execute("select sum(model = ?), count(*) from matches where rank = 1", [model]).fetchone()
        return int(row[0] or 0), int(row[1])


def _words(one: Narrative) -> Words:
    return {"title": one.title, "description": one.description, "topics": list(one.topics), "note": one.note}


def _words_of(row: dict[str, Any]) -> Words:
    return {name: row[name] for name in ("title", "description", "note")} | {"topics": json.loads(row["topics"])}


__all__ = ["CONFIRMED", "OPERATIONS", "OWNED_REVIEWS", "OWN_TEXTS", "LedgerQueries"]
