"""One runner's advice of a day: processor time and bytes, beside the same posterior by NUTS."""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from startline.engine.advise import advise, advise_distances
from startline.engine.case import Case
from startline.formats.advice_json import write_advice
from startline.formats.case_json import write_case
from startline.study.policies import Programme, Startline
from startline.study.settings import Settings
from startline.study.simulator.story import a_story

N = 200
DRAWS = 1000  # of each of four chains, after as many of warm-up: what people run by default


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians over the runners: milliseconds of a core, and bytes."""

    advise_ms: float
    distances_ms: float
    case_bytes: float
    advice_bytes: float
    packed_bytes: float


def table(runners: int | None) -> list[str]:
    """The costs, and what NUTS takes."""
    n = runners or N
    found = measured(n)
    nuts_s, name = by_nuts()
    nuts_ms = 1000 * nuts_s
    return [
        f"Medians of {n} simulated runners somewhere between the first pain and the race "
        "(processor time, one core).", "",
        "| what | ours | instead | ratio |", "|---|---|---|---|",
        f"| the whole advice of a day | {found.advise_ms:.1f} core-ms | posterior alone by NUTS, "
        f"{name}, 4 x {DRAWS:,} draws after as much warm-up, without compiling: "
        f"{nuts_ms:,.0f} core-ms | {nuts_ms / found.advise_ms:,.0f} |",
        f"| distances alone, through every limit | {found.distances_ms:.1f} core-ms | the whole "
        f"advice {found.advise_ms:.1f} core-ms | {found.advise_ms / found.distances_ms:.1f} |",
        f"| the Case | {found.case_bytes / 1024:.1f} KiB | - | - |",
        f"| the Advice; packed (gzip) | {found.advice_bytes / 1024:.1f} KiB; "
        f"{found.packed_bytes / 1024:.1f} KiB | - | - |",
    ]  # fmt: skip


def measured(n: int) -> Cost:
    """The medians of so many runners."""
    rows = [one_runner(number) for number in range(-3, n)][3:]  # the first warm up
    return Cost(*(statistics.median(column) for column in zip(*rows, strict=True)))


def one_runner(number: int) -> tuple[float, float, float, float, float]:
    """The costs of one runner on one day."""
    case, on = a_case(abs(number))
    whole_ms = spent_ms(lambda: advise(case, on=on, rng=np.random.default_rng(number % 7)))
    distances_ms = spent_ms(lambda: advise_distances(case, on=on))
    text = write_advice(advise(case, on=on, rng=np.random.default_rng(0))).encode()
    packed = gzip.compress(text, mtime=0)
    return whole_ms, distances_ms, len(write_case(case).encode()), len(text), len(packed)


def a_case(number: int) -> tuple[Case, date]:
    """A simulated runner on a day between the parting of the policies and the race."""
    story = a_story(1, number, Settings(), Programme())
    season, days = story.season.copy(), list(story.days)
    n = number * 7 % (len(days) - 1)
    season.live(Startline(), days[:n], visits=True)
    return season.diary.as_case(), days[n][0]


def spent_ms(act: Callable[[], object]) -> float:
    """Processor time of one call."""
    begun = time.process_time()
    act()
    return 1000 * (time.process_time() - begun)


def by_nuts() -> tuple[float, str]:
    """Processor seconds of NUTS on a log of ten reports, and the log's name."""
    import numpyro

    numpyro.set_host_device_count(4)
    from benchmarks.nuts import by_nuts, logs  # after the devices are set

    log = logs()[2]
    return by_nuts(log, draws=DRAWS).core_s, log.name
