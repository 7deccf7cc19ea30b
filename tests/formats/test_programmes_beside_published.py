"""Our race programmes stay inside what published marathon plans ask for; theirs read back whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks import programmes as bench
from startline.engine.races import MARATHON_KM, Race
from startline.formats.own_programme import read_csv, read_table
from startline.formats.programmes import NAMES, RaceProgramme, load

TO_A_RACE = [name for name in NAMES if isinstance(load(name), RaceProgramme)]


@pytest.fixture(scope="module")
def plans(shared_data: Path) -> dict[str, bench.Weeks]:
    return bench.published(shared_data / "plans" / "marathon_plan_days.csv")


@pytest.mark.parametrize("name", TO_A_RACE)
def test_longest_run_largest_week_taper_and_share_are_inside_the_published_range(
    name: str, plans: dict[str, bench.Weeks]
) -> None:
    spreads = bench.ranges(plans.values())

    for how, found in bench.ours(name).items():
        places = [bench.place(v, s) for v, s in zip(found.values(), spreads, strict=True)]
        assert "OUTSIDE" not in places, (how, found)


@pytest.mark.parametrize("name", TO_A_RACE)
def test_the_published_range_that_a_file_states_is_that_of_the_plans(
    name: str, plans: dict[str, bench.Weeks]
) -> None:
    of = load(name)
    assert isinstance(of, RaceProgramme)
    long_km, week_km = bench.ranges(plans.values())[:2]
    share = of.race_km / MARATHON_KM

    assert of.published_peak_long_km == pytest.approx(
        (long_km[0] * share, long_km[4] * share), abs=0.06
    )
    assert of.published_peak_week_km == pytest.approx(
        (week_km[0] * share, week_km[4] * share), abs=0.11
    )


def test_every_published_plan_read_as_csv_gives_every_mile_back(
    plans: dict[str, bench.Weeks],
) -> None:
    race = Race(on=date(2026, 5, 3), distance_km=MARATHON_KM)

    for name, weeks in plans.items():
        rows = [
            f"{w},{d},{km / bench.KM_PER_MILE:g}"
            for w, week in enumerate(weeks, 1)
            for d, km in enumerate(week, 1)
        ]
        found = read_csv("week,day,distance_mi\n" + "\n".join(rows), race=race)
        read_km = sum(one.distance_km or 0 for one in found.sessions if one.kind != "race")

        assert found.refused == (), name
        assert read_km == pytest.approx(sum(map(sum, weeks)), abs=0.1), name


@pytest.mark.parametrize("mark", ["\t", " | ", ";", ","])
def test_every_published_plan_pasted_as_a_table_gives_every_mile_back(
    mark: str, plans: dict[str, bench.Weeks]
) -> None:
    race = Race(on=date(2026, 5, 3), distance_km=MARATHON_KM)
    heading = mark.join(["Week", *bench_days(), "Total"])

    for name, weeks in plans.items():
        rows = [mark.join([str(w), *map(cell, week), "0"]) for w, week in enumerate(weeks, 1)]
        found = read_table("\n".join([heading, *rows]), race=race, unit="mi")
        read_km = sum(one.distance_km or 0 for one in found.sessions if one.kind != "race")

        assert found.refused == (), name
        assert read_km == pytest.approx(sum(map(sum, weeks)), abs=0.1), name


def bench_days() -> list[str]:
    return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def cell(km: float) -> str:
    return f"{km / bench.KM_PER_MILE:g}" if km else "Rest"
