"""Pictures as SVG, the same on a phone, on paper and in the visit report.

Each function takes engine values and gives a `Picture`; `svg_of` writes it, `table_of` gives the
same as rows of words. `pictures.css` beside this file is for whoever serves them.
"""

from __future__ import annotations

from startline.formats.pictures.adherence_strip import adherence_strip
from startline.formats.pictures.body_map import body_map
from startline.formats.pictures.onset_by_distance import onset_by_distance
from startline.formats.pictures.onset_over_time import onset_over_time
from startline.formats.pictures.options import options
from startline.formats.pictures.pain_course import pain_course
from startline.formats.pictures.picture import Picture, Table, svg_of, table_of
from startline.formats.pictures.run_strip import run_strip
from startline.formats.pictures.twenty_figures import twenty_figures
from startline.formats.pictures.weeks import weeks

__all__ = [
    "Picture", "Table", "adherence_strip", "body_map", "onset_by_distance", "onset_over_time",
    "options", "pain_course", "run_strip", "svg_of", "table_of", "twenty_figures", "weeks",
]  # fmt: skip
