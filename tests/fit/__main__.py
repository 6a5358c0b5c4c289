"""make fit: fits the weights of rag/ on labelled files, and checks them on files of other fields. See README.md here."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from rag.errors import ColloquyError
from tests.fit import membership, ranking, relevance, topicality
from tests.fit.search import Difference, Group, difference, figure
from tests.fit.sets import LabelledSet, opened, read, samples
from tests.fit.write import with_weights

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parent / "results"
MODELS = {"ranking": ranking, "relevance": relevance, "topicality": topicality, "membership": membership}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fit", description=__doc__)
    parser.add_argument("model", choices=[*MODELS, "all"])
    parser.add_argument("data", nargs="+", type=Path, help="labelled files and folders; folders are looked through")
    parser.add_argument("--samples", type=Path, help="questions on the sample papers to fit on as well")
    parser.add_argument("--measure", type=Path, help="questions on the sample papers that are never fitted on")
    parser.add_argument("--questions", type=int, default=150, help="at most so many of a set (150)")
    parser.add_argument("--write", action="store_true", help="write the report, and weights that are clearly better")
    given = parser.parse_args(arguments)
    chosen = MODELS if given.model == "all" else {given.model: MODELS[given.model]}
    try:
        sets = [*read(given.data), *([samples(given.samples)] if given.samples else ())]
        measure = [samples(given.measure)] if given.measure else []
    except (ColloquyError, OSError) as problem:
        sys.exit(f"error: {problem}")
    measured = groups_of(chosen, sets, sets, given.questions)
    beside = groups_of(chosen, measure, sets, given.questions)
    for name, model in chosen.items():
        if not measured[name]:
            print(f"{name}: none of these files is for it\n")
            continue
        report = Report(model, measured[name], beside[name])
        text = "\n".join([f"# {name}: {commit()}, {time.strftime('%Y-%m-%d')}", "", *report.lines()])
        print(text, end="\n\n", flush=True)
        if given.write:
            (RESULTS / f"{name}.txt").write_text(f"{text}\n", "utf-8")
            if report.is_better:
                write(model, report.fitted)


def groups_of(
    models: dict[str, ModuleType], sets: Sequence[LabelledSet], all_sets: Sequence[LabelledSet], most: int
) -> dict[str, list[Group[Any]]]:
    """Each model's groups of at most so many questions of each set, whose library is opened once."""
    found: dict[str, list[Group[Any]]] = {name: [] for name in models}
    for labelled in (whole.sampled(most) for whole in sets):
        others = [q for other in all_sets if other.field != labelled.field for q in other.sampled(most).questions]
        print(f"reading {labelled.name}", file=sys.stderr, flush=True)
        with opened(labelled) as library:
            for name, model in models.items():
                found[name] += model.groups(labelled, library, others)
    return found


class Report:
    """One model fitted on all fields, and on all but one, in turn, for a check on that one; and, where its groups have
    halves, on half of the questions of every field for a check on the other half.

    `fitted` is what all fields give. `is_better` tells whether it is to be taken: what was fitted on one part has to be
    better than today's on the part that it has not seen (on the other halves where there are halves, beyond noise on other
    fields where there are none), on other fields not worse beyond noise, and `fitted` not below today's on the measure.
    Where a model can tell what today's signals give on a part, that stands for today's on the rest: today's own weights
    may have seen it.
    """

    def __init__(self, model: ModuleType, groups: Sequence[Group[Any]], measure: Sequence[Group[Any]]) -> None:
        self._model = model
        self._groups = groups
        self._measure = measure
        fields = list(dict.fromkeys(group.field for group in groups))
        self._without = {
            field: model.fit([group for group in groups if group.field != field])
            for field in (fields if len(fields) > 1 else ())
        }
        self.fitted = model.fit(groups)
        self._as_today = getattr(model, "as_today", lambda groups: model.TODAY)
        self._today_without = {
            field: self._as_today([group for group in groups if group.field != field]) for field in self._without
        }
        self._held_out = self._against_today(
            [(g, self._without[g.field], self._today_without[g.field]) for g in groups if self._without]
        )
        self._other_half = self._against_today(self._by_halves())
        self._beside = self._against_today([(group, self.fitted, model.TODAY) for group in measure])

    @property
    def is_better(self) -> bool:
        half, fields, beside = self._other_half, self._held_out, self._beside
        if (fields and fields.verdict == "worse") or (beside and beside.mean < 0):
            return False
        return half.mean > 0 if half else bool(fields and fields.verdict == "better")

    def lines(self) -> Iterator[str]:
        yield f"A figure is {self._model.FIGURE}; the mean of fields, of their sets, of their questions."
        yield f"today    {self._model.TODAY}"
        yield f"fitted   {self.fitted}"
        compared = {"neutral": self._model.NEUTRAL, "today": self._model.TODAY, "fitted": self.fitted}
        figures = (f"{name} {figure(self._groups, w):.4f}" for name, w in compared.items())
        yield f"on what it was fitted on: {', '.join(figures)}"
        yield ""
        yield f"{'held out':<34} {'n':>5} {'neutral':>8} {'today':>8} {'fitted':>8}  fitted - today"
        for field, weights in self._without.items():
            for group in (group for group in self._groups if group.field == field):
                yield self._line(f"{field}: {group.name}", group, weights, self._today_without[field])
        yield f"{'all':<66}  {self._held_out or 'a single field: nothing to hold out'}"
        if self._other_half:
            yield f"{'other questions of the same fields':<66}  {self._other_half}"
        if self._beside:
            yield ""
            yield f"{'the measure, by all fields':<34} {'n':>5} {'neutral':>8} {'today':>8} {'fitted':>8}"
            for group in self._measure:
                yield self._line(group.name, group, self.fitted, self._model.TODAY)
            yield f"{'all':<66}  {self._beside}"
        yield ""
        for field, weights in self._without.items():
            yield f"without {field}: {weights}"
        yield f"decision: {'take what is fitted' if self.is_better else 'keep today'}"

    def _by_halves(self) -> list[tuple[Group[Any], Any, Any]]:
        """Each half of each group that has two, with the weights of the other halves together, and those as of today."""
        halved = [group.halves for group in self._groups if len(group.halves) == 2]
        found = []
        for here, there in ((0, 1), (1, 0)) if halved else ():
            others = [halves[there] for halves in halved]
            weights, today = self._model.fit(others), self._as_today(others)
            found += [(halves[here], weights, today) for halves in halved]
        return found

    def _line(self, name: str, group: Group[Any], weights: Any, today: Any) -> str:
        values = [group.values(w) for w in (self._model.NEUTRAL, today, weights)]
        means = " ".join(f"{value.mean():8.4f}" for value in values)
        return f"{name:<34} {len(values[0]):>5} {means}  {difference([(group, values[2] - values[1])])}"

    def _against_today(self, pairs: Iterable[tuple[Group[Any], Any, Any]]) -> Difference | None:
        found = [(group, group.values(weights) - group.values(today)) for group, weights, today in pairs]
        return difference(found) if found else None


def write(model: ModuleType, weights: Any) -> None:
    """Put fitted weights where rag/ has them."""
    for file, name, part in model.WRITTEN:
        path = ROOT / file
        path.write_text(with_weights(path.read_text("utf-8"), name, part(weights)), "utf-8")
        print(f"wrote {name} in {file}")


def commit() -> str:
    told = subprocess.run(["git", "log", "-1", "--format=%h"], cwd=ROOT, capture_output=True, text=True)
    return f"commit {told.stdout.strip() or 'not known'}"


if __name__ == "__main__":
    main()
