"""Collects what is said into each language's catalogue, and compiles the catalogues.

Run by `make messages`. A new sentence comes in without a translation, one nobody says any more
goes; the tests in tests/house refuse a catalogue that is not complete. Beside the sentences in the
code, what the data says is collected: units and sources of assumptions, titles of programmes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from startline.engine import questions_to_ask as asked
from startline.engine.assumptions import REGISTRY
from startline.engine.readiness.anchors import ANCHORS
from startline.engine.treatment import COURSE
from startline.formats.programmes import NAMES, load
from startline.words.language import DOMAIN, LOCALE

SOURCE = Path(__file__).resolve().parents[1] / "src" / "startline"
DOORS = ("words", "formats", "cli")
"""Folders whose sentences these catalogues hold; the web application has its own."""

HEAD = "# Collected by `make messages`; translated by hand. One word per idea, as in English."
APART = (asked.KNEE_EVIDENCE, asked.BY_ANALOGY, asked.BONE_EVIDENCE)

N_TEXTS = {"_": 1, "N_": 1, "ngettext": 2, "pgettext": 2}
"""How many texts a call is made with, by what it is called; `pgettext` has its context first."""


class Plain(Catalog):
    """A catalogue whose head says what programs need, and no dates, versions or addresses."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """The head of the file."""
        return [
            ("Project-Id-Version", DOMAIN),
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def template() -> Catalog:
    """Every sentence there is, by where it stands and untranslated."""
    found = Catalog(fuzzy=False)
    for door in DOORS:
        for path in sorted((SOURCE / door).rglob("*.py")):
            where = path.relative_to(SOURCE).as_posix()
            for line, context, said in said_by_code(path.read_text(encoding="utf-8")):
                found.add(said, locations=[(where, line)], context=context)
    for context, text, where in said_by_data():
        found.add(text, locations=[(where, 1)], context=context)
    return found


def said_by_code(text: str) -> Iterator[tuple[int, str | None, str | tuple[str, ...]]]:
    """Every marked sentence of a module: line, context, and the sentence or its two forms.

    Read from the syntax tree, so that a call inside a formatted string is found too.
    """
    for node in ast.walk(ast.parse(text)):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if not isinstance(node, ast.Call) or name not in N_TEXTS:
            continue
        texts = tuple(
            one.value
            for one in node.args[: N_TEXTS[name]]
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )
        if len(texts) == N_TEXTS[name]:
            context = texts[0] if name == "pgettext" else None
            forms = texts[1:] if name == "pgettext" else texts
            yield node.lineno, context, forms[0] if len(forms) == 1 else forms


def said_by_data() -> Iterator[tuple[str, str, str]]:
    """What stands in data and not in sentences of the code: context, text, and where."""
    assumptions = "engine/assumptions.py"
    for one in REGISTRY.values():
        yield "assumption", one.unit, assumptions
        yield "source", one.source, assumptions
    for anchor in ANCHORS:
        yield "source", anchor.source, "engine/readiness/anchors.py"
    for known in COURSE:
        yield "source", known["source"], "engine/treatment.py"
    for _grade, source in (*asked.EVIDENCE.values(), *APART):
        yield "source", source, "engine/questions_to_ask.py"
    for name in NAMES:
        programme, where = load(name), f"formats/programmes/{name}.toml"
        yield "programme", programme.title, where
        yield "programme", programme.for_whom, where
        for cited in programme.sources:
            yield "source", cited.cite, where
            yield "programme", cited.supports, where


def read(path: Path) -> Catalog:
    """A catalogue as it stands in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], ignore_obsolete=True)


def updated(path: Path, now: Catalog) -> Catalog:
    """A catalogue with the sentences of now: translations kept, nothing guessed."""
    before = read(path)
    after = Plain(locale=path.parts[-3], header_comment=HEAD, fuzzy=False)
    for one in now:
        if one.id:
            held = before.get(one.id, one.context)
            said = held.string if held and not held.fuzzy and held.id == one.id else ""
            made = after.add(one.id, said, locations=one.locations, context=one.context)
            made.flags.discard("python-format")  # a percent sign is one, and no place to fill
    return after


def written(catalogue: Catalog) -> bytes:
    """The catalogue as text, in an order and a form that a change of lines leaves alone."""
    out = BytesIO()
    write_po(out, catalogue, sort_by_file=True, include_lineno=False, width=96)
    return out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as programs read it."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def catalogues() -> list[Path]:
    """The catalogue of each language."""
    return sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def main() -> None:
    """Bring every catalogue up to date."""
    now = template()
    for path in catalogues():
        catalogue = updated(path, now)
        path.write_bytes(written(catalogue))
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        untold = sum(not one.string or one.string == ("", "") for one in catalogue if one.id)
        print(f"{path.parts[-3]}: {len(catalogue)} sentences, {untold} to be translated")


if __name__ == "__main__":
    main()
