"""The README's picture is what the program prints today."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_picture_in_the_readme_is_what_the_demo_prints() -> None:
    draw = runpy.run_path(str(DOCS / "picture.py"))["picture"]

    assert draw() == (DOCS / "demo.svg").read_text("utf-8"), "Run `make picture`."
