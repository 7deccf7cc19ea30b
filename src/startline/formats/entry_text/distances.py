"""Run, planned, onset, cap and next, chosen among the claims so that they make one story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from startline.formats.entry_text.contexts import TODAY
from startline.formats.entry_text.fields import Found
from startline.formats.entry_text.roles import ENOUGH, Claim, Reading

LEAST_RUN = 2.5  # the one distance of an entry that nothing else is said of is the run
_CLEARLY = 0.6  # by how much another role must be worth more to take a quantity away
_STOPPED = 5.0  # worth of a claim that says where the run ended, not only how far it was to be
_NAMED = 3.5  # worth of a claim that some phrase made, not the context alone
_AS_CERTAIN = 1.0  # of places told about as surely, pain began at the first
_BEYOND = 1.02  # pain cannot begin further out than the run went, but for rounding
_DECIMALS = 3


_Km: TypeAlias = Found[float] | None


@dataclass(frozen=True, slots=True)
class Distances:
    """The distances of an entry, in km."""

    run: _Km = None
    planned: _Km = None
    onset: _Km = None
    cap: _Km = None
    following: tuple[Found[float], ...] = ()


@dataclass(slots=True)
class _Choice:
    """The claims of an entry, and the ones chosen so far."""

    reading: Reading
    claims: Sequence[Claim]
    main: int = TODAY
    chosen: dict[str, Claim] = field(default_factory=dict)

    def of(self, role: str, least: float = ENOUGH) -> list[Claim]:
        """The claims to a role that are worth enough and not clearly another's."""
        return [one for one in self.claims if one.role == role and one.worth >= least
                and not self._is_anothers(one)]  # fmt: skip

    def best(self, role: str, least: float = ENOUGH) -> Claim | None:
        """The best claim to a role of the main run, or else of any."""
        candidates = self.of(role, least)
        told = [one for one in candidates if one.frame == self.main] or candidates
        return max(told, key=lambda one: (one.worth, one.clause), default=None)

    def value(self, role: str) -> float | None:
        """The kilometres chosen for a role."""
        claim = self.chosen.get(role)
        return None if claim is None else self.reading.quantities[claim.quantity].value

    def says(self, cue: str) -> bool:
        """Whether the writer says such a thing anywhere."""
        return any(cue in cues for cues in self.reading.contexts.cues)

    def _is_anothers(self, claim: Claim) -> bool:
        """Whether a quantity plays a role that excludes this one, and is worth more there."""
        excluding = _EXCLUDES.get(claim.role, "")
        rivals = (one for one in self.claims if one.quantity == claim.quantity)
        return any(one.role in excluding and _beats(one, claim) for one in rivals)


_EXCLUDES: dict[str, tuple[str, ...]] = {
    "run": ("planned", "next", "cap", "onset"),
    "planned": ("run", "next", "cap"),
    "onset": ("run", "planned", "cap"),
    "next": ("run", "planned", "onset"),
    "cap": ("next",),
}


def _beats(one: Claim, other: Claim) -> bool:
    """More worth; of equals, the one whose words are nearer to the number."""
    if one.joint or other.joint:
        return False  # one phrase gave both
    if one.role == "onset" and other.role == "run" and other.worth >= _STOPPED:
        return False  # a run can end where pain began
    named = other.worth >= _NAMED
    if other.role == "onset" and one.role == "run" and one.start <= other.start and named:
        return False  # "got to 4 before my knee went" is where the run ended and pain began
    if abs(one.worth - other.worth) >= _CLEARLY:
        return one.worth > other.worth
    return (one.end - one.start, -one.worth) < (other.end - other.start, -other.worth)


def distances_of(reading: Reading, claims: Sequence[Claim]) -> Distances:
    """The distances an entry tells of."""
    choice = _Choice(reading, claims)
    choice.main = _main_frame(choice)
    for role, least in (("run", LEAST_RUN), ("planned", ENOUGH), ("cap", ENOUGH)):
        best = choice.best(role, least)
        if best is not None:
            choice.chosen[role] = best
    run, planned = _found(choice, "run"), _found(choice, "planned")
    if run is None:
        run = _run_after_all(choice, planned)
    onset = _onset(choice, run, planned)
    if run is None and onset is not None and choice.says("gave_up"):
        run = _furthest(choice, onset)
    run, planned = _with_left(choice, run, planned)
    run, planned = _less_walked(choice, run, planned, onset)
    run, onset = _one_story(choice, run, onset)
    return Distances(run, planned, onset, _cap(choice), _following(choice))


def _with_left(choice: _Choice, run: _Km, planned: _Km) -> tuple[_Km, _Km]:
    """`with 5 still to do`: what was left joins run and planned."""
    left = choice.best("left")
    if left is None or (run and planned) or not (run or planned):
        return run, planned
    far = choice.reading.quantities[left.quantity].value
    if run:
        return run, _told(choice.reading, left, run.value + far)
    if planned and far < planned.value and choice.says("gave_up"):
        return _told(choice.reading, left, planned.value - far), planned
    return run, planned


def _furthest(choice: _Choice, onset: Found[float]) -> _Km:
    """Where somebody got to who stopped for pain and does not say where: the last place named."""
    places = [(choice.reading.quantities[one.quantity], one) for one in choice.of("onset")]
    told = [(one.value, claim) for one, claim in places if one.kind not in "HELZF"]
    if not told:
        return onset if onset.value > 0 else None
    km, claim = max(told, key=lambda each: each[0])
    return _told(choice.reading, claim, km)


def _less_walked(
    choice: _Choice, run: _Km, planned: _Km, onset: _Km
) -> tuple[_Km, _Km]:
    """What was walked at the end was not run; then the whole is what was set out for."""
    whole = run or planned
    if whole is None or (run and planned and run.value != planned.value):
        return run, planned
    walked = choice.best("walked")
    far = choice.reading.quantities[walked.quantity].value if walked else 0.0
    if walked and 0 < far < whole.value:
        return _told(choice.reading, walked, whole.value - far), whole
    said = choice.chosen.get("run")
    certain = said is not None and said.worth >= _STOPPED
    guessed = planned is None and said is not None and said.worth < ENOUGH
    ended = choice.says("walked_rest") or (guessed and choice.says("gave_up"))
    if onset and 0 < onset.value < whole.value and ended and not certain:
        return onset, whole
    return run, planned


def _main_frame(choice: _Choice) -> int:
    """The day whose run the entry is about: today's, or else the last one told of."""
    told = {one.frame for role in ("run", "onset") for one in choice.of(role)}
    return TODAY if TODAY in told else max(told, default=TODAY)


def _found(choice: _Choice, role: str) -> _Km:
    claim = choice.chosen.get(role)
    if claim is None:
        return None
    return _told(choice.reading, claim, choice.reading.quantities[claim.quantity].value)


def _told(reading: Reading, claim: Claim, km: float) -> Found[float]:
    words = reading.text[claim.start : claim.end]
    return Found(round(km, _DECIMALS), words, claim.start, claim.end)


def _run_after_all(choice: _Choice, planned: _Km) -> _Km:
    """What was set out for was run, if it is said to be finished, or nothing says it was not."""
    if planned is None or choice.says("gave_up"):
        return None
    claim = choice.chosen["planned"]
    tried = any(
        one.role == "run" and one.quantity == claim.quantity and one.worth >= ENOUGH
        for one in choice.claims
    )
    return planned if tried or choice.says("completed") else None




# --- onset -------------------------------------------------------------------------------------


def _onset(
    choice: _Choice, run: _Km, planned: _Km
) -> _Km:
    """Where pain began. A part of the way is taken of the run, or of what was planned."""
    claims = [*choice.of("onset"), *choice.of("sore")]
    told = [one for one in claims if one.frame == choice.main] or claims
    placed = [(claim, _km_out(choice, claim, run, planned)) for claim in told]
    known = [(claim, km) for claim, km in placed if km is not None]
    if not known:
        return None
    most = max(_certain(choice, claim) for claim, _ in known)
    near = [(km, claim) for claim, km in known if _certain(choice, claim) >= most - _AS_CERTAIN]
    km, claim = min(near, key=lambda one: (one[0], -one[1].worth))
    return _told(choice.reading, claim, km)


def _certain(choice: _Choice, claim: Claim) -> float:
    """What a claim is worth; "the first nine were fine" less than where pain is said to be."""
    only_fine = choice.reading.quantities[claim.quantity].kind == "F" and claim.role == "onset"
    return claim.worth - (_AS_CERTAIN + 1 if only_fine else 0)


def _km_out(
    choice: _Choice, claim: Claim, run: _Km, planned: _Km
) -> float | None:
    one = choice.reading.quantities[claim.quantity]
    if claim.role == "sore":
        return 0.0  # "sore for the first mile": from the start
    if one.kind == "H":
        whole = planned if planned and (not run or run.value < planned.value) else run
        return None if whole is None else whole.value * one.value
    if one.kind in "EL":
        return None if run is None or run.value <= one.value else run.value - one.value
    return one.value


def _one_story(
    choice: _Choice, run: _Km, onset: _Km
) -> tuple[_Km, _Km]:
    """Pain that began beyond the end of the run: one of the two was misread, and goes."""
    if run is None or onset is None or onset.value <= run.value * _BEYOND:
        return run, onset
    worth = {one.start: one.worth for one in choice.claims if one.role in ("run", "onset")}
    if worth.get(run.start, 0.0) < worth.get(onset.start, 0.0):
        return None, onset
    return run, None


# --- cap and next ------------------------------------------------------------------------------


def _cap(choice: _Choice) -> _Km:
    """The limit told of last among the best; of a range, its upper end."""
    claim = max(choice.of("cap"), key=lambda one: (round(one.worth), one.start), default=None)
    if claim is None:
        return None
    return _told(choice.reading, claim, choice.reading.quantities[claim.quantity].most)


def _following(choice: _Choice) -> tuple[Found[float], ...]:
    """The runs to come, in the order told, with the others of the same list: "16, 18 and 20"."""
    claims = sorted(choice.of("next"), key=lambda one: one.quantity)
    spread = {one.quantity: one for one in _listed(choice.reading, claims)}
    taken = {one.quantity for role, one in choice.chosen.items() if role != "cap"}
    return tuple(
        _told(choice.reading, one, choice.reading.quantities[number].value)
        for number, one in sorted(spread.items())
        if number not in taken
    )


def _listed(reading: Reading, claims: Iterable[Claim]) -> list[Claim]:
    """Claims, and the same for quantities that follow or go before in one list."""
    found = list(claims)
    for claim in tuple(found):
        for step in (1, -1):
            found += _neighbours(reading, claim, step)
    return [*{one.quantity: one for one in reversed(found)}.values()]


def _neighbours(reading: Reading, claim: Claim, step: int) -> list[Claim]:
    found: list[Claim] = []
    items = reading.entry.items
    at = reading.item_of(claim.quantity)
    while (following := _next_in_list(reading, at, step)) is not None:
        number = items[following].quantity
        if number is None:
            break
        start, end = items[following].start, items[following].end
        found.append(replace(claim, quantity=number, start=start, end=end))
        at = following
    return found


def _next_in_list(reading: Reading, at: int, step: int) -> int | None:
    """The item of the next quantity, with commas, "and" and "a" alone between."""
    items, shapes = reading.entry.items, reading.language.shapes
    numbers = reading.language.number_words
    between: Callable[[str], bool] = lambda said: (  # noqa: E731
        said in (",", "/") or said in shapes["joins"] or said in numbers["a"] or said == "the"
    )
    at += step
    joined = False
    while 0 <= at < len(items) and items[at].quantity is None and between(items[at].said):
        joined = joined or items[at].said != "a"
        at += step
    if not joined or not 0 <= at < len(items) or items[at].quantity is None:
        return None
    return at if reading.quantities[items[at].quantity].kind in "DB" else None
