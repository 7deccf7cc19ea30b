"""Bad points, cut files and impossible runs: dropped, counted, said."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from tests.formats.recordings import (
    START,
    Leg,
    a_fit,
    a_gpx,
    a_tcx,
    gpx_point,
    put,
    read,
    samples,
    the_refusal,
    the_run,
    without,
)

IMPOSSIBLE_PLACES = ['lat="nan"', 'lat="91"', 'lat="inf"', 'lat="5_0"', 'lat="٥٠"', 'lat=""', ""]


@pytest.mark.parametrize("bad", IMPOSSIBLE_PLACES)
def test_I22_a_point_that_is_nowhere_on_earth_is_dropped_and_counted(tmp_path: Path, bad: str):
    points = [gpx_point(p) for p in samples()]
    points[90] = points[90].replace('lat="50.0"', bad)
    whole = a_gpx()
    text = whole[: whole.index("<trkpt")] + "".join(points) + "</trkseg></trk></gpx>"

    run = the_run(read(put(tmp_path, "x.gpx", text)))

    assert run.distance_km == pytest.approx(5.0, abs=0.002)
    assert run.warnings == ("bad_points",)


def test_I22_a_longitude_beyond_180_is_dropped_and_counted(tmp_path: Path):
    points = samples()
    points[3] = replace(points[3], lon=181.0)

    assert the_run(read(put(tmp_path, "x.gpx", a_gpx(points)))).warnings == ("bad_points",)


def test_I22_a_leap_of_the_gps_adds_no_distance(tmp_path: Path):
    points = samples()
    points[50] = replace(points[50], lat=50.2)

    run = the_run(read(put(tmp_path, "x.gpx", a_gpx(points))))

    assert run.distance_km == pytest.approx(5.0, abs=0.002)
    assert run.warnings == ("bad_points",)


def test_a_first_fix_in_another_town_does_not_spoil_the_run(tmp_path: Path):
    points = samples()
    points[0] = replace(points[0], lat=48.0)

    run = the_run(read(put(tmp_path, "x.gpx", a_gpx(points))))

    assert run.distance_km == pytest.approx(5.0, abs=0.2)
    assert run.duration_min == pytest.approx(30.0, abs=0.5)


def test_I22_a_first_time_years_ago_does_not_move_the_run(tmp_path: Path):
    points = samples()
    points[0] = replace(points[0], s=-3e8)

    assert the_run(read(put(tmp_path, "x.gpx", a_gpx(points)))).on == START.date()


def test_I22_time_that_runs_backwards_is_dropped_and_counted(tmp_path: Path):
    points = samples()
    points[40] = replace(points[40], s=10.0)

    run = the_run(read(put(tmp_path, "x.tcx", a_tcx(points))))

    assert (run.distance_km, run.duration_min) == (5.0, 30.0)
    assert run.warnings == ("bad_points",)


def test_I22_a_device_distance_that_falls_is_dropped_and_counted(tmp_path: Path):
    points = samples()
    points[40] = replace(points[40], m=3.0)

    assert the_run(read(put(tmp_path, "x.tcx", a_tcx(points)))).warnings == ("bad_points",)


def test_I22_more_than_two_in_a_hundred_bad_points_ask_for_a_look(tmp_path: Path):
    points = [replace(p, lat=91.0) if i % 40 == 0 else p for i, p in enumerate(samples())]

    run = the_run(read(put(tmp_path, "x.gpx", a_gpx(points))))

    assert run.warnings == ("bad_points", "needs_review")


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (a_tcx([], lap_m=0, lap_s=600), "0 km"),
        (a_tcx([], lap_m=501_000, lap_s=600_000), "501 km"),
        (a_tcx([], lap_m=10_000, lap_s=1100), "10 km in 18.33 min"),
        (a_tcx([], lap_m=10_000, lap_s=1e7), "1.667e+05 min"),
    ],
)
def test_I22_a_run_nobody_can_have_run_is_refused_with_its_value(
    tmp_path: Path, content: str, value: str
):
    refusal = the_refusal(read(put(tmp_path, "x.tcx", content)))

    assert refusal.code == "implausible"
    assert value in refusal.detail


def test_I04_of_a_cut_fit_file_the_readable_part_is_kept_and_marked(tmp_path: Path):
    whole = a_fit(Leg(samples()))

    run = the_run(read(put(tmp_path, "x.fit", whole[: len(whole) * 2 // 3])))

    assert 2.5 < run.distance_km < 4.5
    assert set(run.warnings) == {"partial", "sport_assumed"}


@pytest.mark.parametrize(("name", "text"), [("x.gpx", a_gpx()), ("x.tcx", a_tcx(lap_m=0, lap_s=0))])
def test_I04_of_a_cut_xml_file_the_readable_part_is_kept_and_marked(
    tmp_path: Path, name: str, text: str
):
    run = the_run(read(put(tmp_path, name, text[: len(text) // 2])))

    assert 2.0 < run.distance_km < 3.0
    assert run.warnings == ("partial",)


def test_I04_of_a_cut_gzip_file_the_readable_part_is_kept_and_marked(tmp_path: Path):
    packed = gzip.compress(a_gpx().encode())

    run = the_run(read(put(tmp_path, "x.gpx.gz", packed[: len(packed) * 3 // 4])))

    assert run.warnings == ("partial",)


def test_I05_a_fit_file_with_a_wrong_checksum_is_taken_and_marked(tmp_path: Path):
    data = bytearray(a_fit(Leg(samples(km=1))))
    data[-1] ^= 0xFF

    run = the_run(read(put(tmp_path, "x.fit", bytes(data))))

    assert (run.distance_km, run.warnings) == (1.0, ("bad_checksum",))


@pytest.mark.parametrize("kind", ["settings", "workout", "course"])
def test_a_fit_file_of_another_kind_is_named_and_skipped(tmp_path: Path, kind: str):
    from fit_tool import FitFileBuilder
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.profile_type import FileType

    builder, file_id = FitFileBuilder(auto_define=True), FileIdMessage()
    file_id.type = FileType[kind.upper()]
    builder.add(file_id)

    refusal = the_refusal(read(put(tmp_path, "x.fit", builder.build().to_bytes())))

    assert (refusal.code, kind in refusal.detail) == ("not_an_activity", True)


def test_a_recording_without_points_is_refused_as_empty(tmp_path: Path):
    assert the_refusal(read(put(tmp_path, "x.gpx", a_gpx([])))).code == "empty"


def test_a_fit_run_of_heart_rate_alone_has_no_distance_to_take(tmp_path: Path):
    path = put(tmp_path, "x.fit", a_fit(Leg(without("lat lon m", samples(km=1)))))

    assert the_refusal(read(path)).code == "implausible"
