"""The engine with one assumption at another value, everywhere it is used.

Many numbers are copied where they are used, or worked into tables when a module is read. So the
modules that stand on the assumptions are read anew while the number is moved, and the old ones put
back afterwards. The engine's values (cases, runs, advice) stand on no assumption and stay.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from startline.engine import assumptions as a

ENGINE = "startline.engine"
VALUES = frozenset(
    f"{ENGINE}.{name}"
    for name in (
        "advice", "assumptions", "case", "episodes", "errors", "plans", "prescriptions", "races",
        "restrictions", "runs",
    )
)  # fmt: skip
"""What stays: values, and the assumptions themselves."""

LAWS: Mapping[str, tuple[str, Callable[[Any, float, float], Any]]] = {
    "first_step_early": ("FIRST_STEP_EARLY", lambda law, was, now: beta_of(now, sum(law))),
    "first_step_other": ("FIRST_STEP_OTHER", lambda law, was, now: beta_of(now, sum(law))),
    "ceiling_sigma": (
        "CEILING_SIGMAS",
        lambda law, was, now: tuple((sigma * now / was, weight) for sigma, weight in law),
    ),
    "moved_share_low": ("MOVED_SHARE", lambda law, was, now: (now, law[1])),
    "moved_share_high": ("MOVED_SHARE", lambda law, was, now: (law[0], now)),
    "vickers_volume": ("VICKERS_ONE", lambda law, was, now: (law[0], law[1], now)),
}
"""Assumptions that are one number of a law of several: its name, and the law with that number."""


def beta_of(mean: float, weight: float) -> tuple[float, float]:
    """The two numbers of a Beta law with this mean and weight."""
    return weight * mean, weight * (1 - mean)


@cache
def names() -> dict[str, str]:
    """The module's name of each assumption that is one number of its own."""
    found = {}
    for node in ast.parse(inspect.getsource(a)).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            [target], call = node.targets, node.value
            known = isinstance(call.func, ast.Name) and call.func.id in ("_assume", "_count")
            if known and isinstance(target, ast.Name) and isinstance(call.args[0], ast.Constant):
                found[str(call.args[0].value)] = target.id
    return found


@contextmanager
def assumed(id_: str, value: float) -> Iterator[Callable[..., Any]]:
    """`advise` of an engine that holds one assumption at another value."""
    name, moved = moved_law(id_, value)
    was, registered = getattr(a, name), a.REGISTRY[id_]
    setattr(a, name, moved)
    a.REGISTRY[id_] = replace(registered, value=value)
    try:
        with read_anew():
            yield import_module(f"{ENGINE}.advise").advise
    finally:
        setattr(a, name, was)
        a.REGISTRY[id_] = registered


def moved_law(id_: str, value: float) -> tuple[str, Any]:
    """The name in the module of assumptions, and what it is with one number moved."""
    if id_ in LAWS:
        name, law = LAWS[id_]
        return name, law(getattr(a, name), a.REGISTRY[id_].value, value)
    name = names()[id_]
    return name, int(value) if isinstance(getattr(a, name), int) else value


@contextmanager
def read_anew() -> Iterator[None]:
    """While it lasts, the modules of the engine that are imported are read from the beginning."""
    held = {name: sys.modules[name] for name in loaded()}
    for name in held:
        del sys.modules[name]
    try:
        yield
    finally:
        for name in loaded():
            del sys.modules[name]
        sys.modules.update(held)
        for name, module in held.items():
            hang(name, module)


def loaded() -> list[str]:
    """The loaded modules of the engine that may stand on an assumption."""
    return [name for name in sys.modules if name.startswith(f"{ENGINE}.") and name not in VALUES]


def hang(name: str, module: ModuleType) -> None:
    """Put a module back under the package it belongs to."""
    package, _, last = name.rpartition(".")
    setattr(sys.modules[package], last, module)
