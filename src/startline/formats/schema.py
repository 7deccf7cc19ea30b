"""The two published schemas, and their verdicts as problems a person can act on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from startline.engine.errors import Problem

_HINTS = {
    "required": "Add the missing field.",
    "type": "Give the kind of value the format asks for; leave the field out if it is not known.",
    "enum": "Use one of the words the format lists.",
    "const": "This version reads format 1.",
    "format": "Days are written 2026-03-22; moments 2026-03-22T08:30:00-04:00.",
    "minimum": "Use a number inside the range; leave the field out if it is not known.",
    "maximum": "Use a number inside the range; leave the field out if it is not known.",
    "exclusiveMinimum": "Use a number above 0; leave the field out if it is not known.",
    "exclusiveMaximum": "Use a number inside the range.",
}


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema called `name` ("case" or "advice") as shipped with the package."""
    text = files("startline.formats").joinpath(f"schemas/{name}.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _validator(name: str, *path: str) -> jsonschema_rs.Draft202012Validator:
    whole = schema(name)
    part: Any = whole
    for step in path:
        part = part[int(step) if step.isdigit() else step]
    return jsonschema_rs.Draft202012Validator(
        {**part, "$defs": whole["$defs"]}, validate_formats=True
    )


def problems(name: str, value: Any) -> list[Problem]:
    """Everything in which `value` departs from the schema, each with its place."""
    found: list[Problem] = []
    for error in _validator(name).iter_errors(value):
        found.extend(_explain(name, error))
    return found


def _explain(name: str, error: Any, within: Sequence[Any] = ()) -> list[Problem]:
    rule = str(error.schema_path[-1]) if error.schema_path else "type"
    path = [*within, *error.instance_path]
    if rule == "oneOf" and path and path[-1] == "pain":
        inner = _validator(name, "$defs", "run", "properties", "pain", "oneOf", "1")
        return [p for e in inner.iter_errors(error.instance) for p in _explain(name, e, path)]
    hint = _HINTS.get(rule, "See the description of the format.")
    return [Problem(f"schema_{rule}", _short(error.message), hint, place(path))]


def place(path: Sequence[Any]) -> str:
    """A path as people write it.

    >>> place(["runs", 3, "pain", "worst_nrs"])
    'runs[3].pain.worst_nrs'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def _short(message: str) -> str:
    text = message if len(message) <= 160 else message[:80] + " … " + message[-70:]
    return text[0].upper() + text[1:] + "."
