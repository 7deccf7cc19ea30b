"""Collects what is said into each language's catalogues, and compiles the catalogues.

Run by `make messages`. A new sentence comes in without a translation, one nobody says any more
goes; the tests in tests/house refuse a catalogue that is not complete. Beside the sentences in the
code, what the data says is collected: units and sources of assumptions, titles of programmes. The
web application has catalogues of its own, of its modules and its templates.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from startline.engine import questions_to_ask as asked
from startline.engine.assumptions import REGISTRY
from startline.engine.readiness.anchors import ANCHORS
from startline.engine.treatment import COURSE
from startline.formats.programmes import NAMES, load
from startline.words.language import DOMAIN, LOCALE

SOURCE = Path(__file__).resolve().parents[1] / "src" / "startline"
DOORS = ("words", "formats", "cli")
"""Folders whose sentences the catalogues of words hold; the web application has its own."""

WEB = "web"
WEB_DOMAIN = "django"
DJANGO = "django.utils.translation"

HEAD = "# Collected by `make messages`; translated by hand. One word per idea, as in English."
APART = (asked.KNEE_EVIDENCE, asked.BY_ANALOGY, asked.BONE_EVIDENCE)

N_TEXTS = {"_": 1, "N_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2}
"""How many texts a call is made with, by what it is called; `pgettext` has its context first."""

IN_TEMPLATES = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
"""The calls that Django turns the tags of a template into, and which texts are whose."""

Said = tuple[int, str | None, str | tuple[str, ...]]
"""A line, a context, and the sentence or its two forms."""


class Plain(Catalog):
    """A catalogue whose head says what programs need, and no dates, versions or addresses."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """The head of the file."""
        return [
            ("Project-Id-Version", "startline"),
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def template() -> Catalog:
    """Every sentence of words and what stands on it, by where it stands and untranslated."""
    found = Catalog(fuzzy=False)
    for door in DOORS:
        for path in sorted((SOURCE / door).rglob("*.py")):
            _add(found, path, said_by_code(path.read_text(encoding="utf-8")))
    for context, text, where in said_by_data():
        found.add(text, locations=[(where, 1)], context=context)
    return found


def web_template() -> Catalog:
    """Every sentence of the web application's own, untranslated."""
    found = Catalog(fuzzy=False)
    for path in sorted((SOURCE / WEB).rglob("*.py")):
        _add(found, path, said_by_web_code(path.read_text(encoding="utf-8")))
    for path in sorted((SOURCE / WEB).rglob("templates/**/*")):
        if path.is_file():
            _add(found, path, said_by_template(path.read_text(encoding="utf-8")))
    return found


def _add(found: Catalog, path: Path, sentences: Iterator[Said]) -> None:
    where = path.relative_to(SOURCE).as_posix()
    for line, context, said in sentences:
        found.add(said, locations=[(where, line)], context=context)


def said_by_web_code(text: str, speaking: str = DJANGO) -> Iterator[Said]:
    """The same of a module of the web application, by what it imports from Django.

    Modules there speak through words too, by the same names: those sentences are not Django's.
    """
    imported = {
        one.asname or one.name: one.name.removesuffix("_lazy")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.module == speaking
        for one in node.names
    }
    calls = {own: N_TEXTS[name] for own, name in imported.items() if name in N_TEXTS}
    return said_by_code(text, calls)


def said_by_template(text: str) -> Iterator[Said]:
    """Every sentence marked in a template: `translate`, `blocktranslate` and `_()` in tags.

    Django turns them into calls amid blanked-out text; brackets around it keep its indents apart
    from Python's. Django reads its settings for that, which are left at their defaults.
    """
    if not settings.configured:
        settings.configure()
    calls = BytesIO(f"({templatize(text)})".encode())
    for line, said, _comments, context in extract("python", calls, IN_TEMPLATES):
        yield line, context, said


def said_by_code(text: str, n_texts: Mapping[str, int] = N_TEXTS) -> Iterator[Said]:
    """Every marked sentence of a module: line, context, and the sentence or its two forms.

    Read from the syntax tree, so that a call inside a formatted string is found too.
    """
    for node in ast.walk(ast.parse(text)):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if not isinstance(node, ast.Call) or name not in n_texts:
            continue
        texts = tuple(
            one.value
            for one in node.args[: n_texts[name]]
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )
        if len(texts) == n_texts[name]:
            context = texts[0] if name.startswith("pgettext") else None
            forms = texts[1:] if name.startswith("pgettext") else texts
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


@dataclass(frozen=True)
class Part:
    """A set of catalogues, one for each language, and what is collected into them."""

    locale: Path
    domain: str
    template: Callable[[], Catalog]

    def catalogues(self) -> list[Path]:
        """The catalogue of each language."""
        return sorted(self.locale.glob(f"*/LC_MESSAGES/{self.domain}.po"))


PARTS = {
    "words": Part(LOCALE, DOMAIN, template),
    "web": Part(SOURCE / WEB / "locale", WEB_DOMAIN, web_template),
}


def main() -> None:
    """Bring every catalogue up to date."""
    for name, part in PARTS.items():
        now = part.template()
        for path in part.catalogues():
            catalogue = updated(path, now)
            path.write_bytes(written(catalogue))
            path.with_suffix(".mo").write_bytes(compiled(catalogue))
            untold = sum(not one.string or one.string == ("", "") for one in catalogue if one.id)
            print(
                f"{path.parts[-3]}, {name}: {len(catalogue)} sentences, {untold} to be translated"
            )


if __name__ == "__main__":
    main()
