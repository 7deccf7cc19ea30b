"""A visit report as a stranger's program reads it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from startline.engine.case import Appointment, Case
from startline.engine.prescriptions import Prescription
from startline.formats.visit_report import VisitReport
from tests.builders import MONDAY, a_limit, a_painful_run, rough_week


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """All letters in reading order, whatever line they stand on."""
    return " ".join(" ".join(page.extract_text() for page in reader(pdf).pages).split())


def written_in(report: VisitReport) -> Iterator[str]:
    """Every text of the page that is not inside a picture."""
    yield report.title
    yield from report.below_title
    for section in (*report.sections, report.definitions):
        yield section.heading
        for block in section.blocks:
            if block.kind == "paragraph":
                yield block.text  # type: ignore[union-attr]
            elif block.kind == "items":
                yield from block.items  # type: ignore[union-attr]
            elif block.kind == "rows":
                for row in (block.table.headings, *block.table.rows):  # type: ignore[union-attr]
                    yield from row
            elif block.kind == "terms":
                for word, means in block.terms:  # type: ignore[union-attr]
                    yield word
                    yield means


def structure(pdf: bytes) -> list[dict[str, Any]]:
    """Every element of the structure tree."""
    root = reader(pdf).trailer["/Root"]["/StructTreeRoot"]
    return list(_below(root["/K"], set()))


def _below(one: Any, seen: set[int]) -> Iterator[dict[str, Any]]:
    if isinstance(one, IndirectObject):
        if one.idnum in seen:
            return
        seen.add(one.idnum)
        one = one.get_object()
    if isinstance(one, ArrayObject):
        for each in one:
            yield from _below(each, seen)
    elif isinstance(one, DictionaryObject):
        if "/S" in one:
            yield one
        if "/K" in one:
            yield from _below(one.raw_get("/K"), seen)


def a_crowded_case() -> Case:
    """Three thousand runs, forty limits, fifty exercises and long notes."""
    story = rough_week()
    long = "Could it be the new shoes, and what of the camber of the road? " * 40
    return replace(
        story,
        runs=tuple(a_painful_run(n // 40, 12.0, 9.0) for n in range(3000)),
        restrictions=tuple(
            a_limit(id=f"l{n}", max_run_km=5.0 + n, by=f"Dr {n} " + "x" * 200) for n in range(40)
        ),
        prescriptions=tuple(
            Prescription(id=f"p{n}", what=f"exercise {n} " + "y" * 300,
                         from_day=MONDAY - timedelta(6))
            for n in range(50)
        ),
        appointments=tuple(
            Appointment(on=MONDAY, with_whom="physiotherapist", note=f"{n} {long}")
            for n in range(30)
        ),
    )  # fmt: skip
