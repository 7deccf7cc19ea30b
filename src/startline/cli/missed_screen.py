"""What the missed runs cost, on the screen."""

from __future__ import annotations

from rich.console import Console

from startline.cli.layout import heading, say
from startline.engine.advice import Advice
from startline.words.language import _
from startline.words.missed import TITLE, is_worth_telling, lines


def show_missed(console: Console, advice: Advice) -> None:
    """Print the section; nothing where nothing was missed, shortened, moved or unknown."""
    if advice.missed is None or not is_worth_telling(advice.missed):
        return
    heading(console, _(TITLE))
    for line in lines(advice.missed):
        say(console, line)
