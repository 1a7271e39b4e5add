"""The tables of each step, in the order in which they are made. ``monitor.store.schema`` applies them."""

from __future__ import annotations

KNOWN_BY_PEOPLE = (
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

HOW_THINGS_COME_IN = (
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

FEEDS = (
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

COPIES = (
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

LEDGER = (
    # All that people did to narratives and proposals. What follows from it is derived, and written with every row.
    """create table narrative_events (
        id integer primary key, deed text not null, narrative_id text references narratives(id),
        undoes integer unique references narrative_events(id), details text not null, by text, at text not null)""",
    "create index narrative_events_narrative on narrative_events (narrative_id)",
    # Derived: where what is said of a narrative leads by its merges, from which review on; ``last`` marks the end.
    # A narrative that stands leads to itself; one that was taken back leads nowhere.
    """create table narrative_paths (
        narrative_id text not null references narratives(id), to_id text not null references narratives(id),
        since integer not null, last integer not null, primary key (narrative_id, to_id)) without rowid""",
    "create index narrative_paths_end on narrative_paths (to_id) where last",
    # Derived: texts that a split gave to another narrative, with the last review it took along.
    """create table narrative_pieces (
        narrative_id text not null references narratives(id), text_id text not null, until integer not null,
        to_id text not null references narratives(id), primary key (narrative_id, text_id, until)) without rowid""",
    "create table rematches (event_id integer primary key references narrative_events(id), done_at text not null)",
    "create table proposal_sizes (proposal_id text not null, at text not null, statements integer not null)",
    "create index proposal_sizes_proposal on proposal_sizes (proposal_id, at)",
    # What a closed week showed when it went out.
    """create table kept_summaries (
        week text not null, number integer not null, kept_at text not null, by text, event_id integer not null,
        model text not null, content text not null, primary key (week, number))""",
    *(
        f"create trigger {table}_only_grow_{how} before {how} on {table} begin select raise(abort, '{table} only grow'); end"
        for table in ("narrative_events", "kept_summaries")
        for how in ("update", "delete")
    ),
)
