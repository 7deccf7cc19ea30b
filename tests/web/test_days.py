"""Days and hours where the clocks change, and where the runner is not where the server stands."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from startline.formats.memory import is_same_run
from startline.web.accounts.models import Runner
from startline.web.planning.case import case_value
from startline.web.planning.daily import refresh_due
from startline.web.planning.models import AdviceSnapshot
from startline.web.planning.selectors import today_of
from startline.web.runlog.models import Run
from tests.cli.commands import in_a_process
from tests.formats.recordings import a_gpx, samples
from tests.web.clinic.conftest import signed_in
from tests.web.conftest import a_runner
from tests.web.imports.sent import imported

SPRING = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # London: two o'clock follows one o'clock
AUTUMN = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # London: one o'clock comes twice
NOON = datetime(2026, 12, 30, 12, 0, tzinfo=UTC)


@pytest.fixture
def londoner(transactional_db: None) -> Runner:
    with time_machine.travel(NOON, tick=False):
        yield a_runner(time_zone="Europe/London", unit="km")


def run_from(runner: Runner, start: datetime, name: str = "a.gpx", km: float = 5.0) -> Run:
    """Import a recording of six minutes a kilometre; the row it became."""
    before = set(Run.objects.filter(runner=runner).values_list("pk", flat=True))
    file = a_gpx(samples(km), start=start).encode()
    assert imported(signed_in(runner.user), {name: file}).n_runs == 1
    return Run.objects.exclude(pk__in=before).get(runner=runner)


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_P14_a_run_across_the_change_of_clocks_is_as_long_as_it_was(
    londoner: Runner, change: datetime
) -> None:
    run = run_from(londoner, change - timedelta(minutes=10))

    assert run.duration_min == pytest.approx(30.0)
    assert run.started_at == change - timedelta(minutes=10)
    assert run.on == change.date()


def test_P14_the_offset_from_utc_is_kept_so_the_hour_that_comes_twice_can_be_told(
    londoner: Runner,
) -> None:
    first = run_from(londoner, AUTUMN - timedelta(minutes=30), "first.gpx")
    second = run_from(londoner, AUTUMN + timedelta(minutes=30), "second.gpx")

    assert [run.extra["utc_offset_min"] for run in (first, second)] == [60, 0]


def test_P14_two_runs_at_the_same_hour_of_the_clock_are_two_and_keep_their_order(
    londoner: Runner,
) -> None:
    """Half past one and, an hour later, half past one again: alike in everything else."""
    second = run_from(londoner, AUTUMN + timedelta(minutes=30), "second.gpx")
    first = run_from(londoner, AUTUMN - timedelta(minutes=30), "first.gpx")

    runs = case_value(londoner, on=date(2026, 12, 30))["runs"]
    stored = list(Run.objects.filter(runner=londoner).order_by("started_at"))

    assert stored == [first, second]
    assert len(runs) == 2
    assert not any("also" in json.dumps(run.get("extra", "")) for run in runs)


def test_P14_two_recordings_an_hour_apart_are_not_one_run_though_the_clock_says_the_same() -> None:
    london = ZoneInfo("Europe/London")
    clock = datetime(2026, 10, 25, 1, 30, tzinfo=london)
    one, other = (
        SimpleNamespace(started_at=clock.replace(fold=fold), distance_km=5.0, duration_min=30.0)
        for fold in (0, 1)
    )

    assert not is_same_run(one, other)  # type: ignore[arg-type]
    assert is_same_run(one, one)  # type: ignore[arg-type]


def test_P15_a_late_run_stays_on_its_day_and_in_its_week_wherever_the_runner_moves(
    londoner: Runner,
) -> None:
    """The last Sunday of week 52, half past eleven at night; the next day begins week 53."""
    run_from(londoner, datetime(2026, 12, 27, 23, 30, tzinfo=UTC))
    before = case_value(londoner, on=date(2026, 12, 30))["runs"]

    for zone in ("Pacific/Auckland", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/Toronto"):
        Runner.objects.filter(pk=londoner.pk).update(time_zone=zone)
        londoner.refresh_from_db()
        run = Run.objects.get(runner=londoner)
        after = case_value(londoner, on=date(2026, 12, 30))["runs"]
        assert run.on == date(2026, 12, 27), zone
        assert run.on.isocalendar().week == 52
        assert [one["on"] for one in after] == [one["on"] for one in before] == ["2026-12-27"]
        page = signed_in(londoner.user).get("/log/").content.decode()
        assert "27 Dec" in page or "27 December" in page, zone


ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.integers(0, 2**31).map(lambda s: datetime.fromtimestamp(s, UTC))


def day(zone: str, now: datetime) -> date:
    return today_of(Runner(time_zone=zone), now)


@given(zone=ZONES, now=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_P16_in_every_zone_a_day_never_comes_back_and_is_near_the_day_of_utc(
    zone: str, now: datetime, later: timedelta
) -> None:
    assert abs((day(zone, now) - now.date()).days) <= 1
    assert day(zone, now) <= day(zone, now + later) <= day(zone, now) + timedelta(days=5)


@pytest.mark.parametrize(
    ("zone", "begins", "n_days"),
    [
        ("Pacific/Kiritimati", datetime(2026, 3, 23, tzinfo=UTC), 3),  # +14
        ("Pacific/Pago_Pago", datetime(2026, 3, 23, tzinfo=UTC), 4),  # -11
        ("Asia/Kathmandu", datetime(2026, 3, 23, tzinfo=UTC), 3),  # +05:45
        ("Australia/Lord_Howe", datetime(2026, 4, 4, tzinfo=UTC), 3),  # half an hour of summer
        ("America/Sao_Paulo", datetime(2018, 11, 3, tzinfo=UTC), 4),  # no midnight on the 4th
        ("Pacific/Apia", datetime(2011, 12, 29, tzinfo=UTC), 3),  # there was no 30th
    ],
)
def test_P16_each_local_day_gets_one_advice_and_none_is_made_for_a_day_that_was_not(
    transactional_db: None, zone: str, begins: datetime, n_days: int
) -> None:
    with time_machine.travel(begins, tick=False):
        runner = a_runner(time_zone=zone)
    lived = []
    for hour in range(0, 72, 3):
        with time_machine.travel(begins + timedelta(hours=hour), tick=False):
            refresh_due()
            lived.append(today_of(runner))

    made = list(
        AdviceSnapshot.objects.filter(runner=runner).order_by("id").values_list("on", flat=True)
    )
    assert made == sorted(set(lived))
    assert date(2011, 12, 30) not in made
    assert len(made) >= n_days - 1


def test_P16_a_zone_nobody_knows_gives_a_day_too() -> None:
    assert day("Nowhere/At_All", NOON) == NOON.date()
    assert day("../../etc/passwd", NOON) == NOON.date()


@pytest.mark.slow
def test_P17_the_zone_of_the_server_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "run.gpx"
    file.write_text(a_gpx(samples(), start=datetime(2026, 3, 20, 23, 30, tzinfo=UTC)))
    said: dict[str, list[Any]] = {}
    for zone in ("UTC", "Pacific/Kiritimati", "America/St_Johns"):
        case = tmp_path / f"{zone.replace('/', '-')}.json"
        case.write_text('{"startline": 1, "runner": {"time_zone": "Europe/London"}}')
        done = in_a_process("import", file, "--into", case, TZ=zone)
        advice = in_a_process("advise", case, "--on", "2026-03-23", "--json", TZ=zone)
        assert done.returncode == 0, done.stderr
        assert advice.returncode == 0, advice.stderr
        said[zone] = [json.loads(case.read_text()), advice.stdout]

    assert said["UTC"] == said["Pacific/Kiritimati"] == said["America/St_Johns"]
    assert said["UTC"][0]["runs"][0]["on"] == "2026-03-20"
