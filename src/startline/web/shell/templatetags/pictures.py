"""Pictures in pages. The one place where markup that was not escaped by a template is let through.

It takes a `Picture` of `formats.pictures` and nothing else: every text in one is escaped there.
"""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from startline.formats.pictures import Picture, Table, svg_of, table_of

register = template.Library()


@register.simple_tag
def picture(drawn: Picture, prefix: str) -> SafeString:
    """The picture as SVG; `prefix` begins its ids and is its own on a page.

    Raises:
        TypeError: for anything that is no picture.
    """
    if not isinstance(drawn, Picture):
        raise TypeError("A picture is made by startline.formats.pictures.")
    return mark_safe(svg_of(drawn, prefix=prefix))  # noqa: S308 - see the head of this module


@register.filter
def as_table(drawn: Picture) -> Table:
    """The same as rows of words."""
    return table_of(drawn)
