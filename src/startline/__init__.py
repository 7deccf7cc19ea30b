"""Marathon training for a runner who hurts: a Case goes in, an Advice comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from startline.engine.advice import Advice
    from startline.engine.advise import advise
    from startline.engine.case import Case

__all__ = ["Advice", "Case", "advise"]

_HOMES = {
    "Advice": "startline.engine.advice",
    "Case": "startline.engine.case",
    "advise": "startline.engine.advise",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is asked for, so that `startline --help` need not load NumPy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'startline' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
