"""Why a file ended as it did, by its code: for readers of other languages than English."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CAUSES: Mapping[str, Promise] = {
    "same_file": _("This file is here already."),
    "same_run": _("Another recording of this run is here already."),
    "not_a_run": _("Another sport."),
    "unknown_sport": _("A sport whose code is not known here."),
    "unsupported": _("A kind of file that is not read here."),
    "not_an_activity": _("Settings, a planned session or a course: nothing that was run."),
    "columns_not_confirmed": _("The columns of this table were guessed."),
    "unreadable": _("It cannot be read, or is not what its name says."),
    "not_readable": _("The disk or its permissions refuse it."),
    "empty": _("Nothing was recorded in it."),
    "no_time": _("It does not tell when it was run."),
    "clock_not_set": _("The clock of the watch was not set."),
    "implausible_date": _("Its day cannot be right."),
    "implausible": _("Nobody can have run this."),
    "dtd_forbidden": _("XML with a document type, which no watch writes."),
    "too_large": _("Larger than is read here."),
    "too_many_points": _("More points than are read here."),
    "too_many_rows": _("More rows than are read here."),
    "too_slow": _("Reading it took too long and was ended."),
    "too_much_memory": _("Reading it took too much memory and was ended."),
    "crashed": _("Reading it broke off."),
    "archive_in_archive": _("An archive inside an archive."),
    "archive_bomb": _("An archive that swells beyond reason; it was not opened."),
    "too_many_entries": _("An archive with too many entries."),
    "encrypted": _("Locked with a password."),
    "unsupported_compression": _("Packed in a way that is not opened here."),
    "damaged_entry": _("It is not what its archive says."),
    "partial": _("The file breaks off; the run goes as far as it could be read."),
    "bad_points": _("Some points could not be right and were left out."),
    "needs_review": _("Many points could not be right and were left out."),
    "distance_mismatch": _("The watch and the track differ about the distance."),
    "file_unusable": _("The recording could not be read; the numbers of the table were taken."),
    "unit_assumed": _("The table does not say in which unit; your own was taken."),
    "date_order_assumed": _("The table does not say whether the day or the month comes first."),
    "far_for_you": _("Far longer than what you ran in the weeks before it."),
    "from_table": _("A row of the table, without a recording."),
    "file_missing": _("The recording that the table names is not there."),
    "sport_assumed": _("The file names no sport; a run was assumed."),
    "sport_from_table": _("The sport is the one the table names."),
    "time_zone_assumed": _("Nobody said where you live, so the day may be another."),
    "bad_checksum": _("Its checksum is wrong; it was read all the same."),
    "splits_from_laps": _("The splits are those of the laps."),
    "distance_from_speed": _("The distance was worked out from the speed."),
}
