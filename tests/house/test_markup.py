"""Markup that no template escaped is let through in two named places (abuse case C03)."""

from __future__ import annotations

import re

from tests.house.repository import ROOT, SOURCE

ALLOWED = {
    "src/startline/web/shell/templatetags/pictures.py",  # our own drawings, escaped where drawn
    "src/startline/web/journal/text.py",  # what people wrote, after nh3
}
IN_PYTHON = re.compile(r"\bmark_safe\(|\bSafeString\(|\bSafeText\(|@html_safe|is_safe=True")
IN_TEMPLATES = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off")


def test_C03_markup_is_marked_safe_in_the_named_places_alone() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCE.rglob("*.py")
        if IN_PYTHON.search(path.read_text(encoding="utf-8"))
    }

    assert found <= ALLOWED


def test_C03_no_template_switches_escaping_off() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCE.rglob("*.html")
        if IN_TEMPLATES.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []
