"""Every public name says what it is, and no function grows past sixty lines."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.repository import modules

Function = ast.FunctionDef | ast.AsyncFunctionDef
LONGEST = 60  # lines without the docstring


def public(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Public classes, functions and methods by dotted name; a model's Meta is Django's own."""
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith(("_", "Meta")):
            yield inside + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{inside}{node.name}.")


def is_told_elsewhere(node: Function | ast.ClassDef) -> bool:
    """An overload or a property's setter: the name has its docstring already."""
    names = {ast.unparse(each).rpartition(".")[2] for each in node.decorator_list}
    return bool(names & {"overload", "setter", "deleter"})


def length(node: Function) -> int:
    """Lines of a function, first to last, without its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is not None:
        first = node.body[0]
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_every_module_that_holds_something_says_what_it_is_about():
    silent = [name for name, tree in modules() if tree.body and not ast.get_docstring(tree)]

    assert silent == []


def test_every_public_name_has_a_docstring():
    silent = [
        f"{name}:{node.lineno} {dotted}"
        for name, tree in modules()
        for dotted, node in public(tree.body)
        if not is_told_elsewhere(node) and not ast.get_docstring(node)
    ]

    assert silent == []


def test_no_function_is_longer_than_sixty_lines():
    long = [
        f"{name}:{node.lineno} {node.name} has {length(node)} lines"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, Function) and length(node) > LONGEST
    ]

    assert long == []
