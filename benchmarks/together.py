"""The kept results of every benchmark as one table: what, ours, instead, ratio, command, when.

A page under `results/` keeps what its benchmark measured. Tables with the columns "ours" (or
"startline"), "instead" and "ratio" are taken as they are; from the others the lines are picked
that somebody asks about first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
Cells = Mapping[str, str]
Pick = Callable[[str], Iterable["Line"]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, without its command and date."""

    what: str
    ours: str
    instead: str
    ratio: str = "-"


@dataclass(frozen=True, slots=True)
class Bench:
    """One benchmark: how it is run, the page it keeps, and what is shown of it."""

    name: str
    command: str
    page: str
    picks: Sequence[Pick]


def tables(text: str) -> Iterator[list[Cells]]:
    """The tables of a page of Markdown, each row by the names of its columns."""
    for block in re.findall(r"(?m)(?:^\|.*\|[ ]*\n?)+", text):
        head, _, *rows = [
            [cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in block.splitlines()
        ]
        yield [dict(zip(head, row, strict=False)) for row in rows]


def rows_where(text: str, **wanted: str) -> Iterator[Cells]:
    """The rows whose cells match, column by column; underscores in a name stand for spaces."""
    columns = {name.replace("_", " "): pattern for name, pattern in wanted.items()}
    for table in tables(text):
        for row in table:
            if all(re.search(pattern, row.get(name, "")) for name, pattern in columns.items()):
                yield row


def as_they_are(text: str) -> Iterator[Line]:
    """Every row of the tables that have our columns."""
    for table in tables(text):
        for row in table:
            names = list(row)
            ours = next((n for n in ("ours", "startline") if n in row), None)
            ratios = [n for n in names if "ratio" in n]
            if ours is None or not ratios or "instead" not in row:
                continue
            kinds = (n.replace("ratio", "").strip(", ") for n in ratios)
            ratio = ", ".join(
                f"{kind} {row[n]}".strip() for kind, n in zip(kinds, ratios, strict=True)
            )
            yield Line(f"{names[0]}: {row[names[0]]}" if names[0] != "what" else row["what"],
                       row[ours], row["instead"], ratio)  # fmt: skip


# --- what is asked about first -------------------------------------------------------------------


def gate(text: str) -> Iterator[Line]:
    """The onset model on real runs and where nothing recovers, the ceiling (first table)."""
    for clause, instead in (
        (r"^real runs: .*\(density", "best baseline"),
        (r"^well_specified: better than last onset .*density", "last onset"),
        (r"^well_specified: better than mean .*density", "mean of last three"),
        (r"^no_recovery: .*\(density", "static log-normal"),
    ):
        found = next(rows_where(text, clause=clause), None)
        if found is not None:
            figure = next(value for name, value in found.items() if name.startswith("figure"))
            what = f"where pain begins, one run ahead, log score: {found['clause'].split(':')[0]}"
            yield Line(what, f"{figure} nats", instead)


def nuts(text: str) -> Iterator[Line]:
    """Our posterior beside NUTS, for the same error."""
    for log, at in re.findall(r"(?ms)^## ([^\n]+)\n.*?Time: (.*?)\n\n|\Z", text):
        times = re.search(r"ours, \d+ draws, ([\d.]+) ms.*?need ([\d.]+) s.*?: ([\d,]+) times", at,
                          re.DOTALL)  # fmt: skip
        if times:
            ms, seconds, ratio = times.groups()
            yield Line(f"posterior, {log}", f"{ms} ms", f"NUTS {seconds} s for this error", ratio)


def finish(text: str) -> Iterator[Line]:
    """Marathon time from training, development and held-out runners."""
    for part in ("development", "held out"):
        ours = next(rows_where(text, Predictor=r"^\*\*startline", Part=part), None)
        other = next(rows_where(text, Predictor="^Riegel 1.06, best", Part=part), None)
        if ours is not None and other is not None:
            mae, theirs = (one["Mean absolute error"].split()[0] for one in (ours, other))
            ratio = f"{float(theirs) / float(mae):.1f}"
            what = f"marathon time from training, {part} runners, mean absolute error"
            yield Line(what, f"{mae} min", f"Riegel {theirs} min", ratio)


def chances(text: str) -> Iterator[Line]:
    """Gaps of the chances within limits, where described and where nobody recovers."""
    for world in ("as described", "no recovery"):
        for row in rows_where(text, world=f"^{world}$", way="within_limits"):
            gap = next(value for name, value in row.items() if name.startswith("gap"))
            what = f"chance of {row['chance']}, {world}: came true less told, points; Brier"
            yield Line(what, f"{gap}; {row['Brier']}", f"base rate {row[list(row)[-1]]}")


def outlook_time(text: str) -> Iterator[Line]:
    """5,000 trajectories beside a plain loop."""
    loop = next(rows_where(text, what="plain loop"), None)
    ours = next(rows_where(text, what="trajectories, "), None)
    if loop is not None and ours is not None:
        yield Line(ours["what"], f"{ours['ms']} ms", f"{loop['what']}: {loop['ms']} ms",
                   loop["ratio"])  # fmt: skip


def calibration(text: str) -> Iterator[Line]:
    """How many quantities stay inside their band."""
    verdicts = [row[list(row)[-1]] for row in rows_where(text, quantity=".")]
    if verdicts:
        inside = sum(one == "yes" for one in verdicts)
        yield Line("simulation-based calibration", f"{inside} of {len(verdicts)} inside", "-")


def plan(text: str) -> Iterator[Line]:
    """The plan beside an exact search, its time and its stability."""
    for what in ("planning", "whole Advice"):
        row = next(rows_where(text, what=f"^{what}$"), None)
        if row is not None:
            yield Line(f"{what}, median of varied Cases", row["median"], "-")
    ratio = re.search(r"Ratio: median ([\d.]+), worst ([\d.]+)", text)
    if ratio:
        yield Line("the whole plan's worth", f"median {ratio[1]} of the best, worst {ratio[2]}",
                   "an exact search (HiGHS), a minute at most", ratio[1])  # fmt: skip
    seen = next(rows_where(text, planner="^ours, the plan seen"), None)
    exact = next(rows_where(text, planner="^an exact search afresh"), None)
    if seen is not None and exact is not None:
        yield Line("days that change when one run is added, 90th percentile",
                   seen["90th percentile"],
                   f"an exact search afresh {exact['90th percentile']}")  # fmt: skip


def programmes(text: str) -> Iterator[Line]:
    """Our first marathon beside the published plans."""
    ours = next(rows_where(text, ours="^first_marathon$", built="as written"), None)
    theirs = next(rows_where(text, published="^longest run"), None)
    if ours is not None and theirs is not None:
        yield Line("first marathon programme, longest run", ours["longest run, km"],
                   f"47 published: median {theirs['median']} km")  # fmt: skip


def policies(text: str) -> Iterator[Line]:
    """Startline less the other policies, in worlds the models do not suppose."""
    for row in rows_where(text, startline_less="."):
        away = f"starts {row['started, of 100']}; km in pain {row['km run in pain']}"
        yield Line("of 100 runners, and a runner", away, f"policy: {row['startline less']}")


def scaling(text: str) -> Iterator[Line]:
    """Two workers against one, and what became of a killed one."""
    for row in rows_where(text, workers=".", one="."):
        yield Line(f"study, two workers ({row['workers']})", row["two"], f"one {row['one']}",
                   row["ratio"])  # fmt: skip
    for row in rows_where(text, workers=".", result_equal_to_the_undisturbed_one="."):
        said = row["result equal to the undisturbed one"]
        yield Line(f"kill -9 of a worker ({row['workers']}): result equal", said, "-")


def backtest(text: str) -> Iterator[Line]:
    """Days beyond the rules, and the marathon told on race morning."""
    for row in rows_where(text, days_with_a_run="^beyond any rule|ten percent"):
        yield Line(f"real run days, in 100: {row['days with a run']}", row["in 100"], "-")
    error = "mean absolute error, min"
    ours = next(rows_where(text, told="^startline, race morning"), None)
    other = next(rows_where(text, told="^Riegel"), None)
    if ours is not None and other is not None:
        ratio = f"{float(other[error]) / float(ours[error]):.1f}"
        yield Line("marathon told on race morning, mean absolute error", f"{ours[error]} min",
                   f"Riegel {other[error]} min", ratio)  # fmt: skip


def report(text: str) -> Iterator[Line]:
    """The visit report as PDF beside other makers of PDFs, for the same words."""
    for case in ("rough week", "400 runs with pain"):
        ours = next(rows_where(text, what=f"^startline, the PDF, {case}"), None)
        for row in rows_where(text, what=f"^(weasyprint|reportlab), {case}"):
            if ours is not None:
                maker = row["what"].split(",")[0]
                yield Line(f"visit report as PDF, {case}", ours["time"],
                           f"{maker} {row['time']}", row["against our PDF"])  # fmt: skip


def sign_in(text: str) -> Iterator[Line]:
    """What everybody else saw while fifty signed in."""
    for row in next(tables(text), []):
        how = next(iter(row.values()))
        yield Line(f"fifty sign-ins at once, {how}: /healthz, 95 %", row["/healthz 95 %"], "-")


def web(text: str) -> Iterator[Line]:
    """What a person waits for each page, beside an empty one of the same server."""
    for row in rows_where(text, Page="."):
        yield Line(f"page {row['Page']}, 95 %", row["95 %"], "an empty page",
                   row["beside an empty page (95 %)"])  # fmt: skip


def large(text: str) -> Iterator[Line]:
    """The same for the large installation, for each way it was loaded."""
    for part in text.split("\n## Pages at ")[1:]:
        load = part.partition(" of ")[2].partition(", for")[0]
        for line in web(part):
            yield replace(line, what=f"{load}: {line.what}")


def beside(text: str) -> Iterator[Line]:
    """Our pages beside those of another running log, in the same browser."""
    for row in rows_where(text, What="."):
        what, ours, theirs, ratio = row.values()
        other = list(row)[2]
        yield Line(f"page: {what}", ours.strip(), f"{other} {theirs.strip()}", ratio)


def revoked(text: str) -> Iterator[Line]:
    """How fast a share that was ended is dead."""
    found = re.search(r"at most (\d+ ms)\. Answers with the page after the press: (\d+)", text)
    if found:
        yield Line("a share ended: dead at every address", found[1], "one second, the target")


def nightly(text: str) -> Iterator[Line]:
    """The advice of everybody, by one worker and two."""
    for row in rows_where(text, workers="2"):
        one = next(rows_where(text, database=row["database"], workers="^1$"))
        what = f"every runner's advice anew, {row['database']}, {row['workers']} workers"
        ours = f"{row['seconds']} s for {row['runners']}"
        yield Line(what, ours, f"one worker {one['seconds']} s", row["ratio to one"])


BENCHES = (
    Bench("onset", "python -m benchmarks.onset", "onset.md", [gate]),
    Bench("calibration", "python -m benchmarks.onset.calibration", "calibration.md",
          [calibration]),
    Bench("nuts", "python -m benchmarks.nuts", "nuts.md", [nuts]),
    Bench("finish", "python -m benchmarks.finish_time", "finish_time.md", [finish]),
    Bench("outlook", "python -m benchmarks.outlook", "outlook.md", [chances, outlook_time]),
    Bench("plan", "python -m benchmarks.plan", "plan.md", [plan]),
    Bench("programmes", "python -m benchmarks.programmes", "programmes.md", [programmes]),
    Bench("speed", "python -m benchmarks.speed", "speed.md", [as_they_are]),
    Bench("import", "python -m benchmarks.import_ beside", "import.md", [as_they_are]),
    Bench("report", "python -m benchmarks.report", "report.md", [report]),
    Bench("sign-in", "python -m benchmarks.sign_in", "sign_in.md", [sign_in]),
    Bench("web", "python -m benchmarks.web", "web.md", [web]),
    Bench("web-journal", "python -m benchmarks.web.journal", "web_journal.md", [web]),
    Bench("web-large", "python -m benchmarks.web.large", "web_large.md", [large]),
    Bench("web-beside", "python -m benchmarks.web.beside", "web_beside.md", [beside]),
    Bench("web-revoked", "python -m benchmarks.web.revoked", "web_revoked.md", [revoked]),
    Bench("nightly", "python -m benchmarks.web.nightly", "nightly.md", [nightly]),
    Bench("keeping", "python -m benchmarks.keeping", "keeping.md", [as_they_are]),
    Bench("kill-loop", "python -m benchmarks.kill_loop", "kill_loop.md", [as_they_are]),
    Bench("cost", "python -m benchmarks.studies cost", "studies.md", [as_they_are]),
    Bench("scaling", "python -m benchmarks.studies scaling", "studies.md", [scaling]),
    Bench("policies", "python -m benchmarks.studies policies", "study-policies.md", [policies]),
    Bench("backtest", "python -m benchmarks.studies backtest --histories ../shared/data/histories",
          "study-backtest.md", [backtest]),
)  # fmt: skip


def when(text: str) -> str:
    """The machine and the day of a page, as far as it tells them."""
    cores, day = (re.search(p, text) for p in (r"\d+ cores", r"\d{4}-\d\d-\d\d"))
    return ", ".join(found[0] for found in (day, cores) if found) or "not told"


def collected(results: Path = RESULTS) -> list[tuple[Bench, Line, str]]:
    """Every line of every benchmark that has kept a page."""
    found = []
    for bench in BENCHES:
        path = results / bench.page
        if path.exists():
            text = path.read_text("utf-8")
            lines = [line for pick in bench.picks for line in pick(text)]
            found += [(bench, line, when(text)) for line in lines]
    return found


def page(results: Path = RESULTS) -> str:
    """The one table."""
    rows = [
        f"| {line.what} | {line.ours} | {line.instead} | {line.ratio} | `{bench.command}` | {on} |"
        for bench, line, on in collected(results)
    ]
    missing = [one.name for one in BENCHES if not (results / one.page).exists()]
    return "\n".join(
        [
            "# Every benchmark", "",
            "Made by `make bench` from the pages beside this one, which tell each in full. Ratio: "
            "of what a user would pick instead to ours, or as the page says.", "",
            "| what | ours | instead | ratio | command | when, where |",
            "|---|---|---|---|---|---|",
            *rows, "",
            f"Not measured yet: {', '.join(missing) or 'none'}.", "",
        ]
    )  # fmt: skip
