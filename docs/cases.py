"""Writes safety/cases.md from safety/cases.toml and the names of the tests: `make cases`.

A test belongs to a case when its name begins with the id. Which tests are there is read from the
code, without running it; `make test` says whether they hold.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "docs" / "safety" / "cases.toml"
PAGE = ROOT / "docs" / "safety" / "cases.md"
IDS = re.compile(r"test_((?:[A-Z]\d+_)+)")
SEVERE = ("S1", "S2")
NO_TEST = "no test yet"
TWO_DIGITS = re.compile(r"[A-Z]\d\d")

HEAD = """# What may go wrong, and the test of each

Made by `make cases` from [`cases.toml`](cases.toml) and the names of the tests; do not edit it.
A test belongs to a case when its name begins with the id: `test_I06_…`. The laws of the engine are
in [invariants.md](invariants.md); hazards, with what controls them, in [hazards.md](hazards.md).

**Severity.** S1: unsafe advice, health data to the wrong person, or loss of what somebody was told
is saved. S2: an account or the server taken over, or nobody served. S3: one person not served, or
wrong data for one. S4: a nuisance.
"""


@dataclass(frozen=True)
class Test:
    """One test: the file it stands in, from the top of the repository, and its name."""

    file: str
    name: str


@dataclass(frozen=True)
class Abuse:
    """One case with the tests that name it.

    `untested` says why there is none, of no effect once there is one; `partly` what they leave out.
    """

    id: str
    severity: str
    says: str
    untested: str = ""
    partly: str = ""
    tests: list[Test] = field(default_factory=list)

    @property
    def open(self) -> str:
        """What is not covered, and why."""
        return self.partly if self.tests else self.untested

    @property
    def state(self) -> str:
        """Tested, tested in part, or open."""
        if not self.tests:
            return "**open**"
        return "in part" if self.open else "tested"

    @property
    def is_missing(self) -> bool:
        """Severe, without a test, and nobody said why."""
        return self.severity in SEVERE and not self.tests and not self.open


def tests_below(folder: Path) -> Iterator[Test]:
    """Every test of a folder by file and name, in order."""
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(folder.parent).as_posix()
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield Test(name, node.name)


def ids_of(test: Test, invariants: list[str]) -> list[str]:
    """The ids a test names; C01 and the like mean an invariant in some places."""
    found = IDS.match(test.name)
    ids = found[1].strip("_").split("_") if found else []
    is_law = test.file.startswith(tuple(invariants))
    return [one for one in ids if TWO_DIGITS.fullmatch(one) and not (is_law and one[0] == "C")]


def cases(data: Mapping[str, Mapping[str, object]], tests: list[Test]) -> dict[str, Abuse]:
    """Every case by its id, with its tests."""
    why, part, places = data["open"], data["partly"], data["places"]
    found = {
        id_: Abuse(id_, severity, says, str(why.get(id_, "")), str(part.get(id_, "")))
        for id_, (severity, says) in data["cases"].items()  # type: ignore[misc]
    }
    for test in tests:
        for id_ in ids_of(test, places["invariants"]):  # type: ignore[arg-type]
            if id_ in found:
                found[id_].tests.append(test)
    return found


def read() -> tuple[dict[str, Abuse], Mapping[str, str]]:
    """The cases, and the name of each part by its letter."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return cases(data, list(tests_below(ROOT / "tests"))), data["parts"]


def page() -> str:
    """The page as it must be."""
    found, parts = read()
    pieces = [HEAD, _counted(list(found.values())), _open(list(found.values()))]
    for letter, name in parts.items():
        pieces += [
            f"\n## {name} ({letter})\n",
            _table([c for c in found.values() if c.id[0] == letter]),
        ]
    return "\n".join(pieces) + "\n"


def _counted(found: list[Abuse]) -> str:
    rows = ["| | Cases | Tested | In part | Open |", "|---|---|---|---|---|"]
    for severity in ("S1", "S2", "S3", "S4"):
        of = [one.state for one in found if one.severity == severity]
        counts = [of.count(state) for state in ("tested", "in part", "**open**")]
        rows.append(f"| {severity} | {len(of)} | {' | '.join(map(str, counts))} |")
    return "\n".join(rows)


def _open(found: list[Abuse]) -> str:
    rows = [
        f"- **{one.id}** ({one.severity}, {one.state.strip('*')}): {one.open or NO_TEST}"
        for one in found
        if one.open or not one.tests
    ]
    return "\n## What is open\n\n" + "\n".join(rows or ["Nothing."])


def _table(found: list[Abuse]) -> str:
    rows = ["| Case | Severity | What must hold | State | Tests |", "|---|---|---|---|---|"]
    rows += [
        f"| {one.id} | {one.severity} | {one.says} | {one.state} | {_named(one.tests)} |"
        for one in found
    ]
    return "\n".join(rows)


def _named(tests: list[Test]) -> str:
    by_file: dict[str, list[str]] = {}
    for test in tests:
        by_file.setdefault(test.file, []).append(test.name)
    told = (
        f"[{file.removeprefix('tests/')}](../../{file}): "
        + ", ".join(f"`{name}`" for name in names)
        for file, names in by_file.items()
    )
    return "; ".join(told)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    for one in read()[0].values():
        if one.tests and one.untested:
            print(f"{one.id} has a test now: take its line out of [open] in cases.toml")
