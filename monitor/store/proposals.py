"""Proposals of new narratives. A proposal once made keeps its id, its first day and its place while statements come and go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from monitor.records import Proposal
from monitor.store.base import Connection, utc

#: What people decided on stands in the ledger, with the statements it was decided on: emptying the machine's tables
#: brings nothing back.
_DECIDED = """(select j.value from narrative_events e, json_each(e.details, '$.statements') j
    where e.deed in ('accept', 'dismiss') and e.id not in (select undoes from narrative_events where undoes is not null))"""


class ProposalQueries(Connection):
    """Queries about clusters of what matched nothing. What people decide on them stands in the ledger."""

    def unmatched_statements(self, model: str) -> list[str]:
        """Statements that matched nothing, which nobody has reviewed or put aside with an earlier proposal."""
        rows = self.db.execute(
            f"""select m.statement_id from matches m where m.model = ? and m.band = 'none'
            and not exists (select 1 from reviews r where r.statement_id = m.statement_id)
            and m.statement_id not in {_DECIDED}
            and not exists (select 1 from flags f where f.statement_id = m.statement_id and f.label = 'not_a_claim')
            order by m.statement_id""",
            [model],
        )
        return [row[0] for row in rows]

    def save_proposals(self, proposals: Sequence[Proposal], model: str, now: datetime) -> None:
        """These are the open proposals now. One that is known keeps its first day and its place; those that somebody

        decided on stay as they were. What has not changed is not written again.
        """
        with self.writing():
            known, decided = {one.id: one for one in self.proposals()}, self._decided()
            for gone in known.keys() - {one.id for one in proposals}:
                self.db.execute("delete from proposals where id = ?", [gone])
                self.db.execute("delete from proposal_sizes where proposal_id = ?", [gone])
            for one in proposals:
                if one.id not in decided:
                    self._save(one, known.get(one.id), model, now)

    def _save(self, one: Proposal, before: Proposal | None, model: str, now: datetime) -> None:
        words = json.dumps(one.keywords, ensure_ascii=False)
        if before is None:
            self.db.execute("insert into proposals values (?,?,?,?)", [one.id, model, words, utc(now)])
        else:
            self.db.execute(
                "update proposals set model = ?, keywords = ? where id = ? and (model <> ? or keywords <> ?)",
                [model, words, one.id, model, words],
            )
        if before is None or before.statement_ids != one.statement_ids:
            self.db.execute("delete from proposal_statements where proposal_id = ?", [one.id])
            self.many(
                "insert into proposal_statements values (?,?,?)",
                [(one.id, place, key) for place, key in enumerate(one.statement_ids)],
            )
        if before is None or len(before.statement_ids) != len(one.statement_ids):
            self.db.execute("insert into proposal_sizes values (?,?,?)", [one.id, utc(now), len(one.statement_ids)])

    def proposals(self) -> list[Proposal]:
        """Open proposals, the one first seen first; a proposal's first statement is its most typical one."""
        rows = self.rows(
            """select p.id, p.keywords, p.proposed_at, s.statement_id from proposals p
            join proposal_statements s on s.proposal_id = p.id
            where p.id not in (select proposal_id from proposal_decisions) order by p.rowid, s.position"""
        )
        members: dict[str, list[str]] = {}
        for row in rows:
            members.setdefault(row["id"], []).append(row["statement_id"])
        first = {row["id"]: row for row in reversed(rows)}
        return [
            Proposal(
                id=key,
                keywords=tuple(json.loads(first[key]["keywords"])),
                statement_ids=tuple(ids),
                since=first[key]["proposed_at"],
            )
            for key, ids in members.items()
        ]

    def proposal_sizes(self, at: datetime) -> dict[str, int]:
        """How many statements each proposal had at a moment; one that was not there yet has no row."""
        rows = self.db.execute(
            """select proposal_id, statements from proposal_sizes s where at <= ? and rowid =
            (select max(rowid) from proposal_sizes l where l.proposal_id = s.proposal_id and l.at <= ?)""",
            [utc(at), utc(at)],
        )
        return {row[0]: row[1] for row in rows}

    def proposal_ids(self) -> set[str]:
        """Every id in use, also of proposals that were decided on."""
        return {row[0] for row in self.db.execute("select id from proposals")} | self._decided()

    def _decided(self) -> set[str]:
        return {row[0] for row in self.db.execute("select proposal_id from proposal_decisions")}
