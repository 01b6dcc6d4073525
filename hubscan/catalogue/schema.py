"""The tables of the catalogue, as a list of migrations: each is applied once, in a transaction."""

from __future__ import annotations

APPLICATION_ID = 0x48554253  # "HUBS": tells a catalogue from any other SQLite file

_FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # row: the model's number everywhere, in the vectors and in the lexical index too.
    # changed: the generation that last touched the row, 0 when it is as first filled.
    """
    CREATE TABLE models (
        row INTEGER PRIMARY KEY,
        deleted INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0,
        model_id TEXT NOT NULL UNIQUE COLLATE NOCASE,
        author TEXT,
        pipeline_tag TEXT,
        pipeline_tag_source TEXT,
        library_name TEXT,
        license TEXT,
        languages TEXT,
        datasets TEXT,
        base_models TEXT,
        tags TEXT,
        formats TEXT,
        quantization TEXT,
        parameters INTEGER,
        parameters_rung TEXT,
        context_length INTEGER,
        downloads INTEGER,
        likes INTEGER,
        last_modified TEXT,
        emissions_g REAL,
        gated INTEGER,
        inferred TEXT,
        as_of TEXT NOT NULL,
        source TEXT NOT NULL,
        description TEXT,
        sha TEXT,
        endpoint TEXT,
        private INTEGER,
        created_at TEXT,
        new_version TEXT,
        weights_bytes INTEGER,
        emissions_grade TEXT,
        provenance TEXT
    )
    """,
    "CREATE INDEX models_changed ON models (changed) WHERE changed > 0",
    "CREATE INDEX models_name ON models (lower(substr(model_id, instr(model_id, '/') + 1)))",
    """
    CREATE TABLE edges (
        base TEXT NOT NULL COLLATE NOCASE,
        child INTEGER NOT NULL,
        PRIMARY KEY (base, child)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE scores (
        model_id TEXT NOT NULL COLLATE NOCASE,
        benchmark TEXT NOT NULL,
        metric TEXT NOT NULL,
        value REAL NOT NULL,
        higher_is_better INTEGER NOT NULL,
        as_of TEXT NOT NULL,
        source TEXT NOT NULL,
        PRIMARY KEY (model_id, benchmark, metric, source, as_of)
    ) WITHOUT ROWID
    """,
    # which version of a model's card was read last
    "CREATE TABLE cards (row INTEGER PRIMARY KEY, sha TEXT, etag TEXT)",
    # the rows that the full pass under way has met
    "CREATE TABLE met (row INTEGER PRIMARY KEY)",
    """
    CREATE TABLE problems (
        number INTEGER PRIMARY KEY,
        model_id TEXT NOT NULL COLLATE NOCASE,
        field TEXT NOT NULL,
        reason TEXT NOT NULL,
        source TEXT NOT NULL,
        as_of TEXT NOT NULL,
        UNIQUE (model_id, field)
    )
    """,
)

# Append only: the number of a migration is the schema's version in PRAGMA user_version.
MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST,)
