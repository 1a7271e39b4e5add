"""The tables. Machine tables may be emptied and computed again; human tables only grow.

Plain names and readable values, so that the file can be opened in any SQLite browser. Times are UTC.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from monitor.identity import url_key, words_key

migrations = Migrations("counterclaim")

#: What the machine computed: deleting their rows loses nothing that a run does not bring back.
MACHINE_TABLES = (
    "vectors", "matches", "flags", "proposals", "proposal_statements", "statement_copies", "document_copies",
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


_HOW_THINGS_COME_IN = (
    # Whose bytes these are: evidence, compressed, never changed.
    """create table captures (
        id text primary key, url text not null, sha256 text not null, fetched_at text not null, status integer not null,
        media_type text not null, headers text not null, body blob not null)""",
    "create index captures_url on captures (url, fetched_at)",
    "alter table documents add column origin_id text references outlets(id)",
    "alter table documents add column words_key text",
    "alter table documents add column url_key text",
    "alter table documents add column gone_at text",
    "create index documents_words on documents (outlet_id, words_key) where words_key is not null",
    "create index documents_url on documents (outlet_id, url_key) where url_key is not null",
    "create index documents_gone on documents (gone_at) where gone_at is not null",
    # By which reader a version came: what a feed shortens is no edit by the outlet.
    "alter table document_versions add column via text not null default ''",
    "alter table document_versions add column capture_id text references captures(id)",
    "update document_versions set via = (select kind from documents d where d.id = document_id)",
    "create index document_versions_seen on document_versions (seen_at) where version > 1",
    # One document that came under several ids: by feed and by export, or under a new guid.
    """create table document_aliases (
        outlet_id text not null references outlets(id), external_id text not null,
        document_id text not null references documents(id), primary key (outlet_id, external_id)) without rowid""",
    # A speaker's name as it was printed, and who that is. Folding is computed over all names, so that the order in
    # which they came in does not matter; what people decided stands above it.
    """create table speaker_names (
        name text primary key, speaker_id text not null references speakers(id)) without rowid""",
    "create index speaker_names_speaker on speaker_names (speaker_id)",
    """create table speaker_edits (
        id integer primary key, action text not null, name text not null, other text, by text, at text not null)""",
    "insert into speaker_names select name, id from speakers",
    """create table appearances_new (
        statement_id text not null references statements(id), document_id text not null references documents(id),
        version integer not null, char_start integer not null, char_end integer not null,
        prefix text not null, suffix text not null, speaker_name text references speaker_names(name), role text,
        stance text not null, begins real, ends real, said_at text not null, date_from text not null, external_id text,
        primary key (statement_id, document_id))""",
    """insert into appearances_new select statement_id, document_id, version, char_start, char_end, prefix, suffix,
        (select name from speakers s where s.id = a.speaker_id), role,
        case when quoted then 'reports' else 'asserts' end, null, null, said_at, date_from, external_id
        from appearances a order by a.rowid""",
    "drop table appearances",
    "alter table appearances_new rename to appearances",
    "create index appearances_said_at on appearances (said_at, statement_id)",
    "create index appearances_document on appearances (document_id)",
    "create index appearances_speaker on appearances (speaker_name) where speaker_name is not null",
)

_FEEDS = (
    """create table feeds (
        id text primary key, url text not null unique, outlet_id text not null references outlets(id), kind text not null,
        title text not null default '', full_text text not null default 'auto', added_at text not null, removed_at text,
        paused integer not null default 0, gone integer not null default 0, etag text, last_modified text,
        interval integer not null default 60, checked_at text, ok_at text, news_at text, next_at text,
        failures integer not null default 0, error text)""",
    # What a feed said of an item when it was last asked, so that only what is new or changed is fetched in full.
    """create table feed_items (
        feed_id text not null references feeds(id), item_id text not null, item_hash text not null,
        document_id text references documents(id), seen_at text not null, primary key (feed_id, item_id)) without rowid""",
    """create table feed_polls (
        id integer primary key, feed_id text not null references feeds(id), at text not null, status integer,
        items integer not null, news integer not null, error text)""",
    "create index feed_polls_feed on feed_polls (feed_id, at)",
    # Articles asked for again after a day and after a week: what changed in silence, what was taken down.
    """create table rechecks (
        document_id text primary key references documents(id), url text not null, next_at text not null,
        round integer not null) without rowid""",
    "create index rechecks_next on rechecks (next_at)",
    # One file or folder that is being added: how far it came, so that the next try goes on there.
    """create table imports (
        id text primary key, name text not null, path text not null, kind text not null, outlet_id text,
        fingerprint text not null, size integer not null, state text not null, items integer not null default 0,
        documents integer not null default 0, new_statements integer not null default 0, versions integer not null default 0,
        errors integer not null default 0, reason text, by text, started_at text not null, changed_at text not null)""",
    "create index imports_path on imports (path)",
    "alter table read_errors add column feed_id text",
    "alter table read_errors add column solved_at text",
    "create index read_errors_open on read_errors (file) where solved_at is null",
)

_COPIES = (
    # A near-copy points to the first of its kind; null says: compared, and the first itself.
    """create table statement_copies (
        statement_id text primary key references statements(id), first_id text references statements(id),
        similarity real not null) without rowid""",
    "create index statement_copies_first on statement_copies (first_id) where first_id is not null",
    """create table document_copies (
        document_id text primary key references documents(id), version integer not null,
        first_id text references documents(id), similarity real not null) without rowid""",
    "create index document_copies_first on document_copies (first_id) where first_id is not null",
    # MinHash bands: two texts that share one are worth comparing.
    "create table statement_bands (band integer not null, seq integer not null, primary key (band, seq)) without rowid",
    "create table document_bands (band integer not null, seq integer not null, primary key (band, seq)) without rowid",
)


@migrations()
def m004_everything_that_comes_in(db: Database) -> None:
    """Feeds, imports, captures, speakers' spellings, copies; appearances with their stance and time codes."""
    for sql in (*_HOW_THINGS_COME_IN, *_FEEDS, *_COPIES):
        db.execute(sql)
    known = db.execute(
        """select d.id, d.url, v.text from documents d join document_versions v
        on v.document_id = d.id and v.version = d.version where d.kind <> 'statements'"""
    )
    for number, url, text in known.fetchall():
        db.execute("update documents set words_key = ?, url_key = ? where id = ?", [words_key(text), url_key(url), number])
