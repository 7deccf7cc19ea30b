"""Beside the trend: pain on comparable runs, what was done, what else to ask. No treatment."""

from __future__ import annotations

from rich.console import Console

from startline.cli.layout import heading, say
from startline.cli.plain import shown_name
from startline.engine.advice import Advice
from startline.words import questions, trend
from startline.words.language import _


def show_trend(console: Console, advice: Advice, unit: str) -> None:
    """Print whether it is getting better; below it pain, the published course, what was done."""
    found = advice.treatment
    if found is None:
        return
    heading(console, _(trend.TITLE))
    say(console, trend.verdict(found))
    say(console, trend.pain(found.get("pain_change"), unit))
    if trend.is_unsure(found) and advice.status != "stop":
        say(console, trend.week_without_change(found["course"]))
    told = list(trend.what_was_done(found["done"]))
    if told:
        say(console, trend.done_since(found["done"]))
        for one in told:
            say(console, shown_name(one), label="· ")


def show_questions(console: Console, advice: Advice) -> None:
    """Print the questions to take along; nothing where none are left."""
    if not advice.to_ask:
        return
    heading(console, _(questions.TITLE))
    say(console, _(questions.HOW_TO_READ))
    for one in advice.to_ask:
        asked = f"{questions.question(one)} [dim]{questions.evidence(one)}[/]"
        say(console, asked, label="· ")


def show_sources(console: Console, advice: Advice) -> None:
    """Print where each question, and the published course, comes from."""
    told = list(questions.sources(advice))
    if told:
        heading(console, _(questions.SOURCES))
    for one in told:
        say(console, shown_name(one), label="· ")
