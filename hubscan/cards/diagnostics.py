"""What can be wrong with the metadata block of a card, each with its place and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a diagnostic matters."""

    ERROR = "error"  # the Hub or huggingface_hub reads no metadata, or refuses the card
    WARNING = "warning"  # they read the card differently
    NOTE = "note"


class DiagnosticId(StrEnum):
    """The name of each kind of diagnostic."""

    # the fences
    LFS_POINTER = "lfs-pointer"
    NOT_UTF8 = "not-utf8"
    BYTE_ORDER_MARK = "byte-order-mark"
    TEXT_BEFORE_BLOCK = "text-before-block"
    FENCE_BLANKS = "fence-blanks"
    FENCE_DASHES = "fence-dashes"
    FENCE_DOTS = "fence-dots"
    CARRIAGE_RETURNS = "carriage-returns"
    UNCLOSED = "unclosed-block"
    EMPTY_BLOCK = "empty-block"
    # the structure
    YAML_ERROR = "yaml-error"
    NOT_A_MAPPING = "not-a-mapping"
    DUPLICATE_KEY = "duplicate-key"
    UNKNOWN_TAG = "unknown-tag"
    COMPLEX_KEY = "complex-key"
    KEY_NOT_TEXT = "key-not-text"
    TAB = "tab"
    BAD_MERGE = "bad-merge"
    LINE_SEPARATOR = "line-separator"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    # the scalars that YAML 1.2 and YAML 1.1 read differently
    BOOLEAN_WORD = "yaml-boolean-word"
    EXPONENT = "yaml-exponent"
    OCTAL = "yaml-octal"
    SEXAGESIMAL = "yaml-sexagesimal"
    UNDERSCORE = "yaml-underscore"
    SCALAR = "yaml-scalar"
    PYTHON_CANNOT_READ = "python-cannot-read"


@dataclass(frozen=True)
class Diagnostic:
    """One finding: ``line`` counts from 1 in the file, ``fix`` says what to do about it."""

    id: DiagnosticId
    severity: Severity
    line: int
    message: str
    fix: str
