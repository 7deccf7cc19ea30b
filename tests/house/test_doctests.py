"""Every example in a docstring is executed: an equation that cannot run drifts."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.house.repository import SOURCE

MODULES = sorted(
    ".".join(["startline", *path.relative_to(SOURCE).with_suffix("").parts])
    for path in SOURCE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str):
    tried = doctest.testmod(importlib.import_module(name))

    assert tried.attempted > 0
    assert tried.failed == 0
