"""HTML of other programs as Markdown: words, links, lists and quotes; everything else is left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_AROUND = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "del": "~~"}
_BLOCKS = {"p", "div", "section", "article", "figure", "table", "tr", "ul", "ol"}
_SILENT = {"script", "style", "template", "noscript", "iframe", "object"}
_SECTION = re.compile(r"<!\[[^>]*>?")  # a comment to browsers; Python's parser breaks on some
_HEADINGS = {f"h{n}": f"{'#' * max(3, n)} " for n in range(1, 7)}


@dataclass(frozen=True, slots=True)
class Words:
    """Markdown, and how many pictures were left where they are."""

    text: str
    n_pictures: int


def markdown_of(html: str) -> Words:
    r"""HTML, or the half-HTML of WordPress, where an empty line is a paragraph, as Markdown.

    >>> markdown_of("<p>Six <b>miles</b>.<br>Then <a href='https://a.example/x'>home</a>.</p>").text
    'Six **miles**.\nThen [home](https://a.example/x).'
    """
    reader = _Reader()
    reader.feed(_SECTION.sub("", html))
    reader.close()
    return Words(_tidied("".join(reader.out)), reader.n_pictures)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.n_pictures = 0
        self._silent = 0
        self._lists: list[str] = []
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "img":
            self.n_pictures += 1
        elif tag == "a":
            self._links.append(_address(dict(attrs).get("href")))
            self.out.append("[" if self._links[-1] else "")
        elif tag in ("ul", "ol"):
            self._lists.append(tag)
            self.out.append("\n\n")
        else:
            self.out.append(self._opening(tag))

    def _opening(self, tag: str) -> str:
        if tag == "li":
            return "\n1. " if self._lists[-1:] == ["ol"] else "\n- "
        if tag == "blockquote":
            return "\n\n\x00"  # a mark: every line up to the next one is quoted
        simple = {"br": "\n", "hr": "\n\n---\n\n", **_AROUND}
        if tag in _HEADINGS:
            return f"\n\n{_HEADINGS[tag]}"
        return simple.get(tag, "\n\n" if tag in _BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "a" and self._links:
            address = self._links.pop()
            self.out.append(f"]({address})" if address else "")
        elif tag == "blockquote":
            self.out.append("\x01\n\n")
        elif tag in _AROUND:
            self.out.append(_AROUND[tag])
        elif tag in _BLOCKS or tag in _HEADINGS:
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.out.append(data.replace("\x00", "").replace("\x01", ""))


def _address(href: str | None) -> str:
    """A link worth keeping: into the web or to somebody."""
    address = (href or "").strip()
    plain = re.fullmatch(r"(?:https?://|mailto:)[^\s()<>]+", address, re.IGNORECASE)
    return address if plain else ""


def _tidied(text: str) -> str:
    quoted = re.sub(r"\x00([^\x00\x01]*)\x01", _quoted, text)
    plain = quoted.replace("\x00", "").replace("\x01", "").replace("\xa0", " ")
    lines = [line.rstrip() for line in plain.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _quoted(found: re.Match[str]) -> str:
    body = re.sub(r"\n{3,}", "\n\n", found[1].strip())
    return "\n".join(f"> {line}".rstrip() for line in body.split("\n"))
