"""Every code the engine can say has a sentence, and every sentence has a code that says it."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from startline.words import missed, moves, questions, reasons, trend
from tests.house.repository import SOURCE, modules

ENGINE = "src/startline/engine/"
SCHEMAS = SOURCE / "formats" / "schemas"
MAKERS = frozenset({"Reason", "Bound", "LimitBound"})
"""What is made with a code as its first argument, or as `code=`."""

APART = missed.SENTENCES.keys() | questions.SENTENCES.keys() | moves.PROBLEMS.keys()
"""Codes whose sentences stand with the section that they belong to."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def engine() -> tuple[tuple[str, ast.Module], ...]:
    return tuple((name, tree) for name, tree in modules() if name.startswith(ENGINE))


def calls_of(named: str) -> Iterator[tuple[str, ast.AST, ast.Call]]:
    """Every call of a name in the engine: module, the function around it, the call."""
    for name, tree in engine():
        functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
        for node in ast.walk(tree):
            called = node.func if isinstance(node, ast.Call) else None
            said = getattr(called, "id", getattr(called, "attr", None))
            if isinstance(node, ast.Call) and said == named:
                around = [f for f in functions if node in ast.walk(f)]
                yield name, around[-1] if around else tree, node


def argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    for one in call.keywords:
        if one.arg == keyword:
            return one.value
    return call.args[position] if position < len(call.args) else None


def codes_in(name: str, around: ast.AST, value: ast.expr) -> Iterator[str]:
    """The codes an expression can be; what cannot be read is a failure, not a gap."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from codes_in(name, around, value.body)
        yield from codes_in(name, around, value.orelse)
    elif isinstance(value, ast.Name):
        found = [*from_loops(around, value.id), *from_callers(around, value.id)]
        found += from_assignments(name, around, value.id)
        assert found, f"{name}:{value.lineno}: no code is found for {value.id}"
        yield from found
    else:
        # another reason's or bound's own code, which was made somewhere else
        assert isinstance(value, ast.Attribute), f"{name}:{value.lineno}: unreadable code"
        assert value.attr == "code", f"{name}:{value.lineno}: unreadable code"


def from_loops(around: ast.AST, variable: str) -> Iterator[str]:
    """`for code, n in (("a", …), ("b", …))`."""
    for node in ast.walk(around):
        if not isinstance(node, ast.For | ast.comprehension):
            continue
        targets = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
        at = [
            n for n, one in enumerate(targets) if isinstance(one, ast.Name) and one.id == variable
        ]
        if at and isinstance(node.iter, ast.Tuple | ast.List):
            for item in node.iter.elts:
                one = item.elts[at[0]] if isinstance(item, ast.Tuple) else item
                if isinstance(one, ast.Constant):
                    yield str(one.value)


def from_callers(around: ast.AST, variable: str) -> Iterator[str]:
    """A parameter: whatever the function is called with, anywhere in the engine."""
    if not isinstance(around, Function):
        return
    names = [one.arg for one in (*around.args.posonlyargs, *around.args.args)]
    if variable not in names + [one.arg for one in around.args.kwonlyargs]:
        return
    at = names.index(variable) if variable in names else len(names)
    for name, caller, call in calls_of(around.name):
        value = argument(call, at, variable)
        if value is not None:
            yield from codes_in(name, caller, value)


def from_assignments(name: str, around: ast.AST, variable: str) -> Iterator[str]:
    for node in ast.walk(around):
        if isinstance(node, ast.Assign) and [getattr(t, "id", "") for t in node.targets] == [
            variable
        ]:
            yield from codes_in(name, around, node.value)


@cache
def said_by_the_engine() -> frozenset[str]:
    return frozenset(
        code
        for maker in MAKERS
        for name, around, call in calls_of(maker)
        if (value := argument(call, 0, "code")) is not None
        for code in codes_in(name, around, value)
    )


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def bound_codes() -> set[str]:
    return set(schema("advice")["$defs"]["bound"]["properties"]["code"]["enum"])


def test_every_code_the_engine_says_has_a_sentence() -> None:
    told = reasons.REASONS.keys() | reasons.BOUNDS.keys() | APART

    assert said_by_the_engine() - told == set()


def test_every_bound_of_the_published_format_has_a_name() -> None:
    assert bound_codes() == reasons.BOUNDS.keys()


def test_no_sentence_is_kept_for_a_code_nobody_says() -> None:
    told = reasons.REASONS.keys() | APART

    assert told - said_by_the_engine() == set()


def test_the_codes_are_really_read() -> None:
    found = said_by_the_engine()

    assert {"purpose_out_of_reach", "lighter_week", "more_runs_this_week", "moved_by_hand"} <= found
    assert {"shortened", "not_today", "onset_not_given", "clinician_limit", "taper"} <= found
    assert len(found) > 35


@pytest.mark.parametrize(
    "code", sorted(schema("case")["properties"]["red_flags"]["items"]["properties"]["code"]["enum"])
)
def test_every_red_flag_has_words(code: str) -> None:
    assert reasons.FLAGS[code]


def test_every_verdict_has_words() -> None:
    verdicts = schema("advice")["properties"]["treatment"]["oneOf"][1]["properties"]["verdict"]

    assert trend.VERDICTS.keys() == set(verdicts["enum"])
