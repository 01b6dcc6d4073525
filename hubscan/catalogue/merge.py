"""Two rows of one model made one: the newer facts, and what only the older one knows.

Rows are as the database holds them, where None is unknown in every column: millions are joined.
"""

from __future__ import annotations

from collections.abc import Iterable

from hubscan.catalogue.record import Rung, TaskSource
from hubscan.catalogue.rows import COLUMNS, Row

_RUNGS = [str(rung) for rung in Rung]  # the most trustworthy first
_AT = {name: index for index, name in enumerate(COLUMNS)}
# these say something only together with the field before
_COMPANIONS = {
    _AT["pipeline_tag"]: _AT["pipeline_tag_source"],
    _AT["parameters"]: _AT["parameters_rung"],
    _AT["emissions_g"]: _AT["emissions_grade"],
}
_ALL = frozenset(_AT.values()) - frozenset(_COMPANIONS.values()) - {_AT["inferred"]}
# what an answer of the Hub's API may lack though it is still so
_UNSEEN = frozenset(
    _AT[name] for name in ("context_length", "description", "formats", "parameters", "quantization")
)
_TASK, _TASK_SOURCE = _AT["pipeline_tag"], _AT["pipeline_tag_source"]
_PARAMETERS, _RUNG = _AT["parameters"], _AT["parameters_rung"]
_INFERRED, _LAST_MODIFIED = _AT["inferred"], _AT["last_modified"]


def merge(older: Row, newer: Row) -> Row:
    """Return the newer row with all its unknowns filled from the older one."""
    return _filled(older, newer, _ALL)


def refresh(older: Row, newer: Row) -> Row:
    """Return what the Hub says now: what its author took back is gone, what was inferred stays."""
    kept = _UNSEEN | {_AT[name] for name in _inferred(older)}
    if older[_TASK_SOURCE] != TaskSource.STATED:
        kept |= {_TASK}
    return _filled(older, newer, kept)


def join(known: Row, told: Row) -> Row:
    """Return all that two tables say of a model; the one that saw it modified last is right."""
    if (told[_LAST_MODIFIED] or "") >= (known[_LAST_MODIFIED] or ""):
        return merge(known, told)
    return merge(told, known)


def _filled(older: Row, newer: Row, columns: Iterable[int]) -> Row:
    kept = {index for index in columns if newer[index] is None}
    if _is_better_known(older, newer):
        kept.add(_PARAMETERS)
    kept |= {companion for index, companion in _COMPANIONS.items() if index in kept}
    row = list(newer)
    for index in kept:
        row[index] = older[index]
    if older[_INFERRED]:
        inferred = [name for name in _inferred(older) if _AT[name] in kept]
        row[_INFERRED] = "\n".join(sorted({*_inferred(newer), *inferred})) or None
    return tuple(row)


def _inferred(row: Row) -> list[str]:
    return [name for name in (row[_INFERRED] or "").split("\n") if name in _AT]


def _is_better_known(older: Row, newer: Row) -> bool:
    if older[_RUNG] is None or newer[_RUNG] is None:
        return newer[_PARAMETERS] is None
    return _RUNGS.index(older[_RUNG]) < _RUNGS.index(newer[_RUNG])
