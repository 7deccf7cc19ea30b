"""Reasons in words: what a person set is named as it is meant, in the unit shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from startline.words.reasons import bound_name, sentence, who
from startline.words.today import to_know, to_the_race
from tests.builders import a_limit, advice_on, rough_week

MISSPELT = {"restriction": "a", "by": "physiotherapist", "key": "max_run_kms"}


@pytest.mark.parametrize(
    ("resembles", "value", "meant"),
    [
        ("max_run_km", 14.484, "it counts as: at most 9 mi a run"),
        ("surfaces", ["track", "road"], "it counts as: surfaces: track, road"),
        ("no_running", True, "it counts as: no running"),
        ("max_run_km", None, "no running is planned under it"),
        (None, None, "no running is planned under it"),
    ],
)
def test_a_misspelt_limit_is_told_with_what_it_counts_as(
    resembles: str | None, value: object, meant: str
):
    said = {**MISSPELT, "resembles": resembles, "value": value}

    assert sentence("limit_maybe_misspelt", said, "mi") == (
        "The limit by physiotherapist says max_run_kms, a name that is not known. "
        f"Until its spelling is checked, {meant}."
    )


def test_a_case_with_a_misspelt_limit_is_told_whole():
    limit = a_limit(extra={"max_run_kms": 5}, by="physiotherapist")

    told = list(to_know(advice_on(replace(rough_week(), restrictions=(limit,))), "km"))

    assert any("says max_run_kms" in one and "at most 5 km a run" in one for one in told)


def test_a_name_stays_as_it_was_typed_and_a_long_one_is_cut():
    assert who("Dr_Weiss {0}") == "Dr_Weiss {0}"
    assert len(bound_name("clinician_limit", "x" * 500)) < 90


@pytest.mark.parametrize(
    ("days", "ahead"), [(0, "the race today"), (1, "the race in 1 day"), (9, "the race in 9 days")]
)
def test_the_race_is_so_many_days_ahead(days: int, ahead: str):
    assert to_the_race(None, days) == ahead
