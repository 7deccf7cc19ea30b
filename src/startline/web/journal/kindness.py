"""Words of somebody who may be in danger from themselves: their author is shown where help is.

A short list, on purpose: to be shown a number that is not needed hurts less than to be shown none.
No entry or reply is sent anywhere, and nobody else is told.
"""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"""\b(
      kill(ing)?\ (myself|me)|end\ (my\ life|it\ all)|suicid\w*|don'?t\ want\ to\ (live|be\ here)
      |no\ reason\ to\ live|better\ off\ (dead|without\ me)|want\ to\ die|hurt(ing)?\ myself
      |self[- ]?harm\w*|cut(ting)?\ myself
      |umbringen|selbstmord\w*|suizid\w*|nicht\ mehr\ leben|ritze\ mich|mich\ verletzen
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def needs_help_text(text: str) -> bool:
    """Whether the author of these words is shown where help is.

    >>> needs_help_text("Some days I want to die."), needs_help_text("That hill nearly killed me")
    (True, False)
    """
    return _WORDS.search(text.replace("\u2019", "'")) is not None
