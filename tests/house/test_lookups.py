"""Rows are looked up through whose they are (Z05), and nothing of anybody is kept for others (Z04).

Read from the code of the web application. A lookup in a view that names no owner has to stand in
the list below with its reason; so has everything that keeps an answer for later requests.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.repository import modules

WEB = "src/startline/web/"
LOOKUPS = {"get", "filter", "all", "first", "last", "get_or_create", "in_bulk", "latest"}
OWNERS = ("runner", "user", "journal", "share", "clinician", "entry", "job", "reader", "run")
"""A row is somebody's by one of these, or by a relation that begins with one or leads to one."""

WITHOUT_OWNER = {
    ("accounts/views.py", "demo_sign_in"): "the demo's one runner, by the printed key",
    ("accounts/views.py", "sessions"): "sessions that are among the reader's own",
    ("journal/public_views.py", "picture"): "_readable says who may: its runner, or all once shown",
    ("journal/public_views.py", "attached"): "_readable says who may, as above",
    (
        "journal/moderation_views.py",
        "reports",
    ): "reported entries that are public, for the operator",
}
"""Views that look rows up otherwise, each with what keeps others out."""


def views() -> Iterator[tuple[str, ast.Module]]:
    """The modules that answer requests."""
    for name, tree in modules():
        last = name.rpartition("/")[2]
        if name.startswith(WEB) and (last.endswith("views.py") or last == "routes.py"):
            yield name.removeprefix(WEB), tree


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def is_lookup(call: ast.Call) -> bool:
    """`Model.objects.filter(...)` and the like, or get_object_or_404."""
    if isinstance(call.func, ast.Name):
        return call.func.id in ("get_object_or_404", "get_list_or_404")
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in LOOKUPS:
        return False
    return any(
        isinstance(part, ast.Attribute) and part.attr in ("objects", "_default_manager")
        for part in ast.walk(call.func)
    )


def names_owner(call: ast.Call) -> bool:
    """Whether somebody's, by a keyword of this call or of one it stands on.

    `pk=found.pk` is a row that was found already.
    """
    return any(
        any(part.startswith(OWNERS) for part in (keyword.arg or "").split("__"))
        or (keyword.arg == "pk" and ast.unparse(keyword.value).endswith(".pk"))
        for one in ast.walk(call)
        if isinstance(one, ast.Call)
        for keyword in one.keywords
    )


def unowned(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions with a lookup that names no owner, and its line."""
    for function in functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and is_lookup(node) and not names_owner(node):
                yield function.name, node.lineno


def test_Z05_every_lookup_in_a_view_goes_through_whose_the_row_is() -> None:
    found = {(name, function) for name, tree in views() for function, _ in unowned(tree)}

    assert found == set(WITHOUT_OWNER)


@pytest.mark.parametrize(
    "text",
    [
        "def v(pk): return Run.objects.get(pk=pk)",
        "def v(id): return get_object_or_404(Run, public_id=id)",
        "def v(): return Run.objects.all()",
        "def v(id): return Run.objects.select_related('pain').filter(public_id=id)",
    ],
)
def test_Z05_a_lookup_by_number_alone_would_be_found(text: str) -> None:
    assert list(unowned(ast.parse(text)))


def test_Z05_a_lookup_through_the_runner_is_left_alone() -> None:
    text = "def v(r, id): return get_object_or_404(Run, runner=r, public_id=id)"

    assert not list(unowned(ast.parse(text)))


KEEPERS = {"cache", "lru_cache", "cached_property", "cache_page", "cache_control", "caches",
           "cached", "last_modified", "condition", "etag"}  # fmt: skip
KEPT = {
    ("shell/rates.py", "cache"): "counts, under the name of who is counted",
    ("shell/install.py", "cache"): "a name for our own files: nothing of anybody goes in",
    ("keeping/ending.py", "cache"): "emptied, nothing is kept",
    ("keeping/leaving.py", "cache"): "emptied, nothing is kept",
    ("planning/services.py", "cache"): "the pool of threads itself",
    ("planning/reckon.py", "cache"): "the pool of processes itself",
}
"""What keeps something between requests, and why nothing of one person is in it for another."""


def keepers(tree: ast.AST) -> Iterator[str]:
    """Names by which a module keeps answers: imported, or as a decorator's attribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name in KEEPERS)
        elif isinstance(node, ast.Attribute) and node.attr in KEEPERS - {"cache"}:
            yield node.attr


def test_Z04_nothing_keeps_an_answer_between_requests_but_what_is_named() -> None:
    found = {
        (name.removeprefix(WEB), keeper)
        for name, tree in modules()
        if name.startswith(WEB)
        for keeper in keepers(tree)
    }

    assert found == set(KEPT)


def test_Z04_what_is_cached_by_a_decorator_takes_no_argument() -> None:
    """So nothing of one person can be what another is given."""
    kept = [
        (name, function)
        for name, tree in modules()
        if name.startswith(WEB)
        for function in functions(tree)
        if any(ast.unparse(one) in ("cache", "lru_cache") for one in function.decorator_list)
    ]

    assert len(kept) >= 3
    assert [name for name, function in kept if function.args.args] == []


def test_Z04_a_view_that_keeps_its_answer_would_be_found() -> None:
    text = "from django.views.decorators.cache import cache_page"

    assert list(keepers(ast.parse(text))) == ["cache_page"]


def test_C19_nothing_is_filtered_or_sorted_by_what_an_address_names() -> None:
    """No `filter(**request.GET)`, and no name of a column from outside."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if name.startswith(WEB)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr
        in ("filter", "exclude", "order_by", "get", "annotate", "values", "extra")
        and any(
            isinstance(part, ast.Attribute) and part.attr in ("GET", "POST", "headers")
            for given in (*node.args, *(k.value for k in node.keywords if k.arg is None))
            for part in ast.walk(given)
        )
        and "objects" in ast.unparse(node.func)
    ]

    assert found == []
