"""The figures as a JSON file, and as the tables that the README shows between two markers."""

from __future__ import annotations

import json
from pathlib import Path

from tests.benchmarks.data import ROOT

FIGURES = Path(__file__).parent / "results" / "figures.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- benchmark: written by make bench -->", "<!-- /benchmark -->"
COMPARED = (
    # what is compared, where Colloquy's and the tutorial's figure are, and whether more is better
    ("reading, abstracts a second", "growth.-1.reading.papers_per_s", "tutorial_reading.papers_per_s", True),
    ("memory while reading, MB", "growth.-1.reading.peak_mb", "tutorial_reading.peak_mb", False),
    ("search, p50 ms", "set.colloquy.search.p50_ms", "set.tutorial.search.p50_ms", False),
    ("search, p95 ms", "set.colloquy.search.p95_ms", "set.tutorial.search.p95_ms", False),
    ("rankings, nDCG@10", "set.colloquy.search.ndcg_at_10", "set.tutorial.search.ndcg_at_10", True),
    ("memory of a serving process, MB", "set.colloquy.search.memory_mb", "set.tutorial.search.memory_mb", False),
    ("one more paper, until found, s", "set.colloquy.adding.seconds", "set.tutorial.adding.seconds", False),
    ("cold start to the first answer, s", "set.colloquy.start.seconds", "set.tutorial.start.seconds", False),
    ("`--help`, s", "help.seconds", "", False),  # the tutorial has no command
    ("installing, s", "installed.colloquy.seconds", "installed.tutorial.seconds", False),
    ("installed, MB", "installed.colloquy.mb", "installed.tutorial.mb", False),
)
GROWTH = (
    ("papers", ("reading.papers",)),
    ("reading, papers/s", ("reading.papers_per_s",)),
    ("its memory, MB", ("reading.peak_mb",)),
    ("the same file again, s", ("again.seconds",)),
    ("one more paper / by a command of its own, s", ("adding.seconds", "adding_beside.seconds")),
    ("search, p50 / p95 ms", ("search.p50_ms", "search.p95_ms")),
    ("serving, MB", ("first_token.memory_mb",)),
    ("cold `ask`, s", ("ask.seconds",)),
    ("to the first token, p50 / p95 ms", ("first_token.first_token.p50_ms", "first_token.first_token.p95_ms")),
)


def ratios(figures: dict) -> dict[str, float | None]:
    """How many times better Colloquy is than the tutorial's pipeline, for all that is compared."""
    told: dict[str, float | None] = {}
    for name, ours, theirs, more in COMPARED:
        a, b = _at(figures, ours), _at(figures, theirs)
        told[name] = (a / b if more else b / a) if a and b else None
    return told


def tables(figures: dict) -> str:
    """Markdown: what was measured on what, both pipelines side by side, and how Colloquy grows."""
    better = ratios(figures)
    side = [
        [name, *(_text(figure) for figure in (_at(figures, ours), _at(figures, theirs), better[name]))]
        for name, ours, theirs, _ in COMPARED
    ]
    grown = [[" / ".join(_text(_at(row, path)) for path in paths) for _, paths in GROWTH] for row in figures["growth"]]
    side_by_side = _table(["", "Colloquy", "tutorial", "times better"], side)
    return "\n\n".join([_about(figures), side_by_side, _table([name for name, _ in GROWTH], grown)])


def write(figures: dict) -> None:
    """Write the JSON file, with four digits that count, and from it the tables into the README."""
    FIGURES.parent.mkdir(exist_ok=True)
    text = json.dumps(figures | {"times_better": ratios(figures)})
    text = json.dumps(json.loads(text, parse_float=lambda digits: float(f"{float(digits):.4g}")), indent=2)
    FIGURES.write_text(text + "\n", "utf-8")
    before, rest = README.read_text("utf-8").split(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{tables(read())}\n{END}{rest.split(END)[1]}", "utf-8")


def read() -> dict:
    """The figures of the last run."""
    return json.loads(FIGURES.read_text("utf-8"))


def _about(figures: dict) -> str:
    machine, of = figures["machine"], figures["set"]
    largest, few = _at(figures, "growth.-1.reading.papers"), _at(figures, "tutorial_reading.papers")
    return (
        f"{figures['date']}, commit {figures['commit']}: {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, Python {machine['python']}, load {machine['load_before']} before it. Reading: {_text(largest)} abstracts, of which the "
        f"tutorial read {_text(few)}. Search, memory and start: the {_text(_at(of, 'colloquy.reading.papers'))} "
        f"abstracts and {_text(of['queries'])} queries of {of['name']}."
    )


def _at(figures: dict, path: str) -> float | None:
    """The figure at a path such as growth.-1.search.p50_ms; None where a stage failed."""
    found = figures
    for name in path.split("."):
        try:
            found = found[int(name) if isinstance(found, list) else name]
        except (KeyError, IndexError):
            return None
    return found


def _text(figure: float | None) -> str:
    """At least three digits; a dash for what was not measured."""
    if figure is None:
        return "-"
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
