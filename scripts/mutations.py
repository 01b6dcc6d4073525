"""Ways to damage a card, most of them inside its metadata."""

from __future__ import annotations

import random
from collections.abc import Callable

_LARGE = 1_000_000
_YAML = "\t\n\r:-#'\"{}[],&*!|>?%@`~=<\\0123456789eE._+nyoTF \x85\u2028\ufeff\x00\x07é日"
_FENCES = ("---", "--- ", "----", "...", "---\t", "--", "\ufeff---")

Mutation = Callable[[bytes, random.Random], bytes]


def truncated(card: bytes, dice: random.Random) -> bytes:
    """Cut a card off anywhere, mostly inside its metadata."""
    return card[: dice.randrange(min(len(card), dice.choice((40, 400, len(card) + 1))) + 1)]


def flipped(card: bytes, dice: random.Random) -> bytes:
    """Change bytes anywhere, mostly inside the metadata."""
    damaged = bytearray(card or b"-")
    for _ in range(dice.randint(1, 6)):
        damaged[dice.randrange(min(len(damaged), 400))] = dice.randrange(256)
    return bytes(damaged)


def shuffled(card: bytes, dice: random.Random) -> bytes:
    """Put the first lines into another order."""
    lines = card.split(b"\n")
    first = dice.randint(1, 40)
    head = lines[:first]
    dice.shuffle(head)
    return b"\n".join(head + lines[first:])


def sprinkled(card: bytes, dice: random.Random) -> bytes:
    """Insert characters that mean something to YAML."""
    text = card.decode("utf-8", "replace")
    for _ in range(dice.randint(1, 5)):
        place = dice.randrange(min(len(text), 400) + 1)
        text = text[:place] + "".join(dice.choices(_YAML, k=dice.randint(1, 4))) + text[place:]
    return text.encode()


def repeated(card: bytes, dice: random.Random) -> bytes:
    """Repeat a line, now and then very often."""
    lines = card.split(b"\n")
    place = dice.randrange(min(len(lines), 30))
    times = dice.choice((1, 2, 3, 20_000))
    return b"\n".join(lines[:place] + [lines[place]] * times + lines[place:])


def indented(card: bytes, dice: random.Random) -> bytes:
    """Move lines to the right, by blanks or tabs."""
    lines = card.split(b"\n")
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(min(len(lines), 30))
        lines[place] = dice.choice((b" ", b"  ", b"    ", b"\t")) + lines[place]
    return b"\n".join(lines)


def refenced(card: bytes, dice: random.Random) -> bytes:
    """Replace fences by near misses."""
    fence = dice.choice(_FENCES).encode()
    return card.replace(b"---", fence, dice.randint(1, 2))


def reended(card: bytes, dice: random.Random) -> bytes:
    """Change the line endings, of all lines or of some."""
    ending = dice.choice((b"\r\n", b"\r", b"\n\r", b"\x0b\n"))
    return card.replace(b"\n", ending, dice.choice((-1, 1, 2, 5)))


def with_giant_key(card: bytes, dice: random.Random) -> bytes:
    """Insert a key of 100 to a million characters."""
    return _inside(card, b"k" * dice.choice((100, 1_020, 1_100, _LARGE)) + b": 1\n")


def with_giant_line(card: bytes, dice: random.Random) -> bytes:
    """Insert a line of a megabyte."""
    unit = dice.choice((b"x", b"x ", b"[", b"{a: ", b"- ", b"1,", b"'", b"\t", b"# ", b"*a "))
    return _inside(card, dice.choice((b"", b"a: ", b"a: [")) + unit * (_LARGE // len(unit)) + b"\n")


def with_alias_bomb(card: bytes, dice: random.Random) -> bytes:
    """Insert aliases that expand without end."""
    width, depth = dice.choice(((10, 10), (2, 60), (50, 3), (1, 3_000)))
    lines = ["b0: &b0 [x]"]
    for level in range(1, depth):
        lines.append(f"b{level}: &b{level} [{', '.join([f'*b{level - 1}'] * width)}]")
    if dice.random() < 0.3:
        lines.append("self: &s [*s]")
    return _inside(card, "\n".join(lines).encode() + b"\n")


def with_many_keys(card: bytes, dice: random.Random) -> bytes:
    """Insert as many keys or items as the bounds let through, and more."""
    count = dice.choice((1_000, 9_000, 40_000))
    unit = dice.choice(("k{}: no\n", "k{}: {{a: [1, 2]}}\n", "? k{}\n: 010\n", "k: {}\n"))
    return _inside(card, "".join(unit.format(number) for number in range(count)).encode())


def with_emissions(card: bytes, dice: random.Random) -> bytes:
    """Insert emissions of many shapes, to be replaced."""
    shape = dice.choice(
        (
            "co2_eq_emissions: 5 # why\n",
            "co2_eq_emissions:\n  emissions: 1e-05\n  # kept\n  source: 'x'\n",
            "co2_eq_emissions: {emissions: 5, source: x}\n",
            "co2_eq_emissions:\n- emissions: 5\n- source: x\n\n",
            "co2_eq_emissions: |\n  5\n\n  kg\n# end\n",
            "co2_eq_emissions: &e {emissions: 5}\nother: *e\n",
            'co2_eq_emissions: "5\n  kg"\n',
            "co2_eq_emissions:\n\n",
            "? co2_eq_emissions\n: 5\n",
        )
    )
    return _inside(card, shape.encode())


MUTATIONS: tuple[tuple[Mutation, int], ...] = (
    (truncated, 10),
    (flipped, 10),
    (shuffled, 10),
    (sprinkled, 20),
    (repeated, 6),
    (indented, 8),
    (refenced, 8),
    (reended, 8),
    (with_giant_key, 2),
    (with_giant_line, 2),
    (with_alias_bomb, 3),
    (with_many_keys, 1),
    (with_emissions, 12),
)


def _inside(card: bytes, lines: bytes) -> bytes:
    """Insert lines below the opening fence."""
    head, newline, tail = card.partition(b"\n")
    return head + newline + lines + tail if newline else b"---\n" + lines + b"---\n" + card
