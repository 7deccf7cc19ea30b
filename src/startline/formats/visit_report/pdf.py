"""The page as PDF: tagged, PDF/UA-1, made in a child process with limits on time and memory.

The runner's words reach the typesetter as JSON data and inside escaped SVG, never as markup. The
child sees a folder with the template in it, reads nothing else but the machine's fonts, and opens
no connection.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from functools import partial
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from startline.engine.errors import Problem, Refused
from startline.formats.pictures import svg_of
from startline.formats.pictures.markup import plain
from startline.formats.visit_report.page import Block, Section, Shown, VisitReport
from startline.words import visit_report as words

CPU_S = 20
WALL_S = 30.0
TEMPLATE = "page.typ"
LETTERS = "Libertinus Serif"  # what the template sets everything else in
MEMORY_MIB = 512
MOST_PAGES = 2
TOO_LONG = "too_long"
KEYWORD = "startline visit report"
SIZES = (9.4, 8.6, 7.8)
"""Points of the letters, the largest that keeps to two sides first."""

BANDS = (
    ("why", "questions"),
    ("signs",),
    ("runs",),
    ("onset", "pain"),
    ("exercises", "changed"),
    ("now",),
)
"""Sections side by side."""

WIDTHS = {3: (3, 1, 1), 8: (0, 0, 0, 0, 1, 0, 0, 0), 2: (3, 1)}
_CHILD = "import sys; sys.path[:] = {path!r}; from startline.formats.typesetter import "
_CALL = "serve; serve(cpu_s={cpu_s}, memory_mib={memory_mib})"


def write_pdf(
    report: VisitReport,
    *,
    cpu_s: int = CPU_S,
    wall_s: float = WALL_S,
    memory_mib: int = MEMORY_MIB,
) -> bytes:
    """The report on two sides at most, in the largest letters that keep to them.

    Equal reports give equal bytes on one machine.

    Raises:
        Refused: if the extra `report` is not installed, the page is too long (`TOO_LONG`), or it
            cannot be set within these limits.
    """
    if find_spec("typst") is None:
        hint = "Install it: pip install 'startline[report]'."
        raise Refused([Problem("not_installed", "PDF needs the package typst.", hint)])
    question = {
        "tries": [_data(report, size) for size in SIZES],
        "most_pages": MOST_PAGES,
        "created": int(_midnight(report)),
    }
    code = _CHILD.format(path=sys.path) + _CALL.format(cpu_s=cpu_s, memory_mib=memory_mib)
    return _answer(code, json.dumps(question).encode(), wall_s)


def is_ours(data: bytes) -> bool:
    """Whether a file is a visit report that startline made."""
    return data.startswith(b"%PDF-") and KEYWORD.encode() in data


def _midnight(report: VisitReport) -> float:
    """The beginning of the report's day, as the day it was made: equal reports, equal bytes."""
    return (report.on.toordinal() - 719_163) * 86_400


def _answer(code: str, question: bytes, wall_s: float) -> bytes:
    with tempfile.TemporaryDirectory(prefix="startline-") as folder:
        template = files(__package__).joinpath("visit_report.typ").read_bytes()
        Path(folder, TEMPLATE).write_bytes(template)
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_environment(folder),
        )
        try:
            answer, _ = child.communicate(question, timeout=wall_s)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            answer = b""
    return _pdf_of(answer, child.returncode)


def _environment(folder: str) -> dict[str, str]:
    """Nothing of ours but where the system is: no home, no proxies, no secrets."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    return {**kept, "HOME": folder, "XDG_CACHE_HOME": folder, "RAYON_NUM_THREADS": "1"}


def _pdf_of(answer: bytes, status: int | None) -> bytes:
    """The PDF behind the one word that says it is one.

    Raises:
        Refused: if the child found no way, or ended before it could answer.
    """
    said, _, rest = answer.partition(b"\n")
    if said == b"pdf" and rest.startswith(b"%PDF-"):
        return rest
    hint = "Export a shorter time with --since, and please send us the Case."
    if said in (TOO_LONG.encode(), b"not_set"):
        raise Refused([Problem(said.decode(), rest.decode("utf-8", "replace"), hint)])
    problem = f"Setting the page took too much time or memory (status {status})."
    raise Refused([Problem("too_much", problem, hint)])


# --- what the template reads -------------------------------------------------------------------


def _data(report: VisitReport, size: float) -> Any:
    """All the template shows, without what does not print and could turn or end a line."""
    return _printable(_values(report, size))


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _printable(inside) for key, inside in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list | tuple) else value


def _values(report: VisitReport, size: float) -> dict[str, Any]:
    sections = {one.name: one for one in report.sections}
    bands = [[sections[name] for name in names if name in sections] for names in BANDS]
    return {
        "title": report.title,
        "description": " · ".join(report.below_title),
        "keywords": [KEYWORD],
        "language": report.language,
        "below_title": report.below_title,
        "bands": [[_section(one, len(band)) for one in band] for band in bands if band],
        "definitions": _section(report.definitions, 1),
        "made_by": report.made_by,
        "size": size,
        "note": words.text("letters"),
    }


def _section(one: Section, side_by_side: int) -> dict[str, Any]:
    block = partial(_block, name=one.name, side_by_side=side_by_side)
    return {"heading": one.heading, "blocks": [block(each) for each in one.blocks]}


def _block(one: Block, *, name: str, side_by_side: int) -> dict[str, Any]:
    if isinstance(one, Shown):
        svg = svg_of(one.picture, prefix=name, letters=LETTERS)
        wide = 1.0 if side_by_side > 1 else 0.5
        return {"kind": one.kind, "svg": svg, "alt": one.picture.description, "wide": wide}
    if one.kind == "rows":
        table = asdict(one)["table"]
        widths = WIDTHS[len(table["headings"])]
        return {"kind": one.kind, "widths": widths, **table}
    return {"kind": one.kind, **asdict(one)}
