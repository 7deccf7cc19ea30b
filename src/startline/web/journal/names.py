"""Names that look like another's: nobody replies as if they were somebody else (C07)."""

from __future__ import annotations

import unicodedata

from django.db.models import Q

from startline.web.journal.models import Journal, Reader, Reply
from startline.web.journal.text import clean_name

# Letters of other alphabets, and digits, that are read as these. Not all of Unicode's list of
# confusables: the ones in names people type.
_ALIKE = str.maketrans(
    {
        **dict(zip("абвгеёзикмнорстухіјѕԁһѵԛԝ", "a6bree3nkmhopctyxijsdhvqw", strict=True)),
        **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),
        **dict(zip("01358|!ıłøđßæœ", "olesbiiilodbao", strict=True)),
        "l": "i",  # and so for every l: l, I, 1 and | are one stroke
    }
)


def skeleton(name: str) -> str:
    """What is left of a name to the eye.

    >>> skeleton("Robin") == skeleton("R\u043eb\u0456n") == skeleton("r-0 b.l n")
    True
    >>> skeleton("Robin") == skeleton("Robyn")
    False
    """
    plain = unicodedata.normalize("NFKD", clean_name(name).casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    # twice: a 1 is read as an l, and an l as an i
    alike = letters.translate(_ALIKE).translate(_ALIKE).replace("rn", "m").replace("vv", "w")
    return "".join(one for one in alike if one.isalnum())


def is_taken(name: str, journal: Journal, reader: Reader | None) -> bool:
    """Whether a name looks like the runner's, or like that of somebody else who replied here."""
    wanted = skeleton(name)
    own = (str(journal.runner), journal.title)
    if wanted in {skeleton(one) for one in own if one}:
        return True
    others = Reply.objects.filter(entry__journal=journal, state="shown", by_runner=False)
    if reader is not None and reader.pk:
        others = others.filter(~Q(reader=reader) | Q(reader=None))
    names = others.exclude(reader=None).values_list("name", flat=True).distinct()
    return any(skeleton(one) == wanted for one in names)
