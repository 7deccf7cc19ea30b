"""Beside the trend: pain on comparable runs, what was done, what else to ask. No treatment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from rich.console import Console

from startline.cli import words
from startline.cli.layout import heading, say
from startline.cli.plain import shown_name
from startline.cli.units import day_name, shown
from startline.engine.advice import Advice

TITLE = "What else to ask at the visit"
HOW_TO_READ = (
    "Questions for your clinician, not advice: nothing in the log shows that these were tried. "
    "Evidence from A, a trial, to D, none."
)

SENTENCES: Mapping[str, str] = {
    "ask_bone_screen": "Is bone in question here, and does it need to be looked at?",
    "ask_run_walk": "Could walk breaks on a run be worth a try?",
    "ask_shorter_more_often": "Could the same week in shorter runs, more often, be worth a try?",
    "ask_slower": "Could running a tenth slower be worth a try?",
    "ask_treadmill_or_flat": "Could a treadmill or a flat track be worth a try?",
    "ask_cadence": "Could somewhat shorter, quicker steps be worth a try?",
    "ask_pool_or_bike": "Could running in deep water, swimming or a bike stand in for some of the "
    "running, to keep fitness?",
}

PAIN = (
    "Worst pain {from_nrs} of 10 on {from_day} ({from_far}), {to_nrs} on {to_day} ({to_far}), "
    "runs of about the same distance: {verdict}"
)
LESS = "clearly less."
MORE = "clearly more. Take this to your clinician."
TOO_LITTLE = "too small a step to call a change."
THE_RULE = "A change is called one from 2 points and 3 parts in 10, on two such runs."
NO_PAIR = "No two runs of the same distance were rated yet, so pain cannot be compared."

WEEK_COMMON = "A week without change is common."
BASIS: Mapping[str, str] = {
    "pain_while_resting": "In one trial {runners} runners with pain at the outer knee rested from "
    "running, with a placebo: {by_7} parts in 100 less pain by day 7, {by_14} by day 14 "
    "(Gunter & Schwellnus 2004).",
    "days_to_no_pain": "In a study of running injuries of every kind the middle one took "
    "{median_days} days to no pain (Mulvad et al. 2018).",
}
NOT_A_FORECAST = "Those are other runners, and no forecast of yours."

DONE = "Done since {since}, beside the trend and not as its cause:"
WITH: Mapping[str, str] = {
    "physiotherapist": "physiotherapist",
    "massage_therapist": "massage therapist",
    "doctor": "doctor",
    "other": "somebody else",
}


def beside_the_trend(console: Console, advice: Advice, unit: str) -> None:
    """Print what belongs under the verdict: pain, the published course, and what was done."""
    if advice.treatment is None:
        return
    say(console, pain(advice.treatment.get("pain_change"), unit))
    unsure = advice.treatment["verdict"] in ("too_early", "no_clear_change")
    if unsure and advice.status != "stop":
        say(console, week_without_change(advice.treatment["course"]))
    done = advice.treatment["done"]
    told = list(what_was_done(done))
    if told:
        say(console, DONE.format(since=_day(done["since"])))
        for one in told:
            say(console, shown_name(one), label="· ")


def show_questions(console: Console, advice: Advice) -> None:
    """Print the questions to take along; nothing where none are left."""
    if not advice.to_ask:
        return
    heading(console, TITLE)
    say(console, HOW_TO_READ)
    for reason in advice.to_ask:
        grade = reason.values["grade"]
        say(console, f"{SENTENCES[reason.code]} [dim]Evidence {grade}.[/]", label="· ")


def show_sources(console: Console, advice: Advice) -> None:
    """Print where each question, and the published course, comes from."""
    course = advice.treatment["course"] if advice.treatment else []
    if not advice.to_ask and not course:
        return
    heading(console, "Where the questions and the published course come from")
    for reason in advice.to_ask:
        grade, source = reason.values["grade"], reason.values["source"]
        say(console, shown_name(f"{SENTENCES[reason.code]} {grade}: {source}."), label="· ")
    for one in course:
        say(console, shown_name(f"{one['grade']}: {one['source']}."), label="· ")


def pain(change: Mapping[str, Any] | None, unit: str) -> str:
    """The two comparable runs, and whether it is a change by the published rule."""
    if change is None:
        return NO_PAIR
    verdict = TOO_LITTLE
    if change["meaningful"]:
        verdict = LESS if change["change_nrs"] < 0 else MORE
    return " ".join(
        (
            PAIN.format(
                from_nrs=change["from_nrs"],
                from_day=_day(change["from_on"]),
                from_far=shown(change["from_km"], unit),
                to_nrs=change["to_nrs"],
                to_day=_day(change["to_on"]),
                to_far=shown(change["to_km"], unit),
                verdict=verdict,
            ),
            THE_RULE,
        )
    )


def week_without_change(course: list[Mapping[str, Any]]) -> str:
    """That a week without change is common, and where that is known from."""
    told = []
    for one in course:
        by_day = one.get("percent_less_by_day", {})
        by = {f"by_{day}": percent for day, percent in by_day.items()}
        told.append(BASIS[one["code"]].format(**{**one, **by}))
    return " ".join((WEEK_COMMON, *told, NOT_A_FORECAST))


def what_was_done(done: Mapping[str, Any]) -> Iterator[str]:
    """One line for each prescription, one for the visits, one for the days without a run."""
    for one in done["prescriptions"]:
        yield f"{words.clipped(one['what'])}: {_days_said(one)}"
    visits = [f"{WITH.get(kind, kind)} {n}" for kind, n in done["appointments"].items()]
    if visits:
        yield f"visits: {', '.join(visits)}"
    if done["days_without_run"]:
        unknown = done["days_unknown"]
        rest = f", {_days(unknown)} the log does not tell of" if unknown else ""
        yield f"{_days(done['days_without_run'])} without a run{rest}"


def _days_said(one: Mapping[str, Any]) -> str:
    said = [f"done on {_days(one['days_done'])}"]
    said += [f"not done on {one['days_not_done']}"] * (one["days_not_done"] > 0)
    said += [f"nothing said of {one['days_unknown']}"] * (one["days_unknown"] > 0)
    return ", ".join(said)


def _days(n: int) -> str:
    return f"{n} day" if n == 1 else f"{n} days"


def _day(iso: str) -> str:
    return day_name(date.fromisoformat(iso))
