"""How well marathon times are foretold, beside what people use instead.

    python -m benchmarks.finish_time            # tables to benchmarks/results/finish_time.md

Three questions, each on data read in place from ``../shared/data``:

1. Histories: the marathon from the 16 weeks of training before it. Of the constants of
   `engine/readiness/training.py` two are the published model's slopes and one, the level, is fitted
   here on the development runners alone; a last line says whether what is shipped is what was
   fitted. Fitting the slopes as well did worse on runners left out (a row of the table).
2. Boston 2014: the finish from the half-way split.
3. 650 marathoners: the time from weekly volume (a baseline; nothing fitted on it is shipped).

How a marathon is recognised in the histories stands at the head of `study/histories.py`.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from benchmarks.machine import measured_here
from startline.engine import assumptions as a
from startline.engine.races import MARATHON_KM
from startline.engine.readiness import penalties, training
from startline.engine.readiness.finish_time import FinishLaw
from startline.engine.readiness.vickers import riegel_min
from startline.study.histories import (
    KM_PER_MILE,
    Logged,
    Marathon,
    histories,
    marathons,
    number,
    riegel,
)

Floats: TypeAlias = npt.NDArray[np.float64]

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
RESULTS = Path(__file__).parent / "results" / "finish_time.md"
SEED = 20260503
DEVELOPMENT = 2 / 3  # of the runners
RESAMPLES = 2000
HUBER = 0.2  # log units beyond which one marathon pulls less
RIDGE = 0.02


# --- predictors -------------------------------------------------------------------------------


def riegel_second(one: Marathon) -> float:
    """The same from the second best of 10 km or more, as careful people do."""
    timed = [r for r in one.runs if r.distance_km >= 10 and r.duration_min]
    all_ = sorted(riegel_min(r.duration_min or 0, r.distance_km, MARATHON_KM, 1.06) for r in timed)
    return all_[min(1, len(all_) - 1)] if all_ else riegel(one)


def tanda(one: Marathon) -> float:
    """Tanda 2011, J Hum Sport Exerc 6(3), doi:10.4100/jhse.2011.63.05: eight weeks."""
    recent = [r for r in one.runs if one.on - r.on <= timedelta(56) and r.duration_min]
    km = sum(r.distance_km for r in recent)
    if km == 0:
        return riegel(one)
    pace_s = sum(r.duration_min or 0 for r in recent) * 60 / km
    return float(17.1 + 140 * np.exp(-0.0053 * km / 8) + 0.55 * pace_s) * MARATHON_KM / 60


def shipped_base(one: Marathon) -> float:
    return float(training.marathon_from_training_min(one.read.best_min, one.read.week_km))


def shipped(one: Marathon) -> float:
    """As shipped: the base and the published costs of a short longest run and a stop."""
    return with_costs(one, shipped_base(one))


def with_costs(one: Marathon, base: float) -> float:
    zero = np.zeros(1)
    short = penalties.short_cost_min(penalties.short_share(one.read.longest_km), zero, MARATHON_KM)
    stop = penalties.stop_cost_min(base, one.gap_days, zero)
    return base + float(penalties.together_min(short, stop)[0])


def without_costs(one: Marathon) -> float:
    """The marathon's minutes less the published costs, solved by repetition."""
    base = one.minutes
    for _ in range(20):
        base += one.minutes - with_costs(one, base)
    return base


# --- fitting ----------------------------------------------------------------------------------


def columns(all_: Sequence[Marathon], *names: str) -> Floats:
    values: dict[str, Callable[[Marathon], float]] = {
        "best": lambda m: np.log(m.read.best_min / training.REFERENCE_MIN),
        "volume": lambda m: np.log(max(m.read.week_km, 5.0) / training.REFERENCE_KM),
        "pace": lambda m: np.log(median_pace(m) * MARATHON_KM / training.REFERENCE_MIN),
        "longest": lambda m: np.log(m.read.longest_km / 30),
    }
    return np.array([[1.0, *(values[name](m) for name in names)] for m in all_])


def median_pace(one: Marathon) -> float:
    return float(np.median([(r.duration_min or 0) / r.distance_km for r in one.runs]))


def weights(all_: Sequence[Marathon]) -> Floats:
    """One over the root of a runner's number of marathons: nobody speaks for everybody."""
    runners = [m.runner for m in all_]
    return np.array([1 / np.sqrt(runners.count(r)) for r in runners])


def fit(x: Floats, log_y: Floats, weight: Floats) -> Floats:
    """Weighted Huber regression by reweighting, with a slight ridge but for the level."""
    ridge = np.diag([0.0] + [RIDGE] * (x.shape[1] - 1))
    pull: Floats = weight.copy()
    beta: Floats = np.zeros(x.shape[1])
    for _ in range(100):
        normal = x.T @ (x * pull[:, None]) + ridge
        beta = np.asarray(np.linalg.solve(normal, x.T @ (pull * log_y)), dtype=np.float64)
        away: Floats = np.maximum(np.abs(log_y - x @ beta), 1e-12)
        pull = np.asarray(weight * np.minimum(1, HUBER / away), dtype=np.float64)
    return beta


Predictor: TypeAlias = Callable[[Marathon], float]


def linear(names: Sequence[str], known: Sequence[Marathon], *, costs: bool = False) -> Predictor:
    """A log-linear predictor fitted on some marathons, around the published costs if asked."""
    minutes = np.array([without_costs(m) if costs else m.minutes for m in known])
    log_y = np.log(minutes / training.REFERENCE_MIN)
    beta = fit(columns(known, *names), log_y, weights(known))

    def predict(one: Marathon) -> float:
        base = training.REFERENCE_MIN * float(np.exp(columns([one], *names) @ beta)[0])
        return with_costs(one, base) if costs else base

    return predict


def levelled(known: Sequence[Marathon], *, costs: bool) -> Predictor:
    """The published slopes, as shipped, with the level fitted on some marathons."""
    level = fitted_level(known, costs=costs)

    def predict(one: Marathon) -> float:
        base = shipped_base(one) * float(np.exp(level - a.TRAINING_LEVEL))
        return with_costs(one, base) if costs else base

    return predict


def fitted_level(known: Sequence[Marathon], *, costs: bool = True) -> float:
    minutes = np.array([without_costs(m) if costs else m.minutes for m in known])
    base = np.array([shipped_base(m) for m in known]) * np.exp(-a.TRAINING_LEVEL)
    one = np.ones((len(minutes), 1))
    return float(fit(one, np.log(minutes / base), weights(known))[0])


Fitter: TypeAlias = Callable[[Sequence[Marathon]], Predictor]


def left_out(fitter: Fitter, all_: Sequence[Marathon]) -> Floats:
    """Each runner predicted by a fit on the others."""
    fits = {r: fitter([m for m in all_ if m.runner != r]) for r in {m.runner for m in all_}}
    return np.array([fits[m.runner](m) for m in all_])


# --- scores -----------------------------------------------------------------------------------


def interval(values: Floats) -> str:
    low, high = np.quantile(values, [0.025, 0.975])
    return f"({low:.1f} to {high:.1f})"


def scores(error: Floats, groups: Sequence[str]) -> str:
    """Mean absolute error and bias, min, with 95 % bootstrap intervals by group."""
    rng = np.random.default_rng(SEED)
    names = sorted(set(groups))
    member = [np.flatnonzero(np.array(groups) == name) for name in names]
    size = np.array([len(m) for m in member], dtype=float)
    absolute = np.array([np.abs(error[m]).sum() for m in member])
    signed = np.array([error[m].sum() for m in member])
    picks = rng.integers(0, len(names), (RESAMPLES, len(names)))
    n = size[picks].sum(axis=1)
    mae, bias = absolute[picks].sum(axis=1) / n, signed[picks].sum(axis=1) / n
    each = np.mean(absolute / size)
    return (
        f"{np.abs(error).mean():.1f} {interval(mae)} | {error.mean():+.1f} {interval(bias)} "
        f"| {np.median(np.abs(error)):.1f} | {each:.1f}"
    )


def history_rows(dev: Sequence[Marathon], held: Sequence[Marathon]) -> Iterator[str]:
    """Fitted predictors: development with each runner left out, held out by the development fit."""
    fixed: dict[str, Predictor] = {
        "Riegel 1.06, best run": riegel,
        "Riegel 1.06, second best of 10 km and more": riegel_second,
        "Tanda 2011": tanda,
    }
    fitted: dict[str, Fitter] = {
        "mean of the others": partial(linear, ()),
        "line: weekly km": partial(linear, ("volume",)),
        "line: median pace, weekly km": partial(linear, ("pace", "volume")),
        "line: median pace, weekly km, longest run": partial(linear, ("pace", "volume", "longest")),
        "startline with slopes fitted": partial(linear, ("best", "volume"), costs=True),
        "startline without the published costs": partial(levelled, costs=False),
        "**startline**": partial(levelled, costs=True),
    }
    for name, predict in fixed.items():
        yield row(name, dev, np.array([predict(m) for m in dev]), "development")
        yield row(name, held, np.array([predict(m) for m in held]), "held out")
    for name, fitter in fitted.items():
        yield row(name, dev, left_out(fitter, dev), "development")
        known = fitter(dev)
        yield row(name, held, np.array([known(m) for m in held]), "held out")


def row(name: str, all_: Sequence[Marathon], predicted: Floats, part: str) -> str:
    error = predicted - np.array([m.minutes for m in all_])
    return f"| {name} | {part} | {scores(error, [m.runner for m in all_])} |"


def split(all_: Sequence[Marathon]) -> tuple[list[Marathon], list[Marathon]]:
    runners = np.array(sorted({m.runner for m in all_}))
    order = np.random.default_rng(SEED).permutation(runners)
    first = set(order[: round(len(order) * DEVELOPMENT)].tolist())
    return [m for m in all_ if m.runner in first], [m for m in all_ if m.runner not in first]


def spread(all_: Sequence[Marathon]) -> tuple[float, float]:
    """Sd and robust sd of the log error, each runner left out and weighing one."""
    predicted = left_out(partial(levelled, costs=True), all_)
    error = np.log(predicted) - np.log([m.minutes for m in all_])
    weight = weights(all_) ** 2
    sd = float(np.sqrt((weight * error**2).sum() / weight.sum()))
    return sd, 1.4826 * float(np.median(np.abs(error)))


def coverage(all_: Sequence[Marathon]) -> float:
    """Share of marathons inside the 80 % range that the shipped law draws."""
    rng = np.random.default_rng(SEED)
    inside = []
    for one in all_:
        law = FinishLaw(
            source="training",
            race_km=MARATHON_KM,
            at=(one.read.best_min,),
            log_sd=a.TRAINING_LOG_SD,
            week_km=one.read.week_km,
            longest_km=one.read.longest_km,
            gap_days=one.gap_days,
        )
        low, high = np.quantile(law.draw(4000, rng), [0.1, 0.9])
        inside.append(low <= one.minutes <= high)
    return float(np.mean(inside))


def other_readings(everyone: dict[str, list[Logged]]) -> Iterator[str]:
    """The shipped predictor where a marathon is recognised in other ways."""
    all_ = marathons(everyone)
    raced = [m for m in all_ if m.minutes / MARATHON_KM <= median_pace(m)]
    for name, some in (
        ("as above", all_),
        ("on any weekday", marathons(everyone, days=range(7))),
        ("at most 300 m of climb", marathons(everyone, flat_m=300)),
        ("no slower than the median training run", raced),
    ):
        error = np.array([shipped(m) - m.minutes for m in some])
        groups = [m.runner for m in some]
        yield f"| {name} | {len(some)} of {len(set(groups))} | {scores(error, groups)} |"


# --- the two other tables ---------------------------------------------------------------------


def boston_rows(path: Path) -> Iterator[str]:
    """Finish from half-way and from half-way with the last 5 km before it."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if number(r["half"]) and number(r["official"])]
    half = np.array([float(r["half"]) for r in rows])
    finish = np.array([float(r["official"]) for r in rows])
    fits = (finish / half > 1.8) & (finish / half < 3.0)
    half, finish = half[fits], finish[fits]
    first = np.random.default_rng(SEED).random(len(half)) < DEVELOPMENT
    x = np.c_[np.ones_like(half), half]
    beta = np.linalg.lstsq(x[first], finish[first], rcond=None)[0]
    ratio = float(np.median(finish[first] / half[first]))
    yield from (
        pacing_row("even pace: twice the half", 2 * half - finish, first),
        pacing_row("Riegel 1.06", 2**1.06 * half - finish, first),
        pacing_row("Riegel 1.11", 2**1.11 * half - finish, first),
        pacing_row(f"times the median ratio, {ratio:.3f}", ratio * half - finish, first),
        pacing_row("line: half", x @ beta - finish, first),
    )


def pacing_row(name: str, error: Floats, first: npt.NDArray[np.bool_]) -> str:
    cells = []
    for part in (first, ~first):
        e = error[part]
        half_width = 1.96 * float(np.std(np.abs(e))) / np.sqrt(len(e))
        cells.append(f"{np.abs(e).mean():.2f} ± {half_width:.2f} | {e.mean():+.2f}")
    return f"| {name} | {' | '.join(cells)} |"


def volume_rows(path: Path) -> Iterator[str]:
    """Time from volume among 650 marathoners, in ten folds."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if number(r["mf_ti"]) and number(r["max"])]
    rows = [r for r in rows if 7000 < float(r["mf_ti"]) < 28000 and float(r["max"]) > 0]
    y = np.array([float(r["mf_ti"]) / 60 for r in rows])
    km = np.array([float(r["max"]) * KM_PER_MILE for r in rows])
    age, sex = (np.array([number(r[k]) or 0.0 for r in rows]) for k in ("age", "female"))
    one = np.ones_like(y)
    for name, x in (
        ("mean", one[:, None]),
        ("line: log of peak week", np.c_[one, np.log(km)]),
        ("line: log of peak week, age, sex", np.c_[one, np.log(km), age, sex]),
    ):
        error = np.exp(folded(x, np.log(y))) - y
        yield f"| {name} | {len(y)} | {np.abs(error).mean():.1f} | {error.mean():+.1f} |"


def folded(x: Floats, y: Floats) -> Floats:
    fold = np.random.default_rng(SEED).integers(0, 10, len(y))
    out = np.zeros_like(y)
    for i in range(10):
        beta = np.linalg.lstsq(x[fold != i], y[fold != i], rcond=None)[0]
        out[fold == i] = x[fold == i] @ beta
    return out


# --- the report -------------------------------------------------------------------------------


def report(folder: Path) -> str:
    everyone = histories(folder / "histories")
    all_ = marathons(everyone)
    dev, held = split(all_)
    level = fitted_level(dev)
    is_shipped = abs(level - a.TRAINING_LEVEL) < 6e-4
    sd, robust = spread(dev)
    lines = [
        "# Marathon time: how well it is foretold",
        "",
        "`make bench-finish`; what is measured and how a marathon is recognised stands at the head",
        "of `benchmarks/finish_time.py`. Errors in minutes, predicted less run; 95 % bootstrap",
        'intervals by runner. "By runner": every runner weighs one.',
        "",
        measured_here(),
        "",
        f"## From training: {len(all_)} marathons of {len({m.runner for m in all_})} runners",
        "",
        f"Development: {len(dev)} marathons of {len({m.runner for m in dev})} runners, each runner",
        f"predicted by a fit on the others. Held out: {len(held)} of",
        f"{len({m.runner for m in held})}, predicted by the development fit.",
        "",
        "| Predictor | Part | Mean absolute error | Bias | Median | By runner |",
        "|---|---|---|---|---|---|",
        *history_rows(dev, held),
        "",
        f"Level fitted on development: {level:.3f}; shipped "
        f"{'the same' if is_shipped else 'ANOTHER'}. Spread of the log error: {sd:.3f}",
        f"(robust {robust:.3f}); shipped {a.TRAINING_LOG_SD:.2f}, for its tails.",
        f"The shipped 80 % range held {coverage(dev):.0%} of development and "
        f"{coverage(held):.0%} of held-out marathons.",
        "",
        "The shipped predictor, all runners, where a marathon is recognised in other ways:",
        "",
        "| Which marathons | Of runners | Mean absolute error | Bias | Median | By runner |",
        "|---|---|---|---|---|---|",
        *other_readings(everyone),
        "",
        "## From half-way: Boston 2014",
        "",
        "Development two thirds, held out one third, seeded; ± is the 95 % interval of the mean.",
        "",
        "| Predictor | MAE, dev | Bias | MAE, held out | Bias |",
        "|---|---|---|---|---|",
        *boston_rows(folder / "boston_2014_splits_minutes.csv"),
        "",
        "## From volume alone: 650 marathoners, ten folds",
        "",
        "| Predictor | n | MAE | Bias |",
        "|---|---|---|---|",
        *volume_rows(folder / "marathoners_650.csv"),
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    if not DATA.is_dir():
        sys.stderr.write("No folder ../shared/data beside the checkout: nothing to measure on.\n")
        return 1
    text = report(DATA)
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
