"""Every code an import can give is explained on its page, and the page names no other."""

from __future__ import annotations

import re

from startline.formats import imported
from startline.formats.report import TO_REVIEW
from startline.web.imports.causes import CAUSES
from tests.house.repository import ROOT, SOURCE

PAGE = (ROOT / "docs" / "reference" / "import.md").read_text("utf-8")
_GIVEN = re.compile(r'(?:Skipped|NotTaken|_Refused)\(\s*(?:[\w.]+(?:\([^)]*\))?,\s*)?"([a-z_]+)"')
_WARNED = re.compile(r'\("([a-z]+(?:_[a-z]+)+)",\)')


def codes() -> set[str]:
    """By the classes of refusals, and as they stand in the readers."""
    refusals = {
        each.code
        for each in vars(imported).values()
        if isinstance(each, type) and issubclass(each, imported.UnusableFile)
    }
    texts = [path.read_text("utf-8") for path in sorted((SOURCE / "formats").glob("*.py"))]
    found = {code for text in texts for code in (*_GIVEN.findall(text), *_WARNED.findall(text))}
    return refusals | set(TO_REVIEW) | found


def test_every_code_of_an_import_is_explained():
    assert {code for code in codes() if f"`{code}`" not in PAGE} == set()


def test_the_codes_are_found_at_all():
    assert {"unreadable", "not_a_run", "archive_bomb", "splits_from_laps", "partial"} <= codes()


def test_every_code_has_a_sentence_for_readers_of_other_languages():
    assert codes() - set(CAUSES) == set()
