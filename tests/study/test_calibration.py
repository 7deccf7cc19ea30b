"""Calibration must find a posterior that is wrong, and leave one alone that is right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from startline.engine.onset.belief import infer_belief, t4_beyond
from startline.engine.onset.observations import Report
from startline.engine.runs import OnsetObservation
from startline.study import calibration, chances, places, told
from startline.study.described import WORLDS as DESCRIBED
from startline.study.settings import Settings
from startline.study.sweeps import Columns, Options, Row
from startline.study.tenths import Answer, answers_of, brier, summary, tenths

N = 400


def judged(table: Columns) -> dict[str, bool]:
    return {one.name: one.inside for one in places.judge(table)}


def table_of(values: np.ndarray) -> Columns:
    return {name: values.tolist() for name in places.QUANTITIES}


def columns(rows: list[Row]) -> Columns:
    return {name: [row[name] for row in rows] for name in rows[0]}


def test_even_places_are_inside_the_band() -> None:
    even = (np.arange(N) + 0.5) / N

    assert all(judged(table_of(even)).values())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda u: u**1.3,  # values told too high
        lambda u: 0.5 + 0.8 * (u - 0.5),  # too vague
        lambda u: np.clip(0.5 + 1.3 * (u - 0.5), 0, 1),  # too sure
    ],
)
def test_a_posterior_that_is_off_or_too_sure_or_too_vague_is_outside(wrong) -> None:
    even = (np.arange(N) + 0.5) / N

    assert not any(judged(table_of(wrong(even))).values())


def test_the_band_holds_nineteen_in_twenty_even_tables() -> None:
    rng = np.random.default_rng(3)
    at, low, _ = places.band(80, np.random.default_rng(1))
    held = 0
    for _ in range(400):
        ecdf = np.searchsorted(np.sort(rng.random(80)), at, side="right") / 80
        held += bool((np.abs(ecdf - at) <= at - low).all())

    assert 365 <= held <= 395


def test_a_round_gives_a_place_for_every_quantity_and_the_same_again() -> None:
    rows = [row for number in range(6) for row in places.rows_of(1, number)]

    assert rows == [row for number in range(6) for row in places.rows_of(1, number)]
    for row in rows:
        assert tuple(row) == places.QUANTITIES
        assert all(0 <= value <= 1 for value in row.values() if value is not None)


def answer(p: float, came: int, runner: int = 0) -> Answer:
    return Answer(runner, "w", "within_limits", "start", p, came, 10)


def test_a_tenth_is_judged_by_its_gap_and_its_error() -> None:
    right = [answer(0.55, 5 + i % 2, i) for i in range(40)]
    wrong = [answer(0.55, 9, i) for i in range(40)]

    assert [one.verdict for one in tenths(right)] == ["within"]
    assert [one.verdict for one in tenths(wrong)] == ["beyond"]
    assert [one.verdict for one in tenths(wrong[:5])] == ["too few"]
    assert summary(right).came_true == pytest.approx(0.55)


def test_chances_that_tell_runners_apart_beat_the_base_rate() -> None:
    ours, base = brier([answer(0.1, 1), answer(0.9, 9)])

    assert ours < base


def test_every_world_is_asked_and_the_one_described_thrice() -> None:
    rows = [row for number in range(7) for row in chances.rows_of(2, number)]
    worlds = [
        row["world"] for row in rows if row["chance"] == "start" and row["way"] == "within_limits"
    ]

    assert [worlds.count(world.name) for world in DESCRIBED] == [3, 1, 1, 1, 1]
    assert all(0 <= row["came_true"] <= row["of"] for row in rows)


def test_what_is_told_stands_beside_its_truth() -> None:
    rows = [row for number in range(12) for row in told.rows_of(3, number, Settings())]
    names = {row["quantity"] for row in rows}

    assert {"onset of a run today, km", "free of pain to 5 km", "starts", "improving"} <= names
    for row in rows:
        assert (row["p"] is None) == (row["low"] is not None)
        assert row["p"] is None or 0 <= row["p"] <= 1
        assert row["truth"] == row["truth"]


def a_table(told_p: float, n: int = 400) -> Columns:
    true = [float(i % 2 == 0) for i in range(n)]
    row = {"runner": 0, "world": "harmless", "quantity": "starts", "low": None, "high": None}
    return columns([{**row, "p": told_p, "truth": one} for one in true])


def test_a_chance_that_does_not_come_true_is_named_in_the_findings() -> None:
    assert calibration.off_nominal(a_table(0.5)) == []
    assert calibration.off_nominal(a_table(0.7)) == ["starts (-20.0 ± 2.5 points)"]


def test_the_page_lists_what_is_outside_and_what_is_not_calibrated() -> None:
    tables = {
        "places": table_of(((np.arange(N) + 0.5) / N) ** 2),
        "chances": columns(chances.rows_of(1, 0)),
        "told": a_table(0.7),
    }
    page = calibration.page_of(tables, Options(runners=N))

    assert "Outside: capacity now" in page.summary[0]
    assert "starts (-20.0" in page.summary[2]
    assert len(answers_of(tables["chances"])) == 8
    assert any("finish time" in row[0] for row in page.sections[-1].parts[0].rows)


def test_who_ran_pain_free_to_the_end_of_the_grid_has_changed_as_a_simulated_crowd() -> None:
    """The crowd is weighted by how likely each was to run so far without pain."""
    days, km = (0, 8, 16, 24), (12.0, 30.0, 42.0, 42.0)
    quiet = [OnsetObservation.pain_free_for(one) for one in km]
    reports = [
        Report(places.FIRST_DAY + timedelta(day), far, seen, seen, False, 0.0)
        for day, far, seen in zip(days, km, quiet, strict=True)
    ]
    belief = infer_belief(
        reports,
        site=places.SITE,
        on=places.FIRST_DAY + timedelta(days[-1] + 3),
        rng=np.random.default_rng(1),
        n_draws=2000,
    )
    mean, error = changed_in_a_crowd(days, km)

    assert (belief.weight @ belief.capacity)[-1] > 0.3  # or this tests nothing
    assert belief.change.mean() == pytest.approx(mean, abs=4 * error)


def changed_in_a_crowd(days: Sequence[int], km: Sequence[float]) -> tuple[float, float]:
    """Mean change of log capacity, first run to three days after the last, and its error."""
    rng = np.random.default_rng(2)
    weight, change = np.ones(10_000), np.empty(10_000)
    for k in range(change.size):
        truth, c = places.draw_truth(rng)
        path = [c]
        for gap in (*np.diff(days), 3):
            path.append(places.step(path[-1], truth, int(gap), 0.0, rng))
        for far, here in zip(km, path[:-1], strict=True):
            weight[k] *= t4_beyond((np.log(far) - here) / truth.sigma)
        change[k] = path[-1] - path[0]
    weight /= weight.sum()
    mean = float(weight @ change)
    return mean, float(np.sqrt(np.sum((weight * (change - mean)) ** 2)))
