"""Quantization: read from a model's name and tags, and written in one way.

A scheme is written ``gguf``, ``gguf-q4_k_m``, ``gptq-4bit``, ``fp8``: the method, then the type
or the bits where known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Method(StrEnum):
    """How the weights were made smaller."""

    GGUF = "gguf"
    GPTQ = "gptq"
    AWQ = "awq"
    AUTOROUND = "autoround"
    BITSANDBYTES = "bnb"
    MLX = "mlx"
    EXL2 = "exl2"
    EXL3 = "exl3"
    HQQ = "hqq"
    AQLM = "aqlm"
    QUANTO = "quanto"
    COMPRESSED = "compressed-tensors"
    FP8 = "fp8"
    FP4 = "fp4"
    INT8 = "int8"
    INT4 = "int4"


# Their tensors hold several weights in one integer: the Hub's count of them is no parameter count.
_PACKED = frozenset(
    {
        Method.GPTQ,
        Method.AWQ,
        Method.AUTOROUND,
        Method.BITSANDBYTES,
        Method.MLX,
        Method.EXL2,
        Method.EXL3,
        Method.HQQ,
        Method.AQLM,
        Method.COMPRESSED,
        Method.FP4,
        Method.INT4,
    }
)
_FIXED_BITS = {Method.FP8: 8.0, Method.FP4: 4.0, Method.INT8: 8.0, Method.INT4: 4.0}

# Names and tags, without capitals; the first that is found wins.
_METHODS = (
    (Method.GGUF, r"gguf|ggml|ggmlv3|imatrix|llamafile|i?q[1-8]_(?:k(?:_[sml])?|[01]|xxs|xs|nl)"),
    (Method.GPTQ, r"gptq\w*|autogptq"),
    (Method.AWQ, r"\w*awq"),
    (Method.AUTOROUND, r"autoround|auto-round"),
    (Method.MLX, r"mlx"),
    (Method.EXL3, r"exl3"),
    (Method.EXL2, r"exl2|exllama2?|\d(?:[._]\d+)?bpw"),
    (Method.HQQ, r"hqq"),
    (Method.AQLM, r"aqlm"),
    (Method.QUANTO, r"quanto"),
    (Method.BITSANDBYTES, r"bnb|bitsandbytes|nf4|qlora-?merged"),
    (Method.FP4, r"nvfp4|mxfp4|fp4"),
    (Method.FP8, r"\w*fp8\w*"),
    (Method.COMPRESSED, r"w4a16|w4a8|w8a16|w8a8|compressed-tensors"),
    (Method.INT4, r"int4|4-?bits?|q4|w4"),
    (Method.INT8, r"int8|8-?bits?|q8|qint8"),
)
_WORD = r"(?:^|[-_./ ])(?:{})(?=$|[-_./ ])"  # between the marks that part a name's words
# all methods in all texts, a line each: most models have none, and this is quick to say so
_ANY_METHOD = re.compile(
    rf"(?:^|[-_./ \n])(?:{'|'.join(words for _, words in _METHODS)})(?=$|[-_./ \n])"
)
_METHOD_PATTERNS = tuple((method, re.compile(_WORD.format(words))) for method, words in _METHODS)
_GGUF_TYPE = re.compile(
    r"(?:^|[-_./ ])(i?q[1-8]_[a-z0-9_]*[a-z0-9]|bf16|f16|tq[12]_0)(?=$|[-_./ ])"
)
_BITS = (
    re.compile(r"(?:^|[-_./ ])(?:int|q|w|nf|fp|\w*gptq)?([1-8])-?bits?(?=$|[-_./ ])"),
    re.compile(r"(?:^|[-_./ ])(?:int|q|w|nf|nvfp|mxfp)([1-8])(?:a\d+)?(?=$|[-_./ ])"),
    re.compile(r"(?:^|[-_./ ])([1-8](?:[._]\d+)?)bpw(?=$|[-_./ ])"),
)
_GGUF_BITS = re.compile(r"gguf-(?:i?q|tq)([1-8])")
_WRITTEN_BITS = re.compile(r"-(\d(?:\.\d+)?)bit$")


_WHOLE = re.compile(r"un-?quantized|de-?quantized")
_ONLY_BITS = frozenset({Method.INT4, Method.INT8})


@dataclass(frozen=True)
class Quantization:
    """One scheme: its method, the GGUF type, and the bits of a weight where known."""

    method: Method
    bits: float | None = None
    gguf_type: str | None = None

    def __str__(self) -> str:
        if self.gguf_type:
            return f"{self.method}-{self.gguf_type}"
        if self.bits is None or self.method in _FIXED_BITS:
            return str(self.method)
        return f"{self.method}-{self.bits:g}bit"

    @property
    def is_packed(self) -> bool:
        """Tell whether a count of the stored numbers would be too small."""
        return self.method in _PACKED


def read_quantization(name: str, tags: Iterable[str] = ()) -> Quantization | None:
    """Return how a model was quantized, from its name first and its tags second."""
    texts = [name.casefold(), *[tag.casefold() for tag in tags]]
    if not _ANY_METHOD.search("\n".join(texts)) or _WHOLE.search(texts[0]):
        return None
    found = [method for text in texts if (method := _method(text))]
    method = next((named for named in found if named not in _ONLY_BITS), next(iter(found), None))
    if method is None:
        return None
    if method == Method.GGUF:
        kind = _first(_GGUF_TYPE, texts[:1])
        return Quantization(method, bits_per_weight(f"{method}-{kind}"), kind)
    if method == Method.MLX and _bits(texts) is None and "quantized" not in texts[0]:
        return None  # MLX is a format first: without bits the weights are whole
    return Quantization(method, _FIXED_BITS.get(method) or _bits(texts))


def parse(text: str) -> Quantization | None:
    """Return the scheme that ``str(Quantization)`` wrote; None for anything else."""
    for method in sorted(Method, key=len, reverse=True):
        if text == method or text.startswith(f"{method}-"):
            kind = text[len(method) + 1 :] if method == Method.GGUF else ""
            return Quantization(method, bits_per_weight(text), kind or None)
    return None


def bits_per_weight(text: str) -> float | None:
    """Return the nominal bits of a weight in a scheme as written; None when it does not say."""
    if match := _GGUF_BITS.match(text) or _WRITTEN_BITS.search(text):
        return float(match.group(1))
    if text in {"gguf-f16", "gguf-bf16"}:
        return 16.0
    return _FIXED_BITS.get(Method(text)) if text in set(Method) else None


@lru_cache(maxsize=1 << 14)  # the same few tags stand on millions of models
def _method(text: str) -> Method | None:
    return next((method for method, found in _METHOD_PATTERNS if found.search(text)), None)


def _bits(texts: Iterable[str]) -> float | None:
    return next(
        (
            float(found.replace("_", "."))
            for text in texts
            for p in _BITS
            if (found := _first(p, [text]))
        ),
        None,
    )


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    return next((match.group(1) for text in texts if (match := pattern.search(text))), None)
