"""Words that hurt, promise or blur are kept off the screen and out of the pages a runner reads.

Pages for people who change the code (docs/develop, docs/adr) are left alone, and so are code,
quotations of literature (a line with a DOI), and a sentence that names a word in order to avoid it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.repository import ROOT, SOURCE

SCREENS = sorted([*(SOURCE / "cli").glob("*.py"), *(SOURCE / "words").glob("*.py")])

# "weak" and "failed" as said of a body or a person; a prior may be weak and a test may fail.
HURTING = r"damag(?:e|es|ed|ing)|wear and tear|failed"
HURTING_A_BODY = r"weak(?:er|ness)?(?!\s+(?:prior|evidence|signal|spot))"
PROMISING = (
    r"prevents (?:an )?injur(?:y|ies)|AI-powered|injury risk: ?\d|optimal(?:ly)?"
    r"|(?:safe|cleared) to run"
)
BLURRING = (
    r"athletes?|patients|deload(?:ing)?|comeback|follower"
    r"|(?:readiness|risk|fitness loss) score|pain (?:level|%)|risk level"
)
ON_SCREEN = r"only|unfortunately|users?|coach|workouts?|activit(?:y|ies)|relapse|compliance|!"

PAGE_WORDS = re.compile(
    rf"\b(?:{HURTING}|{HURTING_A_BODY}|{PROMISING}|{BLURRING})\b", re.IGNORECASE
)
MODEL_WORDS = re.compile(rf"\b(?:damage|wear and tear|{PROMISING})\b", re.IGNORECASE)
SCREEN_WORDS = re.compile(rf"{PAGE_WORDS.pattern}|\b(?:{ON_SCREEN})\b|!(?!\w)", re.IGNORECASE)

FOR_DEVELOPERS = ("docs/develop/", "docs/adr/")
ABOUT_MODELS = ("docs/models/", "docs/safety/", "docs/reference/")


def pages() -> list[str]:
    named = ["README.md", "SAFETY.md", "PRIVACY.md"]
    written = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
    return [
        name
        for name in [*named, *written]
        if (ROOT / name).is_file() and not name.startswith(FOR_DEVELOPERS)
    ]


def prose(text: str) -> str:
    """The text without code, links, quoted literature and words that are named to be avoided."""
    text = re.sub(r"(?ms)^(```|~~~).*?^\1", blank, text)
    text = re.sub(r"`[^`\n]*`|\]\([^)\n]*\)|<[^>\n]*>", " ", text)
    lines = text.split("\n")
    return "\n".join("" if re.search(r"\bdoi\b|\bavoid\b", each, re.I) else each for each in lines)


def blank(block: re.Match[str]) -> str:
    return "\n" * block[0].count("\n")


def found(pattern: re.Pattern[str], text: str) -> list[str]:
    return [
        f"{number}: {hit[0]!r} in {line.strip()[:80]}"
        for number, line in enumerate(text.split("\n"), start=1)
        for hit in pattern.finditer(line)
    ]


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """What a reader may be shown: every string with a space in it that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if " " in node.value and id(node) not in docstrings:
            yield node.lineno, node.value


@pytest.mark.parametrize("name", pages())
def test_a_page_speaks_to_a_runner_without_harm_or_promise(name: str):
    pattern = MODEL_WORDS if name.startswith(ABOUT_MODELS) else PAGE_WORDS

    assert found(pattern, prose((ROOT / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_screen_speaks_without_harm_promise_or_blur(path: Path):
    said = [(line, found(SCREEN_WORDS, text)) for line, text in sentences(path)]

    assert [(line, hits) for line, hits in said if hits] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Your knee has wear and tear.",
        "You failed.",
        "A weak hip.",
        "You are safe to run.",
        "deload",
    ],
)
def test_a_word_to_avoid_would_be_found(sentence: str):
    assert found(PAGE_WORDS, prose(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "A weak prior.",
        "A weekly total.",
        "`failed`",
        "Words to avoid: damage.",
        "Be patient.",
        "Weeks",
    ],
)
def test_plain_technical_prose_is_left_alone(sentence: str):
    assert not found(PAGE_WORDS, prose(sentence))
