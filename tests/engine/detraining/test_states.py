from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.detraining import states

DAYS = 112
USUAL = np.tile([0, 40.0, 60, 40, 0, 0, 120], 16)
SESSIONS = (USUAL > 0).astype(float)


def kept_after(load: states.Floats, sessions: states.Floats, loss: float = 0.16) -> float:
    kept = states.weeks_kept(load, sessions, USUAL)
    return float(states.aerobic_kept(states.aerobic_state(kept, 42.0), loss))


def stopped(days: int) -> tuple[states.Floats, states.Floats]:
    load, sessions = USUAL.copy(), SESSIONS.copy()
    load[DAYS - days :], sessions[DAYS - days :] = 0, 0
    return load, sessions


def test_the_programme_done_as_written_keeps_everything():
    assert kept_after(USUAL, SESSIONS) == 1


@pytest.mark.parametrize(
    ("days", "least", "most"), [(7, 0.022, 0.045), (14, 0.04, 0.08), (28, 0.07, 0.12)]
)
def test_a_full_stop_takes_what_was_measured_in_the_highly_trained(
    days: int, least: float, most: float
):
    lost = 1 - kept_after(*stopped(days))

    assert least <= lost <= most


def test_however_long_the_stop_the_loss_ends_where_it_was_measured_to_end():
    assert 1 - kept_after(*stopped(DAYS)) == pytest.approx(0.16, abs=0.012)


def test_a_third_of_the_minutes_in_two_sessions_a_week_keeps_everything():
    load = np.tile([0, 43.5, 0, 0, 43.5, 0, 0], 16)

    assert kept_after(load, (load > 0).astype(float)) == pytest.approx(1)


def test_the_same_minutes_in_one_session_a_week_do_not():
    load = np.tile([0, 87.0, 0, 0, 0, 0, 0], 16)

    assert kept_after(load, (load > 0).astype(float)) < 0.92


def test_less_than_a_week_before_the_first_day_is_taken_as_usual():
    load, sessions = stopped(7)

    short = states.weeks_kept(load[-10:], sessions[-10:], USUAL[-10:])
    assert short.tolist() == [1.0, 0.0]


def test_cross_training_is_load_but_never_distance():
    assert states.load_minutes(np.array([30.0]), np.array([60.0])) == pytest.approx(84)


def test_a_longest_run_counts_in_full_for_thirty_days_and_then_fades():
    km = np.zeros(DAYS)
    km[-31] = 30.0
    older = np.roll(km, -42)

    assert states.longest_that_counts(km) == 30
    assert states.longest_that_counts(older) == pytest.approx(30 / np.e)


def test_a_third_of_the_longest_session_costs_a_tenth_of_endurance():
    assert states.durability_kept(np.array(10.0), 30.0, 0.3) == pytest.approx(0.9)
    assert states.durability_kept(np.array(26.0), 40.0, 0.3) == pytest.approx(0.995)


def test_draws_stay_between_what_was_published():
    drawn = states.sample_constants(4000, np.random.default_rng(1))

    assert drawn.aerobic_days.min() >= 21
    assert drawn.aerobic_days.max() <= 45
    assert 0 < drawn.aerobic_loss.min() < drawn.aerobic_loss.max() <= 0.16
    assert 0 <= drawn.durable_slope.min() < drawn.durable_slope.max() <= 0.6


def test_one_log_and_many_logs_give_one_answer():
    rng = np.random.default_rng(3)
    load = rng.uniform(0, 60, (5, DAYS))
    sessions = (load > 20).astype(float)
    together = states.aerobic_state(states.weeks_kept(load, sessions, USUAL), 42.0)
    alone = [
        states.aerobic_state(states.weeks_kept(one, s, USUAL), 42.0)
        for one, s in zip(load, sessions, strict=True)
    ]

    assert np.allclose(together, alone)


minutes = st.lists(st.floats(0, 240), min_size=DAYS, max_size=DAYS).map(np.array)


@given(minutes, st.integers(0, DAYS - 1))
def test_a_session_left_out_never_keeps_more(load: states.Floats, day: int):
    fewer = load.copy()
    fewer[day] = 0
    km = load / 6

    assert kept_after(fewer, (fewer > 0).astype(float)) <= kept_after(
        load, (load > 0).astype(float)
    )
    assert states.longest_that_counts(fewer / 6) <= states.longest_that_counts(km)


@given(minutes)
def test_what_is_kept_is_a_share_and_the_loss_ends_somewhere(load: states.Floats):
    assert 0.84 <= kept_after(load, (load > 0).astype(float)) <= 1


@pytest.mark.slow
def test_five_thousand_logs_of_eighteen_weeks_take_milliseconds():
    rng = np.random.default_rng(1)
    load = rng.uniform(0, 60, (5000, 126))
    sessions, usual = (load > 30).astype(float), np.full(126, 40.0)
    drawn = states.sample_constants(5000, rng)

    def once() -> float:
        began = time.perf_counter()
        kept = states.weeks_kept(load, sessions, usual)
        states.aerobic_kept(states.aerobic_state(kept, drawn.aerobic_days), drawn.aerobic_loss)
        states.durability_kept(states.longest_that_counts(load / 6), 30.0, drawn.durable_slope)
        return time.perf_counter() - began

    assert min(once() for _ in range(5)) < 0.05
