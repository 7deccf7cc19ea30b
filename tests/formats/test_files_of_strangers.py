"""Files made to hurt us: every one ends as a typed line, quickly and in little memory."""

from __future__ import annotations

import gzip
import json
import os
import random
import socket
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.formats import file_limits
from startline.formats.fence import FencedReader
from startline.formats.imported import Imported, Reading, Skipped
from startline.formats.read_file import read_file
from tests.formats.recordings import (
    LONDON,
    TODAY,
    Leg,
    a_fit,
    a_gpx,
    a_source,
    a_tcx,
    gpx_point,
    put,
    read,
    samples,
    the_refusal,
)

NAMES = ["x.fit", "x.tcx", "x.gpx", "x.fit.gz", "x.tcx.gz", "x.gpx.gz"]
LAUGHS = "<!DOCTYPE gpx [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
)
DOCTYPES = {
    "billion laughs": LAUGHS + "]>",
    "local file": "<!DOCTYPE gpx [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>",
    "network": "<!DOCTYPE gpx SYSTEM 'http://127.0.0.1:9/x.dtd'>",
    "parameter entity": "<!DOCTYPE gpx [<!ENTITY % a SYSTEM 'http://127.0.0.1:9/'> %a;]>",
    "harmless": "<!DOCTYPE gpx>",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("strangers")


def outcome(folder: Path, name: str, data: bytes) -> str:
    """One word for how reading ended; anything else than a list of items is an error here."""
    source = a_source(put(folder, name, data))
    items = read_file(source, Reading(name, LONDON, TODAY)).items
    assert items
    assert all(isinstance(item, Imported | Skipped) for item in items)
    return "run" if isinstance(items[0], Imported) else items[0].code


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("data", [b"", b"\0", b"\x1f\x8b", b"<", b"\x0e\x10\xd9\x07"])
def test_I01_a_file_of_next_to_nothing_is_unreadable(folder: Path, name: str, data: bytes):
    assert outcome(folder, name, data) == "unreadable"


@pytest.mark.parametrize("name", NAMES)
@given(data=st.binary(max_size=400))
def test_I01_random_bytes_are_never_an_error_and_never_a_run(folder: Path, name: str, data: bytes):
    assert outcome(folder, name, data) == "unreadable"


def mutations(data: bytes, n: int, seed: int) -> Iterator[bytes]:
    """Flipped, cut, doubled and overwritten, as a bad card or a bad person would."""
    dice = random.Random(seed)  # noqa: S311 - dice for a test
    for _ in range(n):
        mutant = bytearray(data)
        for _ in range(dice.choice([1, 1, 2, 5, 20])):
            at = dice.randrange(len(mutant))
            mutant[at] = dice.choice([0, 0xFF, 0x7F, dice.randrange(256), mutant[at] ^ 0x40])
        if dice.random() < 0.2:
            del mutant[dice.randrange(len(mutant)) :]
        if dice.random() < 0.1:
            mutant += mutant[dice.randrange(len(mutant)) :]
        yield bytes(mutant)


def test_I02_four_hundred_damaged_fit_files_end_in_runs_or_typed_refusals(folder: Path):
    whole = a_fit(Leg(samples(km=0.5, every_s=20)))

    outcomes = [outcome(folder, "x.fit", mutant) for mutant in mutations(whole, 400, seed=20260401)]

    assert set(outcomes) <= {
        *("run", "unreadable", "implausible", "implausible_date", "not_a_run", "unknown_sport"),
        *("clock_not_set", "not_an_activity", "empty", "no_time"),
    }
    assert "run" in outcomes


@pytest.mark.parametrize(
    ("name", "text"), [("x.gpx", a_gpx(samples(km=0.3))), ("x.tcx", a_tcx(samples(km=0.3)))]
)
def test_two_hundred_damaged_xml_files_end_in_runs_or_typed_refusals(
    folder: Path, name: str, text: str
):
    outcomes = {outcome(folder, name, mutant) for mutant in mutations(text.encode(), 200, seed=7)}

    assert "run" in outcomes


@pytest.mark.parametrize("head", DOCTYPES.values(), ids=DOCTYPES.keys())
def test_I06_a_doctype_of_any_kind_is_refused_at_once(folder: Path, head: str):
    path = put(folder, "x.gpx", a_gpx(head=head))
    began = time.perf_counter()

    refusal = the_refusal(read(path))

    assert refusal.code == "dtd_forbidden"
    assert time.perf_counter() - began < 0.1


def test_I06_a_doctype_in_a_tcx_file_is_refused(folder: Path):
    text = a_tcx().replace("<TrainingCenterDatabase>", "<!DOCTYPE x><TrainingCenterDatabase>")

    assert the_refusal(read(put(folder, "x.tcx", text))).code == "dtd_forbidden"


def test_I12_a_gzip_bomb_is_stopped_at_the_limit_in_little_memory(folder: Path):
    bomb = put(folder, "x.gpx.gz", gzip.compress(b" " * 2**20, 9) * 1000)
    began = time.perf_counter()
    tracemalloc.start()

    refusal = the_refusal(read(bomb))

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (refusal.code, "64 MiB" in refusal.detail) == ("too_large", True)
    assert time.perf_counter() - began < 5
    assert most < 20 * 2**20


def test_I11_a_gzip_inside_a_gzip_is_not_opened(folder: Path):
    assert outcome(folder, "x.gpx.gz", gzip.compress(gzip.compress(a_gpx().encode()))) == (
        "unreadable"
    )


def test_I07_half_a_million_points_and_one_are_refused_by_number(folder: Path):
    start, end = a_gpx([]).split("</trkseg>")
    point = '<trkpt lat="1" lon="1"/>'
    path = put(folder, "many.gpx", start + point * (file_limits.MOST_POINTS + 1) + end)

    refusal = the_refusal(read(path))

    assert (refusal.code, "500,000" in refusal.detail) == ("too_many_points", True)


def test_elements_nested_without_end_are_refused(folder: Path):
    assert outcome(folder, "x.gpx", b"<gpx>" + b"<a>" * 100_000) == "unreadable"


def test_thousands_of_tracks_in_one_file_are_refused(folder: Path):
    track = f"<trk><trkseg>{gpx_point(samples(km=0.1)[0])}</trkseg></trk>"

    assert outcome(folder, "x.gpx", f"<gpx>{track * 2000}</gpx>".encode()) == "too_many_points"


@pytest.mark.parametrize(
    ("name", "text"), [("x.fit", a_gpx()), ("x.tcx", a_gpx()), ("x.gpx", a_tcx())]
)
def test_a_file_that_is_not_what_its_name_says_is_unreadable(folder: Path, name: str, text: str):
    assert outcome(folder, name, text.encode()) == "unreadable"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "klingon"])
def test_an_encoding_declared_in_the_file_is_honoured_or_refused(folder: Path, encoding: str):
    text = a_gpx(samples(km=0.3)).replace("UTF-8", encoding)
    data = text.encode(encoding if encoding != "klingon" else "utf-8")

    assert outcome(folder, "x.gpx", data) == ("unreadable" if encoding == "klingon" else "run")


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (MemoryError(), "too_much_memory"),
        (RecursionError(), "unreadable"),
        (OSError(5, "Input/output error"), "not_readable"),
    ],
)
def test_trouble_of_any_kind_inside_a_reader_becomes_a_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception, code: str
):
    def troubled(*_: object) -> None:
        raise trouble

    monkeypatch.setattr("startline.formats.gpx.read_gpx", troubled)

    assert outcome(folder, "x.gpx", b"") == code


def test_I06_nothing_is_fetched_for_an_entity(folder: Path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        head = f"<!DOCTYPE gpx [<!ENTITY % a SYSTEM 'http://127.0.0.1:{port}/x'> %a;]>"
        assert outcome(folder, "x.gpx", a_gpx(head=head).encode()) == "dtd_forbidden"
        with pytest.raises(TimeoutError):
            listener.accept()


ASK = """
import json, sys
from pathlib import Path
from startline.formats.fence import FencedReader
from startline.formats.imported import Reading, Skipped
from tests.formats.recordings import TODAY, Leg, a_fit, a_source, put, samples
from tests.formats.test_files_of_strangers import mutations
whole = a_fit(Leg(samples(km=0.5, every_s=20)))
folder, verdicts = Path(sys.argv[1]), []
with FencedReader() as reader:
    for mutant in mutations(whole, 150, 3):
        source = a_source(put(folder, "x.fit", mutant))
        items = reader.read(source, Reading("x", None, TODAY)).items
        verdicts.append([item.code if isinstance(item, Skipped) else "run" for item in items])
print(json.dumps(verdicts))
"""


@pytest.mark.slow
def test_I03_without_asserts_the_verdicts_are_the_same(tmp_path: Path):
    verdicts = [
        json.loads(
            subprocess.run(
                [sys.executable, *flags, "-c", ASK, str(tmp_path)],
                capture_output=True,
                check=True,
                cwd=Path(__file__).parents[2],
                env={**os.environ, **({"PYTHONOPTIMIZE": "1"} if flags else {})},
            ).stdout
        )
        for flags in ([], ["-O"])
    ]

    assert verdicts[0] == verdicts[1]


@pytest.mark.slow
def test_I07_ten_million_points_under_gzip_are_refused_by_the_limit_of_bytes(tmp_path: Path):
    point = b'<trkpt lat="48.1234567" lon="16.1234567"><time>2026-04-04T06:30:00Z</time></trkpt>\n'
    path = tmp_path / "x.gpx.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"<gpx><trk><trkseg>")
        for _ in range(100):
            file.write(point * 100_000)
    began = time.perf_counter()

    with FencedReader(memory_mib=200) as reader:
        (item,) = reader.read(a_source(path), Reading("x", LONDON, TODAY)).items

    assert isinstance(item, Skipped)
    assert (item.code, "64 MiB" in item.detail) == ("too_large", True)
    assert time.perf_counter() - began < 20  # 5 s where nobody else is at work


@pytest.mark.slow
def test_I08_half_a_million_points_are_imported_in_little_memory(tmp_path: Path):
    points = samples(km=4000, s_per_km=125, every_s=1)[: file_limits.MOST_POINTS]
    path = put(tmp_path, "x.gpx", a_gpx([replace(p, hr=None) for p in points]))

    with FencedReader(memory_mib=300) as reader:
        (item,) = reader.read(a_source(path), Reading("x", LONDON, TODAY)).items

    assert isinstance(item, Skipped)  # 4,000 km: it was read to its end, then judged
    assert item.code == "implausible"
