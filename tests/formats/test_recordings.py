"""What a good recording becomes, whichever of the three formats holds it."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from startline.formats.schema import problems
from tests.formats.recordings import (
    START,
    Leg,
    Sample,
    a_fit,
    a_gpx,
    a_tcx,
    put,
    read,
    samples,
    the_refusal,
    the_run,
    without,
)

Write = Callable[[list[Sample]], str | bytes]
FORMATS: dict[str, Write] = {
    "run.fit": lambda points: a_fit(Leg(points)),
    "run.tcx": lambda points: a_tcx(points),
    "run.gpx": lambda points: a_gpx(points),
}
each_format = pytest.mark.parametrize("name", FORMATS)


def a_file(folder: Path, name: str, points: list[Sample] | None = None) -> Path:
    return put(folder, name, FORMATS[name](samples() if points is None else points))


@each_format
def test_a_five_kilometre_run_keeps_its_day_distance_and_times(tmp_path: Path, name: str):
    run = the_run(read(a_file(tmp_path, name)))

    assert run.on.isoformat() == "2026-04-04"
    assert run.started_at == START
    assert run.distance_km == pytest.approx(5.0, abs=0.002)
    assert run.duration_min == pytest.approx(30.0)
    assert run.moving_min == pytest.approx(30.0, abs=0.1)
    assert (run.sport, run.surface, run.warnings) == ("run", "unstated", ())


@each_format
def test_every_kilometre_has_its_minutes_and_mean_heart_rate(tmp_path: Path, name: str):
    points = [replace(p, hr=140 if p.s < 360 else 160) for p in samples(km=2.5)]

    splits = the_run(read(a_file(tmp_path, name, points))).splits

    assert [round(s.at, 2) for s in splits] == [1.0, 2.0, 2.5]
    assert [s.min for s in splits] == pytest.approx([6.0, 6.0, 3.0], abs=0.02)
    assert [s.hr for s in splits] == pytest.approx([140, 160, 160], abs=1)


@each_format
@pytest.mark.parametrize("missing", [0, 255])
def test_I22_a_heart_rate_of_0_or_255_is_no_heart_rate(tmp_path: Path, name: str, missing: int):
    points = [replace(p, hr=missing if p.s > 100 else 150) for p in samples(km=1)]

    assert {s.hr for s in the_run(read(a_file(tmp_path, name, points))).splits} == {150}


@each_format
def test_a_gzipped_file_gives_the_same_run(tmp_path: Path, name: str):
    plain = a_file(tmp_path, name)
    packed = put(tmp_path, f"{name}.gz", gzip.compress(plain.read_bytes()))

    assert replace(the_run(read(packed)), source="") == replace(the_run(read(plain)), source="")


@each_format
def test_a_pause_counts_as_elapsed_but_not_as_moving(tmp_path: Path, name: str):
    points = [replace(p, s=p.s + 600 if p.s > 900 else p.s) for p in samples()]
    files = {
        "run.fit": a_fit(Leg(points, timer_s=1800)),
        "run.tcx": a_tcx(points, lap_s=1800),
        "run.gpx": a_gpx(points),
    }

    run = the_run(read(put(tmp_path, name, files[name])))

    assert run.duration_min == pytest.approx(40.0)
    assert run.moving_min == pytest.approx(30.0, abs=0.3)


@each_format
def test_an_imported_run_is_a_valid_run_of_a_case_that_says_nothing_about_pain(
    tmp_path: Path, name: str
):
    as_case_run = the_run(read(a_file(tmp_path, name))).to_case_run()

    assert problems("case", {"startline": 1, "runs": [as_case_run]}) == []
    assert "pain" not in as_case_run


def test_the_json_of_a_run_has_exactly_the_promised_fields(tmp_path: Path):
    shown = the_run(read(a_file(tmp_path, "run.fit"))).to_json()

    assert list(shown) == [
        *("on", "started_at", "distance_km", "duration_min", "moving_min", "sport"),
        *("splits", "mile_splits", "source", "warnings", "device", "other_distance_km"),
    ]
    assert set(shown["splits"][0]) == {"km", "min", "hr"}
    json.dumps(shown, allow_nan=False)


# --- without GPS -----------------------------------------------------------------------------


def test_a_treadmill_run_without_gps_is_a_run_on_a_treadmill(tmp_path: Path):
    indoors = Leg(without("lat lon", samples()), sub_sport="treadmill")

    run = the_run(read(put(tmp_path, "run.fit", a_fit(indoors))))

    assert (run.surface, run.distance_km) == ("treadmill", 5.0)
    assert len(run.splits) == 5


def test_a_run_without_gps_or_distance_stream_takes_the_distance_the_watch_states(tmp_path: Path):
    path = put(tmp_path, "run.tcx", a_tcx(without("lat lon m", samples()), lap_m=4200))

    run = the_run(read(path))

    assert (run.distance_km, run.duration_min, run.splits) == (4.2, 30.0, ())


def test_a_tcx_lap_without_points_is_a_run(tmp_path: Path):
    run = the_run(read(put(tmp_path, "run.tcx", a_tcx([], lap_m=8000, lap_s=2880))))

    assert (run.distance_km, run.duration_min) == (8.0, 48.0)


# --- sport -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sub_sport", "surface"),
    [("trail", "trail"), ("track", "track"), ("street", "road"), ("indoor_running", "treadmill")],
)
def test_the_surface_is_what_the_watch_says(tmp_path: Path, sub_sport: str, surface: str):
    path = put(tmp_path, "run.fit", a_fit(Leg(samples(km=1), sub_sport=sub_sport)))

    assert the_run(read(path)).surface == surface


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ride.fit", a_fit(Leg(samples(km=1), sport="cycling"))),
        ("ride.tcx", a_tcx(sport="Biking")),
        ("ride.gpx", a_gpx(kind="cycling")),
        ("strava.gpx", a_gpx(kind="1")),
    ],
)
def test_a_ride_is_skipped_as_no_run_and_its_sport_named(tmp_path: Path, name: str, content: str):
    refusal = the_refusal(read(put(tmp_path, name, content)))

    assert refusal.code == "not_a_run"
    assert any(word in refusal.detail for word in ('"cycling"', '"Biking"', '"1"'))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.gpx", a_gpx(kind="quidditch"), "quidditch"),
        ("x.tcx", a_tcx(sport="Other"), "Other"),
        ("x.fit", a_fit(Leg(samples(km=1), sport="generic")), "generic"),
    ],
)
def test_an_unknown_sport_is_skipped_and_its_code_named(
    tmp_path: Path, name: str, content: str, code: str
):
    refusal = the_refusal(read(put(tmp_path, name, content)))

    assert refusal.code == "unknown_sport"
    assert f'"{code}"' in refusal.detail


@pytest.mark.parametrize("kind", ["9", "Run", "trail running", "treadmill_running"])
def test_a_gpx_type_in_anybodys_spelling_of_running_is_a_run(tmp_path: Path, kind: str):
    assert the_run(read(put(tmp_path, "x.gpx", a_gpx(kind=kind)))).warnings == ()


def test_a_gpx_without_a_type_is_taken_as_a_run_with_a_warning(tmp_path: Path):
    run = the_run(read(put(tmp_path, "x.gpx", a_gpx(kind=None))))

    assert run.warnings == ("sport_assumed",)


def test_of_a_triathlon_the_running_leg_is_taken(tmp_path: Path):
    ride = Leg(samples(km=10, s_per_km=130), sport="cycling")
    shift = START + timedelta(seconds=ride.points[-1].s + 1)
    on_foot = Leg(samples(km=3), start=shift)

    run = the_run(read(put(tmp_path, "tri.fit", a_fit(ride, on_foot))))

    assert run.distance_km == pytest.approx(3.0)
    assert run.started_at == shift
    assert run.source.endswith("#2")
    assert [round(s.min) for s in run.splits] == [6, 6, 6]


def test_two_tracks_of_one_gpx_are_two_runs(tmp_path: Path):
    one = a_gpx(samples(km=1))
    other = a_gpx(samples(km=2), start=START + timedelta(hours=3))
    both = one.replace("</gpx>", "") + other[other.index("<trk>") :]

    runs = [item.run.distance_km for item in read(put(tmp_path, "x.gpx", both))]

    assert runs == pytest.approx([1.0, 2.0], abs=0.001)


# --- the day ---------------------------------------------------------------------------------

LATE = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)


def test_a_watch_that_states_its_local_time_outvotes_the_runners_zone(tmp_path: Path):
    away = a_fit(Leg(samples(km=1), start=LATE), utc_offset_h=9)

    run = the_run(read(put(tmp_path, "x.fit", away)))

    assert run.on.isoformat() == "2026-07-02"
    assert run.started_at.isoformat() == "2026-07-02T08:30:00+09:00"


@pytest.mark.parametrize("utc_offset_h", [None, 0, 5000])
def test_a_watch_that_knows_no_local_time_takes_the_runners_zone(
    tmp_path: Path, utc_offset_h: float | None
):
    path = put(tmp_path, "x.fit", a_fit(Leg(samples(km=1), start=LATE), utc_offset_h=utc_offset_h))

    assert the_run(read(path, zone=ZoneInfo("America/Toronto"))).on.isoformat() == "2026-07-01"
    assert the_run(read(path, zone=ZoneInfo("Europe/London"))).on.isoformat() == "2026-07-02"


def test_the_day_follows_daylight_saving_time(tmp_path: Path):
    in_winter, in_summer = datetime(2026, 1, 9, 23, 30, tzinfo=UTC), LATE

    days = [
        the_run(read(put(tmp_path, "x.gpx", a_gpx(start=at)))).on.day
        for at in (in_winter, in_summer)
    ]

    assert days == [9, 2]


def test_without_any_zone_the_day_is_utc_and_a_warning_says_so(tmp_path: Path):
    run = the_run(read(put(tmp_path, "x.gpx", a_gpx(start=LATE)), zone=None))

    assert (run.on.isoformat(), run.warnings) == ("2026-07-01", ("time_zone_assumed",))


def test_an_offset_written_in_the_file_is_the_runners_clock(tmp_path: Path):
    text = a_gpx(start=LATE.astimezone(ZoneInfo("Asia/Tokyo")))

    run = the_run(read(put(tmp_path, "x.gpx", text), zone=None))

    assert (run.on.isoformat(), run.warnings) == ("2026-07-02", ())


@pytest.mark.parametrize("year", [1969, 1970, 2031, 9999])
def test_a_day_before_1970_or_years_ahead_is_refused(tmp_path: Path, year: int):
    path = put(tmp_path, "x.gpx", a_gpx(start=datetime(year, 1, 1, tzinfo=UTC)))

    refusal = the_refusal(read(path))

    assert refusal.code == "implausible_date"


def test_a_watch_that_counts_from_switching_on_knows_no_day(tmp_path: Path):
    path = put(tmp_path, "x.fit", a_fit(Leg(samples(km=1), start=datetime(1990, 7, 1, tzinfo=UTC))))

    assert the_refusal(read(path)).code == "clock_not_set"


def test_a_planned_route_without_times_is_no_run(tmp_path: Path):
    import re

    path = put(tmp_path, "x.gpx", re.sub("<time>[^<]*</time>", "", a_gpx()))

    assert the_refusal(read(path)).code == "not_an_activity"


# --- which distance --------------------------------------------------------------------------


@pytest.mark.parametrize(("device_share", "expected_km"), [(0.5, 5.0), (1.5, 7.5)])
def test_I23_device_and_track_far_apart_give_the_larger_and_a_warning(
    tmp_path: Path, device_share: float, expected_km: float
):
    points = [replace(p, m=(p.m or 0) * device_share) for p in samples()]

    run = the_run(read(put(tmp_path, "x.fit", a_fit(Leg(points)))))

    assert run.distance_km == pytest.approx(expected_km, abs=0.01)
    assert run.warnings == ("distance_mismatch",)
    assert run.splits[-1].at == pytest.approx(expected_km, abs=0.01)
    assert run.other_distance_km == pytest.approx(2.5 if device_share < 1 else 5.0, abs=0.01)


def test_device_and_track_close_together_give_the_device_distance(tmp_path: Path):
    points = [replace(p, m=(p.m or 0) * 1.1) for p in samples()]

    run = the_run(read(put(tmp_path, "x.tcx", a_tcx(points))))

    assert (run.distance_km, run.warnings) == (pytest.approx(5.5), ())


def test_the_way_between_two_segments_of_a_gpx_was_not_recorded_and_not_run(tmp_path: Path):
    here = a_gpx(samples(km=2))
    later = a_gpx(samples(km=1, where=8.1), start=START + timedelta(seconds=1500))
    points = later[later.index("<trkpt") : later.index("</trkseg>")]
    text = here.replace("</trkseg>", f"</trkseg><trkseg>{points}</trkseg>")

    run = the_run(read(put(tmp_path, "x.gpx", text)))

    assert run.distance_km == pytest.approx(3.0, abs=0.01)
    assert run.duration_min == pytest.approx(31.0)


# --- splits, laps, devices -----------------------------------------------------------------------


@each_format
def test_every_mile_has_its_minutes_and_mean_heart_rate(tmp_path: Path, name: str):
    run = the_run(read(a_file(tmp_path, name, samples(km=5.0))))

    assert [round(s.at, 2) for s in run.mile_splits] == [1.0, 2.0, 3.0, 3.11]
    assert run.mile_splits[0].min == pytest.approx(6 * 1.609344, abs=0.02)
    assert run.mile_splits[0].hr == 150
    assert set(run.to_json()["mile_splits"][0]) == {"mi", "min", "hr"}


def test_the_splits_add_up_to_the_moving_time(tmp_path: Path):
    run = the_run(read(a_file(tmp_path, "run.gpx", samples(km=7.3))))

    for splits in (run.splits, run.mile_splits):
        assert sum(s.min for s in splits) == pytest.approx(run.moving_min, abs=0.05)


def test_a_recording_of_laps_alone_has_the_splits_of_its_laps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    at = int(START.timestamp())
    laps = [
        {"start_time": at + 300 * i, "total_distance": 1000.0, "total_timer_time": 300.0 + i}
        for i in range(3)
    ]
    session = {"sport": "running", "start_time": at, "total_distance": 3000.0}
    found = {
        "file_id": [{"type": "activity", "manufacturer": "acme", "product": 7}],
        "session": [{**session, "total_elapsed_time": 903.0, "total_timer_time": 903.0}],
        "lap": laps,
    }
    monkeypatch.setitem(sys.modules, "fitfast", SimpleNamespace(parse=lambda data: found))

    run = the_run(read(put(tmp_path, "x.fit", b"laps")))

    assert [s.min for s in run.splits] == pytest.approx([5.0, 5.017, 5.033], abs=0.001)
    assert (run.warnings, run.device) == (("splits_from_laps",), "acme 7")


def test_a_recording_of_speed_alone_has_a_distance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    at = int(START.timestamp())
    records = [{"timestamp": at + s, "speed": 2.5} for s in range(1201)]
    session = {"sport": "running", "start_time": at, "total_elapsed_time": 1200.0}
    found = {"file_id": [{"type": "activity"}], "session": [session], "record": records}
    monkeypatch.setitem(sys.modules, "fitfast", SimpleNamespace(parse=lambda data: found))

    run = the_run(read(put(tmp_path, "x.fit", b"speed")))

    assert run.distance_km == pytest.approx(3.0)
    assert run.warnings == ("distance_from_speed",)
    assert len(run.splits) == 3


def test_the_device_is_named_as_the_file_names_it(tmp_path: Path):
    tcx = a_tcx().replace("<Lap ", "<Creator><Name>Fore\x1brunner</Name></Creator><Lap ", 1)

    assert the_run(read(a_file(tmp_path, "run.gpx"))).device == "a test"
    assert the_run(read(put(tmp_path, "x.tcx", tcx.replace("\x1b", "")))).device == "Forerunner"


def test_points_before_a_first_session_that_starts_late_belong_to_it(tmp_path: Path):
    swim = Leg(samples(km=1), sport="swimming", start=START)
    run_leg = Leg(samples(km=2), start=START + timedelta(hours=1))

    run = the_run(read(put(tmp_path, "x.fit", a_fit(swim, run_leg))))

    assert run.distance_km == pytest.approx(2.0)
