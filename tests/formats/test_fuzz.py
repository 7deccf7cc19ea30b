"""Each reader given what nobody wrote, for a moment; `make fuzz` does it for long."""

from __future__ import annotations

import random
import secrets
import time
from itertools import islice

import pytest

from benchmarks.fuzz.mutate import inputs
from benchmarks.fuzz.one import Found, fuzz
from benchmarks.fuzz.targets import TARGETS, Broken, Target

A_MOMENT_S = 2.0


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_refuses_in_its_own_words_whatever_it_is_given(name: str) -> None:
    seed = secrets.randbelow(2**31)
    found = fuzz(TARGETS[name], A_MOMENT_S, seed=seed)

    assert found.faults == {}, f"seed {seed}"
    assert found.n > 10


@pytest.mark.parametrize("name", TARGETS)
def test_each_reader_reads_the_whole_files_it_begins_with(name: str) -> None:
    target = TARGETS[name]

    for seed in target.seeds():
        assert target.read(seed)


def broken(data: bytes) -> None:
    if b"!" in data:
        raise ValueError(data)
    if b"?" in data:
        time.sleep(30)


def test_a_reader_that_breaks_or_hangs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.fuzz.one.TOO_LONG_S", 0.05)
    target = Target("broken", lambda: [b"abc"], (b"!", b"?"), broken)

    found: Found = fuzz(target, 1.0, seed=1)

    assert {fault.split()[0] for fault in found.faults} == {"ValueError", "TookTooLong"}


def test_the_same_seed_gives_the_same_inputs_and_each_is_another() -> None:
    dice = (random.Random(7), random.Random(7))  # noqa: S311 - no secret
    made = [list(islice(inputs([b"a whole file"], (b"<",), one), 50)) for one in dice]

    assert made[0] == made[1]
    assert len(set(made[0])) > 25


def test_markup_that_went_through_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("startline.web.journal.text.as_html", lambda text: f"<p>{text}</p>")

    with pytest.raises(Broken, match="script"):
        TARGETS["markdown"].read(b"<script>alert(1)</script>")
