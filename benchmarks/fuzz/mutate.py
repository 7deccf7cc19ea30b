"""Whole files changed at random, where nothing leads the changes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

MOST_CHANGES = 6
LONGEST = 60_000


def inputs(seeds: Sequence[bytes], words: Sequence[bytes], dice: random.Random) -> Iterator[bytes]:
    """Each seed as it is, then changed ones without end."""
    yield from seeds
    while True:
        data = bytearray(dice.choice(seeds))
        for _ in range(dice.randint(1, MOST_CHANGES)):
            _change(data, seeds, words, dice)
        yield bytes(data[:LONGEST])


def _change(
    data: bytearray, seeds: Sequence[bytes], words: Sequence[bytes], dice: random.Random
) -> None:
    at = dice.randrange(len(data) + 1)
    span = min(len(data) - at, 2 ** dice.randint(0, 8))
    kind = dice.randrange(7 if words else 6)
    if kind == 0:  # some bytes are others
        data[at : at + span] = dice.randbytes(span)
    elif kind == 1:  # one bit is the other
        if at < len(data):
            data[at] ^= 1 << dice.randrange(8)
    elif kind == 2:  # a piece is gone
        del data[at : at + span]
    elif kind == 3:  # a piece is there twice
        data[at:at] = data[at : at + span]
    elif kind == 4:  # cut off
        del data[at:]
    elif kind == 5:  # a piece of another file
        other = dice.choice(seeds)
        begin = dice.randrange(len(other) + 1)
        data[at : at + span] = other[begin : begin + span]
    else:  # a word the format knows
        data[at : at + dice.choice((0, span))] = dice.choice(words)
