"""People, their sessions and their decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.records import Review, Role
from monitor.store.base import Connection, chunks, marks, utc


class PeopleQueries(Connection):
    """Queries about users, sign-in and reviews."""

    # Users

    def add_user(self, name: str, role: Role, now: datetime) -> bool:
        """False where the name is taken."""
        with self.writing():
            cursor = self.db.execute(
                "insert or ignore into users (name, role, added_at) values (?,?,?)", [name, role.value, utc(now)]
            )
        return bool(cursor.rowcount)

    def user(self, name: str) -> dict[str, Any] | None:
        found = self.rows("select * from users where name = ?", [name])
        return found[0] if found else None

    def users(self) -> list[dict[str, Any]]:
        return self.rows("select name, role, disabled, added_at from users order by name")

    def set_password_hash(self, name: str, password_hash: str) -> None:
        """A new password ends every session of its owner."""
        with self.writing():
            self.db.execute("update users set password_hash = ? where name = ?", [password_hash, name])
            self.db.execute("delete from sessions where user = ?", [name])

    def disable_user(self, name: str) -> bool:
        """End a user's sessions and refuse new ones. False where there is no such user."""
        with self.writing():
            cursor = self.db.execute("update users set disabled = 1 where name = ?", [name])
            self.db.execute("delete from sessions where user = ?", [name])
        return bool(cursor.rowcount)

    # Sign-in: only hashes of tokens are stored, so a stolen file opens no session

    def add_sign_in_link(self, token_hash: str, user: str, expires: datetime) -> None:
        with self.writing():
            self.db.execute("insert into sign_in_links values (?,?,?,null)", [token_hash, user, utc(expires)])

    def use_sign_in_link(self, token_hash: str, now: datetime) -> str | None:
        """The user a link was made for, once; None when it is unknown, used, expired, or its user disabled."""
        with self.writing():
            user = self.value(
                """select l.user from sign_in_links l join users u on u.name = l.user
                where l.token_hash = ? and l.used_at is null and l.expires_at > ? and not u.disabled""",
                [token_hash, utc(now)],
            )
            if user:
                self.db.execute("update sign_in_links set used_at = ? where token_hash = ?", [utc(now), token_hash])
        return str(user) if user else None

    def add_session(self, token_hash: str, user: str, now: datetime) -> None:
        with self.writing():
            self.db.execute("insert into sessions values (?,?,?,?)", [token_hash, user, utc(now), utc(now)])

    def session_user(self, token_hash: str, now: datetime, idle: timedelta, absolute: timedelta) -> dict[str, Any] | None:
        """The user behind a living session, or None. A session is touched at most once a minute, to spare the disk."""
        rows = self.rows(
            """select u.name, u.role, s.seen_at from sessions s join users u on u.name = s.user
            where s.token_hash = ? and s.seen_at > ? and s.started_at > ? and not u.disabled""",
            [token_hash, utc(now - idle), utc(now - absolute)],
        )
        if not rows:
            return None
        if rows[0]["seen_at"] < utc(now - timedelta(minutes=1)):
            with self.writing():
                self.db.execute("update sessions set seen_at = ? where token_hash = ?", [utc(now), token_hash])
        return rows[0]

    def end_session(self, token_hash: str) -> None:
        with self.writing():
            self.db.execute("delete from sessions where token_hash = ?", [token_hash])

    def add_sign_in_failure(self, user: str, address: str, now: datetime) -> None:
        with self.writing():
            self.db.execute("delete from sign_in_failures where at < ?", [utc(now - timedelta(hours=1))])
            self.db.execute("insert into sign_in_failures (user, address, at) values (?,?,?)", [user, address, utc(now)])

    def sign_in_failures(self, user: str, address: str, since: datetime) -> tuple[int, int]:
        """How often sign-in failed since then: (for this user, from this address)."""
        row = self.db.execute(
            "select sum(user = ?), sum(address = ?) from sign_in_failures where at > ?", [user, address, utc(since)]
        ).fetchone()
        return int(row[0] or 0), int(row[1] or 0)

    # Reviews

    def add_review(self, review: Review, now: datetime) -> int:
        """Add a decision; returns its number. Earlier decisions stay on record."""
        with self.writing():
            cursor = self.db.execute(
                "insert into reviews (statement_id, reviewer, decision, narrative_id, note, at) values (?,?,?,?,?,?)",
                [review.statement_id, review.reviewer, review.decision.value, review.narrative_id] + [review.note, utc(now)],
            )
        return int(cursor.lastrowid or 0)

    def import_reviews(self, reviews: Sequence[Review], now: datetime) -> int:
        """Add decisions made elsewhere; one that stands here already in the same words is not added again."""
        added = 0
        with self.writing():
            for r in reviews:
                cursor = self.db.execute(
                    """insert into reviews (statement_id, reviewer, decision, narrative_id, note, at)
                    select id, ?, ?, ?, ?, ? from statements s where id = ? and not exists (select 1 from reviews e
                    where e.statement_id = s.id and e.decision = ? and e.narrative_id is ?)""",
                    [r.reviewer, r.decision.value, r.narrative_id, r.note, utc(now), r.statement_id]
                    + [r.decision.value, r.narrative_id],
                )
                added += cursor.rowcount
        return added

    def reviews_of(self, statement_id: str) -> list[dict[str, Any]]:
        """Every decision on a statement, oldest first, with the title of its narrative."""
        return self.rows(
            """select r.*, n.title from reviews r left join narratives n on n.id = r.narrative_id
            where r.statement_id = ? order by r.id""",
            [statement_id],
        )

    def standing_reviews(self, statement_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The latest decision on each of these statements."""
        found: dict[str, dict[str, Any]] = {}
        for chunk in chunks(statement_ids):
            for row in self.rows(
                f"""select r.*, n.title from reviews r left join narratives n on n.id = r.narrative_id
                where r.id in (select max(id) from reviews where statement_id in ({marks(chunk)}) group by statement_id)""",
                list(chunk),
            ):
                found[row["statement_id"]] = row
        return found
