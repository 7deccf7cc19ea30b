"""Can I still run it? Each way on with its chances, out of twenty, and what they do not say."""

from __future__ import annotations

from rich.console import Console

from startline.cli import outlook_words as words
from startline.cli.anchor_words import anchor_lines
from startline.cli.layout import heading, line, say
from startline.cli.plain import shown_name
from startline.cli.units import day_name, figures, in_ten_with_range, shown
from startline.engine.advice import Advice, OptionOutlook, ShareRange
from startline.engine.readiness.anchors import ANCHORS

SHOWN_ANCHORS = ("injured_not_kept_out", "started", "finished_of_started")


def show_outlook(console: Console, advice: Advice, unit: str) -> None:
    """Print every way on that is open, and the published rates beside them."""
    outlook = advice.outlook
    if outlook is None:
        return
    heading(console, "Can I still run it?", f"Race on {day_name(outlook.race_on)}")
    say(console, words.HOW_TO_READ)
    for one in outlook.options:
        _way(console, one, unit)
    console.print()
    for text in in_the_way(outlook.options, unit):
        say(console, text)
    say(console, words.WHAT_IT_LEANS_ON)
    say(console, words.OTHER_QUESTIONS)
    for anchor in ANCHORS:
        if anchor.code in SHOWN_ANCHORS:
            for text in anchor_lines(anchor):
                say(console, f"[dim]{text}[/]", indent=4)


def _way(console: Console, one: OptionOutlook, unit: str) -> None:
    console.print()
    line(console, "  ", (words.WAYS[one.code], "bold"))
    if one.code == "as_programmed":
        say(console, words.TO_COMPARE, indent=4)
    line(console, f"    {figures(one.p_finish.p)}  {_chance(one.p_finish)} finish")
    details = [f"Start: {_chance(one.p_start)}", f"flare-up on the way: {_chance(one.p_flare_up)}"]
    if one.p_pain_within_limit is not None:
        details.append(f"finish with pain inside the limit: {_chance(one.p_pain_within_limit)}")
    say(console, f"{'; '.join(details)}.", indent=4)
    say(console, _time_and_run(one, unit), indent=4)


def _chance(share: ShareRange) -> str:
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
