"""The numbers that describe a catalogue."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from hubscan.catalogue.database import Database

_COUNTED = {
    "tombstones": "deleted",
    "private": "NOT deleted AND private IS 1",
    "with_task": "NOT deleted AND pipeline_tag IS NOT NULL",
    "with_license": "NOT deleted AND license IS NOT NULL",
    "with_parameters": "NOT deleted AND parameters IS NOT NULL",
    "with_base_models": "NOT deleted AND base_models IS NOT NULL",
    "with_emissions": "NOT deleted AND emissions_g IS NOT NULL",
    "with_description": "NOT deleted AND description IS NOT NULL",
}
_SUMS = ", ".join(f"ifnull(sum({condition}), 0)" for condition in _COUNTED.values())


@dataclass(frozen=True)
class Overview:
    """How much is known; ``unfinished`` names the harvests that can go on."""

    path: str
    size_bytes: int
    models: int
    oldest: str | None
    newest: str | None
    snapshot_date: str | None
    problems: int
    unfinished: tuple[str, ...]
    tombstones: int
    private: int
    with_task: int
    with_license: int
    with_parameters: int
    with_base_models: int
    with_emissions: int
    with_description: int

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def overview(database: Database) -> Overview:
    """Count what a catalogue holds."""
    sql = f"SELECT count(*), min(as_of), max(as_of), {_SUMS} FROM models"
    rows, oldest, newest, *sums = database.query(sql)[0]
    counts = dict(zip(_COUNTED, sums, strict=True))
    date = database.one("SELECT value FROM meta WHERE key = 'snapshot_date'")
    problems = database.query("SELECT count(*) FROM problems")[0][0]
    cursors = database.query("SELECT substr(key, 8) FROM meta WHERE key LIKE 'cursor %' ORDER BY 1")
    return Overview(
        path=str(database.path),
        size_bytes=database.path.stat().st_size,
        models=rows - counts["tombstones"],
        oldest=oldest,
        newest=newest,
        snapshot_date=date[0] if date else None,
        problems=problems,
        unfinished=tuple(row[0] for row in cursors),
        **counts,
    )
