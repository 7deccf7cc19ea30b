"""A child that hangs, crashes or swells becomes one line, and the next file gets a new child."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from startline.formats.fence import FencedReader
from startline.formats.imported import Reading, Skipped
from startline.formats.sources import Source
from tests.formats.recordings import LONDON, TODAY

CHILDREN = """
import os, time
from startline.formats.imported import Answer, Skipped

def read(source, reading, known):
    deeds = {"spin": spin, "sleep": sleep, "swell": swell, "crash": os.abort, "print": prints}
    deeds.get(source.name, lambda: None)()
    return Answer("f", (Skipped(reading.source, "fine", str(os.getpid())),))

def spin():
    while True:
        pass

def sleep():
    time.sleep(60)

def swell():
    bytearray(10**9)

def prints():
    print('[{"code": "forged", "detail": ""}]', flush=True)
    os.system("echo forged")
"""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FencedReader]:
    (tmp_path / "badly_behaved.py").write_text(CHILDREN)
    monkeypatch.syspath_prepend(tmp_path)
    with FencedReader(cpu_s=1, wall_s=5, memory_mib=300, work="badly_behaved:read") as fenced:
        yield fenced


def ask(reader: FencedReader, deed: str) -> Skipped:
    source = Source(deed, Path(deed), "fit", gzipped=False)
    (item,) = reader.read(source, Reading(deed, LONDON, TODAY)).items
    assert isinstance(item, Skipped)
    return item


@pytest.mark.parametrize(
    ("deed", "code"), [("spin", "too_slow"), ("swell", "too_much_memory"), ("crash", "crashed")]
)
def test_a_child_that_misbehaves_is_one_line_and_the_next_file_is_read(
    reader: FencedReader, deed: str, code: str
):
    assert ask(reader, "good").code == "fine"
    assert ask(reader, deed).code == code
    assert ask(reader, "good").code == "fine"


def test_a_child_that_waits_for_ever_is_ended_by_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "badly_behaved.py").write_text(CHILDREN)
    monkeypatch.syspath_prepend(tmp_path)
    with FencedReader(wall_s=0.5, work="badly_behaved:read") as reader:
        assert ask(reader, "sleep").code == "too_slow"


def test_one_child_serves_many_files(reader: FencedReader):
    assert ask(reader, "good").detail == ask(reader, "good").detail


def test_what_a_decoder_prints_is_not_taken_for_an_answer(reader: FencedReader):
    assert ask(reader, "print").code == "fine"
    assert ask(reader, "good").code == "fine"


def test_the_processor_limit_is_for_one_file_not_for_all(reader: FencedReader):
    answers = {ask(reader, "good").code for _ in range(50)}

    assert answers == {"fine"}
