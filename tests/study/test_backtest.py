"""Histories from files, replayed with the log as it was each morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from startline.engine.runs import Run
from startline.study import backtest
from startline.study.errors import StudyRefused
from startline.study.histories import histories, histories_of, marathons
from startline.study.run import Where, run_study
from startline.study.sweeps import Options
from tests.cli.commands import startline

FIRST = date(2024, 1, 2)
RACE = date(2024, 6, 2)  # a Sunday


@pytest.fixture(autouse=True)
def read_again() -> Iterator[None]:
    histories_of.cache_clear()
    backtest._builds.cache_clear()
    yield
    histories_of.cache_clear()
    backtest._builds.cache_clear()


def a_history(folder: Path, name: str = "ann", *, race: bool = True) -> Path:
    """Runs on four days a week up to a marathon in 4:10."""
    lines = ["runner,date,local_time,type,distance_m,moving_s,gain_m"]
    day = FIRST
    while day < RACE - timedelta(2):
        week = (day - FIRST).days // 7
        if day.weekday() in (1, 3, 5, 6):
            km = 6 + (min(week, 17) * 0.9 + 4) * (day.weekday() == 6)
            lines.append(f"{name},{day},07:00,Run,{1000 * km:.0f},{345 * km:.0f},20")
        day += timedelta(1)
    if race:
        lines.append(f"{name},{RACE},09:00,Run,42300,15000,80")
    lines.append(f"{name},2024-02-01,12:00,Ride,40000,5000,0")
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return folder


def runs(*kms: float, every: int = 2) -> list[Run]:
    return [Run(on=FIRST + timedelta(every * i), distance_km=km) for i, km in enumerate(kms)]


def test_rides_are_left_out_and_a_repeated_start_counts_once(tmp_path: Path) -> None:
    a_history(tmp_path)
    path = tmp_path / "ann.csv"
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")
    rows = histories(tmp_path)["ann"]

    assert len({(row.on, row.start) for row in rows}) == len(rows)
    assert all(row.km < 43 for row in rows)


def test_tables_of_other_things_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "sleep.csv").write_text("runner,date,sleep_min\nann,2024-01-01,400\n")
    a_history(tmp_path)

    assert list(histories(tmp_path)) == ["ann"]


def test_miles_and_minutes_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("runner,date,distance_mi,moving_min\nbo,2024-01-01,5,40\n")
    [row] = histories(tmp_path)["bo"]

    assert (round(row.km, 3), row.minutes) == (8.047, 40)


def test_a_row_without_a_day_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("runner,date,distance_km\nbo,2024-01-01,5\nbo,soon,5\n")

    with pytest.raises(StudyRefused, match=r"x\.csv, line 3"):
        histories(tmp_path)


def test_the_marathon_is_recognised_with_the_weeks_before_it(tmp_path: Path) -> None:
    [one] = marathons(histories(a_history(tmp_path)))

    assert (one.on, round(one.minutes)) == (RACE, 250)
    assert len(one.runs) > 60


def test_a_steady_log_goes_beyond_nothing() -> None:
    found = backtest.replayed(runs(*[8.0] * 20))

    assert (found["beyond"], found["gaps_7"], found["held_days"]) == (0, 0, 0)
    assert found["allowed_km"] == found["km"]


def test_a_leap_is_counted_under_the_longest_run_and_not_under_the_silent_log() -> None:
    found = backtest.replayed(runs(*[8.0] * 10, 14.0))

    assert (found["beyond"], found["beyond_longest"], found["beyond_silent"]) == (1, 1, 0)
    assert found["beyond_far"] == 1


def test_coming_back_from_a_gap_as_if_nothing_had_been_is_counted_under_the_silent_log() -> None:
    log = [*runs(*[8.0] * 10), Run(on=FIRST + timedelta(18 + 20), distance_km=8.0)]
    found = backtest.replayed(log)

    assert (found["beyond"], found["beyond_silent"]) == (1, 1)
    assert (found["gaps_7"], found["gaps_14"], found["gaps_28"]) == (1, 1, 0)
    assert found["held_days"] > 0


def test_no_morning_knows_what_was_run_later() -> None:
    log = runs(*[8.0] * 10, 30.0)

    assert backtest.log_of(log, log[-1].on) == tuple(log[:-1])
    assert backtest.asked(log, log[-1].on) == backtest.asked(log[:-1], log[-1].on)


def test_a_build_is_advised_within_its_programme_and_told_beforehand(tmp_path: Path) -> None:
    options = Options(histories=str(a_history(tmp_path)))
    [row] = backtest.build_of(options, 0)

    assert row.keys() == backtest.BUILDS.keys()
    assert 0 < row["longest_advised_km"] <= 32
    assert row["p10_0"] < row["p50_0"] < row["p90_0"]
    assert 190 < row["p50_0"] < 330


def test_a_runner_without_a_marathon_is_replayed_all_the_same(tmp_path: Path) -> None:
    a_history(tmp_path, "bo", race=False)
    where = Where(tmp_path / "out")
    page = run_study(backtest.STUDY, Options(histories=str(tmp_path)), where)

    assert "1 runners" in page.summary[0]
    assert "No marathon" in str(page.sections[1].parts[0])


@pytest.mark.parametrize(
    ("more", "said"),
    [((), "--histories FOLDER"), (("--histories", "nowhere"), "no folder nowhere")],
)
def test_without_histories_it_says_what_it_needs(
    more: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    shown = startline("study", "backtest", *more, "-o", tmp_path / "out")

    assert shown.exit_code == 1
    assert said in shown.stderr
    assert not (tmp_path / "out").exists()


def test_an_empty_folder_has_no_histories(tmp_path: Path) -> None:
    shown = startline("study", "backtest", "--histories", tmp_path, "-o", tmp_path / "out")

    assert shown.exit_code == 1
    assert "no training histories" in shown.stderr


@pytest.mark.slow
def test_a_real_history_of_a_year_is_replayed(shared_data: Path) -> None:
    options = Options(histories=str(shared_data / "histories"))
    names = sorted(backtest.everyone(options))
    [row] = backtest.days_of(options, names.index("runner_d"))

    assert row["run_days"] > 50
    assert 0 <= row["beyond"] <= row["run_days"]
    assert row["beyond"] == row["beyond_longest"] + row["beyond_silent"]
