"""A runner's own programme, from a pasted table, CSV, a calendar file or a repeating week.

Each reader gives a `Preview`: sessions understood, and refusals and doubts with their lines.
Nothing is stored here; the caller asks a person first.
"""

from startline.formats.own_programme.ics import read_ics
from startline.formats.own_programme.preview import Preview
from startline.formats.own_programme.table import read_csv, read_table, repeating_week

__all__ = ["Preview", "read_csv", "read_ics", "read_table", "repeating_week"]
