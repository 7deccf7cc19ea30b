"""What each clause is: past, to come, an if, somebody else's, today's. Cues become context here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from startline.formats.entry_text.coded import Coded, Item
from startline.formats.entry_text.language import Language

SELF, OTHER, CLINICIAN = "self", "other", "clinician"
SOMEBODY = "somebody"  # a "she" of whom nothing was said before
TODAY = 0  # the frame an entry begins in


@dataclass(frozen=True, slots=True)
class Contexts:
    """For every clause its cues and the day it tells of; for every item whose doing it is."""

    cues: tuple[frozenset[str], ...]
    frames: tuple[int, ...]
    who: tuple[str, ...]
    sentence_cues: tuple[frozenset[str], ...] = field(repr=False)

    def has(self, clause: int, *names: str) -> bool:
        """Whether a clause has any of the cues."""
        return not self.cues[clause].isdisjoint(names)


def contexts_of(entry: Coded, language: Language, text: str) -> Contexts:
    """The context of everything in an entry."""
    clauses = len(entry.clause_starts)
    cues: list[set[str]] = [set() for _ in range(clauses)]
    for name, phrase in language.contexts.items():
        for match in phrase.pattern.finditer(entry.text):
            items = entry.items_in(match.start(), match.end())
            for at in {entry.items[items[0]].clause, entry.items[items[-1]].clause}:
                cues[at].add(name)
    by_sentence: dict[int, set[str]] = {}
    for item in entry.items:
        by_sentence.setdefault(item.sentence, set()).update(cues[item.clause])
        if item.said == "?":
            by_sentence[item.sentence].add("question")
    frozen = tuple(frozenset(each) for each in cues)
    sentences = tuple(frozenset(by_sentence[n]) for n in sorted(by_sentence))
    return Contexts(
        frozen, tuple(_frames(frozen)), tuple(_People(entry, language, text).whose()), sentences
    )


def _frames(cues: Sequence[frozenset[str]]) -> Iterator[int]:
    """The day each clause tells of: today's is 0, each other day's a number of its own."""
    frame = days = TODAY
    for one in cues:
        if "today" in one:
            frame = TODAY
        elif (
            "other_day" in one
            and "compared" not in one
            and ("past" in one or not one & {"future", "coming"})
        ):
            days += 1
            frame = days
        yield frame


class _People:
    """Whose doing each item of an entry is: the writer's unless somebody else is its subject."""

    def __init__(self, entry: Coded, language: Language, text: str) -> None:
        self._items, self._language, self._text = entry.items, language, text
        self._shapes = language.shapes
        self._last_person = SOMEBODY

    def whose(self) -> Iterator[str]:
        """One answer an item, in order."""
        who, subject_to_come = SELF, True
        for at, item in enumerate(self._items):
            before = self._items[at - 1] if at else None
            if before is None or before.sentence != item.sentence:
                who = SELF
            self._remember(item)
            if before is None or before.clause != item.clause:
                subject_to_come = True
            if item.said in self._shapes["self"] or self._is_mine(at):
                who, subject_to_come = SELF, False
            elif subject_to_come and (person := self._person(at)):
                who, subject_to_come = person, False
            elif subject_to_come and not self._goes_before_a_subject(item):
                subject_to_come = self._person_within(at)
            yield who

    def _is_mine(self, at: int) -> bool:
        """`my knee`, not `my sister`."""
        return self._items[at].said in self._shapes["mine"] and not self._person_within(at)

    def _person_within(self, at: int) -> bool:
        """Whether a person comes in the next two words, after what may be an adjective."""
        clause = self._items[at].clause
        near = self._items[at + 1 : at + 3]
        return any(self._names(one) for one in near if one.clause == clause)

    def _person(self, at: int) -> str:
        """Who else the subject is, or nothing."""
        item = self._items[at]
        if self._and_me(at):
            return ""
        if self._is_pronoun(item):
            return self._last_person
        if item.said in self._shapes["clinicians"]:
            return CLINICIAN
        return OTHER if item.said in self._shapes["people"] or self._is_name(at) else ""

    def _remember(self, item: Item) -> None:
        """Whom "she" will mean."""
        if item.said in self._shapes["clinicians"]:
            self._last_person = CLINICIAN
        elif item.said in self._shapes["people"] and not self._is_pronoun(item):
            self._last_person = OTHER

    def _names(self, item: Item) -> bool:
        return item.said in self._shapes["people"] or item.said in self._shapes["clinicians"]

    def _is_pronoun(self, item: Item) -> bool:
        return item.said in self._shapes["pronouns"]

    def _and_me(self, at: int) -> bool:
        """`my brother and I`: the writer was there too."""
        following = [one.said for one in self._items[at + 1 : at + 3]]
        return len(following) == 2 and (
            following[0] in self._shapes["joins"] and following[1] in self._shapes["self"]
        )

    def _is_name(self, at: int) -> bool:
        """A capital on a word the language does not know, and then what it did: `Dave ran`."""
        item = self._items[at]
        if item.quantity is not None or not self._text[item.start : item.start + 1].isupper():
            return False
        if self._text[item.start : item.end].isupper() or self._language.speller.knows(item.said):
            return False
        following = self._items[at + 1].said if at + 1 < len(self._items) else ""
        return following in self._shapes["acts"]

    def _goes_before_a_subject(self, item: Item) -> bool:
        return item.said in self._shapes["determiners"] or not item.said[:1].isalpha()
