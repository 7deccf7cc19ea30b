"""`read_journal`: whatever journal a file is."""

from __future__ import annotations

from startline.formats.journals.blogger import read_blogger
from startline.formats.journals.markdown_folder import read_markdown_zip, read_texts
from startline.formats.journals.post import MOST_BYTES, MOST_POSTS, JournalRefused, Read
from startline.formats.journals.wxr import read_wxr
from startline.formats.journals.xml_elements import elements

_WHICH = "WordPress and Blogger exports (.xml, .atom), and a .zip of Markdown files can be."


def read_journal(data: bytes, name: str = "") -> Read:
    """The entries of a WordPress or Blogger export, of a .zip of Markdown, or of one such file.

    Raises:
        JournalRefused: with what is wrong and what to do.
    """
    if len(data) > MOST_BYTES:
        raise JournalRefused(
            "too_large", f"It is larger than {MOST_BYTES // 2**20} MiB.", "Export it in parts."
        )
    read = _read(data, name)
    if len(read.posts) > MOST_POSTS:
        problem = f"It holds more than {MOST_POSTS:,} entries."
        raise JournalRefused("too_many", problem, "Export it in parts.")
    if not read.posts and not read.left_out:
        raise JournalRefused("empty", "There is no entry in it.", "Choose the export itself.")
    return read


def _read(data: bytes, name: str) -> Read:
    if data.startswith(b"PK\x03\x04"):
        return read_markdown_zip(data)
    if name.lower().endswith((".md", ".markdown")):
        return read_texts({name: data.decode("utf-8-sig", "replace")})
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<"):
        raise JournalRefused("unknown", "That could not be read as a journal.", _WHICH)
    wanted = "entry" if b"<feed" in data[:4096] else "item"
    root, found = elements(data, wanted)
    if root == "feed":
        return read_blogger(found)
    if root == "rss":
        return read_wxr(found)
    raise JournalRefused("unknown", f"A file of <{root}> is no journal known here.", _WHICH)
