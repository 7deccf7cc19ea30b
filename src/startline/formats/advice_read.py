"""An Advice read back from its JSON: equal to the one that was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from startline.engine.advice import Advice
from startline.engine.errors import Problem, Refused
from startline.formats.advice_json import FORMAT_VERSION
from startline.formats.strict_json import read_json


def read_advice(text: str | bytes) -> Advice:
    """The Advice that `write_advice` wrote.

    Raises:
        Refused: if it is no Advice of this format version.
    """
    raw = read_json(text)
    if not isinstance(raw, dict) or raw.get("startline") != FORMAT_VERSION:
        hint = f"Give an Advice of format version {FORMAT_VERSION}."
        raise Refused([Problem("no_advice", "This is no Advice.", hint, "advice")])
    try:
        advice: Advice = _build(Advice, _flat(raw))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        hint = "Make it anew from its Case."
        raise Refused(
            [Problem("no_advice", f"It cannot be read: {error}", hint, "advice")]
        ) from None
    return advice


def _flat(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The nested shapes of the format that are flat, or pairs, in the engine's values."""
    flat = dict(raw)
    onset = raw.get("onset")
    if onset is not None:
        flat["onset"] = {
            **onset,
            "p_pain_free": [(one["km"], one["p"]) for one in onset["p_pain_free"]],
            **_change(onset.get("change_per_week")),
        }
    return flat


def _change(change: Mapping[str, Any] | None) -> dict[str, Any]:
    if change is None:
        return {"change_per_week": None, "change_credible_80": None}
    return {"change_per_week": change["median"], "change_credible_80": change["credible_80"]}


@cache
def _hints(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls) if field.name != "extra"}


def _build(cls: type, raw: Mapping[str, Any]) -> Any:
    given = {name: _value(kind, raw[name]) for name, kind in _hints(cls).items() if name in raw}
    return cls(**{**_left_out(cls), **given})


@cache
def _left_out(cls: type) -> dict[str, None]:
    """Fields that must be named and may be None: what nobody could say is not written."""
    hints = _hints(cls)
    return {
        field.name: None
        for field in fields(cls)
        if field.default is MISSING
        and field.default_factory is MISSING
        and NoneType in get_args(hints.get(field.name))
    }


def _value(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        kinds = [one for one in get_args(kind) if one is not NoneType]
        return None if value is None else _value(kinds[0], value)
    if origin is tuple:
        first, *rest = get_args(kind)
        if rest == [...]:
            return tuple(_value(first, one) for one in value)
        return tuple(_value(each, one) for each, one in zip((first, *rest), value, strict=True))
    if is_dataclass(kind) and isinstance(kind, type):
        return _build(kind, value)
    if kind is date:
        return date.fromisoformat(value)
    return value
