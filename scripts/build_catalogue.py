"""Build data/catalogue from tables of facts about the Hub's models.

    python scripts/build_catalogue.py FOLDER [OUT]

FOLDER holds the tables that data/SOURCES.md lists (hub-metadata, with cards beside it); OUT is
data/catalogue unless given. Two runs on the same tables write the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from catalogue import hub_tables, leaderboards, lists  # noqa: E402
from catalogue.coverage import print_report  # noqa: E402
from catalogue.emissions import co2_2023_04  # noqa: E402
from catalogue.facts import Facts  # noqa: E402
from catalogue.merge import Report, merge  # noqa: E402
from catalogue.resolve import Resolver  # noqa: E402
from catalogue.scores import collect  # noqa: E402

from hubscan.catalogue import snapshot  # noqa: E402
from hubscan.errors import HubscanError  # noqa: E402

READERS: tuple[Callable[[Path], Iterator[Facts]], ...] = (
    hub_tables.hub_2025_12,
    hub_tables.hub_2024_09,
    hub_tables.llmfit_2026_05,
    hub_tables.transformersjs_2026_05,
    hub_tables.small_lms_2024_11,
    hub_tables.downloads_2023,
    hub_tables.hugginggpt_2023_03,
    hub_tables.cards_2023,
    lists.corrections,
    lists.small_models_facts,
    lists.recommended_2026_08,
    lists.quantized_pairs_2026_08,
    lists.local_gallery_2026_08,
    lists.lineage_2025_06,
    lists.quantized_2024,
    lists.counted_checkpoints,
    leaderboards.timm_facts,
    leaderboards.mteb_facts,
    leaderboards.open_llm_facts,
    leaderboards.open_asr_facts,
    leaderboards.spacy_facts,
    leaderboards.euroeval_facts,
)


def main(arguments: Sequence[str]) -> int:
    """Build from the folder that is named; one clear line where that cannot be done."""
    if not arguments or not Path(arguments[0]).is_dir():
        print("usage: build_catalogue.py FOLDER_OF_TABLES [OUT]", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    out = Path(arguments[1]) if len(arguments) > 1 else _ROOT / "data" / "catalogue"
    try:
        build(folder, out)
    except HubscanError as expected:
        print(f"build_catalogue: {expected}", file=sys.stderr)
        return expected.exit_code
    return 0


def build(folder: Path, out: Path) -> None:
    """Read the tables of a folder, write the catalogue to another, print what it covers."""
    report = Report()
    emissions = co2_2023_04(folder, report.emissions_left_out)
    models = merge(chain(*(read(folder) for read in READERS), emissions), report)
    resolver = Resolver(models)
    scores, unplaced = collect(folder, models)
    conflicts = list(resolver.conflicts())
    snapshot.write_models(out / snapshot.MODELS_FILE, resolver.records)
    snapshot.write_scores(out / snapshot.SCORES_FILE, scores)
    snapshot.write_conflicts(out / snapshot.CONFLICTS_FILE, conflicts)
    print_report(resolver.records, scores, conflicts, report, unplaced)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
