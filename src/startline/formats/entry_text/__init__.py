"""A journal entry in plain words, read into fields that a person may confirm."""

from startline.formats.entry_text.fields import EntryFields, Found
from startline.formats.entry_text.read import last_words, read_entry

__all__ = ["EntryFields", "Found", "last_words", "read_entry"]
