"""Can I still run it? Each way on with its chances, out of twenty, and what they do not say."""

from __future__ import annotations

from rich.console import Console

from startline.cli.layout import heading, line, say
from startline.cli.plain import shown_name
from startline.engine.advice import Advice, OptionOutlook
from startline.engine.readiness.anchors import ANCHORS
from startline.words import outlook as words
from startline.words.anchors import OTHER_QUESTIONS, anchor_lines
from startline.words.chances import figures
from startline.words.language import _
from startline.words.units import day_name

SHOWN_ANCHORS = ("injured_not_kept_out", "started", "finished_of_started")


def show_outlook(console: Console, advice: Advice, unit: str) -> None:
    """Print every way on that is open, and the published rates beside them."""
    outlook = advice.outlook
    if outlook is None:
        return
    heading(console, _(words.TITLE), _(words.RACE_ON).format(day=day_name(outlook.race_on)))
    say(console, _(words.HOW_TO_READ))
    for one in outlook.options:
        _way(console, one, unit)
    console.print()
    for text in words.in_the_way(outlook.options, unit):
        say(console, shown_name(text))
    say(console, _(words.WHAT_IT_LEANS_ON))
    say(console, _(OTHER_QUESTIONS))
    for anchor in ANCHORS:
        if anchor.code in SHOWN_ANCHORS:
            for text in anchor_lines(anchor):
                say(console, f"[dim]{text}[/]", indent=4)


def _way(console: Console, one: OptionOutlook, unit: str) -> None:
    console.print()
    line(console, "  ", (words.way(one), "bold"))
    if one.code == "as_programmed":
        say(console, _(words.TO_COMPARE), indent=4)
    line(console, f"    {figures(one.p_finish.p)}  {words.finishing(one)}")
    say(console, words.other_chances(one), indent=4)
    say(console, words.runs_and_time(one, unit), indent=4)
