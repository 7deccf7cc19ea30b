"""Which of the two FIT decoders has its turn, and what the other does then."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from tests.formats.recordings import START, Leg, a_fit, put, read, samples, the_run


class Panic(BaseException):
    """What a panic in Rust looks like from Python: no Exception."""


def panic(data: bytes) -> NoReturn:
    raise Panic("attempt to calculate the remainder with a divisor of zero")


def refuse(data: bytes) -> NoReturn:
    raise ValueError("checksum mismatch")


def two_files(data: bytes) -> dict[str, list[dict[str, Any]]]:
    return {"file_id": [{"type": "activity"}] * 2, "record": []}


@pytest.mark.parametrize("parse", [panic, refuse, two_files])
def test_what_the_quick_decoder_cannot_take_goes_to_the_slow_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parse: Any
):
    monkeypatch.setitem(sys.modules, "fitfast", SimpleNamespace(parse=parse))

    run = the_run(read(put(tmp_path, "x.fit", a_fit(Leg(samples(km=1))))))

    assert (run.distance_km, run.warnings) == (1.0, ())


def test_what_the_quick_decoder_takes_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def parse(data: bytes) -> dict[str, list[dict[str, Any]]]:
        at = int(START.timestamp())
        session = {"sport": "running", "start_time": at, "total_distance": 7000.0}
        return {
            "file_id": [{"type": "activity"}],
            "session": [{**session, "total_elapsed_time": 2520.0}],
        }

    monkeypatch.setitem(sys.modules, "fitfast", SimpleNamespace(parse=parse))

    run = the_run(read(put(tmp_path, "x.fit", a_fit(Leg(samples(km=1))))))

    assert (run.distance_km, run.duration_min) == (7.0, 42.0)


@pytest.mark.parametrize("absurd", [True, "7", (7, 8), float("nan"), float("inf"), None])
def test_a_value_that_is_no_number_is_taken_as_missing(absurd: Any):
    from startline.formats.fit_messages import number

    assert number({"distance": absurd}, "distance") is None
