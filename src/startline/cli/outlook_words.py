"""The ways on in words. Nothing here recommends one; the runner decides."""

from __future__ import annotations

from collections.abc import Mapping

WAYS: Mapping[str, str] = {
    "as_programmed": "The programme as it was",
    "within_limits": "Within the limits",
    "rest_then_return": "Two weeks of rest, then back by the light",
    "cross_train": "Cross-training alone for some weeks, then back",
    "run_walk": "Within the limits, with walk breaks in training and race",
    "half_instead": "Within the limits, and the half instead",
    "defer": "Within the limits, and a race half a year later",
}

TO_COMPARE = "To compare with; your limits do not allow it."

HOW_TO_READ = (
    "Each row is 20 simulated versions of the weeks to the race: ● finish, ○ do not. "
    "The ranges say how far the chances move when our assumptions do."
)

WHAT_IT_LEANS_ON = (
    "Most of each range comes from what a few runs cannot tell: whether it is recovering, how "
    "long that takes, and how people decide at the start."
)

OTHER_QUESTIONS = "Published rates answer other questions, of other runners:"
