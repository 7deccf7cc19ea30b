"""The small language that cue phrases are written in, turned into regular expressions.

A phrase stands in a language's file as people read it::

    plan (said|called for) <planned>
    {pain} .. [around] <onset>

=============  ===============================================================================
``word``       that word; ``word*`` any word that begins so
``(a|b c)``    one of them; ``[a|b]`` one of them or nothing
``{name}``     any phrase of the class of that name
``..``         up to three words, none of the class of stops; ``...`` up to seven words and commas
``<role>``     a distance, and the part it plays; ``<role:kinds>`` of other kinds than usual
``<a+b>``      a distance that plays two parts; ``<:kinds>`` a quantity that plays none here
``^`` ``$``    the beginning and the end of the sentence
=============  ===============================================================================

Phrases are matched against a *coded* sentence: plain words with single spaces, each quantity
written as ``§``, the letter of its kind and its number. No gap crosses a distance or a span of
weeks, and every gap has a most, so that the time to match grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

CODE = "§"
_PIECE = re.compile(r"\.\.\.|\.\.|\{[^}]+\}|<[^>]+>|[()\[\]|^$.!?,;:=@/&%×~-]|[^\W_]+\*?")
_SHORT_GAP = "(?:{stops}(?:\\w\\S*|§[NT]\\d+) ){{0,3}}?"
_LONG_GAP = rf"(?:(?:\w\S*|[,:()–—-]|{CODE}[NT]\d+) ){{0,7}}?"
_PLAIN = re.compile(r"[a-z]+\*?(?: [a-z]+\*?)*")
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_SLOT = re.compile(r"<([^>]+)>")
_EDGES = {"^": r"(?:^|(?<=[.!?…;] ))", "$": r"(?=$|[.!?…;] )"}


class PhraseError(ValueError):
    """A phrase in a language's file that cannot be read."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Which kinds of quantity a role takes, and what may stand around its number unsaid."""

    kinds: Mapping[str, str]
    before: str = ""
    after: str = ""
    stops: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One compiled phrase. Groups are named after roles: ``run``, ``onset_``."""

    said: str
    pattern: re.Pattern[str]
    slots: tuple[str, ...] = ()

    def may_match(self, kinds: frozenset[str]) -> bool:
        """Whether an entry with quantities of these kinds can have it at all."""
        return all(not kinds.isdisjoint(slot) for slot in self.slots)

    def roles(self, match: re.Match[str]) -> Iterator[tuple[str, int]]:
        """Each role of a match with the number of its quantity."""
        for name, number in match.groupdict().items():
            if number is not None:
                for role in name.rstrip("_").split("__"):
                    yield role, int(number)


class Grammar:
    """Compiles phrases over a set of named classes."""

    def __init__(self, classes: Mapping[str, list[str]], slots: Slots) -> None:
        self._classes, self._slots = classes, slots
        self._ready: dict[str, str] = {}
        self.words: set[str] = set()

    def phrase(self, said: str) -> Phrase:
        """One phrase, ready to match a coded sentence."""
        return Phrase(said, re.compile(r"(?<!\S)" + self._source(said)), self._needed(said))

    def _needed(self, said: str) -> tuple[str, ...]:
        """The kinds of each quantity that a phrase cannot do without."""
        outside = _IN_BRACKETS.sub("", said)
        while outside != said:
            said, outside = outside, _IN_BRACKETS.sub("", outside)
        slots = _SLOT.findall(outside)
        return tuple(self._kinds(*slot.split(":", 1)) for slot in slots if slot != ":*")

    def _kinds(self, roles: str, kinds: str = "") -> str:
        return kinds or self._slots.kinds.get(roles.split("+")[0], "DB")

    def any_of(self, phrases: list[str]) -> re.Pattern[str]:
        """Several phrases as one pattern; the longest of equals is tried first."""
        return re.compile(r"(?<!\S)" + self._any(phrases))

    def _any(self, phrases: list[str]) -> str:
        """Phrases as one expression. Plain ones are sorted by letters, which matches faster."""
        longest_first = sorted(phrases, key=len, reverse=True)
        plain = [said for said in longest_first if _PLAIN.fullmatch(said)]
        self.words.update(word for said in plain for word in said.split() if word[-1] != "*")
        others = [self._source(said) for said in longest_first if not _PLAIN.fullmatch(said)]
        return "(?:" + "|".join([*others, *_by_letter([_literal(one) for one in plain])]) + ")"

    def _source(self, said: str) -> str:
        pieces = _PIECE.findall(said)
        if "".join(pieces) != re.sub(r"\s+", "", said):
            raise PhraseError(f"{said!r} has a sign that is not known.")
        source, rest = self._choices(pieces, 0, said, {})
        if rest != len(pieces):
            raise PhraseError(f"{said!r} has a bracket too many.")
        return source

    def _choices(
        self, pieces: list[str], at: int, said: str, seen: dict[str, int]
    ) -> tuple[str, int]:
        """`a|b c` up to a closing bracket or the end: the expression, and where it ended."""
        choices = [""]
        while at < len(pieces) and pieces[at] not in ")]":
            if pieces[at] == "|":
                choices.append("")
            elif pieces[at] in "([":
                inner, end = self._choices(pieces, at + 1, said, seen)
                if end == len(pieces) or pieces[end] != {"(": ")", "[": "]"}[pieces[at]]:
                    raise PhraseError(f"{said!r} has an open bracket.")
                choices[-1] += inner + ("?" if pieces[at] == "[" else "")
                at = end
            else:
                choices[-1] += self._piece(pieces[at], seen)
            at += 1
        return "(?:" + "|".join(choices) + ")", at

    def _piece(self, piece: str, seen: dict[str, int]) -> str:
        if piece == "..":
            stops = f"(?!{self._class(self._slots.stops)})" if self._slots.stops else ""
            return _SHORT_GAP.format(stops=stops)
        if piece == "...":
            return _LONG_GAP
        if piece in _EDGES:
            return _EDGES[piece]
        if piece.startswith("{"):
            return self._class(piece[1:-1])
        if piece.startswith("<"):
            return self._slot(piece[1:-1], seen)
        return self._word(piece)

    def _word(self, piece: str) -> str:
        if piece.endswith("*"):
            return re.escape(piece[:-1]) + r"\w* "
        self.words.add(piece)
        return re.escape(piece) + " "

    def _class(self, name: str) -> str:
        if name not in self._classes:
            raise PhraseError(f"There is no class {name!r}.")
        if name not in self._ready:
            self._ready[name] = self._any(self._classes[name])
        return self._ready[name]

    def _slot(self, said: str, seen: dict[str, int]) -> str:
        """A quantity; the same role twice in a phrase gets an underscore for each time before."""
        roles, _, kinds = said.partition(":")
        if not roles:
            return rf"{CODE}{'[A-Z]' if kinds == '*' else f'[{kinds}]'}\d+ "
        name = roles.replace("+", "__")
        kinds = self._kinds(roles, kinds)
        seen[name] = seen.get(name, 0) + 1
        group = name + "_" * (seen[name] - 1)
        before = f"(?:{self._class(self._slots.before)}){{0,4}}" if self._slots.before else ""
        after = f"(?:{self._class(self._slots.after)})?" if self._slots.after else ""
        return rf"{before}{CODE}[{kinds}](?P<{group}>\d+) {after}"


def _literal(said: str) -> str:
    return "".join(f"{w[:-1]}\\w* " if w.endswith("*") else f"{w} " for w in said.split())


def _by_letter(literals: list[str], depth: int = 2) -> list[str]:
    """Expressions grouped by their first letters: `c(?:alf |ramp )` for `calf |cramp `."""
    if depth == 0 or len(literals) < 3:
        return literals
    groups: dict[str, list[str]] = {}
    for one in literals:
        groups.setdefault(one[:1], []).append(one[1:])
    return [
        letter + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(_by_letter(rest, depth - 1))})")
        for letter, rest in groups.items()
    ]
