"""The figures as a picture, for light and dark pages: python -m tests.benchmarks.plot, where matplotlib is."""

from __future__ import annotations

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from tests.benchmarks.report import FIGURES, read

GREY, OURS, THEIRS = "#768390", "#3b82f6", "#d9822b"  # legible on white and on near-black
STYLE = {
    "svg.fonttype": "none",  # text stays text: smaller, and in the reader's font
    "svg.hashsalt": "colloquy",  # the same figures give the same file
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    **{name: GREY for name in ("text.color", "axes.edgecolor", "axes.labelcolor", "axes.titlecolor")},
    **{name: GREY for name in ("xtick.color", "ytick.color")},
}


def main() -> None:
    figures = read()
    plt.rcParams.update(STYLE)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
    search_by_size(left, figures)
    times_better(right, figures)
    figure.savefig(FIGURES.with_suffix(".svg"), transparent=True, metadata={"Date": None})


def search_by_size(axes: Axes, figures: dict) -> None:
    """Colloquy's p50 and p95 by the number of papers, and the tutorial's at the one size that it was given."""
    rows = [row for row in figures["growth"] if row["reading"] and row["search"]]
    papers = [row["reading"]["papers"] for row in rows]
    theirs = figures["set"]["tutorial"]
    for name, line in (("p50", "-"), ("p95", "--")):
        axes.plot(
            papers,
            [row["search"][f"{name}_ms"] for row in rows],
            line,
            color=OURS,
            marker="o",
            ms=4,
            label=f"Colloquy {name}",
        )
        if theirs["search"] and theirs["reading"]:
            axes.plot(
                theirs["reading"]["papers"],
                theirs["search"][f"{name}_ms"],
                color=THEIRS,
                ls="none",
                marker="D" if name == "p50" else "d",
                ms=6,
                label=f"tutorial {name}",
            )
    axes.set(title="Search, ms", xlabel="papers in the library", xlim=(0, None), ylim=(0, None))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.legend(frameon=False, fontsize=8)


def times_better(axes: Axes, figures: dict) -> None:
    """How many times better than the tutorial's pipeline, on a logarithmic axis; 1 is equal."""
    told = [(name, times) for name, times in reversed(figures["times_better"].items()) if times]
    bars = axes.barh([name for name, _ in told], [times - 1 for _, times in told], left=1, color=OURS, height=0.6)
    axes.bar_label(bars, [f"{times:.3g}×" for _, times in told], padding=3, color=GREY)
    axes.axvline(1, color=THEIRS, lw=1)
    axes.set(title="Times better than the tutorial", xscale="log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.margins(x=0.15)


if __name__ == "__main__":
    main()
