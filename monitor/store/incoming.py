"""What came in: outlets, statements and where they appeared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from monitor.records import Outlet, OutletKind, Statement
from monitor.store.base import Connection, chunks, marks


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
            """select a.*, d.title, d.kind as document_kind, d.author, d.url, d.gone_at,
            d.version as latest_version, g.name as origin, o.id as outlet_id, o.name as outlet,
            o.kind as outlet_kind, s.name as speaker from appearances a join documents d on d.id = a.document_id
            join outlets o on o.id = d.outlet_id left join outlets g on g.id = d.origin_id
            left join speaker_names sn on sn.name = a.speaker_name left join speakers s on s.id = sn.speaker_id
            where a.statement_id = ? order by a.said_at, a.document_id""",
            [statement_id],
        )


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
