"""Audit a corpus of cards: what is found by rule, and how complete the cards are.

    python scripts/audit_corpus.py FOLDER                    # *.jsonl.gz with model_id and text
    python scripts/audit_corpus.py FOLDER --sample body-other-place --size 30

A sample prints findings with the lines that they are about, to be judged by a person.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from card_corpus import read

from hubscan.cards import Card, parse
from hubscan.cards.audit import profiles
from hubscan.cards.audit.findings import CardAudit, Finding
from hubscan.cards.audit.rates import completeness
from hubscan.cards.audit.runner import audit_card
from hubscan.report.audit.report import shown_rate

_CONTEXT = 2


def audit(model_id: str, card: Card, profile: str) -> CardAudit:
    """Audit one card of the corpus."""
    return audit_card(
        card,
        model_id,
        profile=profiles.load(profile),
        today=date.today(),
        model_ids=lambda: frozenset({model_id}),
    )


def report(audits: Sequence[CardAudit], seconds: float) -> None:
    """Print findings by rule, scores and rates."""
    found = Counter(each.rule for audit in audits for each in audit.findings)
    cards = Counter(rule for audit in audits for rule in {each.rule for each in audit.findings})
    print(f"{len(audits):,} cards in {seconds:.1f} s: {len(audits) / seconds:,.0f} a second\n")
    print(f"{'rule':32} {'findings':>8} {'cards':>6}")
    for rule, count in found.most_common():
        print(f"{rule:32} {count:8,} {cards[rule]:6,}")
    unchecked = Counter(rule.rule for audit in audits for rule in audit.not_checked)
    for rule, count in unchecked.most_common():
        print(f"{rule:32} {'not checked':>15}: {count:,}")
    scores = sorted(audit.score.value for audit in audits if audit.score.value is not None)
    print(f"\nscore: median {scores[len(scores) // 2]:.0f}, ", end="")
    print(
        f"10 % below {scores[len(scores) // 10]:.0f}, 10 % above {scores[-len(scores) // 10]:.0f}\n"
    )
    for rate in completeness(audits):
        print(f"{rate.what:32} {shown_rate(rate):>28} of {rate.total:,}")


def show(model_id: str, card: Card, finding: Finding) -> None:
    """Print one finding with the lines around it."""
    print(f"=== {model_id}:{finding.line} [{finding.severity}] {finding.message} -> {finding.fix}")
    lines = card.front_matter.text.splitlines()
    first = max(0, finding.line - 1 - _CONTEXT)
    for number, line in enumerate(lines[first : finding.line + _CONTEXT], first + 1):
        print(f"    {number:4} {line[:160]}")


def main() -> None:
    """Audit the corpus and print figures, or a sample of one rule's findings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Formatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", default=profiles.DEFAULT)
    parser.add_argument("--sample", metavar="RULE")
    parser.add_argument("--size", type=int, default=30)
    options = parser.parse_args()
    start = time.perf_counter()
    audits, cards = [], {}
    for model_id, content in read(options.folder):
        card = parse(content)
        audits.append(audit(model_id, card, options.profile))
        if options.sample:
            cards[len(audits) - 1] = card
    if not options.sample:
        report(audits, time.perf_counter() - start)
        return
    found = [
        (number, finding)
        for number, audit in enumerate(audits)
        for finding in audit.findings
        if finding.rule == options.sample
    ]
    for number, finding in random.Random(0).sample(found, min(options.size, len(found))):
        show(audits[number].name, cards[number], finding)


_Formatter = argparse.RawDescriptionHelpFormatter

if __name__ == "__main__":
    main()
