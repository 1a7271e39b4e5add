"""Speakers: the names they were printed under, who bears which, and what people decided about that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.store.base import Connection, utc


class SpeakerQueries(Connection):
    """Queries about speakers. Folding may be computed again at any time; what people decided only grows."""

    def printed_names(self) -> list[tuple[str, int, str | None]]:
        """(name as printed, appearances, the language most of these are in), for folding."""
        rows = self.db.execute(
            """select n.name, count(a.statement_id),
                (select s.lang from appearances b join statements s on s.id = b.statement_id
                where b.speaker_name = n.name group by s.lang order by count(*) desc, s.lang limit 1)
            from speaker_names n left join appearances a on a.speaker_name = n.name group by n.name order by n.name"""
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def heard(self) -> tuple[int, int]:
        """How many names there are, and a mark of the last appearance: while both stay the same, so do the figures."""
        return int(self.value("select count(*) from speaker_names")), int(
            self.value("select coalesce(max(rowid), 0) from appearances")
        )

    def save_speakers(self, names: Mapping[str, str], shown: Mapping[str, str], heard: tuple[int, int] | None) -> int | None:
        """Who bears which name (name to speaker id), and what each speaker is called. Returns how many names moved.

        ``heard``: as it was before the names were read. None comes back, and nothing is saved, where somebody has added
        to it since; with None all is saved as it is.
        """
        with self.writing():
            if heard and heard != self.heard():
                return None
            known = dict(self.db.execute("select name, speaker_id from speaker_names").fetchall())
            called = dict(self.db.execute("select id, name from speakers").fetchall())
            moved = [(to, name) for name, to in names.items() if name in known and known[name] != to]
            bearing = {to for to, _ in moved} | set(known.values())
            named = [(key, name) for key, name in shown.items() if key in bearing and called.get(key) != name]
            self.many("insert into speakers (id, name) values (?,?) on conflict (id) do update set name = excluded.name", named)
            self.many("update speaker_names set speaker_id = ? where name = ?", moved)
            if moved:
                self.db.execute("delete from speakers where id not in (select speaker_id from speaker_names)")
        return len(moved)

    def add_speaker_edit(self, action: str, name: str, other: str | None, by: str, now: datetime) -> None:
        """A decision on a printed name: ``same`` person as another name, ``apart`` from all, or ``called`` otherwise."""
        with self.writing():
            self.db.execute(
                "insert into speaker_edits (action, name, other, by, at) values (?,?,?,?,?)",
                [action, name, other, by, utc(now)],
            )

    def speaker_edits(self) -> list[dict[str, Any]]:
        """Every decision, the oldest first."""
        return self.rows("select * from speaker_edits order by id")

    def speakers(self, words: str = "", limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
        """Speakers with their printed names and figures, those heard most often first."""
        return self.rows(
            """select s.id, s.name, count(distinct n.name) as names, count(a.statement_id) as appearances,
            max(a.said_at) as last_said_at from speakers s join speaker_names n on n.speaker_id = s.id
            left join appearances a on a.speaker_name = n.name
            where ? = '' or s.id in (select speaker_id from speaker_names where instr(lower(name), lower(?)))
                or instr(lower(s.name), lower(?))
            group by s.id order by appearances desc, s.name limit ? offset ?""",
            [words, words, words, limit, offset],
        )

    def speaker(self, id: str) -> dict[str, Any] | None:
        found = self.rows("select * from speakers where id = ?", [id])
        return found[0] if found else None

    def names_of(self, speaker_id: str) -> list[dict[str, Any]]:
        """The names a speaker was printed under, with their roles, outlets and figures; the most frequent first."""
        return self.rows(
            """select n.name, count(a.statement_id) as appearances, min(a.said_at) as first_said_at,
            max(a.said_at) as last_said_at, group_concat(distinct a.role) as roles from speaker_names n
            left join appearances a on a.speaker_name = n.name where n.speaker_id = ? group by n.name
            order by appearances desc, n.name""",
            [speaker_id],
        )

    def speaker_of(self, name: str) -> str | None:
        """Who bears a printed name."""
        found = self.value("select speaker_id from speaker_names where name = ?", [name])
        return str(found) if found else None

    def printed_name(self, words: str) -> str | None:
        """The most frequent printed name of the speaker who is called so, has this id, or was once printed so."""
        found = self.value(
            """select n.name from speaker_names n join speakers s on s.id = n.speaker_id
            left join appearances a on a.speaker_name = n.name where n.speaker_id in
                (select id from speakers where id = :words or name = :words
                 union select speaker_id from speaker_names where name = :words)
            group by n.name order by count(a.statement_id) desc, n.name limit 1""",
            {"words": words},
        )
        return str(found) if found else None
