"""Hold the sizes that names tell against the counts of models that have been counted.

    python scripts/check_architectures.py [models.parquet]

Prints how many of the counted models each way of telling would have got right within 1.3 times,
and the families that are wrong most often.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from hubscan.catalogue import snapshot  # noqa: E402
from hubscan.catalogue.parameters import (  # noqa: E402
    Count,
    architecture_of,
    disagree,
    parameters_in_name,
)
from hubscan.catalogue.record import ModelRecord, Rung  # noqa: E402

_WORST = 10


@dataclass(frozen=True)
class Guess:
    """A size told for a model whose count is known."""

    model_id: str
    way: str
    told: int
    counted: int

    @property
    def is_right(self) -> bool:
        """Tell whether the size is near enough to the count."""
        told = Count(self.told, Rung.NAME, self.way)
        return not disagree(told, Count(self.counted, Rung.EXACT, ""))


def guesses(records: Iterable[ModelRecord]) -> Iterator[Guess]:
    """Yield what names and tags tell of every model that was counted."""
    for record in records:
        if record.parameters_rung != Rung.EXACT or record.parameters is None:
            continue
        family = architecture_of(record.model_id, record.pipeline_tag, record.tags)
        if family:
            way = family.tag or family.pattern.pattern
            yield Guess(record.model_id, f"family {way}", family.parameters, record.parameters)
        if size := parameters_in_name(record.model_id):
            yield Guess(record.model_id, "name", size, record.parameters)


def main(arguments: Sequence[str]) -> int:
    """Print the shares that are right, and the worst families."""
    default = _ROOT / "data" / "catalogue" / snapshot.MODELS_FILE
    told = list(guesses(snapshot.read_models(Path(arguments[0]) if arguments else default)))
    by_way: dict[str, list[Guess]] = defaultdict(list)
    for guess in told:
        by_way[guess.way].append(guess)
    _print_share("architecture", [guess for guess in told if guess.way != "name"])
    _print_share("name", by_way.pop("name", []))
    print("\nfamilies that are wrong most often:")
    wrong = {way: [g for g in members if not g.is_right] for way, members in by_way.items()}
    for way, members in sorted(wrong.items(), key=lambda item: -len(item[1]))[:_WORST]:
        print(
            f"{len(members):4} of {len(by_way[way]):4}  {members[0].model_id if members else '-'}"
        )
    return 0


def _print_share(way: str, members: Sequence[Guess]) -> None:
    right = sum(guess.is_right for guess in members)
    share = 100 * right / len(members) if members else 0.0
    print(f"{way:13} {right:5} of {len(members):5} counted models within 1.3 times: {share:.1f} %")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
