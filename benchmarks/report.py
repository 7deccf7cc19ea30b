"""What the visit report costs: time, size, memory, and what checkers of PDF/UA say of it.

Beside it stands what a user would pick instead, in the same run and with the same words: HTML
through WeasyPrint (with the same pictures), and ReportLab (words and tables; it draws no SVG). They
and the two open checkers are not of the project: `pip install weasyprint reportlab pdfua outloud`
into an environment of your own. What is not installed is left out, and the table says so.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from html import escape
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from startline.engine.advice import Advice
from startline.engine.advise import advise
from startline.engine.case import Case
from startline.engine.runs import OnsetObservation, PainReport, Run
from startline.formats.case_json import case_to, read_case
from startline.formats.pictures import svg_of
from startline.formats.visit_report import VisitReport, visit_pdf, visit_report, write_pdf
from startline.formats.visit_report.page import Block, Items, Paragraph, Rows, Shown, Terms

MONDAY = date(2026, 3, 23)
TIMES = 9
Row = tuple[str, ...]


def rough_week() -> Case:
    text = files("startline.cli").joinpath("rough_week.case.json").read_bytes()
    return read_case(text, today=MONDAY)


def crowded() -> Case:
    """The rough week with 400 runs that were asked about."""
    runs = tuple(
        Run(
            on=MONDAY - timedelta(n % 80),
            distance_km=5 + n % 17,
            pain=PainReport(free=False, onset=OnsetObservation.exactly(3 + n % 9), worst_nrs=n % 7),
        )
        for n in range(400)
    )
    return replace(rough_week(), runs=runs)


def advice_of(case: Case) -> Advice:
    return advise(case, on=MONDAY, rng=np.random.default_rng(0))


def seconds(ways: dict[str, Callable[[], object]], n: int = TIMES) -> dict[str, float]:
    """The median of n times for each way, one after the other in turn, so that all share the load.

    Each is done once before, to warm up.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(n + 1):
        for name, what in ways.items():
            begun = time.perf_counter()
            what()
            if turn:
                taken[name].append(time.perf_counter() - begun)
    return {name: statistics.median(each) for name, each in taken.items()}


# --- instead -----------------------------------------------------------------------------------


def html_of(report: VisitReport) -> str:
    """The page as plain HTML, with the same pictures."""
    parts = [f"<h1>{escape(report.title)}</h1><p>{escape(' · '.join(report.below_title))}</p>"]
    for section in (*report.sections, report.definitions):
        parts.append(f"<h2>{escape(section.heading)}</h2>")
        parts += [_block_as_html(block, section.name) for block in section.blocks]
    head = f"<title>{escape(report.title)}</title>"
    style = "<style>@page{size:A4;margin:13mm}body{font:9.4pt serif}svg{width:88mm}</style>"
    return f"<!doctype html><html lang='{report.language}'><head>{head}{style}</head><body>" + (
        "".join(parts) + "</body></html>"
    )


def _block_as_html(block: Block, name: str) -> str:
    match block:
        case Paragraph(text=text):
            return f"<p>{escape(text)}</p>"
        case Items(items=items):
            return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in items)}</ul>"
        case Shown(picture=picture):
            return svg_of(picture, prefix=name)
        case Terms(terms=terms):
            return "".join(f"<p><b>{escape(one)}</b> {escape(means)}</p>" for one, means in terms)
        case Rows(table=table):
            head = "".join(f"<th>{escape(one)}</th>" for one in table.headings)
            rows = "".join(
                f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
                for row in table.rows
            )
            return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def by_weasyprint(report: VisitReport) -> bytes:
    from weasyprint import HTML

    made: bytes = HTML(string=html_of(report)).write_pdf(pdf_variant="pdf/ua-1")
    return made


def by_reportlab(report: VisitReport) -> bytes:
    """Words and tables alone: ReportLab draws no SVG and writes no tags."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph as Words
    from reportlab.platypus import SimpleDocTemplate, Table

    styles, out = getSampleStyleSheet(), io.BytesIO()
    story = [Words(escape(report.title), styles["Title"])]
    for section in (*report.sections, report.definitions):
        story.append(Words(escape(section.heading), styles["Heading2"]))
        for block in section.blocks:
            if isinstance(block, Rows):
                story.append(Table([block.table.headings, *block.table.rows]))
            for text in _texts(block):
                story.append(Words(escape(text), styles["Normal"]))
    SimpleDocTemplate(out, pagesize=A4, title=report.title).build(story)
    return out.getvalue()


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text=text):
            yield text
        case Items(items=items):
            yield from items
        case Terms(terms=terms):
            yield from (f"{one}: {means}" for one, means in terms)
        case Shown(picture=picture):
            yield picture.description


# --- what they cost ----------------------------------------------------------------------------


def rows() -> Iterator[Row]:
    for name, case in (("rough week", rough_week()), ("400 runs with pain", crowded())):
        advice = advice_of(case)
        report = visit_report(case, advice)
        writers: dict[str, Callable[[VisitReport], bytes]] = {"startline, the PDF": write_pdf}
        for tool, write in (("weasyprint", by_weasyprint), ("reportlab", by_reportlab)):
            if find_spec(tool) is None:
                yield (f"{tool}, {name}", "not installed", "", "", "")
            else:
                writers[tool] = write
        ways: dict[str, Callable[[], object]] = {
            "startline, the page as values": partial(visit_report, case, advice),
            "startline, both": partial(visit_pdf, case, advice),
            **{tool: partial(write, report) for tool, write in writers.items()},
        }
        taken = seconds(ways)
        for way, taken_s in taken.items():
            about = _about(writers[way](report)) if way in writers else ("", "")
            ratio = f"{taken_s / taken['startline, the PDF']:.1f}" if way in writers else ""
            yield (f"{way}, {name}", ms(taken_s), *about, ratio)


def _about(pdf: bytes) -> tuple[str, str]:
    found = PdfReader(io.BytesIO(pdf))
    root = found.trailer["/Root"].get_object()
    is_tagged = isinstance(root, DictionaryObject) and "/StructTreeRoot" in root
    tagged = "tagged" if is_tagged else "not tagged"
    return f"{len(pdf) / 1024:.0f} KiB", f"{len(found.pages)} sides, {tagged}"


def ms(taken_s: float) -> str:
    return f"{taken_s * 1000:.0f} ms"


def the_command(folder: Path) -> Iterator[Row]:
    """`startline export pdf` from a cold start, and the processor time it takes."""
    case = folder / "case.json"
    case.write_text(json.dumps(case_to(rough_week())))
    command = [sys.executable, "-m", "startline.cli", "export", "pdf", str(case), "-o",
               str(folder / "report.pdf"), "--on", MONDAY.isoformat()]  # fmt: skip
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}

    def run() -> None:
        subprocess.run(command, check=True, env=environment, stderr=subprocess.DEVNULL)

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken_s = seconds({"": run}, 5)[""]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 6
    about = f"{ms(cpu_s)} of processor"
    yield ("`startline export pdf`, rough week, cold start", ms(taken_s), "", about, "")


# --- what checkers say -------------------------------------------------------------------------


def verdicts(folder: Path) -> Iterator[Row]:
    """Two open checkers over our report, and over WeasyPrint's."""
    report = visit_report(rough_week(), advice_of(rough_week()))
    made = {"startline": write_pdf(report)}
    if find_spec("weasyprint"):
        made["weasyprint"] = by_weasyprint(report)
    for name, pdf in made.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(pdf)
        for checker, typed in (("pdfua", ["check", str(path)]), ("outloud", ["-q", str(path)])):
            yield (checker, name, _verdict(checker, typed))


def _verdict(checker: str, typed: list[str]) -> str:
    command = Path(sys.executable).with_name(checker)
    if not command.exists():
        return "not installed"
    ended = subprocess.run([str(command), *typed], capture_output=True, text=True, check=False)
    told = [line for line in ended.stdout.splitlines() if re.search(r"errors=|error\(s\)", line)]
    said = " ".join(told[0].split()) if told else f"status {ended.returncode}"
    return re.sub(r"\s*\S+\.pdf:|\s+\d+ ms$|, \d+\.\d+s(?=\])|^result: ", "", said)


def page(folder: Path) -> Iterator[str]:
    load, python = f"{os.getloadavg()[0]:.1f}", sys.version.split()[0]
    today = date.today().isoformat()  # noqa: DTZ011 - a date for people
    yield "# What the visit report costs\n"
    yield f"`python -m benchmarks.report`, {os.cpu_count()} cores (load {load}), Python {python},"
    yield f"{today}. Medians of {TIMES}, the ways in turn; the target is 2 s for the command.\n"
    yield "| what | time | size | | against our PDF |\n|---|---|---|---|---|"
    yield from (f"| {' | '.join(row)} |" for row in (*rows(), *the_command(folder)))
    yield "\nWeasyPrint sets the same words, tables and pictures as PDF/UA-1; ReportLab the same"
    yield "words and tables, without pictures and tags. Both work in this process; startline starts"
    yield "one of its own with limits for each report, and its time is counted.\n"
    yield "## Accessibility, as far as a program can tell\n"
    yield "The two checkers test a part of the Matterhorn rules each; neither is the reference"
    yield "validator (veraPDF, which no Python or Debian package brings). The project's tests read"
    yield "the structure tree, text alternatives, language, title and PDF/UA mark with pypdf.\n"
    yield "| checker | report by | verdict |\n|---|---|---|"
    yield from (f"| {' | '.join(row)} |" for row in verdicts(folder))


def main() -> None:
    """Print the tables and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = list(page(Path(folder)))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "report.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
