"""The mood of an entry: worried, frustrated, hopeful or neutral.

The words of feeling in a language's file are weighed there; what they and everything else that was
read are worth for each mood is learnt, as for the distances. Without learnt weights the words'
own weights are added up. "Neutral" is acceptance, or an entry without a word of feeling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from startline.formats.entry_text.fields import EntryFields, Found
from startline.formats.entry_text.named import Mention, is_negated, mentions_of
from startline.formats.entry_text.roles import Reading
from startline.formats.entry_text.weights import BIAS, Weights

MOODS = ("worried", "frustrated", "hopeful", "neutral")
NEUTRAL = "neutral"
LEAST = 1.5  # weight of words below which no mood is heard, where nothing is learnt

_CLOSING = 1  # sentences before the last that count as the end of an entry
_CLOSING_WEIGHT = 1.5  # how an entry ends says more of the mood than how it begins
_HINT, _MOST_HINTS = 1.0, 2.0  # many hints are worth no more than a turn of phrase
_REACH = {"hopeful": 3}  # words between "not" and what is not; "not to panic" is no calm
_STEPS = (2.0, 4.0, 6.0)
_EARLY, _SHORT, _SOON = 0.4, 0.95, 5.0  # shares of the run; weeks


def mood_of(reading: Reading, fields: EntryFields, learnt: Weights | None) -> Found[str] | None:
    """The likeliest mood, with the words that say so most; None if the entry says nothing."""
    if not _tells_of_running(fields):
        return None
    heard = _heard(reading)
    if learnt is None:
        code = _loudest(reading, heard)
    else:
        cues = mood_cues(reading, fields)
        worth = {code: _sum(learnt[code], cues) for code in MOODS}
        code = max(MOODS, key=lambda each: worth[each])
    return _with_words(reading, code, heard)


def mood_cues(reading: Reading, fields: EntryFields) -> frozenset[str]:
    """What may tell the mood of an entry, as short names that weights are learnt for."""
    heard = _heard(reading)
    loudest = _loudest(reading, heard)
    return frozenset((*_of_words(reading, heard), f"loudest {loudest}", *_of_clauses(reading),
                      *_of_fields(fields)))  # fmt: skip


def _sum(weights: Mapping[str, float], cues: frozenset[str]) -> float:
    return weights[BIAS] + sum(weights[cue] for cue in cues if cue in weights)


def _heard(reading: Reading) -> list[tuple[Mention, bool]]:
    """Every word of feeling, and whether it is denied."""
    found = mentions_of(reading, reading.language.moods)
    return [(one, is_negated(reading, one, _REACH.get(one.code, 1))) for one in found]


def _at_end(reading: Reading, item: int) -> bool:
    return reading.entry.items[item].sentence >= reading.entry.items[-1].sentence - _CLOSING


def _loudest(reading: Reading, heard: Sequence[tuple[Mention, bool]]) -> str:
    """The mood whose words weigh most."""
    worth: defaultdict[str, float] = defaultdict(float)
    hints: defaultdict[str, float] = defaultdict(float)
    for one, denied in heard:
        if denied:
            continue
        weight = one.weight * (_CLOSING_WEIGHT if _at_end(reading, one.first) else 1.0)
        if one.weight <= _HINT:
            weight = min(weight, _MOST_HINTS - hints[one.code])
            hints[one.code] += weight
        worth[one.code] += weight
    code = max(MOODS, key=lambda each: worth[each])
    return code if worth[code] >= LEAST else NEUTRAL


def _with_words(reading: Reading, code: str, heard: Sequence[tuple[Mention, bool]]) -> Found[str]:
    """A mood with its weightiest words, the last of equals, or else with how the entry ends."""
    spoken = [one for one, denied in heard if one.code == code and not denied]
    if spoken:
        best = max(spoken, key=lambda one: (one.weight, one.first))
        return Found(code, reading.text[best.start : best.end], best.start, best.end)
    if code == NEUTRAL:
        return Found(code, "", 0, 0)
    last = reading.entry.items[-1].sentence
    closing = [item for item in reading.entry.items if item.sentence == last]
    start, end = closing[0].start, closing[-1].end
    return Found(code, reading.text[start:end], start, end)


# --- cues --------------------------------------------------------------------------------------


def _of_words(reading: Reading, heard: Sequence[tuple[Mention, bool]]) -> Iterator[str]:
    total: defaultdict[str, float] = defaultdict(float)
    closing: defaultdict[str, float] = defaultdict(float)
    for one, denied in heard:
        name = f"{'no ' if denied else ''}{one.code}"
        total[name] += one.weight
        yield f"word {name} {one.weight:.0f}"
        if _at_end(reading, one.first):
            closing[name] += one.weight
            yield f"last word {name} {one.weight:.0f}"
    for where, counted in (("all", total), ("end", closing)):
        for name, weight in counted.items():
            yield from (f"{where} {name} {step:.0f}" for step in _STEPS if weight >= step)
    yield from (f"silent {code}" for code in MOODS if code not in total)


def _of_clauses(reading: Reading) -> Iterator[str]:
    cues = reading.contexts.sentence_cues
    for number, said in enumerate(cues):
        yield from (f"clause {cue}" for cue in said)
        if number >= len(cues) - 1 - _CLOSING:
            yield from (f"last clause {cue}" for cue in said)


def _of_fields(fields: EntryFields) -> Iterator[str]:
    run, planned, onset = fields.distance_run_km, fields.distance_planned_km, fields.onset_km
    if run and planned:
        yield "short" if run.value < planned.value * _SHORT else "full"
    if onset and run and onset.value < run.value * _EARLY:
        yield "early"
    if fields.weeks_to_race:
        yield "soon" if fields.weeks_to_race.value <= _SOON else "later"
    told = {
        "run": run, "onset": onset, "cap": fields.cap_km, "next": fields.next_long_run_km,
        "missed": fields.missed_runs, "weeks": fields.weeks_to_race, "free": fields.pain_free,
    }  # fmt: skip
    yield from (f"{'tells' if value else 'tells no'} {name}" for name, value in told.items())


def _tells_of_running(fields: EntryFields) -> bool:
    """Whether anything at all was read."""
    return any(
        (
            fields.distance_run_km, fields.distance_planned_km, fields.onset_km, fields.cap_km,
            fields.next_long_run_km, fields.weeks_to_race, fields.body_site, fields.treatments,
            fields.missed_runs,
        )
    )  # fmt: skip
