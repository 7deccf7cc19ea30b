"""A refusal as JSON values: the first problem, and the others after it."""

from __future__ import annotations

from typing import Any

from startline.engine.errors import Refused


def error_of(refused: Refused) -> dict[str, Any]:
    """`code`, `problem`, `hint` of the first, its `place` if it has one; the rest as `also`."""
    first, *others = refused.problems
    error: dict[str, Any] = {"code": first.code, "problem": first.problem, "hint": first.hint}
    if first.place:
        error["place"] = first.place
    if others:
        error["also"] = [
            {"code": p.code, "problem": p.problem, "hint": p.hint, "place": p.place} for p in others
        ]
    return error
