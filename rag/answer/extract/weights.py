"""The weights by which a sentence is held to answer a question, with what they are worth.

They are fitted on questions and claims of biomedicine, machine learning and Wikipedia, with the sentences that answer
them or bear them out, within a paper and among all that are found. On questions of these fields that the fit has not
seen, 1 / rank of the first right sentence is 0.004 [-0.002, 0.011] higher than with the signals before them fitted on the
same ones, and 0.007 [-0.012, 0.027] higher on the measure; on a field that it has not seen it is the same (2026-11-27). `of_type` was fitted beside them by itself, and is better on
fields and on questions that the fit has not seen.

`make fit` makes them anew (tests/fit/relevance.py); tests/fit/README.md tells how, tests/fit/results has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RelevanceWeights:
    """What speaks for a sentence of an abstract, and what against it, where it is below 0.

    Attributes:
        cosine: of the sentence's meaning as a whole with the question's.
        closeness: how much of the question it has by late interaction.
        coverage: the share of the question's telling words that it has.
        best_word: how well it has the one of them that tells the most.
        position: where it ends, as a share of the abstract: abstracts go from background to findings.
        off_middle: how far that is from `middle`: before it background, after it the outlook.
        first: it opens the abstract.
        figure: it has a figure.
        elsewhere: it points to code or data and says nothing else. Set by hand: labelled sets have too few of these.
        aims: it tells what a study set out to do.
        figure_asked, reason_asked, way_asked: it gives a figure, a reason or a way of doing something, as is asked.
        counted: a figure of it counts the thing that the question wants counted.
        thing: it has words for things of the kind that is asked for: a disease, a country.
        names: how many names it has that the question has not, as a logarithm.
        defines: it says what the thing is that the question wants defined, or names it.
        of_type: it names something of the type that is wanted: a disease, a year, a company.
        share: its paper's share of the best paper's score; this and what follows tells papers apart.
        best: it is of the best paper.
        paper: the share of the question's words, by how rare they are, that its paper has as a whole.
        agreed: other papers say what it says beyond the question.
    """

    cosine: float
    closeness: float
    coverage: float
    best_word: float
    position: float
    off_middle: float
    middle: float
    first: float
    figure: float
    elsewhere: float
    aims: float
    figure_asked: float
    reason_asked: float
    way_asked: float
    counted: float
    thing: float
    names: float
    defines: float
    of_type: float
    share: float
    best: float
    paper: float
    agreed: float


RELEVANCE = RelevanceWeights(
    cosine=0.51,
    closeness=2.21,
    coverage=0.82,
    best_word=0.45,
    position=0.28,
    off_middle=-2.95,
    middle=0.7,
    first=0.5,
    figure=0.13,
    elsewhere=-2.0,
    aims=-0.68,
    figure_asked=1.32,
    reason_asked=0.8,
    way_asked=0.18,
    counted=1.39,
    thing=1.49,
    names=0.04,
    defines=0.94,
    of_type=2.12,
    share=1.76,
    best=0.69,
    paper=2.96,
    agreed=0.04,
)
