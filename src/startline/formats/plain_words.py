"""Words of any language without what does not matter when they are compared."""

from __future__ import annotations

import unicodedata


def plain_word(word: str) -> str:
    """A word without case and accents, for comparison.

    >>> plain_word("Août"), plain_word("MÄRZ")
    ('aout', 'marz')
    """
    taken_apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in taken_apart if not unicodedata.combining(c))
