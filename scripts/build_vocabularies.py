"""Build data/vocabularies/*.csv from the published lists.

    python scripts/build_vocabularies.py SPEC_FOLDER --iso639-3 iso-639-3.tab \
        --iso639-5 iso_639-5.json --countries iso3166.tab

SPEC_FOLDER holds pipeline_tags.json, licenses.txt and libraries.json. The sources and dates
stand in data/vocabularies/index.toml and are changed by hand when a list is renewed.
metadata_keys.csv and near_misses.csv are written by hand.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "data" / "vocabularies"

# tasks that the Hub had once, and what took their place
RETIRED_TAGS = {
    "conversational": "text-generation",
    "text2text-generation": "text-generation",
    "structured-data-classification": "tabular-classification",
}
RELATIONS = ("adapter", "finetune", "merge", "quantized")
# accepted by the Hub beside the ISO codes
SPECIAL_LANGUAGES = ("code", "multilingual")
COUNTRY_ALIASES = (
    ("USA", "US"),
    ("U.S.", "US"),
    ("US", "US"),
    ("United States of America", "US"),
    ("UK", "GB"),
    ("United Kingdom", "GB"),
    ("Great Britain", "GB"),
    ("England", "GB"),
    ("Scotland", "GB"),
    ("South Korea", "KR"),
    ("Republic of Korea", "KR"),
    ("Korea", "KR"),
    ("Czechia", "CZ"),
    ("Türkiye", "TR"),
    ("The Netherlands", "NL"),
    ("Quebec", "CA"),
    ("Québec", "CA"),
    ("Hong Kong", "HK"),
    ("Viet Nam", "VN"),
    ("UAE", "AE"),
)


def pipeline_tags(spec: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield tag, modality, status and successor of every task."""
    tasks = json.loads((spec / "pipeline_tags.json").read_text(encoding="utf-8"))
    for tag, task in tasks.items():
        yield tag, task["modality"], "hidden" if task["hideInModels"] else "current", ""
    for tag, successor in RETIRED_TAGS.items():
        yield tag, tasks[successor]["modality"], "retired", successor
    for tag, task in tasks.items():
        for subtask in task["subtasks"]:
            if subtask not in tasks:
                yield subtask, task["modality"], "subtask", tag


def languages(iso639_3: Path, iso639_5: Path) -> Iterator[tuple[str, str, str]]:
    """Yield every code with the part of the standard that defines it; 639-1 with its name."""
    with iso639_3.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            for column, part in _ISO639_COLUMNS:
                if row[column]:
                    yield row[column], part, row["Ref_Name"] if part == "639-1" else ""
    for family in json.loads(iso639_5.read_text(encoding="utf-8"))["639-5"]:
        yield family["alpha_3"], "639-5", ""
    yield from ((code, "hub", "") for code in SPECIAL_LANGUAGES)


_ISO639_COLUMNS = (("Part1", "639-1"), ("Id", "639-3"), ("Part2b", "639-2"))


def countries(table: Path) -> Iterator[tuple[str, str]]:
    """Yield every country name and alias with its ISO 3166 code."""
    for line in table.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, name = line.split("\t")
            yield name, code
    yield from COUNTRY_ALIASES


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one list, without repeated rows, and say how long it is."""
    unique = {row[0]: row for row in reversed(list(rows))}
    kept = list(reversed(unique.values()))
    with (TARGET / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(kept)
    print(f"{name}: {len(kept)}")


def main() -> None:
    """Build every list that has a published source."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Formatter)
    parser.add_argument("spec", type=Path)
    parser.add_argument("--iso639-3", type=Path, required=True, dest="iso639_3")
    parser.add_argument("--iso639-5", type=Path, required=True, dest="iso639_5")
    parser.add_argument("--countries", type=Path, required=True)
    options = parser.parse_args()
    spec = options.spec
    write("pipeline_tags.csv", ("tag", "modality", "status", "successor"), pipeline_tags(spec))
    licences = (spec / "licenses.txt").read_text(encoding="utf-8").split()
    write("licenses.csv", ("license",), [(name,) for name in licences])
    libraries = json.loads((spec / "libraries.json").read_text(encoding="utf-8"))
    write("libraries.csv", ("library",), [(name,) for name in libraries])
    write("relations.csv", ("relation",), [(name,) for name in RELATIONS])
    write(
        "languages.csv", ("code", "standard", "name"), languages(options.iso639_3, options.iso639_5)
    )
    write("countries.csv", ("name", "code"), countries(options.countries))


_Formatter = argparse.RawDescriptionHelpFormatter

if __name__ == "__main__":
    main()
