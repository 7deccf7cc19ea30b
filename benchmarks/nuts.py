r"""The full posterior beside NUTS on the same model: do they agree, and what does each cost?

The model of `engine/onset/belief.py`, written again in numpyro with every coordinate a standard
normal (non-centred: Papaspiliopoulos, Roberts & Skold 2007, Statist Sci 22:59). The step between
two reports is m + Q(v), Q the quantile function of the calm-or-relapse mixture, so relapses are
summed out and leave no second mode. The plateau z is summed out too: the path is computed for
z = 0 and z = 1 from the same coordinates, and their likelihoods are added in the ratio of the prior
(one run, no marginal likelihoods needed). The step after the last report is integrated exactly.
The first-step part is a conjugate Beta in both.

NUTS: Hoffman & Gelman 2014, JMLR 15:1593; numpyro: Phan et al. 2019, arXiv:1912.11554; R-hat is
split (Gelman et al. 2013, BDA3, 11.4). A difference is in combined Monte Carlo standard errors:
ours from 20 seeds (sd / sqrt(20)), NUTS from its effective sample size.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax.scipy.special import ndtr
from jax.scipy.stats import norm
from numpy.typing import NDArray
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import NUTS

from startline.engine import assumptions as a
from startline.engine.onset.belief import N_DRAWS, Belief, infer_belief, trend
from startline.engine.onset.observations import Report, report_of, widen_heaped
from startline.engine.onset.sites import site_prior
from startline.engine.runs import OnsetObservation, PainReport, Run

jax.config.update("jax_enable_x64", True)

Floats = NDArray[np.float64]

DAY = date(2026, 3, 15)
SITE = "unknown"
KM = (5.0, 10.0, 15.0)
NAMES = (
    "capacity now (log km)", "log T", "log sigma", "log alpha", "log q", "P(plateau)",
    *(f"P(no pain before {km:g} km)" for km in KM), "change since first report", "P(improving)",
)  # fmt: skip
CHAINS = 4
MANY_DRAWS = 4096
SEEDS = 20
DAYS_AFTER = 1  # "now" is the day after the last report
WARM_UP = 1000
LOG_Z = np.log([1 - a.PLATEAU, a.PLATEAU])
NODES, NODE_WEIGHT = np.polynomial.hermite_e.hermegauss(40)


@dataclass(frozen=True, slots=True)
class Log:
    """One runner's reports."""

    name: str
    reports: tuple[Report, ...]

    @property
    def now(self) -> date:
        """The day the posterior speaks of."""
        return self.reports[-1].on + timedelta(DAYS_AFTER)

    @property
    def gaps(self) -> Floats:
        """Days from each report to the next, shape (reports - 1,)."""
        days = [report.on.toordinal() for report in self.reports]
        return np.diff(np.array(days, float))

    @property
    def past(self) -> Floats:
        """log(distance / onset) of each report; nothing for pain from the first step."""
        return np.array([0.0 if r.said.is_first_step else r.ran_past for r in self.reports])

    @property
    def p_first(self) -> float:
        """Posterior chance of hurting from the first step."""
        hits, misses = site_prior(SITE).first_step
        n = sum(r.said.is_first_step for r in self.reports)
        return (hits + n) / (hits + misses + len(self.reports))


# --- the logs ---------------------------------------------------------------------------------


def a_report(day: int, km: float, said: OnsetObservation) -> Report:
    """One run as the model reads it."""
    free = said.is_right_censored
    pain = PainReport(free=free, onset=None if free else said)
    return report_of(Run(on=DAY + timedelta(day), distance_km=km, pain=pain))


def a_simulated_log(n: int, seed: int, *, sigma: float = 0.3) -> list[Report]:
    """n runs of a slowly recovering runner, told exactly, roughly, late, or pain-free.

    The kinds take turns among the painful runs; every third exact onset is a whole kilometre.
    """
    rng = np.random.default_rng(seed)
    c, day, told, out = math.log(9.0), 0, 0, list[Report]()
    for _ in range(n):
        km = round(float(rng.uniform(7, 16)), 1)
        at = math.exp(c + sigma * float(rng.standard_t(4)))
        said = _told(at, km, told)
        told += not said.is_right_censored
        out.append(a_report(day, km, said))
        gap = int(rng.integers(2, 6))
        c += 0.01 * gap - 0.1 * out[-1].ran_past + 0.02 * math.sqrt(gap) * float(rng.normal())
        day += gap
    return out


def _told(at: float, km: float, told: int) -> OnsetObservation:
    """How a runner tells an onset `at` in a run of `km`."""
    if at >= km:
        return OnsetObservation.pain_free_for(km)
    at = max(at, 1.0)
    kind = told % 4
    if kind == 1:
        return OnsetObservation.between(round(0.85 * at, 2), round(min(1.1 * at, km), 2))
    if kind == 2:
        return OnsetObservation.before(km)
    return OnsetObservation.exactly(round(at) if kind == 3 else round(at, 2) + 0.003)


def logs() -> tuple[Log, ...]:
    """The rough week, and three simulated logs with every kind of censoring."""
    between = OnsetObservation.between(8.851, 10.461)
    rough = [a_report(0, 16.093, between), a_report(7, 12.875, between)]
    six, ten, first = a_simulated_log(6, 12), a_simulated_log(10, 2), a_simulated_log(10, 5)
    day = (first[5].on - DAY).days
    first[5] = a_report(day, first[5].distance_km, OnsetObservation.from_the_first_step())
    named = (
        ("Rough week, 2 reports", rough), ("6 reports", six), ("10 reports", ten),
        ("10 reports, one from the first step", first),
    )  # fmt: skip
    return tuple(Log(name, tuple(reports)) for name, reports in named)


def kind_of(report: Report) -> str:
    """Which kind of stretch a report is, once whole kilometres are widened."""
    said = widen_heaped(report.said)
    if said.is_first_step:
        return "first step"
    if said.is_right_censored:
        return "right-censored"
    if said.lower_km == 0:
        return "left-censored"
    return "exact" if said.lower_km == said.upper_km else "interval"


# --- the model again --------------------------------------------------------------------------


def t4_beyond(t: Any) -> Any:
    """P(T > t), 4 degrees of freedom; exact in both tails (Shaw 2006, J Comput Finance 9:37)."""
    root = jnp.sqrt(4 + t * t)
    short = jnp.where(t > 0, 4 / (root * (root + jnp.abs(t))), 1 - t / root)
    return short * short * (3 - short) / 4


def log_seen(said: OnsetObservation, c: Any, sigma: Any) -> Any:
    """Log-likelihood of one report given capacity; the first step says nothing about it."""
    if said.is_first_step:
        return jnp.zeros_like(c)
    onset = widen_heaped(said)
    low = (math.log(max(onset.lower_km, 1e-300)) - c) / sigma
    if onset.is_right_censored:
        return jnp.log(t4_beyond(low))
    high = (math.log(onset.upper_km) - c) / sigma
    if onset.lower_km == 0:
        return jnp.log(t4_beyond(-high))
    if onset.upper_km == onset.lower_km:
        return dist.StudentT(4.0, 0.0, 1.0).log_prob(low) - jnp.log(sigma)
    side = jnp.where(low + high > 0, 1.0, -1.0)  # subtract in the thinner tail
    return jnp.log(side * (t4_beyond(side * low) - t4_beyond(side * high)))


def mixture_quantile(v: Any, spread: Any, p: Any) -> Any:
    """Q with Q(normal) ~ (1 - p) N(0, spread^2) + p N(RELAPSE_MEAN, spread^2 + RELAPSE_SD^2).

    Bisection between the two components' quantiles, then one Newton step, which also carries the
    derivative (implicit function theorem). Always in the thinner tail of v.
    """
    side = jnp.where(v > 0, -1.0, 1.0)
    target = ndtr(side * v)

    def tail(x: Any, s: Any) -> Any:
        wild = jnp.sqrt(s * s + a.RELAPSE_SD**2)
        return (1 - p) * ndtr(side * x / s) + p * ndtr(side * (x - a.RELAPSE_MEAN) / wild)

    def halve(_: Any, ends: Any) -> Any:
        low, high = ends
        middle = (low + high) / 2
        too_far = side * (tail(middle, fixed) - goal) > 0
        return jnp.where(too_far, low, middle), jnp.where(too_far, middle, high)

    fixed, goal, at = (jax.lax.stop_gradient(x) for x in (spread, target, v))
    wild = jnp.sqrt(fixed * fixed + a.RELAPSE_SD**2)
    ends = fixed * at, a.RELAPSE_MEAN + wild * at
    low, high = jax.lax.fori_loop(0, 32, halve, (jnp.minimum(*ends), jnp.maximum(*ends)))
    x = (low + high) / 2
    density = (1 - p) * norm.pdf(x, 0, fixed) + p * norm.pdf(x, a.RELAPSE_MEAN, wild)
    return x - side * (tail(x, spread) - target) / density


def p_relapse(days: Any) -> Any:
    """Chance of a relapse within so many days."""
    return -np.expm1(-a.RELAPSE_PER_DAY * np.asarray(days, float))


def model(log: Log) -> None:
    """The joint density; `c` has a row for z = 0 (recovering) and one for z = 1 (plateau)."""
    prior = site_prior(SITE)
    n = len(log.reports)
    u = numpyro.sample("u", dist.Normal(0, 1).expand([4]).to_event(1))
    start = numpyro.sample("start", dist.Normal(0, 1))
    v = numpyro.sample("v", dist.Normal(0, 1).expand([n - 1]).to_event(1))
    days_to_recover = prior.recovery_days * jnp.exp(prior.recovery_log_sd * u[0])
    alpha = a.AGGRAVATION * jnp.exp(a.AGGRAVATION_LOG_SD * u[1])
    sigma = a.SIGMA * jnp.exp(a.SIGMA_LOG_SD * u[2])
    q = a.STEP_SD * jnp.exp(a.STEP_LOG_SD * u[3])
    drift = jnp.stack([a.RECOVERY_LOG_DISTANCE / days_to_recover, jnp.zeros(())])
    mean = drift[:, None] * log.gaps - alpha * log.past[:-1]
    steps = mean + mixture_quantile(v, q * jnp.sqrt(log.gaps), p_relapse(log.gaps))
    walked = jnp.concatenate([jnp.zeros((2, 1)), jnp.cumsum(steps, axis=1)], axis=1)
    c = prior.log_median_km + prior.log_sd * start + walked
    seen = sum(log_seen(report.said, c[:, i], sigma) for i, report in enumerate(log.reports))
    numpyro.factor("seen", jax.nn.logsumexp(LOG_Z + seen))
    numpyro.deterministic("plateau", jax.nn.softmax(LOG_Z + seen))
    numpyro.deterministic("c", c)
    for name, value in (("drift", drift), ("alpha", alpha), ("sigma", sigma), ("q", q)):
        numpyro.deterministic(name, value)


# --- NUTS -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """Means of NAMES, their standard errors, sd (ours: of one fit; NUTS: posterior), seconds."""

    mean: Floats
    error: Floats
    sd: Floats
    seconds: float


@dataclass(frozen=True, slots=True)
class Chains:
    """What NUTS found, and what it took: seconds compiling, and warming up.

    core_s: processor seconds of all chains, warm-up and draws, without compiling.
    """

    answer: Answer
    r_hat: float
    smallest_size: float
    divergences: int
    compiling: float
    warming_up: float
    core_s: float


def by_nuts(log: Log, *, draws: int) -> Chains:
    """Compile warm-up and sampling ahead, then time each.

    `MCMC.run` compiles again at every call with parallel chains, so its second call is no warm one.
    """
    kernel = NUTS(model, target_accept_prob=0.9)
    given: tuple[tuple[Log], dict[str, Any]] = ((log,), {})

    def warm_up(key: Any) -> Any:
        state = kernel.init(key, WARM_UP, None, *given)
        return jax.lax.fori_loop(0, WARM_UP, lambda _, s: kernel.sample(s, *given), state)

    def sample(state: Any) -> Any:
        def step(state: Any, _: None) -> Any:
            state = kernel.sample(state, *given)
            return state, (state.z, state.diverging)

        _, (z, diverging) = jax.lax.scan(step, state, None, length=draws)
        return jax.vmap(kernel.postprocess_fn(*given))(z), diverging

    begun = time.perf_counter()
    keys = jax.random.split(jax.random.PRNGKey(0), CHAINS)
    warm_up_now = jax.pmap(warm_up).lower(keys).compile()
    compiling = time.perf_counter() - begun
    spent = -time.process_time()
    state, warming_up = _timed(lambda: warm_up_now(keys))
    spent += time.process_time()
    begun = time.perf_counter()
    sample_now = jax.pmap(sample).lower(state).compile()
    compiling += time.perf_counter() - begun
    spent -= time.process_time()
    (drawn, diverging), sampling = _timed(lambda: sample_now(state))
    spent += time.process_time()
    found = {name: np.asarray(x) for name, x in drawn.items()}
    each = quantities(found, log)
    raw = [found["start"], *np.moveaxis(found["u"], -1, 0), *np.moveaxis(found["v"], -1, 0)]
    size = np.array([float(effective_sample_size(x)) for x in each])
    spread = each.std(axis=(1, 2))
    return Chains(
        Answer(each.mean(axis=(1, 2)), spread / np.sqrt(size), spread, warming_up + sampling),
        r_hat=max(float(split_gelman_rubin(x)) for x in [*each, *raw]),
        smallest_size=float(size.min()),
        divergences=int(np.asarray(diverging).sum()),
        compiling=compiling,
        warming_up=warming_up,
        core_s=spent,
    )


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    out = jax.block_until_ready(work())
    return out, time.perf_counter() - begun


def quantities(found: dict[str, Floats], log: Log) -> Floats:
    """The quantities of NAMES for each draw, shape (names, chains, draws)."""
    prior, u, c, z = site_prior(SITE), found["u"], found["c"], found["plateau"]
    mean = found["drift"] * DAYS_AFTER - (found["alpha"] * log.past[-1])[..., None]
    last = c[..., -1] + mean  # shape (chains, draws, z), before noise and relapse
    change = last - c[..., 0]
    calm = found["q"][..., None] * math.sqrt(DAYS_AFTER)
    wild = np.sqrt(calm**2 + a.RELAPSE_SD**2)
    p = float(p_relapse(DAYS_AFTER))
    sigma = found["sigma"][..., None]

    def over_step(f: Callable[[Any, Any], Any]) -> Floats:
        both = (1 - p) * f(0.0, calm) + p * f(a.RELAPSE_MEAN, wild)
        return np.asarray(np.sum(z * both, axis=-1))

    def free(km: float) -> Floats:
        def one(shift: Any, spread: Any) -> Any:
            away = (math.log(km) - last - shift)[..., None] - spread[..., None] * NODES
            beyond = np.asarray(t4_beyond(away / sigma[..., None]))
            return beyond @ NODE_WEIGHT / NODE_WEIGHT.sum()

        return (1 - log.p_first) * over_step(one)

    return np.stack([
        over_step(lambda shift, _: last + shift),
        math.log(prior.recovery_days) + prior.recovery_log_sd * u[..., 0],
        math.log(a.SIGMA) + a.SIGMA_LOG_SD * u[..., 2],
        math.log(a.AGGRAVATION) + a.AGGRAVATION_LOG_SD * u[..., 1],
        math.log(a.STEP_SD) + a.STEP_LOG_SD * u[..., 3],
        z[..., 1],
        *(free(km) for km in KM),
        over_step(lambda shift, _: change + shift),
        over_step(lambda shift, spread: np.asarray(ndtr((change + shift) / spread))),
    ])  # fmt: skip


# --- ours -------------------------------------------------------------------------------------


def by_belief(log: Log, *, n_draws: int) -> Answer:
    """Means over seeds, the standard error of those means, and median seconds of one warm fit."""

    def fit(seed: int) -> Belief:
        rng = np.random.default_rng(seed)
        return infer_belief(log.reports, site=SITE, on=log.now, rng=rng, n_draws=n_draws)

    fit(SEEDS)
    values, took = [], []
    for seed in range(SEEDS):
        begun = time.perf_counter()
        belief = fit(seed)
        took.append(time.perf_counter() - begun)
        values.append(_of(belief))
    found = np.array(values)
    sd = found.std(axis=0, ddof=1)
    return Answer(found.mean(axis=0), sd / math.sqrt(SEEDS), sd, statistics.median(took))


def _of(belief: Belief) -> list[float]:
    drawn, weight = belief.parameters, belief.weight
    logged = (drawn.recovery_days, drawn.sigma, drawn.aggravation, drawn.step_sd)
    return [
        belief.capacity_mean(),
        *(float(weight @ np.log(x)) for x in logged),
        belief.p_plateau,
        *(float(p) for p in belief.p_pain_free(np.array(KM))),
        float(belief.change.mean()),
        trend(belief).p_improving,
    ]


# --- the table --------------------------------------------------------------------------------


def compare(log: Log, *, draws: int) -> list[str]:
    """The lines of one log: agreement, and the cost of each."""
    nuts = by_nuts(log, draws=draws)
    many = by_belief(log, n_draws=MANY_DRAWS)
    shipped = by_belief(log, n_draws=N_DRAWS)
    kinds = ", ".join(kind_of(report) for report in log.reports)
    return [
        f"## {log.name}", "",
        f"{kinds}. NUTS: worst split R-hat {nuts.r_hat:.4f}, smallest effective sample size "
        f"{nuts.smallest_size:,.0f}, {nuts.divergences} divergences in {CHAINS} x {draws:,} draws.",
        "",
        f"| quantity | NUTS | ours, {MANY_DRAWS:,} draws | apart | ours, {N_DRAWS} draws | apart "
        f"| sd of one fit, {N_DRAWS} draws |",
        "|---|---|---|---|---|---|---|",
        *(_row(i, nuts.answer, many, shipped) for i in range(len(NAMES))),
        "", *_cost(nuts, shipped), "",
    ]  # fmt: skip


def _row(i: int, nuts: Answer, many: Answer, shipped: Answer) -> str:
    def told(x: Answer) -> str:
        return f"{x.mean[i]:.4f} ± {x.error[i]:.4f}"

    def apart(x: Answer) -> str:
        z = (x.mean[i] - nuts.mean[i]) / math.hypot(x.error[i], nuts.error[i])
        return f"**{z:+.1f}**" if abs(z) > 3 else f"{z:+.1f}"

    return (
        f"| {NAMES[i]} | {told(nuts)} | {told(many)} | {apart(many)} | {told(shipped)} "
        f"| {apart(shipped)} | {shipped.sd[i]:.4f} |"
    )


def _cost(nuts: Chains, shipped: Answer) -> Sequence[str]:
    """Times, and what NUTS would take for no smaller an error than one fit of ours has."""
    ours, warm = shipped.seconds, nuts.answer.seconds
    share = np.minimum(1.0, (nuts.answer.error / shipped.sd) ** 2)
    equal = nuts.warming_up + (warm - nuts.warming_up) * float(np.median(share))
    cold = warm + nuts.compiling
    return (
        f"Time: ours, {N_DRAWS} draws, {ours * 1000:.1f} ms. NUTS {warm:.1f} s without compiling "
        f"({warm / ours:,.0f} times ours), {cold:.1f} s with ({cold / ours:,.0f} times).",
        f"For the error of one fit of ours (median quantity) NUTS would need {equal:.2f} s, "
        f"{nuts.warming_up:.2f} s of it {WARM_UP:,} steps of warm-up: {equal / ours:,.0f} times.",
    )


def main() -> None:
    """Print the tables and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the rough week, fewer draws")
    parser.add_argument("--draws", type=int, help="of each chain")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    numpyro.set_host_device_count(CHAINS)
    draws = options.draws or (1000 if options.quick else 16000)
    lines = [
        "# The full posterior beside NUTS", "",
        f"{os.cpu_count()} cores, numpyro {numpyro.__version__}, {date.today().isoformat()}. "  # noqa: DTZ011 - a date for people
        f"± is a Monte Carlo standard error (ours: of the mean over {SEEDS} seeds); apart: the "
        "difference from NUTS in combined standard errors, bold beyond 3.", "",
    ]  # fmt: skip
    for log in logs()[:1] if options.quick else logs():
        part = compare(log, draws=draws)
        print("\n".join(part), flush=True)
        lines += part
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "nuts.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
