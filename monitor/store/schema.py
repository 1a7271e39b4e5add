"""The tables. Machine tables may be emptied and computed again; human tables only grow.

Plain names and readable values, so that the file can be opened in any SQLite browser. Times are UTC.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("counterclaim")

#: What the machine computed: deleting their rows loses nothing that a run does not bring back.
MACHINE_TABLES = ("vectors", "matches", "flags", "proposals", "proposal_statements")


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


_KNOWN_BY_PEOPLE = (
    """create table users (
        name text primary key, role text not null, password_hash text, disabled integer not null default 0,
        added_at text not null)""",
    """create table sessions (
        token_hash text primary key, user text not null references users(name),
        started_at text not null, seen_at text not null)""",
    """create table sign_in_links (
        token_hash text primary key, user text not null references users(name),
        expires_at text not null, used_at text)""",
    """create table sign_in_failures (
        id integer primary key, user text not null, address text not null, at text not null)""",
    """create table narratives (
        id text primary key, title text not null, description text not null, topics text not null default '[]',
        note text not null default '', parent_id text references narratives(id), added_by text, added_at text not null)""",
    """create table exemplars (
        narrative_id text not null references narratives(id), text_id text not null, text text not null,
        kind text not null, primary key (narrative_id, text_id))""",
    """create table reviews (
        id integer primary key, statement_id text not null references statements(id),
        reviewer text not null references users(name), decision text not null,
        narrative_id text references narratives(id), note text not null default '', at text not null)""",
    "create index reviews_statement on reviews (statement_id, id)",
    "create index reviews_narrative on reviews (narrative_id, id)",
    """create table rebuttals (id text primary key, external_id text unique, added_at text not null)""",
    """create table rebuttal_versions (
        rebuttal_id text not null references rebuttals(id), version integer not null, claim text not null,
        disproof text not null, verdict text not null, date text, lang text not null, url text,
        keywords text not null, claim_text_id text not null, author text, saved_at text not null,
        primary key (rebuttal_id, version))""",
    """create table rebuttal_states (
        id integer primary key, rebuttal_id text not null references rebuttals(id), version integer not null,
        state text not null, by text, note text not null default '', at text not null)""",
    """create table sources (
        id text primary key, title text not null, publisher text not null, kind text not null, date text, url text)""",
    """create table rebuttal_sources (
        rebuttal_id text not null, version integer not null, position integer not null,
        source_id text not null references sources(id), quote text not null default '',
        primary key (rebuttal_id, version, position),
        foreign key (rebuttal_id, version) references rebuttal_versions(rebuttal_id, version))""",
    """create table rebuttal_narratives (
        rebuttal_id text not null references rebuttals(id), narrative_id text not null references narratives(id),
        primary key (rebuttal_id, narrative_id))""",
    """create table rebuttal_statements (
        rebuttal_id text not null references rebuttals(id), statement_id text not null references statements(id),
        by text, at text not null, primary key (rebuttal_id, statement_id))""",
    "create index rebuttal_statements_statement on rebuttal_statements (statement_id)",
    """create table digests (id text primary key, week text not null, added_at text not null, published_at text)""",
    """create table digest_versions (
        digest_id text not null references digests(id), version integer not null, title text not null,
        intro text not null, by text, at text not null, primary key (digest_id, version))""",
    """create table digest_items (
        digest_id text not null, version integer not null, position integer not null,
        rebuttal_id text not null references rebuttals(id), primary key (digest_id, version, position),
        foreign key (digest_id, version) references digest_versions(digest_id, version))""",
)


@migrations()
def m002_what_people_know(db: Database) -> None:
    """People, narratives, reviews, rebuttals with their sources, digests. Rows are added, never changed."""
    for sql in _KNOWN_BY_PEOPLE:
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
