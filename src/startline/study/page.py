"""The page of a study: what was found in a few sentences, then tables and pictures. One file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import NewType

Svg = NewType("Svg", str)
"""A picture as markup; everything else on a page is plain text."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head; the first cell of a row names it."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it: sentences, tables, pictures."""

    title: str
    parts: Sequence[str | Table | Svg]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page. `summary` is also what the command prints."""

    title: str
    summary: Sequence[str]
    sections: Sequence[Section]


STYLE = """
:root { color-scheme: light dark; --ink: #1c2733; --faint: #64707d; --line: #d3d9df;
  --paper: #fff; --mark: #1f5f8b; --other: #a4552a; --band: #dbe6ee; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --faint: #a3aebb; --line: #3a4450;
  --paper: #14191f; --mark: #7fb8e0; --other: #e0a37f; --band: #25333f; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.2rem }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-size: .85rem; margin: 1rem 0 }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; font-variant-numeric: tabular-nums }
th:first-child, td:first-child { text-align: left; white-space: normal }
svg { max-width: 100%; height: auto; display: block; margin: 1rem 0;
  font: 12px system-ui, sans-serif }
svg text { fill: var(--ink) } svg .faint { fill: var(--faint) } svg .axis { stroke: var(--line) }
svg .mark { stroke: var(--mark); fill: var(--mark) } 
svg .other { stroke: var(--other); fill: none }
svg .band { fill: var(--band); stroke: none } svg .curve { fill: none; stroke-width: 1.5 }
"""


def html_of(page: Page) -> str:
    """The page as one HTML document that needs nothing beside it."""
    body = [f"<h1>{escape(page.title)}</h1>", *(_paragraph(one) for one in page.summary)]
    for section in page.sections:
        body += [f"<h2>{escape(section.title)}</h2>", *(_part(one) for one in section.parts)]
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(page.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
            *body,
            "</body>\n</html>\n",
        ]
    )


def markdown_of(page: Page) -> str:
    """The same as Markdown, without the pictures: the results that a repository keeps."""
    lines = [f"# {page.title}", "", *(line for one in page.summary for line in (one, ""))]
    for section in page.sections:
        lines += [f"## {section.title}", ""]
        for one in section.parts:
            lines += _markdown(one)
    return "\n".join(lines).rstrip() + "\n"


def _markdown(part: str | Table | Svg) -> list[str]:
    if isinstance(part, Table):
        head = ["| " + " | ".join(part.head) + " |", "|---" * len(part.head) + "|"]
        return [*head, *("| " + " | ".join(row) + " |" for row in part.rows), ""]
    return [] if part.startswith("<svg") else [part, ""]


def _part(part: str | Table | Svg) -> str:
    if isinstance(part, Table):
        return _table(part)
    return part if part.startswith("<svg") else _paragraph(part)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in table.head)
    rows = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in table.rows]
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f'<div class="scroll"><table>\n<tr>{head}</tr>\n{body}\n</table></div>'
