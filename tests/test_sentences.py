"""A sentence is one sentence: where texts of many fields are cut, and where not."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from rag.text.cleaning import clean_abstract
from rag.text.sentences import sentences
from tests.sentences import fit
from tests.sentences.__main__ import main, starts
from tests.sentences.labelled import HERE, SHARED, Labelled, abstracts, passages, score

CUT = [  # one sentence an item
    ["We asked: 1) When do bats feed? ", "2) What do they eat? ", "METHODS: Bats were netted."],
    ["Three views were found: (1) Law is command. ", "(2) Law is custom. ", "(3) Law is what courts do."],
    ["1. Voles decline. ", "2. We trapped them in May. ", "3. Owls took most."],
    ["(a) Iron was cast. ", "(b) It was cooled in water. ", "(c) Cracks were counted."],
    ["Prices rose., ", "RESULTS: Rents rose by 2.5%., ", "CONCLUSIONS: Homes are dear."],
    ["It follows from 'The Act of 1834. ", "Paupers were sent away. ", "Parishes paid less."],
    ['He called it "a sort of peace. ', "War came in spring."],
    ["Doses were halved. ", "mRNA levels fell. ", "p53 did not. ", "iPhones were handed out. ", "α-Synuclein rose."],
    ["The gene was cut out.", "Results show no harm.", "We conclude that it is not needed."],
    ["Trade fell by 12% in 1931. ", "2,114 firms closed. ", "5-HT was not measured."],
    ["We used E. coli K-12 and P. falciparum 3D7. ", "C. elegans N2 was kept at 20 °C."],
    ["Leukocytes rose in group B. ", "They fell in group C. ", "Vitamin D. was given to none of them."],
    ["Values were low (P < .05, n = 12; see Fig. 3). ", "Dr. J. R. Ortiz et al. (2019) agree, cf. Sec. 4.2."],
    ["It was shown before.[12] ", "We show it anew [13, 14]. ", "All is well."],
    ["Rivers warm.3,4 ", "Trout leave. ", "(They come back in autumn.) ", "Anglers do not."],
    ["Is it so? ", "No! ", "Perhaps... ", "We do not know."],
    ["Tea was drunk by all (A. was ill. He slept.) and liked. ", "So was mate."],
    ["Results. Yields rose. ", "Conclusions. Lime helps."],
    ["See https://www.example.org/a.b?c=d. ", "Code is at v2.1.3 of x.y.z."],
    ["这是第一句。", "这是第二句！", "Third."],
]
WHOLE = [
    "The U.S. Department of Labor paid approx. 3 million, i.e. 40% of what Mr. Fox, Ph.D., asked for.",
    "Rats were given 5 mg/kg i.v. or 2 mg p.o. (e.g. at 9 a.m.) vs. none for 14 d in all.",
    "Genista sp. nov. (Fig. 2a, Tab. S1) resembles G. tinctoria L. var. minor, cf. Berg et al. 1987.",
    "Four hypotheses are tested: (i) size; (ii) age; (iii) sex, and (iv) none of these.",
    "The oxide Fe2O3 (space group R-3c, no. 167) has a = 5.04 Å, c = 13.75 Å and M.p. 1,565 °C.",
    "In Smith v. Jones the court held “that is no contract!” and dismissed the claim.",
    "X1, X2, ... are i.i.d. with mean .5 and P(X > 1) = .03.",
]
GLUED = [
    (
        "AimsTo see whether owls hear mice.MethodsTwelve owls sat in the dark.ResultsA total of 31 mice were caught.",
        "Aims: To see whether owls hear mice.\nMethods: Twelve owls sat in the dark.\nResults: A total of 31 mice were caught.",
    ),
    (
        "BACKGROUNDDebts grow. METHODSWe read 40 ledgers. CONCLUSIONSLenders won.",
        "BACKGROUND: Debts grow.\nMETHODS: We read 40 ledgers.\nCONCLUSIONS: Lenders won.",
    ),
    ("Rents rose.Main Outcome MeasuresEvictions per year.", "Rents rose.\nMain Outcome Measures: Evictions per year."),
    ("Steel rusts.Results:Paint helps.", "Steel rusts.\nResults: Paint helps."),
    ("Steel rusts., RESULTS: Paint helps., CONCLUSION: Paint.", "Steel rusts.\nRESULTS: Paint helps.\nCONCLUSION: Paint."),
]  # fmt: skip
NOT_GLUED = [
    "MethodsX is a journal. It prints methods.",
    "ResultsDB keeps what BackgroundNet finds. BackgroundNet is new.",
    "We use StudyBot. In the ResultsView all is shown.",
    "Methods: Bees were marked. Results: They came back.",
    "Iron, Results and others were sold., and so on.",
]


def cut(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize("pieces", CUT, ids=lambda pieces: pieces[0])
def test_a_text_is_cut_between_its_sentences(pieces: list[str]):
    assert cut("".join(pieces)) == [piece.strip().removesuffix(",") for piece in pieces]


@pytest.mark.parametrize("text", WHOLE)
def test_a_sentence_stays_whole(text: str):
    assert cut(f"{text} The end.") == [text, "The end."]


@pytest.mark.parametrize(("given", "expected"), GLUED)
def test_a_heading_that_is_glued_to_its_section_is_parted_from_it(given: str, expected: str):
    assert clean_abstract(given) == expected == clean_abstract(expected)
    assert len(cut(expected)) == len(cut(given))


@pytest.mark.parametrize("text", NOT_GLUED)
def test_a_name_that_starts_as_a_heading_does_stays(text: str):
    assert clean_abstract(text) == text


def test_spans_are_exact_and_leave_out_nothing_but_white_space():
    for row in passages():
        spans = sentences(row.text)
        gaps = [row.text[a.end : b.start] for a, b in pairwise(spans)]
        assert not "".join(gaps).replace(",", "").strip()
        assert (spans[0].start, spans[-1].end) == (0, len(row.text))
        assert all(span.of(row.text) == span.of(row.text).strip() != "" for span in spans)
    assert sentences(" \n ") == sentences("") == ()


def test_three_hundred_abstracts_of_six_fields_are_labelled():
    told = [*passages(), *abstracts()]
    pointed_at = (HERE / "abstracts.jsonl").read_text("utf-8").splitlines()
    assert len(passages()) + len(pointed_at) > 500 and len({row.field for row in passages()}) >= 6
    assert len(told) == len(passages()) + (len(pointed_at) if SHARED.exists() else 0)
    assert all(0 < start < len(row.text) and not row.text[start].isspace() for row in told for start in row.starts)


def test_sentences_that_nobody_looked_at_are_cut_where_a_reader_cuts_them():
    held_out = [row for row in [*passages(), *abstracts()] if row.is_held_out]
    found = score(held_out, [starts(row.text) for row in held_out])
    # Our own passages are denser in what is hard than abstracts are, which are read where they are.
    assert found.precision >= (0.99 if SHARED.exists() else 0.975), found
    assert found.recall >= 0.99, found


def test_the_weights_are_those_that_the_script_fits(tmp_path, capsys):
    rows = passages()
    weights = fit.fitted(rows)
    assert weights["within"] < -3 < 3 < weights["opener"] and weights["before_word"] < -3
    by_them = score(rows, [fit.cut_by(weights)(row.text) for row in rows])
    assert by_them.precision > 0.99 and by_them.recall > 0.99
    main(["--fit", "--shared", str(tmp_path)])
    assert "all held out" in capsys.readouterr().out


def test_a_score_counts_what_is_wrong_and_what_is_missed():
    row = Labelled("bees", "a. b. c.", frozenset((3, 6)))
    found = score([row], [{3, 5}])
    assert (found.right, found.wrong, found.missed, found.precision, found.recall) == (1, 1, 1, 0.5, 0.5)


@pytest.mark.parametrize(
    "unit", [".", ". ", "(a). ", ". [1 ", ".) ", "1. ", "x.Y", "U.S. ", ". (1,", "\n ", "ResultsDead x.", "., AB"]
)
def test_no_text_takes_more_than_its_length(unit: str):
    text = unit * (20_000 // len(unit))
    begun = time.process_time()
    sentences(text)
    clean_abstract(text)
    assert time.process_time() - begun < 5  # a tenth of a second, mostly; what is quadratic takes minutes
