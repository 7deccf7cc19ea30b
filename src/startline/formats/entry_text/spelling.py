"""Words one slip of the finger away from a word that matters: "kilometr", "stoped", "achillies"."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 5  # a shorter word has too many neighbours
_SHORTEST_SWAP = 8  # for one letter in the place of another
_VOWELS = frozenset("aeiouy")


class Speller:
    """Mends a word that is one letter off a known one: left out, put in, doubled or turned round.

    >>> mend = Speller(["stopped", "achilles", "kilometre"]).mended
    >>> mend("stoped"), mend("achillies"), mend("kilometer"), mend("stepped")
    ('stopped', 'achilles', 'kilometre', 'stepped')
    """

    def __init__(self, known: Iterable[str], *, leave: frozenset[str] = frozenset()) -> None:
        self._known = frozenset(known) | leave
        self._near: dict[str, set[str]] = {}
        for word in self._known - leave:
            if len(word) >= SHORTEST:
                for shape in _shapes(word):
                    self._near.setdefault(shape, set()).add(word)

    def knows(self, word: str) -> bool:
        """Whether the language's file has this word."""
        return word in self._known

    def mended(self, word: str) -> str:
        """The known word that was meant, or the word as it is."""
        if len(word) < SHORTEST or len(word) > 20 or word in self._known:
            return word
        meant = {
            one
            for shape in _shapes(word)
            for one in self._near.get(shape, ())
            if one[0] == word[0] and _is_slip(word, one)
        }
        return min(meant) if len(meant) == 1 else word


def _shapes(word: str) -> Iterable[str]:
    """The word, and the word with each one of its letters left out."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _is_slip(said: str, meant: str) -> bool:
    if len(said) != len(meant):
        grown = said.startswith(meant) or meant.startswith(said)
        return abs(len(said) - len(meant)) == 1 and not grown  # "bridge" is no slip for "bridges"
    off = [at for at in range(len(said)) if said[at] != meant[at]]
    if len(off) == 2:
        first, second = off
        turned = said[first] == meant[second] and said[second] == meant[first]
        return turned and second == first + 1
    return len(off) == 1 and len(said) >= _SHORTEST_SWAP and _are_vowels(said, meant, off[0])


def _are_vowels(said: str, meant: str, at: int) -> bool:
    return said[at] in _VOWELS and meant[at] in _VOWELS
