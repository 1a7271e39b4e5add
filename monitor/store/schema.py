"""The tables. Machine tables may be emptied and computed again; human tables only grow.

Plain names and readable values, so that the file can be opened in any SQLite browser. Times are UTC.
"""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database, Migrations

from monitor.identity import url_key, words_key
from monitor.store.tables import COPIES, FEEDS, HOW_THINGS_COME_IN, KNOWN_BY_PEOPLE, LEDGER

migrations = Migrations("counterclaim")

#: What the machine computed: deleting their rows loses nothing that a run does not bring back.
MACHINE_TABLES = (
    "vectors", "matches", "flags", "proposals", "proposal_statements", "proposal_sizes", "statement_copies", "document_copies",
    "statement_bands", "document_bands",
)  # fmt: skip


@migrations()
def m001_what_came_in(db: Database) -> None:
    """Outlets, documents with their versions, statements and where they appeared."""
    for sql in (
        """create table outlets (
            id text primary key, name text not null, kind text not null, lang text, country text,
            domains text not null default '[]', handles text not null default '[]')""",
        """create table documents (
            id text primary key, outlet_id text not null references outlets(id), external_id text not null,
            kind text not null, title text not null, url text, lang text, author text,
            published_at text, added_at text not null, version integer not null,
            unique (outlet_id, external_id))""",
        """create table document_versions (
            document_id text not null references documents(id), version integer not null,
            content_hash text not null, title text not null, text text not null, seen_at text not null,
            primary key (document_id, version))""",
        """create table statements (
            seq integer primary key, id text not null unique, text text not null, folded text not null,
            lang text not null, external_id text, first_seen_at text not null)""",
        """create table speakers (id text primary key, name text not null)""",
        """create table appearances (
            statement_id text not null references statements(id), document_id text not null references documents(id),
            version integer not null, char_start integer not null, char_end integer not null,
            prefix text not null, suffix text not null, speaker_id text references speakers(id), role text,
            quoted integer not null, said_at text not null, date_from text not null, external_id text,
            primary key (statement_id, document_id))""",
        "create index appearances_said_at on appearances (said_at, statement_id)",
        "create index appearances_document on appearances (document_id)",
        """create table read_errors (
            id integer primary key, at text not null, file text not null, place text not null, reason text not null,
            times integer not null default 1, unique (file, place, reason))""",
        """create virtual table statements_fts using fts5(
            folded, content='statements', content_rowid='seq', tokenize='unicode61 remove_diacritics 2')""",
    ):
        db.execute(sql)


@migrations()
def m002_what_people_know(db: Database) -> None:
    """People, narratives, reviews, rebuttals with their sources, digests. Rows are added, never changed."""
    for sql in KNOWN_BY_PEOPLE:
        db.execute(sql)


@migrations()
def m003_what_the_machine_thinks(db: Database) -> None:
    """Vectors, matches, flags, proposals. Every key carries the model, so two models are never compared."""
    for sql in (
        """create table vectors (
            seq integer primary key, text_id text not null, model text not null, vector blob not null,
            unique (text_id, model))""",
        """create table matches (
            statement_id text not null references statements(id), model text not null, rank integer not null,
            narrative_id text references narratives(id), probability real not null, band text not null,
            guards text not null default '[]', nearest text, primary key (statement_id, rank))""",
        "create index matches_narrative on matches (narrative_id, band, statement_id)",
        "create index matches_model on matches (model, statement_id)",
        """create table flags (
            statement_id text not null references statements(id), model text not null, head text not null,
            label text, probability real not null, primary key (statement_id, head, label))""",
        "create index flags_model on flags (model, statement_id)",
        "create index flags_worth on flags (head, probability, statement_id)",
        """create table proposals (
            id text primary key, model text not null, keywords text not null, proposed_at text not null)""",
        """create table proposal_statements (
            proposal_id text not null references proposals(id) on delete cascade, position integer not null,
            statement_id text not null references statements(id), primary key (proposal_id, position))""",
        """create table proposal_decisions (
            proposal_id text primary key, decision text not null, narrative_id text references narratives(id),
            by text, at text not null)""",
    ):
        db.execute(sql)


@migrations()
def m004_everything_that_comes_in(db: Database) -> None:
    """Feeds, imports, captures, speakers' spellings, copies; appearances with their stance and time codes."""
    for sql in (*HOW_THINGS_COME_IN, *FEEDS, *COPIES):
        db.execute(sql)
    known = db.execute(
        """select d.id, d.url, v.text from documents d join document_versions v
        on v.document_id = d.id and v.version = d.version where d.kind <> 'statements'"""
    )
    for number, url, text in known.fetchall():
        db.execute("update documents set words_key = ?, url_key = ? where id = ?", [words_key(text), url_key(url), number])


@migrations()
def m005_narratives_through_time(db: Database) -> None:
    """The ledger of narratives, begun with those that are there; proposals' sizes; summaries of closed weeks."""
    for sql in LEDGER:
        db.execute(sql)
    decisions = list(db.query("select * from proposal_decisions order by rowid"))
    born = {row["narrative_id"]: row for row in decisions if row["decision"] == "accept"}
    for row in db.query("select * from narratives order by rowid"):
        words = {name: row[name] for name in ("title", "description", "note")} | {"topics": json.loads(row["topics"])}
        details = {"words": words, "parent": row["parent_id"]}
        if decision := born.get(row["id"]):
            details |= {"proposal": decision["proposal_id"], "statements": _members(db, decision["proposal_id"])}
            _first_event(db, "accept", row["id"], details, decision["by"], decision["at"])
        else:
            _first_event(db, "import", row["id"], details, row["added_by"], row["added_at"])
    for row in decisions:
        if row["decision"] == "dismiss":
            details = {"proposal": row["proposal_id"], "statements": _members(db, row["proposal_id"])}
            _first_event(db, "dismiss", None, details, row["by"], row["at"])
    db.execute("insert into narrative_paths select id, id, 0, 1 from narratives")
    db.execute(
        """insert into proposal_sizes select id, proposed_at, count(*) from proposals
        join proposal_statements on proposal_id = id group by id order by proposals.rowid"""
    )


def _members(db: Database, proposal_id: str) -> list[str]:
    rows = db.execute("select statement_id from proposal_statements where proposal_id = ? order by position", [proposal_id])
    return [row[0] for row in rows]


def _first_event(db: Database, deed: str, narrative: str | None, details: dict[str, Any], by: str | None, at: str) -> None:
    db.execute(
        "insert into narrative_events (deed, narrative_id, details, by, at) values (?,?,?,?,?)",
        [deed, narrative, json.dumps(details, ensure_ascii=False), by, at],
    )
