"""How far the rough week's chances hang on each assumption: at its low and its high, one by one."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from benchmarks.outlook.rough_week import DAY, SEED, rough_week
from startline.engine import assumptions as a
from startline.engine.advise import advise
from startline.engine.onset import ceiling

SECTIONS = ("outlook", "trend", "onset")
WAY = "within_limits"


@dataclass(frozen=True, slots=True)
class Chances:
    """What `within_limits` is told: two chances and the middle finish time in minutes."""

    finish: float
    within_limit: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Moved:
    """The chances with one assumption at its low and at its high."""

    id: str
    low: Chances
    high: Chances


def sensitivity() -> tuple[Chances, list[Moved], list[str]]:
    """The chances as shipped, with each assumption moved, and the ids that cannot be moved."""
    wanted = [one for one in a.REGISTRY.values() if one.about in SECTIONS]
    movable = [one for one in wanted if one.id in names() and not bound_at_import(one.id)]
    moved = [Moved(one.id, told_with(one.id, one.low), told_with(one.id, one.high))
             for one in movable]  # fmt: skip
    return told(), moved, [one.id for one in wanted if one not in movable]


def told_with(id_: str, value: float) -> Chances:
    """The chances with one assumption at another value."""
    with assumed(id_, value):
        return told()


def told() -> Chances:
    """The chances of the rough week."""
    outlook = advise(rough_week(), on=DAY, rng=np.random.default_rng(SEED)).outlook
    if outlook is None:
        raise RuntimeError("The rough week has an outlook.")
    way = next(one for one in outlook.options if one.code == WAY)
    if way.p_pain_within_limit is None or way.finish_min is None:
        raise RuntimeError("The rough week hurts and has a goal.")
    return Chances(way.p_finish.p, way.p_pain_within_limit.p, way.finish_min.p50)


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


def bound_at_import(id_: str) -> bool:
    """Whether another module took a copy of the number when it was read."""
    name = names()[id_]
    return any(
        hasattr(module, name)
        for key, module in list(sys.modules.items())
        if key.startswith("startline.") and module is not a
    )


@contextmanager
def assumed(id_: str, value: float) -> Iterator[None]:
    """One assumption at another value, wherever it is looked up."""
    name, before = names()[id_], a.REGISTRY[id_]
    kind: Callable[[float], float] = int if isinstance(getattr(a, name), int) else float
    was = getattr(a, name)
    forget()
    setattr(a, name, kind(value))
    a.REGISTRY[id_] = replace(before, value=value)
    try:
        yield
    finally:
        setattr(a, name, was)
        a.REGISTRY[id_] = before
        forget()


def forget() -> None:
    """Drop what was computed under other assumptions."""
    ceiling.days_step.cache_clear()
    ceiling.resting_law.cache_clear()
