"""Old findings that an organisation knows of: only what is new fails."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from hubscan.cards.audit.findings import CardAudit, Finding
from hubscan.errors import UsageError

_VERSION = 1
# a finding is known by these: its line and its words change as the card does
Key = tuple[str, str, str]


def write(path: Path, audits: Iterable[CardAudit]) -> int:
    """Write what was found as the new baseline; return how many findings it holds."""
    from hubscan import files  # the hook reads baselines and writes none

    counts = Counter(_key(audit, found) for audit in audits for found in audit.findings)
    entries = [
        {"card": card, "rule": rule, "field": field, "count": count}
        for (card, rule, field), count in sorted(counts.items())
    ]
    document = {"version": _VERSION, "findings": entries}
    files.write_bytes(path, (json.dumps(document, indent=1) + "\n").encode())
    return counts.total()


def read(path: Path) -> Counter[Key]:
    """Read a baseline. Raises UsageError for a file that is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return Counter({_entry_key(entry): int(entry["count"]) for entry in document["findings"]})
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{path}: not a baseline: write one with --write-baseline") from None


def only_new(audits: Sequence[CardAudit], known: Counter[Key]) -> list[CardAudit]:
    """Return the audits without the findings of a baseline."""
    left = known.copy()
    return [audit._replace(findings=tuple(_new(audit, left))) for audit in audits]


def _new(audit: CardAudit, left: Counter[Key]) -> Iterable[Finding]:
    for found in audit.findings:
        key = _key(audit, found)
        if left[key] > 0:
            left[key] -= 1
        else:
            yield found


def _key(audit: CardAudit, found: Finding) -> Key:
    return audit.name, found.rule, found.field or ""


def _entry_key(entry: dict[str, str]) -> Key:
    return entry["card"], entry["rule"], entry["field"]
