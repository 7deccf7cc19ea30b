"""Our race programmes beside published marathon plans: are they inside what others ask for?

Four figures a programme: the longest run, the largest week, the mean of the last three weeks as a
share of the largest, and the median share of the long run in its week. The race itself is left
out. A half marathon is compared as a multiple of its race, since the published plans are marathons.

    python -m benchmarks.programmes          # writes benchmarks/results/programmes.md
"""

from __future__ import annotations

import csv
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.machine import measured_here
from startline.engine.plans import Programme
from startline.engine.races import MARATHON_KM, Race
from startline.formats.programmes import NAMES, RaceProgramme, build, load

ROOT = Path(__file__).resolve().parents[1]
PUBLISHED = ROOT.parent / "shared" / "data" / "plans" / "marathon_plan_days.csv"
REPORT = ROOT / "benchmarks" / "results" / "programmes.md"

KM_PER_MILE = 1.609344
RACE_MI = 26.0  # a last day this long is the race, some with a warm-up before it
FEWEST_WEEKS = 8  # shorter ones assume that somebody else's programme came before
RACE_DAY = date(2026, 5, 3)
DAYS = {3: "tue thu sun", 4: "tue wed fri sun", 5: "tue wed thu fri sun"}
WHAT = ("longest run, km", "largest week, km", "last 3 weeks / largest", "long run / week")

Weeks = list[list[float]]


@dataclass(frozen=True)
class Figures:
    """The four figures of one programme: km, km, share, share."""

    peak_long_km: float
    peak_week_km: float
    taper: float
    long_share: float

    def values(self) -> tuple[float, float, float, float]:
        return (self.peak_long_km, self.peak_week_km, self.taper, self.long_share)


def published(path: Path = PUBLISHED) -> dict[str, Weeks]:
    """Plans of eight weeks or more that lead to a race: km a day, without the race.

    Two names in the file hold two plans each; a day that comes again begins the next.
    """
    plans: dict[str, Weeks] = {}
    for name, rows in _by_plan(path).items():
        weeks = [rows[i : i + 7] for i in range(0, len(rows), 7)]
        if weeks[-1][-1] >= RACE_MI:
            weeks[-1][-1] = 0.0
        if "recovery" not in name and len(weeks) >= FEWEST_WEEKS:
            plans[name] = [[mi * KM_PER_MILE for mi in week] for week in weeks]
    return plans


def _by_plan(path: Path) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    n_times: dict[str, int] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = row["plan"]
            if (row["week"], row["day"]) == ("1", "1"):
                n_times[name] = n_times.get(name, 0) + 1
            name = name if n_times[name] == 1 else f"{name} ({n_times[name]})"
            days = found.setdefault(name, [])
            assert len(days) == 7 * int(row["week"]) + int(row["day"]) - 8, "a day is missing"
            days.append(float(row["distance_mi"]))
    return found


def figures(weeks: Weeks) -> Figures:
    """The four figures. The last week, that of the race, has no long run of its own."""
    totals = [sum(week) for week in weeks]
    shares = [max(week) / total for week, total in zip(weeks[:-1], totals, strict=False) if total]
    return Figures(
        max(km for week in weeks for km in week),
        max(totals),
        statistics.fmean(totals[-3:]) / max(totals),
        statistics.median(shares),
    )


def weeks_of(programme: Programme) -> Weeks:
    """A built programme as km a day, without the race."""
    last = max(one.extra["week"] for one in programme.sessions if "week" in one.extra)
    weeks: Weeks = [[] for _ in range(last)]
    for one in programme.sessions:
        if one.kind != "race":
            weeks[one.extra["week"] - 1].append(one.distance_km or 0.0)
    return weeks


def ours(name: str) -> dict[str, Figures]:
    """One programme as written, at both ends of its scaling, and with three run days."""
    of = load(name)
    assert isinstance(of, RaceProgramme)
    n_days = max(1 + len(week.easy_km) + bool(week.hard) for week in of.weeks)
    least, most = (of.usual_week_km * scale for scale in (of.least_scale, of.most_scale))
    return {
        "as written": _built(of, n_days, None),
        f"for {least:.0f} km a week": _built(of, n_days, least),
        f"for {most:.0f} km a week": _built(of, n_days, most),
        "on three days": _built(of, 3, None),
    }


def _built(of: RaceProgramme, n_days: int, usual_week_km: float | None) -> Figures:
    race = Race(on=RACE_DAY, distance_km=of.race_km)
    made = build(
        of.name, race=race, run_days=DAYS[n_days].split(), long_run_day="sun",
        usual_week_km=usual_week_km,
    )  # fmt: skip
    found = figures(weeks_of(made))
    per_race = MARATHON_KM / of.race_km  # 1 for a marathon
    return Figures(
        found.peak_long_km * per_race, found.peak_week_km * per_race, found.taper, found.long_share
    )


def ranges(plans: Iterable[Weeks]) -> list[tuple[float, ...]]:
    """Least, 10th percentile, median, 90th, most of each figure."""
    table = np.array([figures(weeks).values() for weeks in plans])
    return [tuple(np.quantile(column, [0, 0.1, 0.5, 0.9, 1])) for column in table.T]


def place(value: float, spread: Sequence[float]) -> str:
    """Where a figure stands among the published ones."""
    if not spread[0] <= value <= spread[4]:
        return "OUTSIDE"
    return "inside" if spread[1] <= value <= spread[3] else "inside, beyond 10-90"


def report(plans: dict[str, Weeks]) -> str:
    """The whole page."""
    spreads = ranges(plans.values())
    lines = [
        "# Our programmes beside published ones", "",
        f"{len(plans)} published marathon plans of {FEWEST_WEEKS} weeks or more (Hansons, Higdon, "
        "Pfitzinger, Meb, Coogan, Boston Athletic Association), the race left out.",
        measured_here(), "",
        "Ours are built for a Sunday race. The half marathon is shown as a multiple of its race, "
        "times 42.195 km.", "",
        "| published | least | 10th | median | 90th | most |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for what, spread in zip(WHAT, spreads, strict=True):
        lines.append(f"| {what} | " + " | ".join(_number(value) for value in spread) + " |")
    lines += ["", "| ours | built | " + " | ".join(WHAT) + " |", "|---|---|---|---|---|---|"]
    for name in NAMES:
        if isinstance(load(name), RaceProgramme):
            lines += _rows(name, spreads)
    return "\n".join([*lines, "", *_ends()])


def _rows(name: str, spreads: Sequence[Sequence[float]]) -> list[str]:
    rows = []
    for how, found in ours(name).items():
        cells = [
            f"{_number(value)} ({place(value, spread)})"
            for value, spread in zip(found.values(), spreads, strict=True)
        ]
        rows.append(f"| {name} | {how} | " + " | ".join(cells) + " |")
    return rows


def _ends() -> list[str]:
    return [
        "Beyond 10-90: most published plans ask for five days or more and for more kilometres. On "
        "three or four days the largest week is smaller and the long run is more of it; and a "
        "longest run that grows by at most a tenth ends below the 32 km that most plans share.",
        "",
        "The walk-run programme and the ladders are in minutes and have no counterpart here.",
        "",
    ]


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 2 else f"{value:.1f}"


def main() -> None:
    if not PUBLISHED.is_file():
        sys.exit("No ../shared/data/plans beside the checkout: nothing to compare with.")
    text = report(published())
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
