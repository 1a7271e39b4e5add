"""What people decided, as the machine may learn from it."""

from __future__ import annotations

import json

from monitor.records import Lesson, Statement
from monitor.store.base import KEPT_REVIEWS
from monitor.store.ledger import CONFIRMED, LedgerQueries


class LearningQueries(LedgerQueries):
    """Queries about decisions on statements, with the narratives that stand today."""

    def decided(self) -> list[Lesson]:
        """Every statement with a decision that stands, the longest decided first.

        Narratives are those that people confirmed; none where they rejected what was suggested or found nothing to answer.
        """
        rows = self.rows(
            f"""select s.id, s.text, s.lang, s.external_id, max(r.id) as last,
            (select json_group_array(narrative_id) from (select distinct c.narrative_id from {CONFIRMED} c
                where c.statement_id = s.id order by 1)) as narratives
            from {KEPT_REVIEWS} r join statements s on s.id = r.statement_id
            where r.decision in ('confirm', 'reject', 'pass') group by s.id order by last"""
        )
        return [
            Lesson(
                statement=Statement(id=row["id"], text=row["text"], lang=row["lang"], external_id=row["external_id"]),
                narratives=tuple(json.loads(row["narratives"])),
            )
            for row in rows
        ]

    def answered_statements(self) -> list[tuple[Statement, tuple[str, ...]]]:
        """Statements to which people attached rebuttals, with the ids of those that are not retracted."""
        rows = self.rows(
            """select s.id, s.text, s.lang, s.external_id, json_group_array(b.rebuttal_id) as rebuttals
            from rebuttal_statements b join statements s on s.id = b.statement_id
            where (select state from rebuttal_states t where t.rebuttal_id = b.rebuttal_id order by t.id desc limit 1)
            <> 'retracted' group by s.id order by min(b.rowid)"""
        )
        return [
            (
                Statement(id=row["id"], text=row["text"], lang=row["lang"], external_id=row["external_id"]),
                tuple(json.loads(row["rebuttals"])),
            )
            for row in rows
        ]
