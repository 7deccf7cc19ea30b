"""The reader of this project, and the plain regular expressions somebody would write instead."""

from __future__ import annotations

import re
from typing import Any

from benchmarks.entry.gold import FIELDS, KM_PER_MILE, LISTS
from benchmarks.entry.score import Reader
from startline.formats.entry_text import EntryFields, read_entry
from startline.formats.entry_text.language import DEFAULT, language
from startline.formats.entry_text.read import fields_of, reading_of
from startline.formats.entry_text.weights import Learnt

NUMBER = r"(\d+(?:\.\d+)?)"
UNIT = r"\s*-?\s*(km|kms|k|kilomet\w+|mi|miles?|milers?)\b"
FAR = NUMBER + UNIT


def startline(text: str) -> dict[str, list[Any]]:
    """What `read_entry` finds."""
    return _values(read_entry(text))


def by_weights(learnt: Learnt, code: str = DEFAULT) -> Reader:
    """The same reader with other weights than those that are shipped."""
    words = language(code)
    return lambda text: _values(fields_of(reading_of(text, words, unit=None), learnt))


def _values(read: EntryFields) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for field in FIELDS:
        said = getattr(read, field)
        many = said if field in LISTS else ([] if said is None else [said])
        found[field] = [one.value for one in many]
    return found


# --- the baseline: numbers with units, and words of a list -------------------------------------

_RUN = re.compile(
    rf"\b(?:ran|did|done|managed|got|finished|stopped at|run)\b[^.\d]{{0,25}}{FAR}", re.I
)
_ANY = re.compile(FAR, re.I)
_PLANNED = re.compile(
    rf"\b(?:planned|plan|supposed to|meant to|scheduled|schedule)\b[^.\d]{{0,25}}{FAR}", re.I
)
_ONSET = re.compile(rf"\b(?:mile|km)\s+{NUMBER}|{FAR}\s+in\b|\b(?:after|until|till)\s+{FAR}", re.I)
_CAP = re.compile(
    rf"\b(?:no more than|max(?:imum)?(?: of)?|limit(?:ed)?(?: to| of)?|up to)\s+{FAR}", re.I
)
_NEXT = re.compile(
    rf"(?:next|tomorrow)[^.\d]{{0,25}}{FAR}|{FAR}[^.\d]{{0,15}}(?:tomorrow|next)", re.I
)
_WEEKS = re.compile(rf"{NUMBER}\s+weeks?\b", re.I)
_MISSED = re.compile(rf"\b(?:missed|skipped)\s+{NUMBER}", re.I)
_SITES = {
    "knee_lateral_itbs": r"\bIT ?B|iliotibial", "knee_front_pfp": r"kneecap|runner'?s knee|patell",
    "knee_unspecified": r"\bknee", "shin": r"\bshin", "achilles": r"achilles", "calf": r"\bcalf",
    "hip": r"\bhip", "hamstring": r"hamstring", "plantar": r"plantar|\bheel", "foot": r"\bfoot",
    "ankle": r"\bankle",
}  # fmt: skip
_TREATMENTS = {
    "rest": r"\brest", "ice": r"\bic(?:e|ed|ing)\b", "stretching": r"\bstretch",
    "foam_roll": r"foam roll|\broller", "strengthening": r"strength", "massage": r"massage",
    "physical_therapy": r"\bphysio|\bPT\b", "anti_inflammatory": r"ibuprofen|advil",
    "yoga": r"\byoga", "cycling": r"\bbike|\bcycl", "swimming": r"\bsw[ia]m|\bpool",
}  # fmt: skip
_MOODS = {
    "worried": r"worried|nervous|scared|not sure", "frustrated": r"frustrat|gutted|annoyed|fed up",
    "hopeful": r"hope|fingers crossed|happy|better",
}  # fmt: skip


def plain(text: str) -> dict[str, list[Any]]:
    """What the regular expressions find."""
    run = _far(_RUN, text) or _far(_ANY, text)
    return {
        "distance_run_km": run[:1], "distance_planned_km": _far(_PLANNED, text)[:1],
        "onset_km": _far(_ONSET, text)[:1], "cap_km": _far(_CAP, text)[:1],
        "next_long_run_km": _far(_NEXT, text),
        "weeks_to_race": [float(n) for n in _WEEKS.findall(text)][:1],
        "body_site": _named(_SITES, text)[:1], "treatments": _named(_TREATMENTS, text),
        "missed_runs": [float(n) for n in _MISSED.findall(text)][:1],
        "mood": (_named(_MOODS, text) or ["neutral"])[:1],
    }  # fmt: skip


def _far(pattern: re.Pattern[str], text: str) -> list[float]:
    """The kilometres of every match; a number whose unit stands before it is in that unit."""
    found = []
    for match in pattern.finditer(text):
        said = [group for group in match.groups() if group]
        unit = said[1] if len(said) > 1 else match[0]
        found.append(float(said[0]) * (KM_PER_MILE if unit.lower().startswith("mi") else 1.0))
    return found


def _named(words: dict[str, str], text: str) -> list[str]:
    return [code for code, pattern in words.items() if re.search(pattern, text, re.I)]
