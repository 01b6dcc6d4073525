"""Numbers the rows of a catalogue anew: without tombstones, by task, then by downloads."""

from __future__ import annotations

import secrets

from hubscan.catalogue.database import Database

# what is kept by row number, with the column that holds it
_NUMBERED = (("edges", "child"), ("cards", "row"), ("models", "row"))


def new_epoch() -> str:
    """Return a name for a numbering of the rows."""
    return secrets.token_hex(8)


def compact(database: Database) -> int:
    """Drop the tombstones and renumber; return how many were dropped. One transaction."""
    with database.transaction():
        dropped = database.execute("DELETE FROM models WHERE deleted")
        database.execute("DELETE FROM edges WHERE child NOT IN (SELECT row FROM models)")
        database.execute("DELETE FROM cards WHERE row NOT IN (SELECT row FROM models)")
        database.execute("DELETE FROM met")
        database.execute(
            "CREATE TEMP TABLE numbers AS SELECT row AS old, "
            "row_number() OVER (ORDER BY pipeline_tag IS NULL, pipeline_tag, "
            "downloads DESC, model_id) - 1 AS new FROM models"
        )
        database.execute("CREATE UNIQUE INDEX temp.by_old ON numbers (old)")
        for table, column in _NUMBERED:
            number = f"(SELECT new FROM numbers WHERE old = {column})"
            # through negative numbers: no two rows may have the same one on the way
            database.execute(f"UPDATE {table} SET {column} = -1 - {number}")
            database.execute(f"UPDATE {table} SET {column} = -1 - {column}")
        database.execute("DROP TABLE numbers")
        database.execute("UPDATE models SET changed = 0 WHERE changed > 0")
        database.execute("INSERT OR REPLACE INTO meta VALUES ('epoch', ?)", (new_epoch(),))
        database.execute("INSERT OR REPLACE INTO meta VALUES ('counter', '0')")
    database.execute("VACUUM")
    return dropped
