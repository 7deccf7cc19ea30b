"""Every study by name. A study is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module

from startline.study.sweeps import Study, Sweep

HOMES = {
    "policies": "startline.study.compare",
    "calibration": "startline.study.calibration",
    "backtest": "startline.study.backtest",
    "sensitivity": "startline.study.sensitivity",
}


def study_of(name: str) -> Study:
    """The study of that name."""
    study: Study = import_module(HOMES[name]).STUDY
    return study


def sweep_of(study: str, sweep: str) -> Sweep:
    """One sweep of a study."""
    return next(one for one in study_of(study).sweeps if one.name == sweep)
