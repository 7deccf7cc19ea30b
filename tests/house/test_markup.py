"""Markup that no template escaped is let through in one place (abuse case C03)."""

from __future__ import annotations

import re

from tests.house.repository import ROOT, SOURCE

ALLOWED = {"src/startline/web/shell/templatetags/pictures.py"}
IN_PYTHON = re.compile(r"\bmark_safe\(|\bSafeString\(|\bSafeText\(|@html_safe|is_safe=True")
IN_TEMPLATES = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off")


def test_C03_markup_is_marked_safe_in_one_place_alone() -> None:
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
