"""Workouts for a watch, read back by a decoder that did not write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.advice import PlannedDay
from startline.engine.case import Case, Runner
from startline.engine.errors import LimitBroken
from startline.engine.plans import Reason, RunWalk
from startline.engine.races import Race
from startline.formats import fit_workout
from startline.formats.fit_workout import is_ours, write_workouts
from tests.builders import MONDAY, NEXT_SUNDAY, a_case, a_limit, advice_on, rough_week
from tests.formats.exported import a_plan, messages, metres, played, seconds, steps
from tests.formats.recordings import a_fit

STAMP = datetime(2026, 3, 23, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(1)


def well(**parts: Any) -> Case:
    return a_case(**{"episodes": (), "runner": Runner(unit="km"), **parts})


def a_workout(case: Case, *, kind: str = "easy", km: float = 8.0, **more: Any) -> bytes:
    """The file of one planned day."""
    settings = {"programmed_km": km, "on": TUESDAY, **more}
    day = PlannedDay(kind=kind, distance_km=km, **settings)
    (file,) = write_workouts(case, a_plan(case, day), stamp=STAMP)
    return file.data


def test_the_rough_week_is_out_turn_and_back_within_each_days_distance():
    case = rough_week()
    advice = advice_on(case)

    files = write_workouts(case, advice, stamp=STAMP)

    planned = {day.on: day.distance_km for day in advice.plan if day.distance_km}
    assert [f.name[:10] for f in files] == [day.isoformat() for day in planned]
    assert "2026-03-29-long-run.fit" in [f.name for f in files]
    for file, km in zip(files, planned.values(), strict=True):
        assert [s["wkt_step_name"] for s in steps(file.data)] == ["Out", "Turn for home", "Back"]
        assert metres(file.data) == round(km * 1000)


def sunday_of(files: Iterable[Any]) -> bytes:
    return next(one.data for one in files if one.name == "2026-03-29-long-run.fit")


def test_the_watch_turns_where_the_advice_says_and_says_so_beforehand():
    case = rough_week()
    advice = advice_on(case)
    long_run = advice.next_long_run
    assert long_run
    assert long_run.turn_back_km

    out, turn, back = steps(sunday_of(write_workouts(case, advice, stamp=STAMP)))

    assert out["duration_distance"] == round(long_run.turn_back_km * 1000)
    assert out["notes"] == "Turn for home at 1.2 mi. Easy."
    assert turn["notes"] == "Turn for home."
    assert 0 < turn["duration_distance"] <= 20
    assert back["notes"] == "At most 2.5 mi in all."


def test_a_file_says_what_it_is_and_is_the_same_bytes_again():
    case = rough_week()
    once, again = (write_workouts(case, advice_on(case), stamp=STAMP) for _ in range(2))
    (_, about), (_, whole), *_ = messages(sunday_of(once))

    assert once == again
    assert (about["type"], about["manufacturer"]) == ("workout", "development")
    assert about["time_created"] == STAMP
    assert whole["sport"] == "running"
    assert whole["wkt_name"] == "29 Mar Long run 2.5 mi"
    assert whole["num_valid_steps"] == 3


def test_each_day_has_a_serial_number_of_its_own():
    case = rough_week()
    files = write_workouts(case, advice_on(case), stamp=STAMP)

    assert len({messages(file.data)[0][1]["serial_number"] for file in files}) == len(files)


def test_every_step_is_easy_and_has_no_pace_to_chase():
    for step in steps(a_workout(well())):
        assert (step["intensity"], step["target_type"]) == ("active", "open")


def test_a_race_is_one_step_and_carries_no_words_that_somebody_typed():
    case = well(race=Race(on=TUESDAY, distance_km=42.195, name="Knee fund marathon\r\n../x"))
    data = a_workout(case, kind="race", km=42.195, over_limit=False)

    assert [step["duration_distance"] for step in steps(data)] == [42195.0]
    assert b"Knee" not in data


def test_C14_a_race_over_the_limit_and_days_without_a_run_have_no_file():
    case = well()
    days = (
        PlannedDay(on=TUESDAY, kind="race", distance_km=0.0, programmed_km=42.2, over_limit=True),
        PlannedDay(on=NEXT_SUNDAY, kind="cross", duration_min=45),
        PlannedDay(on=MONDAY, kind="easy", distance_km=5.0, reasons=(Reason("already_run"),)),
    )

    assert write_workouts(case, a_plan(case, *days), stamp=STAMP) == ()


def test_minutes_are_steps_in_time_where_nothing_holds_the_run_to_a_distance():
    data = a_workout(well(), km=5.0, programmed_km=None, duration_min=30.0)
    out, turn, back = steps(data)

    assert (seconds(data), metres(data)) == (1800, 0)
    assert (out["duration_time"], turn["duration_time"], back["duration_time"]) == (900, 10, 890)
    assert out["notes"] == "Turn for home at 15 min. Easy."
    assert back["notes"] == "At most 5 km in all."


@pytest.mark.parametrize(
    ("case", "reasons"),
    [
        (well(restrictions=(a_limit(),)), ()),
        (well(restrictions=(a_limit(max_run_km=None, max_week_km=40.0),)), ()),
        (a_case(), ()),
        (well(), (Reason("single_session_spike"),)),
    ],
)
def test_minutes_become_metres_where_a_quick_runner_could_pass_a_limit(case: Case, reasons: Any):
    data = a_workout(case, km=5.0, programmed_km=None, duration_min=30.0, reasons=reasons)

    assert (metres(data), seconds(data)) == (5000, 0)


def test_a_limit_in_minutes_is_named_and_kept():
    case = well(restrictions=(a_limit(max_run_km=None, max_run_min=20.0),))
    data = a_workout(case, km=5.0, programmed_km=None, duration_min=30.0)

    assert seconds(data) == 1200
    assert steps(data)[-1]["notes"] == "At most 5 km and 20 min in all."


def test_run_and_walk_take_turns_within_the_distance():
    spells = RunWalk(4, 1)  # 444 m at 9:00 per km, the pace assumed, and 83 m at 12:00
    data = a_workout(well(), kind="run_walk", km=5.0, run_walk=spells)
    done = [(s["intensity"], s["duration_distance"]) for s in played(data)]

    assert metres(data) == 5000
    assert done[:3] == [("active", 444), ("recovery", 83), ("active", 444)]
    assert sum(far for how, far in done[:9]) == 2500
    assert [s["wkt_step_name"] for s in steps(data)] == [
        "Out: run", "Out: walk", "Again", "Out: run", "Turn for home",
        "Back: run", "Back: walk", "Again", "Back: run",
    ]  # fmt: skip


def test_run_and_walk_in_minutes_take_turns_within_the_time():
    minutes = {"programmed_km": None, "duration_min": 30.0, "run_walk": RunWalk(4, 1)}
    data = a_workout(well(), kind="run_walk", km=4.0, **minutes)

    assert seconds(data) == 1800
    assert [s["duration_time"] for s in played(data)][:3] == [240, 60, 240]


@given(
    m=st.integers(800, 60_000),
    run_min=st.floats(0.1, 90),
    walk_min=st.floats(0, 30),
    minutes=st.none() | st.floats(5, 400),
)
def test_C01_no_spells_ever_add_up_to_more_than_the_day(
    m: int, run_min: float, walk_min: float, minutes: float | None
):
    programmed = m / 1000 if minutes is None else None
    said = {"programmed_km": programmed, "duration_min": minutes}
    spells = RunWalk(run_min, walk_min)
    data = a_workout(well(), kind="run_walk", km=m / 1000, run_walk=spells, **said)
    whole, n_steps = (m, metres(data)) if minutes is None else (int(minutes) * 60, seconds(data))

    assert n_steps == whole
    assert len(steps(data)) <= 11
    assert all(s.get("duration_distance") != 0 for s in played(data))


def test_C34_steps_that_add_up_to_too_much_reach_no_file(monkeypatch: pytest.MonkeyPatch):
    def too_far(one: Any, case: Case, pace: int) -> tuple[fit_workout.Step, ...]:
        leg = fit_workout.Step("Out", 1001, "m")
        return (leg, fit_workout.Step("Again", 0, "m", first=0, times=8))

    monkeypatch.setattr(fit_workout, "steps_of", too_far)

    with pytest.raises(LimitBroken):
        a_workout(well(), km=8.0)


@pytest.mark.parametrize("km", [7.999, 0.8])
def test_C34_a_run_above_a_limit_of_its_day_reaches_no_file(km: float):
    with pytest.raises(LimitBroken):
        a_workout(well(restrictions=(a_limit(max_run_km=km),)), km=8.0)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("easy", "easy-run"), ("pace", "pace-run"), ("race", "race"), ("../x", "run")],
)
def test_a_file_name_is_the_day_and_a_word_of_ours(kind: str, name: str):
    case = well(race=None)
    day = PlannedDay(on=date(2026, 3, 29), kind=kind, distance_km=8.0, programmed_km=8.0)

    (file,) = write_workouts(case, a_plan(case, day), stamp=STAMP)

    assert file.name == f"2026-03-29-{name}.fit"
    assert is_ours(file.name, file.data)


def test_somebody_elses_file_is_not_ours():
    ours = a_workout(well())

    assert is_ours("2026-03-24-easy-run.fit", ours)
    assert not is_ours("2026-03-24-my-run.fit", ours)
    assert not is_ours("2026-03-24-easy-run.fit", b"")
    assert not is_ours("2026-03-24-easy-run.fit", ours[:20])
    assert not is_ours("2026-03-24-easy-run.fit", a_fit(kind="workout"))


def test_no_word_about_health_leaves_with_a_workout():
    case = rough_week()

    for file in write_workouts(case, advice_on(case), stamp=STAMP):
        assert not re.search(rb"pain|hurt|injur|knee|physio|clinic", file.data + file.name.encode())


def test_a_second_decoder_reads_the_same_steps():
    fitfast = pytest.importorskip("fitfast")

    said = fitfast.parse(a_workout(well(), km=8.0))["workout_step"]

    assert [step["duration_value"] for step in said] == [400_000, 2_000, 398_000]  # centimetres
    assert [step["wkt_step_name"] for step in said] == ["Out", "Turn for home", "Back"]
