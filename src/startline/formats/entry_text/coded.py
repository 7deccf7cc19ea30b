"""An entry in code for the phrases to match, with its sentences, its clauses and the way back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from startline.formats.entry_text.language import Language
from startline.formats.entry_text.phrases import CODE
from startline.formats.entry_text.quantities import Quantity
from startline.formats.entry_text.tokens import BREAK, MARK, Token

ENDS = frozenset(".!?…;")
_PAUSES = frozenset(",:()[]–—-&~>")


@dataclass(frozen=True, slots=True)
class Item:
    """One word, mark or quantity, and the text it covers."""

    said: str
    start: int
    end: int
    sentence: int
    clause: int
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """A whole entry: its items, and `text`, in which phrases are looked for."""

    items: tuple[Item, ...]
    text: str
    at: tuple[int, ...] = field(repr=False)
    clause_starts: tuple[int, ...] = field(repr=False)
    places: tuple[int, ...] = field(repr=False)  # the item of each quantity

    def item_at(self, offset: int) -> int:
        """The number of the item that stands at an offset of the coded text."""
        return max(0, bisect_right(self.at, offset) - 1)

    def items_in(self, start: int, end: int) -> range:
        """The items that `text[start:end]` stands for."""
        return range(self.item_at(start), self.item_at(max(start, end - 1)) + 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the entry that `text[start:end]` stands for."""
        items = self.items_in(start, end)
        return self.items[items[0]].start, self.items[items[-1]].end

    def clause(self, number: int) -> Sequence[Item]:
        """The items of a clause."""
        return self.items[self.clause_starts[number] : self._clause_end(number)]

    def _clause_end(self, number: int) -> int:
        following = number + 1
        return (
            self.clause_starts[following]
            if following < len(self.clause_starts)
            else len(self.items)
        )


@dataclass(frozen=True, slots=True)
class _Loose:
    """An item before its sentence is known."""

    said: str
    kind: str
    start: int
    end: int
    quantity: int | None = None

    @property
    def ends(self) -> bool:
        """Whether a sentence ends with it."""
        return self.kind == BREAK or (self.kind == MARK and self.said[0] in ENDS)

    @property
    def pauses(self) -> bool:
        """Whether a clause ends with it."""
        return self.ends or (self.kind == MARK and self.said in _PAUSES)


def coded(tokens: Sequence[Token], quantities: Sequence[Quantity], language: Language) -> Coded:
    """An entry in code."""
    items = tuple(_placed(list(_once(_loose(tokens, quantities))), language))
    offsets, length = [], 0
    for item in items:
        offsets.append(length)
        length += len(item.said) + 1
    starts = [n for n, item in enumerate(items) if n == 0 or items[n - 1].clause != item.clause]
    places = [n for n, item in enumerate(items) if item.quantity is not None]
    text = "".join(f"{item.said} " for item in items)
    return Coded(items, text, tuple(offsets), tuple(starts), tuple(places))


def _loose(tokens: Sequence[Token], quantities: Sequence[Quantity]) -> Iterator[_Loose]:
    starts = {one.first: number for number, one in enumerate(quantities)}
    at = 0
    while at < len(tokens):
        number = starts.get(at)
        if number is None:
            token = tokens[at]
            said = "." if token.kind == BREAK else token.plain
            at += 1
            yield _Loose(said, token.kind, token.start, token.end)
        else:
            one = quantities[number]
            said = f"{CODE}{one.kind}{number}"
            yield _Loose(said, "", tokens[at].start, tokens[one.after - 1].end, number)
            at = one.after


def _once(loose: Iterable[_Loose]) -> Iterator[_Loose]:
    """Every item, but "!!!" and a full stop before a new line once."""
    before = None
    for one in loose:
        if before is None or not before.ends or not one.ends or one.said not in (before.said, "."):
            yield one
        before = one


def _placed(loose: Sequence[_Loose], language: Language) -> Iterator[Item]:
    """Every item with the number of its sentence and clause, both counted through the entry."""
    sentence = clause = 0
    for at, one in enumerate(loose):
        if at and loose[at - 1].ends and not one.ends:
            sentence, clause = sentence + 1, clause + 1
        elif at and _turns(loose, at, language):
            clause += 1
        yield Item(one.said, one.start, one.end, sentence, clause, one.quantity)


def _turns(loose: Sequence[_Loose], at: int, language: Language) -> bool:
    """Whether a new clause begins here: after a pause, at "but", at "and I"."""
    one, shapes = loose[at], language.shapes
    if one.ends or one.pauses:
        return False
    if loose[at - 1].pauses or one.said in shapes["turns"]:
        return True
    following = loose[at + 1].said if at + 1 < len(loose) else ""
    return one.said in shapes["joins"] and following in shapes["begins"]
