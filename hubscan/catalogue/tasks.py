"""Tasks as the Hub names them: pipeline tags, their retired names, and what is near them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from hubscan.cards.vocabularies import Name, TagStatus, vocabulary
from hubscan.errors import UsageError

_NEAREST = 3
_SHORT_NAMES = frozenset({"ner", "sentiment-analysis", "vqa"})


def current_tags() -> tuple[str, ...]:
    """Return every pipeline tag that a model can have today, in the Hub's order."""
    return _with_status(TagStatus.CURRENT, TagStatus.HIDDEN)


def retired_tags() -> tuple[str, ...]:
    """Return the pipeline tags that the Hub has given up."""
    return _with_status(TagStatus.RETIRED)


def modality(tag: str) -> str | None:
    """Return nlp, cv, audio, multimodal, tabular, rl or other; None for an unknown tag."""
    return vocabulary(Name.PIPELINE_TAGS).column(tag, "modality")


def current_tag(tag: str) -> str | None:
    """Return the pipeline tag of today for a tag, retired or not; None for an unknown one."""
    known = vocabulary(Name.PIPELINE_TAGS)
    if tag not in known or known.column(tag, "status") == TagStatus.SUBTASK:
        return None
    return known.column(tag, "successor") or tag


def is_task(word: str) -> bool:
    """Tell whether a ``pipeline`` of transformers takes a word for a task."""
    known = word in _SHORT_NAMES or word in vocabulary(Name.PIPELINE_TAGS)
    return known or word.startswith("translation_")


def resolve(text: str) -> str:
    """Return the pipeline tag of today that a user's word means.

    Spaces, underscores, capitals and the names of subtasks are understood. Raises UsageError
    naming the nearest tags when the word is none.
    """
    word = "-".join(text.strip().casefold().replace("_", " ").replace("-", " ").split())
    known = vocabulary(Name.PIPELINE_TAGS)
    if word in known:
        return known.column(word, "successor") or word
    near = nearest(word)
    hint = f": did you mean {', '.join(near)}?" if near else ""
    raise UsageError(f"{text!r} is no task of the Hub{hint}")


def nearest(word: str, count: int = _NEAREST) -> Sequence[str]:
    """Return the tags written most like ``word``, those that share a word with it first."""
    tags = [*current_tags(), *retired_tags()]
    alike = difflib.get_close_matches(word, tags, n=count, cutoff=0.6)
    sharing = [tag for tag in tags if _words(tag) & _words(word) and tag not in alike]
    sharing.sort(key=lambda tag: -len(_words(tag) & _words(word)))
    return [*alike, *sharing][:count]


def first_task(tags: Iterable[str]) -> str | None:
    """Return the first of a model's tags that names a task of today or of the past."""
    return next((tag for tag in tags if current_tag(tag)), None)


def _with_status(*statuses: TagStatus) -> tuple[str, ...]:
    known = vocabulary(Name.PIPELINE_TAGS)
    return tuple(tag for tag in known if known.column(tag, "status") in statuses)


def _words(tag: str) -> set[str]:
    return set(tag.split("-")) - {"to", "text"}
