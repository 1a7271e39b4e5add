"""Files that are being added: how far each came, and what could not be read."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.records import ReadError
from monitor.store.base import Connection, utc

#: What an import is: waiting and running ones go on; a stopped or failed one may be tried again.
STATES = ("waiting", "running", "done", "stopped", "failed")

_CUT_SHORT = "it was cut short, and goes on where it was"
_CUT_SHORT_TWICE = "it was cut short twice at the same place"
_SAME = "state <> 'done' and fingerprint = excluded.fingerprint"


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an import has come: so many items of the files with this fingerprint are stored."""

    id: str
    fingerprint: str
    items: int


class ImportQueries(Connection):
    """Queries about imports and reading errors."""

    def start_import(
        self, id: str, name: str, path: str, kind: str, outlet_id: str | None, fingerprint: str, size: int,
        by: str | None, now: datetime, state: str = "running",
    ) -> int:  # fmt: skip
        """Begin an import, or take one up again. Returns how many items of the same bytes were already added.

        An import that was finished begins anew: nothing of it is added twice.
        """
        known = self.value("select items from imports where id = ? and fingerprint = ? and state <> 'done'", [id, fingerprint])
        kept = "".join(
            f", {count} = case when {_SAME} then {count} else 0 end"
            for count in ("items", "documents", "versions", "new_statements", "errors")
        )
        with self.writing():
            self.db.execute(
                f"""insert into imports (id, name, path, kind, outlet_id, fingerprint, size, state, by, started_at, changed_at)
                values (?,?,?,?,?,?,?,?,?,?,?) on conflict (id) do update set fingerprint = excluded.fingerprint,
                kind = excluded.kind, outlet_id = excluded.outlet_id, size = excluded.size, state = excluded.state,
                reason = case when {_SAME} then reason end, started_at = excluded.started_at,
                changed_at = excluded.changed_at {kept}""",
                [id, name, path, kind, outlet_id, fingerprint, size, state, by, utc(now), utc(now)],
            )
        return int(known or 0)

    def advance_import(self, reached: Reached, counts: Mapping[str, int], errors: int, now: datetime) -> None:
        """Note how far an import has come, and what came of it since the last time."""
        with self.writing():
            self._advance(reached, counts, errors, now)

    def _advance(self, reached: Reached, counts: Mapping[str, int], errors: int, now: datetime) -> None:
        """As ``advance_import``, in the transaction that stores the items, so that each counts once.

        An import of what the file was before does not speak for the one of what it is now; of two imports of the same
        file, the one that is behind does not take back what the other has said.
        """
        self.db.execute(
            """update imports set items = max(items, ?), documents = documents + ?, versions = versions + ?,
            new_statements = new_statements + ?, errors = errors + ?, changed_at = ?, reason = null
            where id = ? and fingerprint = ?""",
            [reached.items, counts.get("documents", 0), counts.get("versions", 0), counts.get("new_statements", 0)]
            + [errors, utc(now), reached.id, reached.fingerprint],
        )

    def end_import(self, whole: Reached, state: str, now: datetime, reason: str | None = None) -> None:
        """An import of files as they were has ended; one of what they are now has not."""
        with self.writing():
            self.db.execute(
                "update imports set state = ?, reason = ?, changed_at = ? where id = ? and fingerprint = ?",
                [state, reason, utc(now), whole.id, whole.fingerprint],
            )

    def fail_import(self, id: str, reason: str, now: datetime) -> None:
        """An import that could not even begin."""
        with self.writing():
            self.db.execute(
                "update imports set state = 'failed', reason = ?, changed_at = ? where id = ?", [reason, utc(now), id]
            )

    def resume_imports(self, under: str) -> int:
        """Imports of files in a folder that were running when nobody ran them any more, after a kill, wait again.

        One that was cut short twice without coming further has failed: what it reads must not end the desk for ever.
        """
        with self.writing():
            cursor = self.db.execute(
                """update imports set state = case reason when :cut then 'failed' else 'waiting' end,
                reason = case reason when :cut then :twice else :cut end
                where state = 'running' and substr(path, 1, length(:under)) = :under""",
                {"under": under, "cut": _CUT_SHORT, "twice": _CUT_SHORT_TWICE},
            )
        return int(cursor.rowcount)

    def finished_imports(self, under: str) -> list[str]:
        """Paths of files in a folder that were read to their end without an error."""
        rows = self.db.execute(
            "select path from imports where state = 'done' and errors = 0 and substr(path, 1, length(?)) = ?", [under, under]
        )
        return [row[0] for row in rows]

    def has_unfinished_imports(self) -> bool:
        """Whether some import has not come to its end, and may have left names that are not folded."""
        return bool(self.value("select exists (select 1 from imports where state in ('running', 'stopped', 'failed'))"))

    def next_import(self) -> dict[str, Any] | None:
        """The import that has waited longest."""
        found = self.rows("select * from imports where state = 'waiting' order by started_at, id limit 1")
        return found[0] if found else None

    def retry_import(self, id: str) -> None:
        """Take up an import again: from where it stopped, or from the beginning where it was finished."""
        with self.writing():
            self.db.execute(
                """update imports set state = 'waiting', items = case when state = 'done' then 0 else items end,
                errors = case when state = 'done' then 0 else errors end where id = ?""",
                [id],
            )

    def import_over(self, path: str) -> dict[str, Any] | None:
        """The latest import of a file or of a folder above it."""
        found = self.rows(
            "select * from imports where path = :path or substr(:path, 1, length(path) + 1) = path || '/' "
            "order by started_at desc limit 1",
            {"path": path},
        )
        return found[0] if found else None

    def forget_import(self, id: str) -> None:
        with self.writing():
            self.db.execute("delete from imports where id = ?", [id])

    def imports(self, limit: int = 50) -> list[dict[str, Any]]:
        """The latest first."""
        return self.rows("select * from imports order by started_at desc, id limit ?", [limit])

    def import_of(self, id: str) -> dict[str, Any] | None:
        found = self.rows("select * from imports where id = ?", [id])
        return found[0] if found else None

    # What could not be read

    def save_read_errors(self, errors: Sequence[ReadError], now: datetime) -> None:
        """Keep what could not be read. The same fault met again counts up instead of filling the list."""
        if errors:
            with self.writing():
                self._save_errors(errors, now)

    def _save_errors(self, errors: Sequence[ReadError], now: datetime) -> None:
        self.many(
            """insert into read_errors (at, file, place, reason, feed_id) values (?,?,?,?,?)
            on conflict (file, place, reason) do update set times = times + 1, at = excluded.at, solved_at = null""",
            [(utc(now), error.file, error.place, error.reason, error.feed_id) for error in errors],
        )

    def solve_read_errors(self, files: Sequence[str], still: Container[ReadError], now: datetime) -> int:
        """Files have been read to the end: of their errors all are solved but those still there. Returns how many."""
        solved = []
        for file in files:
            for row in self.rows("select * from read_errors where file = ? and solved_at is null", [file]):
                error = ReadError(file=file, place=row["place"], reason=row["reason"], feed_id=row["feed_id"])
                if error not in still:
                    solved.append((utc(now), row["id"]))
        if solved:
            with self.writing():
                self.many("update read_errors set solved_at = ? where id = ?", solved)
        return len(solved)

    def dismiss_read_error(self, id: int, now: datetime) -> None:
        """Somebody has seen it, and it needs nothing more."""
        with self.writing():
            self.db.execute("update read_errors set solved_at = ? where id = ?", [utc(now), id])

    def read_error(self, id: int) -> dict[str, Any] | None:
        found = self.rows("select * from read_errors where id = ?", [id])
        return found[0] if found else None

    def count_read_errors(self) -> int:
        return int(self.value("select count(*) from read_errors where solved_at is null"))

    def read_errors(self, limit: int = 500, solved: bool = False) -> list[dict[str, Any]]:
        """What could not be read and has not been since; with ``solved`` the others."""
        return self.rows(
            f"""select * from read_errors where solved_at is {"not null" if solved else "null"}
            order by at desc, id desc limit ?""",
            [limit],
        )
