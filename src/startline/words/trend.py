"""Whether it is getting better, beside what was done and never as its cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from startline.engine.advice import OnsetAdvice
from startline.words.chances import in_ten
from startline.words.language import N_, _
from startline.words.reasons import clipped, runs, who
from startline.words.units import day_name, days, shown

TITLE = N_("Is it getting better?")

VERDICTS: Mapping[str, str] = {
    "too_early": N_("Too early to tell: about {needed} more to compare."),
    "improving": N_("It looks to be getting better."),
    "no_clear_change": N_("No clear change."),
    "worsening": N_("It looks to be getting worse. Take this to your clinician."),
}

CHANGE = N_(
    "Where it begins moves by about {change} parts in 100 a week "
    "(8 in 10 chances: between {low} and {high})."
)
FURTHER = N_("That it moves further out: {chance}; that it does not: {other}.")

PAIN = N_(
    "Worst pain {from_nrs} of 10 on {from_day} ({from_far}), {to_nrs} on {to_day} ({to_far}), "
    "runs of about the same distance: {verdict}"
)
LESS = N_("clearly less.")
MORE = N_("clearly more. Take this to your clinician.")
TOO_LITTLE = N_("too small a step to call a change.")
THE_RULE = N_("A change is called one from 2 points and 3 parts in 10, on two such runs.")
NO_PAIR = N_("No two runs of the same distance were rated yet, so pain cannot be compared.")

WEEK_COMMON = N_("A week without change is common.")
BASIS: Mapping[str, str] = {
    "pain_while_resting": N_(
        "In one trial {runners} runners with pain at the outer knee rested from "
        "running, with a placebo: {by_7} parts in 100 less pain by day 7, {by_14} by day 14 "
        "(Gunter & Schwellnus 2004)."
    ),
    "days_to_no_pain": N_(
        "In a study of running injuries of every kind the middle one took "
        "{median_days} days to no pain (Mulvad et al. 2018)."
    ),
}
NOT_A_FORECAST = N_("Those are other runners, and no forecast of yours.")

DONE = N_("Done since {since}, beside the trend and not as its cause:")
WITH: Mapping[str, str] = {
    "physiotherapist": "physiotherapist",
    "massage_therapist": "massage therapist",
    "doctor": "doctor",
    "other": "somebody else",
}
"""Whom a visit was with, as `reasons.ROLES` names them."""


def verdict(treatment: Mapping[str, Any]) -> str:
    """The verdict of an Advice on whether it is getting better.

    >>> verdict({"verdict": "too_early", "runs_still_needed": 1})
    'Too early to tell: about 1 run more to compare.'
    """
    needed = runs(int(treatment["runs_still_needed"]))
    return _(VERDICTS[str(treatment["verdict"])]).format(needed=needed)


def in_numbers(onset: OnsetAdvice) -> Iterator[str]:
    """The trend with its doubt; nothing where there are too few runs for one."""
    if onset.change_per_week is None or onset.change_credible_80 is None:
        return
    low, high = onset.change_credible_80
    yield _(CHANGE).format(change=_parts(onset.change_per_week), low=_parts(low), high=_parts(high))
    yield _(FURTHER).format(chance=in_ten(onset.p_improving), other=in_ten(1 - onset.p_improving))


def _parts(share: float) -> str:
    """A change in parts of a hundred, with its sign."""
    parts = round(share * 100)
    return f"{parts:+d}".replace("-", "\N{MINUS SIGN}") if parts else "0"


def is_unsure(treatment: Mapping[str, Any]) -> bool:
    """Whether the verdict leaves the runner waiting, so that the published course belongs to it."""
    return treatment["verdict"] in ("too_early", "no_clear_change")


def pain(change: Mapping[str, Any] | None, unit: str) -> str:
    """The two comparable runs, and whether it is a change by the published rule."""
    if change is None:
        return _(NO_PAIR)
    verdict = TOO_LITTLE
    if change["meaningful"]:
        verdict = LESS if change["change_nrs"] < 0 else MORE
    told = _(PAIN).format(
        from_nrs=change["from_nrs"],
        from_day=_day(change["from_on"]),
        from_far=shown(change["from_km"], unit),
        to_nrs=change["to_nrs"],
        to_day=_day(change["to_on"]),
        to_far=shown(change["to_km"], unit),
        verdict=_(verdict),
    )
    return f"{told} {_(THE_RULE)}"


def week_without_change(course: Sequence[Mapping[str, Any]]) -> str:
    """That a week without change is common, and where that is known from."""
    told = []
    for one in course:
        by_day = one.get("percent_less_by_day", {})
        by = {f"by_{day}": percent for day, percent in by_day.items()}
        told.append(_(BASIS[one["code"]]).format(**{**one, **by}))
    return " ".join((_(WEEK_COMMON), *told, _(NOT_A_FORECAST)))


def done_since(done: Mapping[str, Any]) -> str:
    """The line above what was done."""
    return _(DONE).format(since=_day(done["since"]))


def what_was_done(done: Mapping[str, Any]) -> Iterator[str]:
    """One line for each prescription, one for the visits, one for the days without a run."""
    for one in done["prescriptions"]:
        yield f"{clipped(one['what'])}: {days_said(one)}"
    visits = [f"{who(WITH.get(kind, kind))} {n}" for kind, n in done["appointments"].items()]
    if visits:
        yield _("visits: {visits}").format(visits=", ".join(visits))
    if done["days_without_run"]:
        rest = _("{days} without a run").format(days=days(done["days_without_run"]))
        unknown = done["days_unknown"]
        yield f"{rest}, {_untold(unknown)}" if unknown else rest


def _untold(n: int) -> str:
    return _("{days} the log does not tell of").format(days=days(n))


def days_said(one: Mapping[str, Any]) -> str:
    """On how many days something was done, not done, and not spoken of."""
    said = [_("done on {days}").format(days=days(one["days_done"]))]
    if one["days_not_done"] > 0:
        said.append(_("not done on {n}").format(n=one["days_not_done"]))
    if one["days_unknown"] > 0:
        said.append(_("nothing said of {n}").format(n=one["days_unknown"]))
    return ", ".join(said)


def _day(iso: str) -> str:
    return day_name(date.fromisoformat(iso))
