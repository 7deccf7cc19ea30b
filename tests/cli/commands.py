"""The commands as a test types them: inside this process, or in one of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

from click.testing import CliRunner, Result

from startline.cli.main import main
from startline.engine.case import Case
from startline.formats.case_json import case_to
from startline.formats.schema import problems
from tests.builders import a_case

ROOT = Path(__file__).resolve().parents[2]
ON = ("--on", "2026-03-23")


def startline(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """Run a command here. What escapes it, a traceback to a person, fails the test."""
    typed = [str(argument) for argument in arguments]
    return CliRunner().invoke(main, typed, input=stdin, catch_exceptions=False)


def in_a_process(
    *arguments: str | Path, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a person does: its own process, its own hashes, real streams."""
    return subprocess.run(
        [sys.executable, "-m", "startline.cli", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=60,
    )


def case_text(case: Case | None = None, **fields: Any) -> str:
    """A Case as one line of JSON; `fields` replace those of the format."""
    return json.dumps({**case_to(case or a_case()), **fields})


def case_file(folder: Path, case: Case | None = None, **fields: Any) -> Path:
    """A Case in a file."""
    path = folder / "case.json"
    path.write_text(case_text(case, **fields), encoding="utf-8")
    return path


def in_one_line(text: str) -> str:
    """A page without its line breaks, to look for a sentence wherever it was wrapped."""
    return " ".join(text.split())


def strictly(text: str | bytes) -> Any:
    """Parsed as strict JSON: NaN and Infinity are an error."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def an_advice(text: str | bytes) -> Any:
    """Parsed strictly, and checked against the published schema."""
    advice = strictly(text)
    assert problems("advice", advice) == []
    return advice
