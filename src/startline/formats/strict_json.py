"""JSON without its loopholes: no NaN, no Infinity, no repeated keys, no numbers that overflow."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any

from startline.engine.errors import Problem, Refused

MOST_BYTES = 64 * 1024 * 1024
MOST_DIGITS = 18  # a whole number longer than this is no count, day or distance
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(text: str | bytes) -> Any:
    """Parse strict JSON.

    Raises:
        Refused: with the line and column of what is wrong.
    """
    if len(text) > MOST_BYTES:
        raise _refused("too_large", f"This is {len(text):,} bytes long.", "Send at most 64 MiB.")
    try:
        string = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        value = json.loads(
            string,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_short,
            object_pairs_hook=_no_repeats,
        )
    except UnicodeDecodeError as error:
        raise _refused(
            "not_utf8", f"Byte {error.start} is not UTF-8.", "Save it as UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _refused(
            "not_json", f"{error.msg}.", "Check the brackets and commas.", where
        ) from None
    except RecursionError:
        raise _refused("too_deep", "It is nested too deeply.", "A Case needs 6 levels.") from None
    return _without_surrogates(value) if "\\ud" in string.lower() else value


def write_json(value: Any, *, indent: int | None = None) -> str:
    """Strict JSON text in the order of the keys given; equal values give equal text."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators
    )


def _refused(code: str, problem: str, hint: str, place: str = "") -> Refused:
    return Refused([Problem(code, problem, hint, place)])


def _no_constant(name: str) -> Any:
    raise _refused("not_a_number", f"{name} is not a number.", "Leave out what is not known.")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _refused(
            "not_a_number", f"{digits[:20]} is too large.", "Leave out what is not known."
        )
    return value


def _short(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise _refused("not_a_number", f"{digits[:20]}… has too many digits.", "Check the number.")
    return int(digits)


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        name = _LONE_SURROGATE.sub("\ufffd", twice[:80])
        raise _refused("repeated_key", f'The key "{name}" stands twice.', "Keep one of them.")
    return value


def _without_surrogates(value: Any) -> Any:
    """Half a character cannot be written back; it becomes U+FFFD."""
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(k): _without_surrogates(v) for k, v in value.items()}
    return value
