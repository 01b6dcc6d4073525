"""What can go wrong, as one tree.

HubscanError
├── UsageError             a value that the user gave makes no sense        exit 2
├── MissingExtraError      an optional dependency is not installed          exit 1
├── DataError              a file of hubscan's own is missing or damaged    exit 1
│   ├── CatalogueError     the catalogue database
│   └── IndexMismatchError the search index was made for something else
├── BadRecordError         one record from outside cannot be read: set aside, counted
├── CardError              a model card cannot be read or edited            exit 1
│   └── EditRefusedError   an edit would not be safe, nothing was written
├── LogError               an emissions log cannot be read                  exit 1
│   └── NoRunsError        there is neither a log nor a record to fill from
├── EstimateError          no figure can be given, and why                  exit 1
└── HubError               the Hub did not answer as it should              exit 1
    ├── GoneError          what was asked for is not there
    ├── AccessError        it is there, but not for this token
    ├── RefusedError       the question is not understood, as an outworn cursor
    └── UnreachableError   there is no way to it: no such name, no network, nobody listens

The library raises; only entry points (cli, hook, app) catch.
"""

from __future__ import annotations


class HubscanError(Exception):
    """Any failure that hubscan expects: its text is one clear line for a person."""

    exit_code = 1


class UsageError(HubscanError):
    """A value that the user gave makes no sense."""

    exit_code = 2


class MissingExtraError(HubscanError):
    """An optional dependency is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed: pip install 'hubscan[{extra}]'")
        self.library = library
        self.extra = extra


class DataError(HubscanError):
    """A file of hubscan's own is missing or damaged."""


class CatalogueError(DataError):
    """The catalogue database is damaged, foreign or unreadable."""


class IndexMismatchError(DataError):
    """The search index was made by another encoder, template or catalogue."""


class BadRecordError(HubscanError):
    """One record from outside cannot be read; it is set aside and counted."""

    def __init__(self, record: str, field: str, reason: str) -> None:
        super().__init__(f"{record}: {field}: {reason}")
        self.record = record
        self.field = field
        self.reason = reason


class CardError(HubscanError):
    """A model card cannot be read or edited."""


class EditRefusedError(CardError):
    """An edit would not be safe; nothing was written. ``line`` is where, from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(f"line {line}: {reason}")
        self.reason = reason
        self.line = line


class LogError(HubscanError):
    """An emissions log cannot be read."""


class NoRunsError(LogError):
    """There is neither a log nor a record to fill a card from."""


class EstimateError(HubscanError):
    """No figure can be given; the text says why."""


class HubError(HubscanError):
    """The Hub did not answer as it should."""


class GoneError(HubError):
    """What was asked for is not on the Hub, or not for this user to know of."""


class AccessError(HubError):
    """What was asked for is gated or private, or the token is not accepted."""


class RefusedError(HubError):
    """The Hub does not understand the question, such as a cursor that is too old."""


class UnreachableError(HubError):
    """There is no way to the Hub, and nothing was asked before."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"the Hub ({host}) cannot be reached: {reason}. "
            "Nothing was changed; run the same command again."
        )
