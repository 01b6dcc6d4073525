"""The words for each finding in the YAML of a card."""

from __future__ import annotations

from hubscan.cards import scalars
from hubscan.cards.diagnostics import Diagnostic, DiagnosticId, Severity
from hubscan.cards.grammar import Finding

_LONGEST_SUBJECT = 40
_PARSER_WORDS = frozenset({DiagnosticId.YAML_ERROR, DiagnosticId.TAB})
_QUOTE = "put quotes around it"

# id -> severity, message, fix; {0} is the key or the text
_WORDS: dict[DiagnosticId, tuple[Severity, str, str]] = {
    DiagnosticId.YAML_ERROR: (
        Severity.ERROR,
        "the metadata is not valid YAML: {0}",
        "correct the YAML at this line",
    ),
    DiagnosticId.NOT_A_MAPPING: (
        Severity.ERROR,
        "the metadata is {0}, not keys with values",
        "write one `key: value` per line",
    ),
    DiagnosticId.DUPLICATE_KEY: (
        Severity.ERROR,
        "the key `{0}` stands twice: the Hub rejects the card, huggingface_hub takes the last",
        "remove one of the two",
    ),
    DiagnosticId.UNKNOWN_TAG: (
        Severity.ERROR,
        "the tag or its value cannot be read: {0}",
        "remove the tag",
    ),
    DiagnosticId.COMPLEX_KEY: (
        Severity.ERROR,
        "a key is {0}",
        "use plain text as the key",
    ),
    DiagnosticId.KEY_NOT_TEXT: (
        Severity.WARNING,
        "the key `{0}` is text on the Hub, and {1} in Python",
        _QUOTE,
    ),
    DiagnosticId.TAB: (
        Severity.ERROR,
        "a tab stands where huggingface_hub cannot read one: {0}",
        "replace the tab by blanks",
    ),
    DiagnosticId.BAD_MERGE: (
        Severity.ERROR,
        "`{0}` merges something that is no mapping",
        "merge only mappings",
    ),
    DiagnosticId.EMPTY_BLOCK: (
        Severity.WARNING,
        "the metadata block holds no key, and comments in it are not shown",
        "fill it, or remove both fences",
    ),
    DiagnosticId.LINE_SEPARATOR: (
        Severity.ERROR,
        "a Unicode line separator ends the line in Python and does not on the Hub",
        "replace it by an ordinary line break or a blank",
    ),
    DiagnosticId.TOO_LARGE: (
        Severity.ERROR,
        "the metadata is too large to be read safely: {0}",
        "shorten the metadata",
    ),
    DiagnosticId.TOO_DEEP: (
        Severity.ERROR,
        "the metadata is nested too deeply: {0}",
        "flatten the metadata",
    ),
    DiagnosticId.PYTHON_CANNOT_READ: (
        Severity.ERROR,
        "huggingface_hub cannot read `{0}` and raises",
        _QUOTE,
    ),
}
_DISAGREEMENT = (
    Severity.WARNING,
    "`{0}` is {2} on the Hub and {1} in Python",
    "put quotes around it if it is text, or write the number in plain decimals",
)


def describe(finding: Finding, line: int) -> Diagnostic:
    """Return a finding in words."""
    severity, message, fix = _WORDS.get(finding.id, _DISAGREEMENT)
    subject = finding.subject
    if len(subject) > _LONGEST_SUBJECT and finding.id not in _PARSER_WORDS:
        subject = subject[:_LONGEST_SUBJECT] + "..."
    text = message.format(
        subject,
        _named(scalars.read_yaml11(finding.subject)),
        _named(scalars.read_core(finding.subject)),
    )
    return Diagnostic(finding.id, severity, line, text, fix)


def _named(value: object) -> str:
    if isinstance(value, str):
        return "text"
    if value is None or isinstance(value, bool):
        return str(value)
    kind = "the number" if isinstance(value, int | float) else f"the {type(value).__name__}"
    return f"{kind} {value}"
