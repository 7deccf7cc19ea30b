"""`startline read-entry`: fields with the words each came from; nothing is stored."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

STORY = (
    "Ran 8 today, 12 were planned. Pain began around mile 6. The physio allows 9 miles. "
    "The 18 is next, six weeks to the race."
)


def run(*typed: str, text: str = STORY) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "startline.cli", "read-entry", *typed]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def test_the_story_is_read_with_its_words() -> None:
    read = json.loads(run("--json").stdout)

    fields = read["fields"]
    assert fields["distance_run_km"] == 12.875
    assert fields["distance_planned_km"] == 19.312
    assert fields["onset_km"] == 9.656
    assert fields["cap_km"] == 14.484
    assert fields["next_long_run_km"] == [28.968]
    assert fields["weeks_to_race"] == 6
    for words in (read["evidence"][name] for name in ("onset_km", "cap_km", "distance_run_km")):
        assert words in STORY


def test_what_is_not_said_is_null_and_never_nought() -> None:
    read = json.loads(run("--json", text="The weather was fine.").stdout)

    assert read["fields"]["distance_run_km"] is None
    assert read["fields"]["next_long_run_km"] == []


def test_a_file_is_read_and_is_as_it_was(tmp_path: Path) -> None:
    entry = tmp_path / "entry.txt"
    entry.write_text(STORY)

    found = run(str(entry))

    assert found.returncode == 0
    assert "8 mi" in found.stdout
    assert "Nothing is stored." in found.stderr
    assert entry.read_text() == STORY


def test_a_file_that_is_not_there_is_status_1_and_one_line() -> None:
    found = run("nowhere.txt")

    assert found.returncode == 1
    assert "Check the path." in found.stderr
    assert "Traceback" not in found.stderr


def test_what_is_not_utf8_is_refused_with_its_place(tmp_path: Path) -> None:
    entry = tmp_path / "entry.txt"
    entry.write_bytes(b"Ran 8 miles.\nCaf\xe9 after.\n")

    found = run(str(entry))

    assert found.returncode == 1
    assert "Line 2, byte 16" in found.stderr
    assert "UTF-8" in found.stderr
    assert "8 mi" not in found.stdout


def test_a_distance_is_shown_as_it_was_told() -> None:
    assert "2.75 mi" in run(text="Ran 2.75 miles.").stdout


def test_of_a_long_entry_the_place_where_reading_ended_is_told() -> None:
    found = run(text="I ran 8 miles on the hill. " * 400)

    assert found.returncode == 0
    assert "what follows “8 miles on the hill.” was not read" in found.stderr
