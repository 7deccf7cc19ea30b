"""Would a test notice? A sample of small changes to the engine outside the limits layer.

    python -m benchmarks.mutation --sample 300

The limits layer itself is held to all of them by `make mutants`. Here the tests of the engine
run (tests/engine, tests/scenarios; without the properties and what stands on the engine), so a
change that only those notice counts as unnoticed.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random

from benchmarks.machine import measured_here

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "mutation.md"
ENGINE = Path("src/startline/engine")
LIMITS = ("limits.py", "quotas.py", "plan_so_far.py", "whole.py")
TESTS = ("tests/engine", "tests/scenarios")
NOTICED = ("killed", "timeout", "segfault", "suspicious", "caught by type check")
NAME = re.compile(r"^def (x\w*__mutmut_\d+)\(", re.M)
METHOD = re.compile(r"^    def (xǁ\w+ǁ\w+__mutmut_\d+)\(", re.M)


def main() -> None:
    """Change, test, count; print and keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sample", type=int, default=300)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "copy"
        copy_of_the_project(folder)
        mutmut(folder, "nothing.of.this.name")  # writes every change, runs the tests once
        every = changes(folder)
        dice = Random(options.seed)  # noqa: S311 - which changes are tried
        chosen = sorted(dice.sample(every, min(options.sample, len(every))))
        mutmut(folder, *chosen)
        found = {one: how for one, how in results(folder).items() if one in set(chosen)}
    report = page(found, len(every), options)
    print(report)
    RESULTS.write_text(report)


def copy_of_the_project(folder: Path) -> None:
    """Source and tests, with settings that change the whole engine but its last layer."""
    folder.mkdir()
    for name in ("src", "tests", "docs", "benchmarks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    files = [str(one.relative_to(ROOT)) for one in sorted((ROOT / ENGINE).rglob("*.py"))]
    ours = [one for one in files if Path(one).name not in (*LIMITS, "__init__.py")]
    settings = (
        f"[tool.mutmut]\nsource_paths = ['src']\nalso_copy = ['benchmarks', 'docs']\n"
        f"only_mutate = {ours!r}\n"
        f"pytest_add_cli_args_test_selection = {list(TESTS)!r}\n"
        "pytest_add_cli_args = ['-p', 'no:cacheprovider', '-p', 'no:randomly', '-m', 'not slow']\n"
    )
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    text = re.sub(r"(?ms)^\[tool\.mutmut\].*?(?=^# ---|^\[)", settings + "\n", text)
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")


def mutmut(folder: Path, *names: str) -> str:
    """Run it on these changes; what it printed."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "2", *names]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(folder / "src")})  # fmt: skip
    return done.stdout + done.stderr


def changes(folder: Path) -> list[str]:
    """The name of every change there is."""
    found = []
    for path in sorted((folder / "mutants" / ENGINE).rglob("*.py")):
        module = ".".join(path.relative_to(folder / "mutants" / "src").with_suffix("").parts)
        text = path.read_text("utf-8")
        found += [f"{module}.{name}" for name in (*NAME.findall(text), *METHOD.findall(text))]
    return found


def results(folder: Path) -> dict[str, str]:
    """What became of each change that was tried."""
    told = subprocess.run([sys.executable, "-m", "mutmut", "results", "--all", "true"],
                          cwd=folder, check=True, capture_output=True, text=True)  # fmt: skip
    pairs = (line.strip().partition(": ") for line in told.stdout.splitlines() if ": " in line)
    return {name: how for name, _, how in pairs if how != "not checked"}


def page(found: Mapping[str, str], n_all: int, options: argparse.Namespace) -> str:
    """The page of results."""
    n = len(found)
    noticed = sum(how in NOTICED for how in found.values())
    share = noticed / n
    error = math.sqrt(share * (1 - share) / n)
    folders = Counter(part_of(name) for name in found)
    in_folder = Counter(part_of(name) for name, how in found.items() if how in NOTICED)
    lost = sorted(f"- `{name}`: {how}" for name, how in found.items() if how not in NOTICED)
    return "\n".join([
        "# Would a test notice?",
        "",
        f"{measured_here()} `python -m benchmarks.mutation --sample {options.sample}`, seed "
        f"{options.seed}.",
        "",
        f"{n} of {n_all:,} small changes to the engine outside the limits layer were tried, drawn "
        f"at random: **{100 * share:.1f} % were noticed** (standard error {100 * error:.1f}) by "
        f"{' and '.join(TESTS)} alone. Of the limits layer all are noticed (`make mutants`).",
        "",
        "| part | tried | noticed |",
        "|---|---|---|",
        *(f"| {name} | {folders[name]} | {in_folder[name]} |" for name in sorted(folders)),
        "",
        "## Unnoticed",
        "",
        "By number, as `mutmut show` names them. Some change nothing that can be seen.",
        "",
        *lost,
        "",
    ])  # fmt: skip


def part_of(name: str) -> str:
    """Folder or file of the engine in which a change lies."""
    parts = name.split(".")
    return parts[2] if len(parts) > 3 else "engine"


if __name__ == "__main__":
    main()
