"""Learn the weights of a language from the development entries.

    python -m benchmarks.entry.train            # writes languages/en.json of the package
    python -m benchmarks.entry.train de         # languages/de.json, of development.de.toml

For each role a logistic regression with a quadratic penalty, over the cues of every quantity of
`tests/formats/entries/development.toml`. A quantity plays a role if its kilometres are the ones
told for the entry. Where several have the same number ("planned 12, ran 12"), one of them is meant:
the likeliest by the last round's weights, beginning with the one that rules claim most; the others
are left out of that role's round.

Neither the held-out entries, nor the fresh ones, nor the 53 beside the checkout are read here.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from benchmarks.entry.gold import ROOT, Entry, ours
from benchmarks.entry.score import same
from startline.formats.entry_text.cues import cues_of
from startline.formats.entry_text.language import DEFAULT, language
from startline.formats.entry_text.moods import MOODS, mood_cues
from startline.formats.entry_text.read import fields_of, reading_of
from startline.formats.entry_text.roles import ROLES, Reading, claims_of
from startline.formats.entry_text.weights import BIAS, Learnt, Weights

Floats: TypeAlias = npt.NDArray[np.float32]

OUT = ROOT / "src" / "startline" / "formats" / "entry_text" / "languages"
PENALTY, MOOD_PENALTY = 3.0, 15.0  # chosen on batches of the development entries left out in turn
BIAS_PENALTY = 0.01
LEAST_SEEN, LEAST_MOOD_SEEN = 2, 3  # a cue seen once says nothing of others
ROUNDS, STEPS, POWERS = 3, 200, 30
LEAST_WEIGHT = 0.02  # a smaller one is left out of the file
NO_MOODS: Weights = {mood: {BIAS: 0.0} for mood in MOODS}
FIELD_OF = {
    "run": "distance_run_km", "planned": "distance_planned_km", "onset": "onset_km",
    "cap": "cap_km", "next": "next_long_run_km",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One quantity: its entry, its number there, its cues."""

    entry: Entry
    reading: Reading
    number: int
    cues: frozenset[str]

    @property
    def km(self) -> float:
        return self.reading.quantities[self.number].value

    def plays(self, role: str) -> bool:
        """Whether the kilometres told for a role are this quantity's."""
        told = self.entry.fields[FIELD_OF[role]]
        return any(same(FIELD_OF[role], one, km) for one in told for km in self._values(role))

    def _values(self, role: str) -> list[float]:
        one = self.reading.quantities[self.number]
        if one.kind in "HEL":
            return self._part_way(one.kind, one.value) if role == "onset" else []
        return [one.most if role == "cap" else one.value]

    def _part_way(self, kind: str, value: float) -> list[float]:
        fields = self.entry.fields
        wholes = [*fields["distance_run_km"], *fields["distance_planned_km"]]
        return [km * value if kind == "H" else km - value for km in wholes]


def examples_of(entries: Iterable[Entry], code: str = "en") -> list[Example]:
    """Every quantity of some entries that may play a role."""
    words, found = language(code), []
    for entry in entries:
        reading = reading_of(entry.text, words, unit=None)
        for number, cues in cues_of(reading, claims_of(reading)).items():
            found.append(Example(entry, reading, number, cues))
    return found


def learn(examples: Sequence[Example], *, penalty: float = PENALTY) -> Weights:
    """The weights of each role by cue."""
    seen = Counter(cue for one in examples for cue in one.cues)
    names = sorted(cue for cue, count in seen.items() if count >= LEAST_SEEN)
    table = table_of([one.cues for one in examples], names)
    return {role: _of_role(role, examples, table, names, penalty) for role in ROLES}


def table_of(cues: Sequence[frozenset[str]], names: Sequence[str]) -> Floats:
    """One row an example, one column a cue, and a last column of ones."""
    column = {cue: n for n, cue in enumerate(names)}
    table = np.zeros((len(cues), len(names) + 1), dtype=np.float32)
    table[:, -1] = 1.0
    for row, said in enumerate(cues):
        table[row, [column[cue] for cue in said if cue in column]] = 1.0
    return table


def _of_role(
    role: str, examples: Sequence[Example], table: Floats, names: Sequence[str], penalty: float
) -> dict[str, float]:
    plays = np.array([one.plays(role) for one in examples])
    likely = np.array([sum(c.startswith(f"claim {role}") for c in one.cues) for one in examples])
    for _ in range(ROUNDS):
        used = _meant(examples, plays, likely)
        fitted = fit(table[used], plays[used].astype(np.float32), penalty)
        likely = table @ fitted
    return _kept(names, fitted)


def _kept(names: Sequence[str], fitted: Floats) -> dict[str, float]:
    """The weights worth keeping, by name, and the bias first."""
    kept = {
        name: round(float(weight), 3)
        for name, weight in zip(names, fitted[:-1], strict=True)
        if abs(weight) >= LEAST_WEIGHT
    }
    return {BIAS: round(float(fitted[-1]), 3), **kept}


def _meant(
    examples: Sequence[Example], plays: npt.NDArray[np.bool_], likely: Floats
) -> npt.NDArray[np.bool_]:
    """Every example but those that say again what a likelier one says."""
    groups: dict[tuple[str, float], list[int]] = defaultdict(list)
    for row, one in enumerate(examples):
        if plays[row]:
            groups[one.entry.name, round(one.km, 1)].append(row)
    used = np.ones(len(examples), dtype=bool)
    for rows in groups.values():
        best = max(rows, key=lambda row: likely[row])
        used[[row for row in rows if row != best]] = False
    return used


def fit(table: Floats, plays: Floats, penalty: float) -> Floats:
    """Logistic regression with a quadratic penalty; the last column is the bias."""
    penalties = np.full(table.shape[1], penalty, dtype=np.float32)
    penalties[-1] = BIAS_PENALTY
    size = 1.0 / (0.25 * largest_square(table) + penalty)

    def slope(here: Floats) -> Floats:
        chances = 1.0 / (1.0 + np.exp(-np.clip(table @ here, -30, 30)))
        return np.asarray(table.T @ (chances - plays) + penalties * here)

    return descend(np.zeros(table.shape[1], dtype=np.float32), slope, size)


def largest_square(table: Floats) -> float:
    """The largest squared singular value, by power iteration: how curved the fit can be."""
    vector = np.ones(table.shape[1], dtype=np.float32)
    size = 0.0
    for _ in range(POWERS):
        vector = table.T @ (table @ vector)
        size = float(np.linalg.norm(vector))
        vector /= size
    return size * 1.01  # from below, so a little is added


def learn_moods(entries: Sequence[Entry], roles: Weights, *, penalty: float = MOOD_PENALTY,
                code: str = "en") -> Weights:  # fmt: skip
    """The weights of each mood by cue, from what is read with the roles' weights."""
    words, cues = language(code), []
    for entry in entries:
        reading = reading_of(entry.text, words, unit=None)
        fields = fields_of(reading, Learnt(roles, NO_MOODS))
        cues.append(mood_cues(reading, fields))
    seen = Counter(cue for said in cues for cue in said)
    names = sorted(cue for cue, count in seen.items() if count >= LEAST_MOOD_SEEN)
    table = table_of(cues, names)
    told = np.array([[mood in entry.fields["mood"] for mood in MOODS] for entry in entries])
    fitted = fit_softmax(table, told.astype(np.float32), penalty)
    return {mood: _kept(names, fitted[:, n]) for n, mood in enumerate(MOODS)}


def fit_softmax(table: Floats, told: Floats, penalty: float) -> Floats:
    """Multinomial logistic regression; one column of weights a class."""
    penalties = np.full((table.shape[1], 1), penalty, dtype=np.float32)
    penalties[-1] = BIAS_PENALTY
    size = 1.0 / (0.5 * largest_square(table) + penalty)

    def slope(here: Floats) -> Floats:
        scores = table @ here
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        return np.asarray(table.T @ (chances - told) + penalties * here)

    return descend(np.zeros((table.shape[1], told.shape[1]), dtype=np.float32), slope, size)


def descend(start: Floats, slope: Callable[[Floats], Floats], size: float) -> Floats:
    """Accelerated gradient steps (Nesterov 1983) of a size that the curvature allows."""
    here = ahead = start
    momentum = 1.0
    for _ in range(STEPS):
        following = ahead - size * slope(ahead)
        faster = (1 + float(np.sqrt(1 + 4 * momentum**2))) / 2
        ahead = following + (momentum - 1) / faster * (following - here)
        here, momentum = following, faster
    return here


def learn_all(entries: Sequence[Entry], code: str = "en") -> Learnt:
    """Everything that is learnt of some entries of a language."""
    roles = learn(examples_of(entries, code))
    return Learnt(roles, learn_moods(entries, roles, code=code))


def left_out(entries: Sequence[Entry], batches: int) -> Iterator[tuple[Learnt, Sequence[Entry]]]:
    """Each batch of entries that were written together, with what is learnt of all the others."""
    for number in range(batches):
        first, after = (len(entries) * n // batches for n in (number, number + 1))
        yield learn_all([*entries[:first], *entries[after:]]), entries[first:after]


def write(learnt: Learnt, path: Path) -> None:
    """One line a role and a mood, so that a change can be read."""
    parts = []
    for name, weights in (("roles", learnt.roles), ("moods", learnt.moods)):
        lines = (f"{json.dumps(each)}:{json.dumps(of, ensure_ascii=False, separators=(',', ':'))}"
                 for each, of in weights.items())  # fmt: skip
        parts.append(f'"{name}":{{\n' + ",\n".join(lines) + "\n}")
    path.write_text("{" + ",\n".join(parts) + "}\n", "utf-8")


def main() -> None:
    """Learn and write, of English or of the language whose code is given."""
    code = sys.argv[1] if len(sys.argv) > 1 else DEFAULT
    name = "development" if code == DEFAULT else f"development.{code}"
    learnt = learn_all(ours(name), code)
    write(learnt, OUT / f"{code}.json")
    count = sum(len(of) for each in (learnt.roles, learnt.moods) for of in each.values())
    print(f"{count} weights.", file=sys.stderr)


if __name__ == "__main__":
    main()
