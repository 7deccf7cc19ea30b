"""Journals of other programs, read and written: WordPress (WXR), Blogger, folders of Markdown."""

from startline.formats.journals.post import Comment, JournalRefused, LeftOut, Post, Read
from startline.formats.journals.read import read_journal
from startline.formats.journals.to_markdown import to_markdown_zip
from startline.formats.journals.to_wxr import to_wxr

__all__ = [
    "Comment", "JournalRefused", "LeftOut", "Post", "Read", "read_journal", "to_markdown_zip",
    "to_wxr",
]  # fmt: skip
