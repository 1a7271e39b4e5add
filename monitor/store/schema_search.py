"""What is only there to find things fast, and can be made again: words by their sound, and a name for the file itself."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from classifiers.spelling import keys
from monitor.store.schema import migrations

#: Statements whose words are filled in by one transaction of a migration: a tenth of a second.
_BATCH = 500


@migrations(transactional=False)
def m006_words_by_sound(db: Database) -> None:
    """A full-text index of words by their keys (classifiers.spelling), and an id of this database.

    Filled in small transactions, each of which goes on where the last one ended: after a stop, migrate again.
    """
    db.execute(
        """create virtual table if not exists statement_sounds using fts5(
            sounds, content='', tokenize='unicode61 remove_diacritics 0')"""
    )
    # So that a file beside the database, such as the index of vectors, can be told from one made for another.
    db.execute("create table if not exists this_database (id text primary key) without rowid")
    db.execute("insert into this_database select lower(hex(randomblob(16))) where not exists (select 1 from this_database)")
    while sound_out(db.conn, _BATCH):
        pass


def sound_out(connection: sqlite3.Connection, limit: int) -> int:
    """Add the words of at most so many statements that are not in the index yet. Returns how many it were.

    Within the caller's transaction where there is one, so that a statement and its words come together.
    """
    own = not connection.in_transaction
    if own:
        connection.execute("begin immediate")
    try:
        rows = connection.execute(
            """select seq, text from statements where seq > coalesce((select max(rowid) from statement_sounds), 0)
            order by seq limit ?""",
            [limit],
        ).fetchall()
        connection.executemany(
            "insert into statement_sounds (rowid, sounds) values (?,?)", [(seq, " ".join(keys(text))) for seq, text in rows]
        )
        if own:
            connection.execute("commit")
    except BaseException:
        if own and connection.in_transaction:
            connection.execute("rollback")
        raise
    return len(rows)
