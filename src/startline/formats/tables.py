"""A table of runs, whoever wrote it: Strava's `activities.csv`, Garmin Connect's CSV, a plain one.

The first two are recognised by what stands where, so that the language of the export does not
matter. A plain table is read only if the runner named it, and only with columns a person confirmed.
"""

from __future__ import annotations

from startline.formats.csv_text import read_csv
from startline.formats.garmin_table import is_garmin, read_garmin
from startline.formats.imported import EmptyFile, Imported, Reading, Skipped, Unsupported
from startline.formats.plain_table import read_plain
from startline.formats.strava_table import is_strava, read_strava
from startline.formats.unpacked import Unpacked

NONE = "none"  # as `columns`: do not try to guess


def read_table(stream: Unpacked, reading: Reading) -> list[Imported | Skipped]:
    """The runs in a table, one item a row.

    Raises:
        UnusableFile: or one of its kinds, when the table as a whole cannot be taken.
    """
    table = read_csv(stream)
    if not table.rows:
        raise EmptyFile("The table has a heading and no rows.", hint="Export it again.")
    if is_strava(table):
        return read_strava(table, reading)
    if is_garmin(table):
        return read_garmin(table, reading)
    if reading.columns == NONE:
        hint = "If it holds runs, import it by its own name."
        raise Unsupported("It is no table of runs that we know.", hint=hint)
    return read_plain(table, reading)
