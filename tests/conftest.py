"""What every test stands on: random examples with a printed seed, real data, no silent skips."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from startline.engine import assumptions

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
NO_SKIPS = os.environ.get("STARTLINE_NO_SKIPS") == "1"

MAY_SKIP = ("real_data", "as_permitted")
BY_MAKE = "make system"  # what that installs may be missing nowhere
FEW_DRAWS = 100

COMMON = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}
settings.register_profile("dev", max_examples=50, **COMMON)
settings.register_profile("ci", max_examples=100, **COMMON)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
if "STARTLINE_EXAMPLES" in os.environ:  # a long night: STARTLINE_EXAMPLES=2000 make test
    settings.register_profile("asked", max_examples=int(os.environ["STARTLINE_EXAMPLES"]), **COMMON)
    settings.load_profile("asked")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One printed seed for order and examples; whoever reads real data is marked so."""
    seed = config.getoption("randomly_seed", default=None)
    for item in items:
        test = getattr(item, "obj", None)
        if isinstance(seed, int) and is_hypothesis_test(test):
            hypothesis.seed(seed)(getattr(test, "__func__", test))
        if "shared_data" in getattr(item, "fixturenames", ()):
            item.add_marker("real_data")
        if item.get_closest_marker("real_data") and not SHARED_DATA.is_dir():
            item.add_marker(pytest.mark.skip(reason="no folder ../shared/data beside the checkout"))


@pytest.fixture(autouse=True)
def few_trajectories(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few draws for the outlook, on which no distance depends, where many Cases are invented."""
    if is_hypothesis_test(getattr(request, "function", None)):
        monkeypatch.setattr(assumptions, "OUTLOOK_DRAWS", FEW_DRAWS)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout. Tests that ask for it are marked real_data."""
    return SHARED_DATA


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[pytest.TestReport]:
    report = yield
    allowed = hasattr(report, "wasxfail") or any(map(item.get_closest_marker, MAY_SKIP))
    if NO_SKIPS and report.skipped and not (allowed and BY_MAKE not in str(report.longrepr)):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[pytest.CollectReport]:
    report = yield
    if NO_SKIPS and report.skipped:
        _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"STARTLINE_NO_SKIPS is set, and this test skipped: {why}"
