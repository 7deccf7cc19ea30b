"""The full posterior beside NUTS on the same model: do they agree, and what does each cost?

The model of `engine/onset/belief.py`, written again in numpyro with capacity at each report as a
latent variable: plateau and relapses are summed out, the first-step part is left aside (it is a
conjugate Beta in both). NUTS: Hoffman & Gelman 2014, JMLR 15:1593; numpyro: Phan et al. 2019,
arXiv:1912.11554. Differences are in combined Monte Carlo standard errors.
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

os.environ.setdefault("XLA_FLAGS", "--xla_force_host_platform_device_count=4")

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.diagnostics import effective_sample_size, gelman_rubin
from numpyro.infer import MCMC, NUTS

from startline.engine import assumptions as a
from startline.engine.onset.belief import N_DRAWS, Belief, infer_belief
from startline.engine.onset.observations import Report, log_ran_past, widen_heaped
from startline.engine.onset.sites import site_prior
from startline.engine.runs import OnsetObservation

jax.config.update("jax_enable_x64", True)

DAY = date(2026, 3, 15)
SITE = "unknown"
KM = (5.0, 10.0, 15.0)
NAMES = ("capacity now", "log T", "log alpha", "log sigma", "log q", "P(plateau)",
         *(f"P(free to {km:g} km)" for km in KM))  # fmt: skip
CHAINS = 4


@dataclass(frozen=True, slots=True)
class Log:
    """One runner's reports; first-step pain is the same conjugate Beta in both."""

    name: str
    reports: tuple[Report, ...]

    @property
    def p_first(self) -> float:
        """Posterior chance of hurting from the first step."""
        hits, misses = site_prior(SITE).first_step
        n = sum(r.said.is_first_step for r in self.reports)
        return (hits + n) / (hits + misses + len(self.reports))


def a_report(day: int, km: float, said: OnsetObservation) -> Report:
    """One run as the model reads it."""
    quiet = said.is_right_censored or said.is_first_step
    past = 0.0 if quiet else log_ran_past(said, km)
    return Report(DAY + timedelta(day), km, said, said, said.is_first_step, past)


def logs() -> tuple[Log, ...]:
    """The rough week, and three logs with every kind of censoring."""
    o = OnsetObservation
    ten = [
        (0, 16.0, o.between(8.85, 10.46)), (4, 7.0, o.pain_free_for(7.0)),
        (7, 13.0, o.exactly(9.1)),
        (11, 8.0, o.pain_free_for(8.0)), (14, 15.0, o.before(15.0)), (18, 7.5, o.exactly(6.3)),
        (21, 14.0, o.between(10.5, 11.3)), (25, 8.0, o.pain_free_for(8.0)),
        (28, 16.0, o.exactly(12.7)), (32, 12.0, o.pain_free_for(12.0)),
    ]  # fmt: skip
    first = [*ten[:5], (18, 7.5, o.from_the_first_step()), *ten[6:]]
    rough = [(0, 16.093, o.between(8.851, 10.461)), (7, 12.875, o.between(8.851, 10.461))]
    return tuple(
        Log(name, tuple(a_report(*row) for row in rows))
        for name, rows in (
            ("rough week, 2 reports", rough), ("6 reports", ten[:6]), ("10 reports", ten),
            ("10 reports, one from the first step", first),
        )
    )  # fmt: skip


def t4_beyond(t: Any) -> Any:
    """P(T > t), 4 degrees of freedom, stable in the far tail."""
    root = jnp.sqrt(4 + t * t)
    short = jnp.where(t > 0, 4 / (root * (root + jnp.abs(t))), 1 - t / root)
    return short * short * (3 - short) / 4


def log_seen(said: OnsetObservation, c: Any, sigma: Any) -> Any:
    """Log-likelihood of one report given capacity; the first step says nothing about it."""
    if said.is_first_step:
        return 0.0
    onset = widen_heaped(said)

    def beyond(km: float) -> Any:
        return t4_beyond((math.log(km) - c) / sigma)

    if onset.is_right_censored:
        return jnp.log(beyond(onset.lower_km))
    if onset.upper_km > onset.lower_km:
        past_lower = beyond(onset.lower_km) if onset.lower_km > 0 else 1.0
        return jnp.log(past_lower - beyond(onset.upper_km))
    t = (math.log(onset.lower_km) - c) / sigma
    return -2.5 * jnp.log1p(t * t / 4) - jnp.log(sigma)


def log_step(change: Any, drift: Any, alpha: Any, q: Any, days: int, ran_past: float) -> Any:
    """Log density of a change of capacity, the relapse summed out."""
    p = -math.expm1(-a.RELAPSE_PER_DAY * days)
    mean, variance = drift * days - alpha * ran_past, q * q * days
    calm = dist.Normal(mean, jnp.sqrt(variance)).log_prob(change)
    wild = dist.Normal(mean + a.RELAPSE_MEAN, jnp.sqrt(variance + a.RELAPSE_SD**2)).log_prob(change)
    return jnp.logaddexp(math.log1p(-p) + calm, math.log(p) + wild)


def model(reports: Sequence[Report], days_after: int) -> None:
    """The joint density: capacity at each report and today, plateau summed out over the path."""
    prior = site_prior(SITE)
    u = numpyro.sample("u", dist.Normal(0, 1).expand([4]).to_event(1))
    rate = a.RECOVERY_LOG_DISTANCE / (prior.recovery_days * jnp.exp(prior.recovery_log_sd * u[0]))
    alpha = a.AGGRAVATION * jnp.exp(a.AGGRAVATION_LOG_SD * u[1])
    sigma = a.SIGMA * jnp.exp(a.SIGMA_LOG_SD * u[2])
    q = a.STEP_SD * jnp.exp(a.STEP_LOG_SD * u[3])
    first = numpyro.sample("first", dist.Normal(prior.log_median_km, prior.log_sd))
    n = len(reports)
    gaps = [(reports[i + 1].on - reports[i].on).days for i in range(n - 1)] + [days_after]
    past = [0.0 if r.said.is_first_step else r.ran_past for r in reports]
    # steps in units of their calm spread, so that small q is no funnel; relapses stretch them
    scale = q * jnp.sqrt(jnp.array(gaps, float))
    steps = numpyro.sample("steps", dist.ImproperUniform(dist.constraints.real_vector, (), (n,)))
    change = steps * scale
    c = first + jnp.concatenate([jnp.zeros(1), jnp.cumsum(change)])
    path = [
        sum(log_step(change[i], drift, alpha, q, gaps[i], past[i]) for i in range(n))
        for drift in (rate, 0.0)
    ]
    moving, still = math.log(1 - a.PLATEAU) + path[0], math.log(a.PLATEAU) + path[1]
    numpyro.factor("path", jnp.logaddexp(moving, still) + jnp.sum(jnp.log(scale)))
    numpyro.factor("seen", sum(log_seen(reports[i].said, c[i], sigma) for i in range(n)))
    numpyro.deterministic("now", c[-1])
    numpyro.deterministic("plateau", jax.nn.sigmoid(still - moving))
    numpyro.deterministic("sigma", sigma)


def by_nuts(log: Log, *, draws: int) -> tuple[np.ndarray, np.ndarray, float, float, float]:
    """Means and standard errors of NAMES, worst R-hat, seconds with and without compiling."""
    mcmc = MCMC(
        NUTS(model, target_accept_prob=0.95), num_warmup=1000, num_samples=draws,
        num_chains=CHAINS, chain_method="parallel",
        progress_bar=False,
    )  # fmt: skip
    cold = _timed(lambda: mcmc.run(jax.random.PRNGKey(0), log.reports, 1))
    warm = _timed(lambda: mcmc.run(jax.random.PRNGKey(1), log.reports, 1))
    found = mcmc.get_samples(group_by_chain=True)
    each = _quantities({name: np.asarray(value) for name, value in found.items()}, log)
    means = each.mean(axis=(1, 2))
    sizes = np.array([float(effective_sample_size(one)) for one in each])
    errors = each.std(axis=(1, 2)) / np.sqrt(sizes)
    return means, errors, max(float(gelman_rubin(one)) for one in each), cold, warm


def _quantities(found: dict[str, np.ndarray], log: Log) -> np.ndarray:
    """The quantities of NAMES for each draw, shape (names, chains, draws)."""
    prior, u = site_prior(SITE), found["u"]
    shape = found["now"].shape
    free = [
        (1 - log.p_first) * np.asarray(t4_beyond((math.log(km) - found["now"]) / found["sigma"]))
        for km in KM
    ]
    rows = [
        found["now"], math.log(prior.recovery_days) + prior.recovery_log_sd * u[..., 0],
        math.log(a.AGGRAVATION) + a.AGGRAVATION_LOG_SD * u[..., 1],
        math.log(a.SIGMA) + a.SIGMA_LOG_SD * u[..., 2],
        math.log(a.STEP_SD) + a.STEP_LOG_SD * u[..., 3], found["plateau"], *free,
    ]  # fmt: skip
    return np.stack([np.broadcast_to(row, shape) for row in rows])


def by_belief(log: Log, *, n_draws: int, seeds: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Means over seeds, the standard error of those means, and median seconds of one fit."""
    values, took = [], []
    for seed in range(seeds):
        begun = time.perf_counter()
        belief = infer_belief(
            log.reports, site=SITE, on=log.reports[-1].on + timedelta(1),
            rng=np.random.default_rng(seed), n_draws=n_draws,
        )  # fmt: skip
        took.append(time.perf_counter() - begun)
        values.append(_of(belief))
    found = np.array(values)
    return found.mean(axis=0), found.std(axis=0, ddof=1) / math.sqrt(seeds), statistics.median(took)


def _of(belief: Belief) -> list[float]:
    drawn, weight = belief.parameters, belief.weight
    return [
        belief.capacity_mean(),
        *(float(weight @ np.log(x)) for x in
          (drawn.recovery_days, drawn.aggravation, drawn.sigma, drawn.step_sd)),
        belief.p_plateau,
        *(float(p) for p in belief.p_pain_free(np.array(KM))),
    ]  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def compare(log: Log, *, draws: int) -> list[str]:
    """The lines of one log: agreement, and the cost of each."""
    theirs, error, r_hat, cold, warm = by_nuts(log, draws=draws)
    ours, our_error, _ = by_belief(log, n_draws=4096, seeds=20)
    shipped, _, shipped_s = by_belief(log, n_draws=N_DRAWS, seeds=20)
    lines = [
        f"## {log.name}", "", f"Worst R-hat {r_hat:.3f}.", "",
        "| quantity | ours, 4,096 draws | NUTS | difference in standard errors | ours as shipped |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for i, name in enumerate(NAMES):
        z = (ours[i] - theirs[i]) / math.hypot(error[i], our_error[i])
        flag = " **apart**" if abs(z) > 3 else ""
        lines.append(
            f"| {name} | {ours[i]:.4f} ± {our_error[i]:.4f} | {theirs[i]:.4f} ± {error[i]:.4f} "
            f"| {z:+.1f}{flag} | {shipped[i]:.4f} |"
        )
    cost = f"ours as shipped {shipped_s * 1000:.1f} ms; NUTS ({CHAINS} chains, {draws} draws each)"
    ratio = f"{warm / shipped_s:,.0f} times ours, {cold / shipped_s:,.0f} with compiling"
    return [*lines, "", f"Time: {cost} {warm:.1f} s, {cold:.1f} s with compiling: {ratio}.", ""]


def main() -> None:
    """Print the tables and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the rough week alone")
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    numpyro.set_host_device_count(CHAINS)
    lines = [
        "# The full posterior beside NUTS", "",
        f"{os.cpu_count()} cores, numpyro {numpyro.__version__}, {date.today().isoformat()}.", "",  # noqa: DTZ011 - a date for people
    ]  # fmt: skip
    for log in logs()[:1] if options.quick else logs():
        part = compare(log, draws=options.draws)
        print("\n".join(part), flush=True)
        lines += part
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "nuts.md").write_text("\n".join(lines))


if __name__ == "__main__":
    main()
