"""Codes into sentences, in one place. British English, calm and short; no treatment, no promise.

Each sentence takes the values of its reason; `{…}` names are filled in by `sentence`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from startline.cli.units import shown

DATA_AGE = "From what was said up to {day}, {ago}."
NOTHING_SAID = "Nothing has been logged yet."
WHAT_IT_IS = (
    "A diary and planning aid. It follows the limits you and your clinician enter; "
    "it cannot see your knee, shin or hip."
)

RED_FLAGS_FIRST = (
    "First: chest pain, collapse, a swollen warm calf, new numbness around the saddle, "
    "a limp, pain at rest or at night, or a tender bone? Do not run. Get help."
)

EMERGENCY = "Call your emergency number now. Do not run."
SEE_SOMEBODY = "Do not run. Have this looked at before another run."

FLAGS: Mapping[str, str] = {
    "chest_pain": "chest pain",
    "collapse": "a collapse",
    "calf_swelling": "a swollen, warm or red calf",
    "bladder_bowel_or_saddle": "a new change in bladder or bowel, or numbness around the saddle",
    "cannot_bear_weight": "you cannot bear weight",
    "limp_at_rest": "a limp when you walk",
    "groin_pain_on_running": "groin pain on running",
    "night_or_rest_pain": "pain at rest or at night",
    "bone_tenderness": "pain where bone is in question",
    "hot_swollen_joint": "a hot, swollen joint",
    "locking_or_giving_way": "a joint that locks or gives way",
    "sudden_pop": "a sudden pop",
    "numbness_or_weakness": "numbness or a limb that gives way",
    "fever": "fever",
    "other": "a sign somebody marked as needing a look",
}

BOUNDS: Mapping[str, str] = {
    "red_flag": "a red flag is open",
    "clinician_limit": "the limit your {by} set",
    "runner_limit": "your own limit",
    "onset": "where it is likely to begin to hurt, at the chance you accept",
    "single_session_spike": "one tenth more than your longest run of 30 days",
    "traffic_light": "how the last runs went",
    "stale_data": "how long ago you last said how it goes",
    "taper": "no new longest run in the last three weeks",
    "programme": "the programme",
    "data_missing": "something needed is missing",
    "rest_day": "a rest day",
}

REASONS: Mapping[str, str] = {
    **BOUNDS,
    "no_run_programmed": "No run is programmed.",
    "shortened": "{to} instead of {from}.",
    "not_today": "Not today: {from} was programmed.",
    "already_run": "Today's run is done.",
    "easy_instead": "Easy running instead of {of}.",
    "surfaces": "{by} allows: {allowed}.",
    "limit_says_nothing": "The limit by {by} names no limit that is known: check its spelling.",
    "limit_maybe_misspelt": "The limit by {by} says {key}, a name that is not known. "
    "Until its spelling is checked, {meant}.",
    "max_nrs": "{by} allows pain up to {nrs} of 10 while running.",
    "easy_only": "{by} allows easy running.",
    "see_clinician": "{red_runs} red runs in {days} days: contact your clinician. "
    "No step up until somebody has looked.",
    "bone_screen_due": "Nobody has said yet whether bone is in question. Ask at the next visit: "
    "is any bone tender to touch?",
    "onset_not_given": "{n_runs} hurt without a place: counted as from the first step "
    "until you say where it began.",
    "stopped_from_fear": "{n_runs} stopped for fear of pain: pain-free as far as it went.",
    "painkiller_runs_left_out": "{n_runs} under painkillers: says nothing about where it begins.",
    "runs_nobody_asked_about": "{n_runs} nobody was asked about: distance run, not pain-free.",
    "limit_lapsed": "The limit by {by} ran until {until} and still binds. "
    "It needs somebody to acknowledge it.",
    "race_in_the_past": "The race was on {on}. Enter the next one.",
    "nothing_logged": "No run and no check-in yet. Log one, and a distance can be given.",
    "check_in_first": "Nothing was said for {days} days. Check in first: how is it?",
    "run_set_aside": "The run of {on} was left out ({why}).",
    "red_flag": "{sign}, since {opened_on}.",
    "onset_earlier_each_time": "The last {n_runs} each began to hurt earlier than the one before. "
    "Have this looked at within days.",
    "please_confirm": "{place} is {value:g} {unit}: unusual. Is that right?",
    "run_far_beyond_others": "The run of {on}, {from}, is far beyond the others: it counts as {to} "
    "until others stand beside it. Is it right?",
    "identical_runs": "{n_runs} of {each} are alike to the metre: of what they say of days without "
    "pain, the newest {counted} count. Are they right?",
    "limit_far_above_history": "The limit by {by} is {to}; the longest run of 30 days was {from}. "
    "Is that right?",
    "no_distance_within_tolerance": "No distance keeps the chance of pain within what you accept. "
    "Take this to your next visit.",
}

WHY_SET_ASIDE: Mapping[str, str] = {
    "after_today": "it lies after this day",
    "implausible_pace": "faster than 2:00 per km",
    "no_distance": "no distance",
    "recorded_twice": "recorded twice, counted once",
}

LIGHTS: Mapping[str, str] = {
    "green": "green: as usual during, after and next morning",
    "amber": "amber: repeat the last step, do not add",
    "red": "red: rest a whole day, then one step back",
    "unknown": "not known: a check is missing, so it does not count as green",
}

VERDICTS: Mapping[str, str] = {
    "too_early": "Too early to tell: about {needed} more to compare.",
    "improving": "It looks to be getting better.",
    "no_clear_change": "No clear change.",
    "worsening": "It looks to be getting worse. Take this to your clinician.",
}


def runs(n: int) -> str:
    """A number of runs.

    >>> runs(1), runs(2)
    ('1 run', '2 runs')
    """
    return f"{n} run" if n == 1 else f"{n} runs"


def sentence(code: str, values: Mapping[str, Any], unit: str) -> str:
    """The sentence for a reason, distances in the unit shown."""
    filled: dict[str, Any] = {key: value for key, value in values.items()}
    for key in ("from", "to", "each"):
        if f"{key}_km" in values:
            filled[key] = shown(values[f"{key}_km"], unit)
    if "runs" in values:
        filled["n_runs"] = runs(values["runs"])
    if "why" in values:
        filled["why"] = WHY_SET_ASIDE.get(values["why"], values["why"])
    if "flag" in values:
        named = FLAGS.get(values["flag"], FLAGS["other"])
        filled["sign"] = named[0].upper() + named[1:]
    if filled.get("by", "") is None:
        filled["by"] = "somebody"
    if "resembles" in values:
        read = f"it counts as {values['resembles']}: {values['value']}"
        filled["meant"] = read if values["value"] is not None else "nothing may be run under it"
    if "allowed" in values:
        filled["allowed"] = ", ".join(values["allowed"])
    template = REASONS.get(code, code.replace("_", " "))
    return template.format(**filled) if filled else template
