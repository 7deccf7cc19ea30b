"""Can I still run it? Each way on with its chances, out of twenty, and what they do not say."""

from __future__ import annotations

from rich.console import Console

from startline.cli import outlook_words as words
from startline.cli.anchor_words import anchor_lines
from startline.cli.plain import shown_name
from startline.cli.units import day_name, in_ten, in_ten_with_range, shown
from startline.engine.advice import Advice, OptionOutlook, ShareRange
from startline.engine.readiness.anchors import ANCHORS

FIGURES = 20
SHOWN_ANCHORS = ("injured_not_kept_out", "started", "finished_of_started")


def show_outlook(console: Console, advice: Advice, unit: str) -> None:
    """Print every way on that is open, and the published rates beside them."""
    outlook = advice.outlook
    if outlook is None:
        return
    console.print(f"\n[bold]Can I still run it?[/]  Race on {day_name(outlook.race_on)}")
    console.print(f"  {words.HOW_TO_READ}")
    for one in outlook.options:
        _way(console, one, unit)
    for line in in_the_way(outlook.options, unit):
        console.print(f"  {line}")
    console.print(f"  {words.WHAT_IT_LEANS_ON}")
    console.print(f"\n  [dim]{words.OTHER_QUESTIONS}[/]")
    for anchor in ANCHORS:
        if anchor.code in SHOWN_ANCHORS:
            for line in anchor_lines(anchor):
                console.print(f"  [dim]{line}[/]")


def _way(console: Console, one: OptionOutlook, unit: str) -> None:
    filled = round(one.p_finish.p * FIGURES)
    console.print(f"\n  [bold]{words.WAYS[one.code]}[/]")
    if one.code == "as_programmed":
        console.print(f"    [dim]{words.TO_COMPARE}[/]")
    console.print(f"    {'●' * filled}{'○' * (FIGURES - filled)}  finish: {_chance(one.p_finish)}")
    details = [f"start {_chance(one.p_start)}", f"flare-up {_chance(one.p_flare_up)}"]
    if one.p_pain_within_limit is not None:
        details.append(f"finish with pain inside the limit {_chance(one.p_pain_within_limit)}")
    console.print(f"    {'; '.join(details)}.")
    console.print(f"    {_time_and_run(one, unit)}")


def _chance(share: ShareRange) -> str:
    if round(share.low * 10) == round(share.high * 10):
        return in_ten(share.p)
    return in_ten_with_range(share.p, share.low, share.high)


def _time_and_run(one: OptionOutlook, unit: str) -> str:
    low, high = (shown(km, unit) for km in one.longest_run_km)
    parts = [f"Longest run from now {low} to {high}"]
    if one.finish_min is not None:
        parts.append(
            f"time {clock(one.finish_min.p10)} to {clock(one.finish_min.p90)}, "
            f"middle {clock(one.finish_min.p50)}"
        )
    if one.decide_by is not None:
        parts.append(f"open until {day_name(one.decide_by)}")
    return "; ".join(parts) + "."


def clock(minutes: float) -> str:
    """Minutes as hours and minutes.

    >>> clock(269.7)
    '4:30'
    """
    whole = round(minutes)
    return f"{whole // 60}:{whole % 60:02d}"


def in_the_way(options: tuple[OptionOutlook, ...], unit: str) -> list[str]:
    """Limits that somebody would have to lift before the race, each once."""
    reasons = {
        str(reason.values.get("restriction")): reason.values
        for one in options
        for reason in one.reasons
        if reason.code == "limit_must_be_lifted"
    }
    return [
        f"The limit of {shown(float(values['max_km']), unit)} by "
        f"{shown_name(str(values.get('by') or 'your clinician'))} would have to be lifted first."
        for values in reasons.values()
    ]
