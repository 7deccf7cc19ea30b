"""Draws docs/demo.svg, the README's picture: what `startline demo` prints, and nothing else.

Run by `make picture`; a test draws it again and compares.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
from rich.console import Console

from startline.cli.main import DEMO_DAY
from startline.cli.one_case import read_file
from startline.cli.screen import show_advice
from startline.engine.advise import advise
from startline.formats.case_json import read_case

HERE = Path(__file__).parent
STORY = HERE.parent / "src" / "startline" / "cli" / "rough_week.case.json"


def picture() -> str:
    """The terminal as SVG, with the reader's own monospace font instead of one from the network."""
    case = read_case(read_file(str(STORY)), today=DEMO_DAY)
    console = Console(record=True, width=80, file=io.StringIO(), highlight=False)
    show_advice(console, case, advise(case, on=DEMO_DAY, rng=np.random.default_rng(0)))
    svg = console.export_svg(title="startline demo", unique_id="demo")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!-- .*? -->", "", svg).replace("Fira Code, monospace", "monospace")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


if __name__ == "__main__":
    (HERE / "demo.svg").write_text(picture(), encoding="utf-8")
