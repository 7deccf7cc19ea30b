"""Whether an entry says that its run was free of pain, the whole of it and without a "but".

A wrong "it did not hurt" earns distance that was not earned, so every doubt is an answer of None.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from startline.formats.entry_text.contexts import OTHER, SELF
from startline.formats.entry_text.fields import Found
from startline.formats.entry_text.rivals import main_day, standing
from startline.formats.entry_text.roles import Claim, Reading

_TO_COME = ("hypothetical", "future", "coming")
_NOT_TOLD = (*_TO_COME, "long_ago", "weekly")
_BEGINS = ("onset", "sore")
_DISTANCES = "DB"
_TIMES = "WT"
_SAME_KM = 0.06


def pain_free(reading: Reading, claims: Sequence[Claim], run: Found[float] | None) -> (
    Found[bool] | None
):  # fmt: skip
    """The words that say nothing hurt, if they speak of the whole run and no others of pain."""
    day = main_day(standing(claims))
    denials = list(_spans(reading, "nothing"))
    if any(claim.role in _BEGINS and claim.frame == day for claim in claims):
        return None
    if run is None or any(_is_meant(reading, at) for at in _told_pain(reading, denials)):
        return None
    told = (span for span in denials if _is_told(reading, span[0], day))
    for span in told:
        if not _is_whole(reading, span, run):
            return None
        start, end = _clause(reading, span[0])
        return Found(True, reading.text[start:end], start, end)
    return None


def _spans(reading: Reading, context: str) -> Iterator[range]:
    """The items of every phrase of a context."""
    pattern: re.Pattern[str] = reading.language.contexts[context].pattern
    for match in pattern.finditer(reading.entry.text):
        yield reading.entry.items_in(match.start(), match.end())


def _told_pain(reading: Reading, denials: Sequence[range]) -> Iterator[int]:
    """The item of every word of pain that is not denied, and of every denial that is denied."""
    denied = {at for span in denials for at in span}
    for span in _spans(reading, "pain"):
        if denied.isdisjoint(span) and not _is_negated(reading, span[0]):
            yield span[0]
    yield from (span[0] for span in denials if _is_negated(reading, span[0]))


def _is_negated(reading: Reading, at: int) -> bool:
    items, negations = reading.entry.items, reading.language.shapes["negations"]
    before = itertools.takewhile(lambda one: one.clause == items[at].clause, items[at - 1 :: -1])
    return at > 0 and any(one.said in negations for one in before)


def _is_meant(reading: Reading, at: int) -> bool:
    """Whether words of pain tell what was, of the writer: on whichever day, for safety's sake."""
    contexts, clause = reading.contexts, reading.entry.items[at].clause
    told = contexts.has(clause, "past") or not contexts.has(clause, *_TO_COME)
    return told and contexts.who[at] != OTHER


def _is_told(reading: Reading, at: int, day: int) -> bool:
    """Whether "no pain" is about that day, and not about some day to come or long past."""
    contexts, clause = reading.contexts, reading.entry.items[at].clause
    return contexts.frames[clause] == day and not contexts.has(clause, *_NOT_TOLD)


def _is_whole(reading: Reading, span: range, run: Found[float] | None) -> bool:
    """Whether "no pain" is the writer's own report, unasked, of a run from its start to its end."""
    at = span[0]
    item, contexts = reading.entry.items[at], reading.contexts
    if contexts.who[at] != SELF or "question" in contexts.sentence_cues[item.sentence]:
        return False
    if "partly" in contexts.sentence_cues[item.sentence]:
        return False
    members = reading.entry.clause(item.clause)
    return all(_is_run(reading, one.quantity, run) for one in members if one.quantity is not None)


def _is_run(reading: Reading, number: int, run: Found[float] | None) -> bool:
    """Whether a quantity beside "no pain" is the run itself, or no distance at all."""
    one = reading.quantities[number]
    if one.kind in _TIMES:
        return True
    return one.kind in _DISTANCES and run is not None and abs(one.value - run.value) < _SAME_KM


def _clause(reading: Reading, at: int) -> tuple[int, int]:
    members = reading.entry.clause(reading.entry.items[at].clause)
    return members[0].start, members[-1].end
