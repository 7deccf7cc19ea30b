"""Words that the pages add to what the terminal says: trend in numbers, outcomes, groups."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest

from startline.engine.adherence import Outcome, SessionOutcome
from startline.engine.advice import OnsetAdvice
from startline.engine.assumptions import REGISTRY
from startline.words import explain, missed, trend


def test_every_group_of_assumptions_has_a_name() -> None:
    assert {one.about for one in REGISTRY.values()} == explain.ABOUT.keys()


def test_every_outcome_has_words() -> None:
    assert set(get_args(Outcome)) == missed.OUTCOMES.keys()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"outcome": "done", "done_km": 8.05}, "run"),
        ({"outcome": "shortened", "done_km": 12.875}, "8 mi run"),
        (
            {"outcome": "moved", "done_km": 16.1, "moved_to": date(2026, 3, 28)},
            "10 mi run on Sat 28 Mar",
        ),
        ({"outcome": "missed", "done_km": 0.0}, "missed"),
        ({"outcome": "unknown"}, "the log does not tell"),
    ],
)
def test_what_became_of_a_run_is_said_with_its_own_distance(
    said: dict[str, Any], words: str
) -> None:
    one = SessionOutcome(on=date(2026, 3, 29), kind="long", programmed_km=20.0, **said)

    assert missed.what_became(one, "mi") == words


def an_onset(**trend: Any) -> OnsetAdvice:
    return OnsetAdvice(
        median_km=8.0, credible_80_km=(2.0, 16.0), p_from_first_step=0.1, p_pain_free=(),
        n_informative_runs=4, p_improving=0.4, p_plateau=0.3, verdict="no_clear_change", **trend,
    )  # fmt: skip


def test_the_trend_in_numbers_has_its_doubt_and_both_outcomes() -> None:
    said = list(trend.in_numbers(an_onset(change_per_week=-0.03, change_credible_80=(-0.1, 0.05))))

    assert said == [
        "Where it begins moves by about \N{MINUS SIGN}3 parts in 100 a week "
        "(8 in 10 chances: between \N{MINUS SIGN}10 and +5).",
        "That it moves further out: about 4 in 10; that it does not: about 6 in 10.",
    ]


def test_without_a_trend_nothing_is_said_in_numbers() -> None:
    assert list(trend.in_numbers(an_onset())) == []
