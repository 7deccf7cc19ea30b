"""What people wrote, as HTML that can do nothing: the one place where HTML is made from words."""

from __future__ import annotations

import re
import unicodedata

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
MOST_NESTED = 20
MOST_LINKS = 2  # in a reply; more waits for the runner

_markdown = MarkdownIt(
    "commonmark", {"html": False, "breaks": True, "maxNesting": MOST_NESTED}
).disable(["image"])
_CONTROLS = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f"
                       "\u202a-\u202e\u2060\u2066-\u2069\ufeff]")  # fmt: skip
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def as_html(text: str) -> SafeString:
    """Markdown as HTML without pictures, scripts, styles, or links that are more than links."""
    lowered = _lower_headings(_markdown.render(cleaned(text)))
    clean = nh3.clean(
        lowered,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 - the one allowed place, after nh3


def _lower_headings(html: str) -> str:
    """The page has its own first heading: what an entry calls one stands below it."""
    return re.sub(r"(</?)h[1-6]>", lambda tag: f"{tag[1]}h3>", html)


def cleaned(text: str) -> str:
    """Words without characters that hide, turn or end what follows them."""
    whole = text.encode("utf-8", "replace").decode()
    return _CONTROLS.sub("", whole.replace("\r\n", "\n").replace("\r", "\n"))


def clean_name(name: str) -> str:
    """A name on one line, without controls, in one spelling of each letter."""
    return " ".join(unicodedata.normalize("NFKC", cleaned(name)).split())


def n_links(text: str) -> int:
    """How many addresses stand in a text."""
    return len(_LINK.findall(text))


def first_words(text: str, n_chars: int = 200) -> str:
    """The beginning of an entry, for a list or a feed."""
    plain = " ".join(re.sub(r"[#*_>`\[\]]", "", cleaned(text)).split())
    return plain if len(plain) <= n_chars else plain[: n_chars - 1].rsplit(" ", 1)[0] + "…"
