"""What stands around a quantity, as the short names that weights are learnt for.

A cue says one thing that is true of one quantity in its entry: the word before it, a rule that
claims it, that it is the largest of all. `weights` adds up what each is worth for each role.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from startline.formats.entry_text.coded import Item
from startline.formats.entry_text.contexts import TODAY
from startline.formats.entry_text.rivals import main_day, standing
from startline.formats.entry_text.roles import ROLES, Claim, Reading

WEIGHED = "DBMOFELHZA"
"""Kinds of quantity that may play a role."""

_PLACED = "DBMO"
_WINDOW = 3  # words to either side that count one by one
_REACH = 5  # words to either side in which a class of words counts
_WORTHS = (2.0, 3.0, 4.0, 5.0, 6.0)
_AGAIN, _LARGER = 0.05, 1.02  # km within which two are the same; a share beyond which one is more


@dataclass(frozen=True, slots=True)
class _Neighbourhood:
    """One quantity with the items of its entry and the stretches where classes of words stand."""

    reading: Reading
    number: int
    at: int
    item: Item
    classes: Sequence[tuple[str, int, int]]

    def word(self, at: int) -> str:
        """A word near by; of a quantity, its kind."""
        items = self.reading.entry.items
        if not 0 <= at < len(items):
            return ""
        number = items[at].quantity
        return items[at].said if number is None else f"#{self.reading.quantities[number].kind}"

    def same_sentence(self, at: int) -> bool:
        items = self.reading.entry.items
        return 0 <= at < len(items) and items[at].sentence == self.item.sentence


def cues_of(reading: Reading, claims: Sequence[Claim]) -> dict[int, frozenset[str]]:
    """The cues of every quantity that may play a role."""
    by_quantity: dict[int, list[Claim]] = {}
    for claim in claims:
        by_quantity.setdefault(claim.quantity, []).append(claim)
    stand = standing(claims)
    main, classes = main_day(stand), _classes_in(reading)
    found = {}
    for number, one in enumerate(reading.quantities):
        if one.kind in WEIGHED:
            at = reading.item_of(number)
            item = reading.entry.items[at]
            near = _Neighbourhood(reading, number, at, item, classes.get(item.sentence, ()))
            said = _claimed(by_quantity.get(number, ()), stand)
            found[number] = frozenset((*_words(near), *_around(near), *said, *_sizes(near)))
            found[number] |= {_day(near, main)}
    return found


def _classes_in(reading: Reading) -> dict[int, list[tuple[str, int, int]]]:
    """Where each class of words stands, as items, by the sentences it begins and ends in."""
    found: dict[int, list[tuple[str, int, int]]] = {}
    placed = reading.entry.items
    for name, pattern in reading.language.classes.items():
        for match in pattern.finditer(reading.entry.text):
            items = reading.entry.items_in(match.start(), match.end())
            for sentence in {placed[items[0]].sentence, placed[items[-1]].sentence}:
                found.setdefault(sentence, []).append((name, items[0], items[-1]))
    return found


def _words(near: _Neighbourhood) -> Iterator[str]:
    kind = near.reading.quantities[near.number].kind
    at = near.at
    yield f"kind {kind}"
    yield "unit" if near.reading.quantities[near.number].unit else "no unit"
    for step in range(1, _WINDOW + 1):
        for name, place in (("before", at - step), ("after", at + step)):
            yield f"{name} {step} {near.word(place)}"
            if near.same_sentence(place):
                yield f"{name} {near.word(place)}"
    yield f"before 2 1 {near.word(at - 2)} {near.word(at - 1)}"
    yield f"after 1 2 {near.word(at + 1)} {near.word(at + 2)}"
    yield f"before 1 {near.word(at - 1)} {kind}"
    leading = near.word(_past_unsaid(near))
    yield f"leading {leading}"
    yield f"leading {leading} {kind}"


def _past_unsaid(near: _Neighbourhood) -> int:
    """The item before what goes unsaid, such as "about the"."""
    at = near.at - 1
    while at >= 0 and near.word(at) in near.reading.language.shapes["unsaid"]:
        at -= 1
    return at


def _around(near: _Neighbourhood) -> Iterator[str]:
    contexts, clause = near.reading.contexts, near.item.clause
    for name, number in (
        ("clause", clause),
        ("last clause", clause - 1),
        ("next clause", clause + 1),
    ):
        if 0 <= number < len(contexts.cues):
            yield from (f"{name} {cue}" for cue in contexts.cues[number])
            if not contexts.cues[number]:
                yield f"{name} bare"
    yield from (f"sentence {cue}" for cue in contexts.sentence_cues[near.item.sentence])
    yield f"who {contexts.who[near.at]}"
    yield "today" if contexts.frames[clause] == TODAY else "another day"
    sentence, last = near.item.sentence, near.reading.entry.items[-1].sentence
    yield "first sentence" if sentence == 0 else "last sentence" if sentence == last else "middle"
    for name, first, after in near.classes:
        if near.same_sentence(first) and 0 < near.at - after <= _REACH:
            yield f"before {{{name}}}"
        if near.same_sentence(after) and 0 < first - near.at <= _REACH:
            yield f"after {{{name}}}"


def _day(near: _Neighbourhood, main: int) -> str:
    told = near.reading.contexts.frames[near.item.clause]
    return "main day" if told == main else "not the main day"


def _claimed(claims: Sequence[Claim], stand: Sequence[Claim]) -> Iterator[str]:
    claimed = {claim.role for claim in claims}
    for claim in claims:
        yield from (f"claim {claim.role} {least:.0f}" for least in _WORTHS if claim.worth >= least)
        yield f"{'stands' if claim in stand else 'beaten'} {claim.role}"
    yield from (f"no claim {role}" for role in ROLES if role not in claimed)


def _sizes(near: _Neighbourhood) -> Iterator[str]:
    """How the quantity compares with the others of the entry."""
    quantities = near.reading.quantities
    own = quantities[near.number]
    if own.kind not in _PLACED:
        return
    placed = [n for n, one in enumerate(quantities) if one.kind in _PLACED]
    before = [quantities[n].value for n in placed if n < near.number]
    after = [quantities[n].value for n in placed if n > near.number]
    if not before:
        yield "first"
    if not after:
        yield "last"
    for name, others in (("before", before), ("after", after)):
        if any(abs(one - own.value) < _AGAIN for one in others):
            yield f"same {name}"
        if any(one > own.value * _LARGER for one in others):
            yield f"larger {name}"
        if any(own.value > one * _LARGER for one in others):
            yield f"smaller {name}"
    everything = [*before, *after]
    if all(own.value >= one for one in everything):
        yield "largest"
    if all(own.value <= one for one in everything):
        yield "smallest"
