"""Is the known greener model among the first five alternatives? Beside search by similarity.

    python scripts/bench_alternatives.py SMALL_MODELS_FACTS.csv QUANTIZED_PAIRS.csv [--misses]

Pairs of teacher and student come from the first table (those with nothing unverified that names
both) and from data/catalogue/distillations.csv, which has a source for each; pairs of model and
quantized copy from the second. Students of one teacher by one author share a line, and so do the
copies of a model: a copy counts by family and format. As the answers know the shipped table of
published distillations, its pairs are asked a second time without it.
"""

from __future__ import annotations

import argparse
import csv
import re
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import hubscan
from hubscan.catalogue import distillations
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.store import Catalogue
from hubscan.recommend.alternatives import Alternative, Alternator
from hubscan.recommend.indexing import open_index
from hubscan.recommend.kin import Kin, Kind
from hubscan.search.text import model_text
from hubscan.settings import Settings

FIRST = 5
_IDS = re.compile(r"[\w.-]+/[\w.-]+")
_DISTILLED = re.compile(r"distil|pruned")
_NOT_THE_STUDENT = re.compile(r"fine-tuned|small by design")


@dataclass(frozen=True)
class Pair:
    """A model and the greener one that was made from it."""

    model_id: str
    child: str


@dataclass
class Tally:
    """Which pairs were answered, and the time that each answer took."""

    name: str
    misses: list[Pair]
    asked: int = 0

    def add(self, pair: Pair, hit: bool) -> None:
        self.asked += 1
        if not hit:
            self.misses.append(pair)

    def __str__(self) -> str:
        hits = self.asked - len(self.misses)
        return f"  {self.name:<44} {hits:>4} of {self.asked:<4} {hits / max(1, self.asked):6.1%}"


class Bench:
    """Asks an opened catalogue for the alternatives of many models."""

    def __init__(self, settings: Settings) -> None:
        self.catalogue, self.index, self.columns = open_index(settings)
        self.alternator = Alternator(self.catalogue, self.index, self.columns)
        self.kin = Kin(self.catalogue, self.columns)
        self.seconds: list[float] = []

    def first(self, model_id: str) -> tuple[Alternative, ...]:
        """Return the first five alternatives."""
        start = time.perf_counter()
        results = self.alternator.answer(model_id, limit=FIRST).results
        self.seconds.append(time.perf_counter() - start)
        return results

    def similar(self, model_id: str) -> list[ModelRecord]:
        """Return the first five that plain search finds, the model itself left out."""
        record = known(self.catalogue, model_id)
        query = self.index.understand_words(model_text(record), record.pipeline_tag)
        at = self.index.search(query)["position"][: FIRST + 1]
        return [each for each in self.kin.records(at) if each.model_id != record.model_id][:FIRST]

    def has_copy(self, found: Iterable[ModelRecord], packed: ModelRecord) -> bool:
        """Tell whether a copy of the same family in the same format was found."""
        family, wanted = self.kin.family(packed), method(packed.quantization)
        return any(method(f.quantization) == wanted and self.kin.family(f) == family for f in found)


def known(catalogue: Catalogue, model_id: str) -> ModelRecord:
    """Return the record of a model that is in the catalogue."""
    found = catalogue.find(model_id)
    if found is None:
        raise SystemExit(f"{model_id} is not in the catalogue")
    return found[1]


def distilled_pairs(facts: Path) -> list[Pair]:
    """Return the pairs of teacher and student of the facts and of the shipped table."""
    pairs = {(d.teacher, d.student): None for d in distillations.distillations()}
    for row in rows(facts):
        distilled = _DISTILLED.search(row["relation"]) and not _NOT_THE_STUDENT.search(
            row["relation"]
        )
        teacher = teacher_in(row["base_or_teacher"])
        if distilled and teacher and not row["unverified_fields"]:
            pairs[teacher, row["hub_id"]] = None
    return [Pair(*pair) for pair in pairs]


def teacher_in(text: str) -> str | None:
    """Return the id of the teacher: of a student's base and its teacher, the one called so."""
    named = [part for part in text.split(";") if "(teacher)" in part] or [text]
    match = _IDS.match(named[0].strip())
    return match[0] if match else None


def quantized_pairs(table: Path, catalogue: Catalogue) -> list[Pair]:
    """Return the pairs of a whole model and its quantized copy, both in the catalogue."""
    pairs = {(row["base"], row["quantized_or_key"]): None for row in rows(table)}
    return [
        Pair(base, copy)
        for base, copy in pairs
        if (whole := catalogue.find(base))
        and (packed := catalogue.find(copy))
        and whole[1].quantization is None
        and packed[1].quantization is not None
    ]


def rows(path: Path) -> list[dict[str, str]]:
    """Read a table."""
    if not path.is_file():
        raise SystemExit(f"{path} is missing: give the path of the table")
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def ids(records: Iterable[ModelRecord]) -> set[str]:
    """Return the ids of models."""
    return {record.model_id.casefold() for record in records}


def members(results: Iterable[Alternative]) -> list[ModelRecord]:
    """Return all models of the lines of an answer."""
    return [member.record for each in results for member in each.members]


def has_format(results: Iterable[Alternative], packed: ModelRecord) -> bool:
    """Tell whether a copy in the same format is on the line of copies."""
    copies = members(each for each in results if each.kind is Kind.QUANTIZED)
    return method(packed.quantization) in {method(copy.quantization) for copy in copies}


def method(scheme: str | None) -> str:
    """Return a format as one loads it: all GGUF types are one."""
    return "gguf" if (scheme or "").startswith("gguf") else scheme or ""


def main() -> None:
    """Print hits and misses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("facts", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--misses", action="store_true", help="name every miss of every method")
    options = parser.parse_args()
    hubscan.open().close()
    bench = Bench(Settings.load())
    find = bench.catalogue.find
    distilled = [p for p in distilled_pairs(options.facts) if find(p.model_id) and find(p.child)]
    quantized = quantized_pairs(options.pairs, bench.catalogue)
    tallies = ask(bench, distilled, quantized)
    for tally in tallies:
        print(tally)
        shown = tally.misses if options.misses or tally.name.endswith("alternatives") else []
        for pair in shown:
            print(f"      missed: {pair.child} for {pair.model_id}")
    ms = [1000 * seconds for seconds in statistics.quantiles(bench.seconds, n=20)]
    print(f"  time of an answer: median {ms[9]:.0f} ms, 95th percentile {ms[18]:.0f} ms")


def ask(bench: Bench, distilled: list[Pair], quantized: list[Pair]) -> list[Tally]:
    """Ask for every pair in every way."""
    names = ("alternatives", "alternatives, heading a line", "plain search")
    found, heading, alike = (Tally(f"students: {name}", []) for name in names)
    untaught = Tally("students of the table: asked without it", [])
    copies, alike_copies = (Tally(f"copies: {name}", []) for name in (names[0], names[2]))
    in_table = {(each.teacher, each.student) for each in distillations.distillations()}
    for pair in distilled:
        results, child = bench.first(pair.model_id), pair.child.casefold()
        found.add(pair, child in ids(members(results)))
        heading.add(pair, child in ids(each.record for each in results))
        alike.add(pair, child in ids(bench.similar(pair.model_id)))
    for pair in quantized:
        packed = known(bench.catalogue, pair.child)
        copies.add(pair, has_format(bench.first(pair.model_id), packed))
        alike_copies.add(pair, bench.has_copy(bench.similar(pair.model_id), packed))
    without_the_table()
    for pair in distilled:
        if (pair.model_id, pair.child) in in_table:
            results = bench.first(pair.model_id)
            untaught.add(pair, pair.child.casefold() in ids(members(results)))
    return [found, heading, alike, untaught, copies, alike_copies]


def without_the_table() -> None:
    """Make the shipped table of published distillations empty for the rest of this run."""
    distillations.distillations = lambda: ()  # type: ignore[assignment]
    distillations._by_teacher.cache_clear()
    distillations._by_student.cache_clear()


if __name__ == "__main__":
    main()
