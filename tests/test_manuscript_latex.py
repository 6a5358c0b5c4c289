"""Manuscripts in LaTeX: every command that cites, and what is text of the files that they are made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.checks.manuscript.manuscript import Manuscript
from rag.checks.manuscript.reading import read_manuscript

# What stands in the file -> the keys that it cites, and the sentence that is left of "Bees dance <command> daily.".
BRACKETED = [
    (r"\cite{a}", "a"),
    (r"\cite{a,b}", "a b"),
    ("\\cite{ a , %\n b }", "a b"),
    (r"\cite[p.~3]{a}", "a"),
    (r"\cite[see][p.~3]{a}", "a"),
    (r"\cite[see {[1]}][]{a}", "a"),
    (r"\citep{a}", "a"),
    (r"\citep*{a}", "a"),
    (r"\citep[e.g.,][]{a,b}", "a b"),
    (r"\citealp{a}", "a"),
    (r"\citealp*{a}", "a"),
    (r"\citenum{a}", "a"),
    (r"\citeyear{a}", "a"),
    (r"\citeyearpar{a}", "a"),
    (r"\citetitle{a}", "a"),
    (r"\citedate{a}", "a"),
    (r"\citeurl{a}", "a"),
    (r"\Citep{a}", "a"),
    (r"\Cite{a}", "a"),
    (r"\parencite{a}", "a"),
    (r"\parencite*[12]{a}", "a"),
    (r"\Parencite{a}", "a"),
    (r"\autocite{a}", "a"),
    (r"\autocite*[see][]{a}", "a"),
    (r"\Autocite{a}", "a"),
    (r"\smartcite{a}", "a"),
    (r"\supercite{a}", "a"),
    (r"\footcite{a}", "a"),
    (r"\footcite[3--5]{a}", "a"),
    (r"\footcitetext{a}", "a"),
    (r"\fullcite{a}", "a"),
    (r"\footfullcite{a}", "a"),
    (r"\cites{a}{b}", "a b"),
    (r"\cites[1]{a}[2]{b}", "a b"),
    (r"\cites(see)(and so on)[1][2]{a}[3]{b,c}", "a b c"),
    (r"\parencites{a}[p. 2]{b}", "a b"),
    (r"\Parencites{a}{b}", "a b"),
    (r"\autocites(cf.)()[1]{a}{b}", "a b"),
    (r"\footcites{a}{b}", "a b"),
    (r"\supercites{a}{b}", "a b"),
    (r"\smartcites{a}{b}", "a b"),
    (r"\volcite{2}{a}", "a"),
    (r"\volcite[see]{2}[5]{a}", "a"),
    (r"\pvolcite{2}[5]{a}", "a"),
    (r"\ftvolcite{2}{a}", "a"),
    (r"\notecite[3]{a}", "a"),
    (r"\pnotecite{a}", "a"),
    (r"\cite<e.g.,>[p. 3]{a}", "a"),
    (r"\citeNP{a}", "a"),
    (r"\shortcite{a}", "a"),
    (r"\shortciteNP{a}", "a"),
    (r"\onlinecite{a}", "a"),
    (r"\bibentry{a}", "a"),
    (r"\citepalias{a}", "a"),
    (r"\citeyearNP{a}", "a"),
    (r"\mycite{a}", "a"),
    (r"\footnote{See \cite{a}, and \cite{b}.}", "a b"),
    (r"\textsuperscript{\cite{a}}", "a"),
    (r"\emph{so \cite{a}}", "a"),
    ("~\\cite\n{a}", "a"),
]
NAMED = [
    (r"\citet{a}", "a"),
    (r"\citet*[p. 3]{a}", "a"),
    (r"\Citet{a}", "a"),
    (r"\citealt{a}", "a"),
    (r"\citeauthor{a}", "a"),
    (r"\Citeauthor*{a}", "a"),
    (r"\citefullauthor{a}", "a"),
    (r"\textcite{a}", "a"),
    (r"\Textcite[3]{a}", "a"),
    (r"\textcites{a}[2]{b}", "a b"),
    (r"\citeA{a}", "a"),
    (r"\citeN{a}", "a"),
    (r"\citeasnoun{a}", "a"),
    (r"\citename{a}", "a"),
    (r"\possessivecite{a}", "a"),
    (r"\citeonline{a}", "a"),
]
NO_CITATION = [
    r"\nocite{a}",
    r"\nocite{*}",
    r"\citestyle{a}",
    r"\setcitestyle{a}",
    r"\defcitealias{a}{b}",
    r"\verb|\cite{a}|",
    r"\label{a}",
    r"\ref{a}",
    r"\autoref{a}",
    r"\cite{}",
    "% \\cite{a}\n",
    "\n\\begin{verbatim}\n\\cite{a}\n\\end{verbatim}\n",
    "\n\\begin{comment}\n\\cite{a}\n\\end{comment}\n",
    r"\iffalse \cite{a} \fi",
    r"\url{http://example.org/\cite}",
    r"\newcommand{\other}{\cite{a}}",
]


def read(folder: Path, text: str, **files: str) -> Manuscript:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".bib" if name.startswith("bib") else ".tex").write_text(content, "utf-8")
    (folder / "main.tex").write_text(text, "utf-8")
    return read_manuscript(folder / "main.tex")


def keys(manuscript: Manuscript) -> list[str]:
    return [key for one in manuscript.sentences for key in one.keys]


@pytest.mark.parametrize(("command", "cited"), BRACKETED)
def test_a_citation_in_brackets_leaves_the_sentence_without_it(tmp_path: Path, command: str, cited: str):
    (one,) = read(tmp_path, f"Bees dance {command} daily.").sentences
    assert (one.text.replace(" so", ""), one.keys) == ("Bees dance daily.", tuple(cited.split()))


@pytest.mark.parametrize(("command", "cited"), NAMED)
def test_a_citation_by_name_is_a_word_of_the_sentence(tmp_path: Path, command: str, cited: str):
    (one,) = read(tmp_path, f"In {command} bees dance.").sentences
    assert (one.text, one.keys) == (f"In {' and '.join(cited.split())} bees dance.", tuple(cited.split()))
    assert one.claim == "In bees dance."


@pytest.mark.parametrize("command", NO_CITATION)
def test_what_only_looks_like_a_citation_is_none(tmp_path: Path, command: str):
    assert keys(read(tmp_path, f"Bees dance {command} daily.")) == []


def test_there_are_sixty_kinds():
    assert len(BRACKETED) + len(NAMED) >= 60


def test_names_come_from_the_bibliography_beside_it(tmp_path: Path):
    bib = "@article{a, title={Dances}, author={Lind, Bo and Ng, C and Wu, D}, year={2019}}"
    text = "\\citet{a} saw it. \\cite{a} say so. Bees dance \\cite{a}.\\bibliography{bibs}"
    manuscript = read(tmp_path, text, bibs=bib)
    assert [one.text for one in manuscript.sentences] == ["Lind et al. saw it.", "Lind et al. say so.", "Bees dance."]
    assert manuscript.references["a"].paper.year == 2019


def test_several_files_are_one_text_with_their_own_lines(tmp_path: Path):
    manuscript = read(
        tmp_path,
        "\\documentclass{book}\n\\input{macros}\n\\begin{document}\nFirst \\cite{a}.\n\n\\input{parts/one}\n\\include{two}\nLast.\n"
        "\\end{document}\nNever \\cite{z}.",
        macros="\\newcommand{\\hive}[1]{hive #1 \\citep{h}}\\def\\kv{KV cache}",
        parts__one="\\subfile{parts/inner} Then\n\\hive{seven} hums.",
        parts__inner="\\documentclass[../main]{subfiles}\n\\begin{document}\nInner \\cite{i}.\n\\end{document}",
        two="% nothing here\nThe \\kv{} grows \\cite{t}.",
    )
    assert [(one.text, one.file, one.line, one.keys) for one in manuscript.sentences] == [
        ("First.", "main.tex", 4, ("a",)),
        ("Inner.", "parts/inner.tex", 3, ("i",)),
        ("Then hive seven hums.", "parts/one.tex", 1, ("h",)),
        ("The KV cache grows.", "two.tex", 2, ("t",)),
        ("Last.", "main.tex", 8, ()),
    ]


def test_what_lies_outside_is_not_read_and_what_is_not_there_is_told(tmp_path: Path):
    (tmp_path / "secret.tex").write_text("Secret \\cite{secret}.")
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "link.tex").symlink_to(tmp_path / "secret.tex")
    text = "Own.\n\\input{../secret}\\input{/etc/passwd}\\input{link}\\input{main}\\input{gone}\\bibliography{../refs,none}"
    manuscript = read(folder, text)
    assert [one.text for one in manuscript.sentences] == ["Own."]
    reasons = [one.reason for one in manuscript.unread]
    assert [("outside" in r, "part of itself" in r, "not there" in r) for r in reasons] == [
        (True, False, False),
        (True, False, False),
        (True, False, False),
        (False, True, False),
        (False, False, True),
        (True, False, False),
        (False, False, True),
    ]
    assert {one.position for one in manuscript.unread} == {"line 2"}


def test_notes_captions_and_cells_are_sentences_of_their_own(tmp_path: Path):
    manuscript = read(
        tmp_path,
        "Bees\\footnote{Wasps do not dance at all \\cite{n}.} dance.\n\\begin{figure}\\includegraphics[width=1cm]{x}"
        "\\caption[Short]{A dance of bees \\cite{c}.}\\end{figure}\n\\begin{tabular}{ll}Lind \\cite{l} & 5 \\\\ Ng & \\cite{m}\\end{tabular}",
    )
    found = [(one.text, one.keys) for one in manuscript.sentences if one.text != "5"]
    assert found == [
        ("Bees dance.", ()),
        ("Wasps do not dance at all.", ("n",)),
        ("A dance of bees.", ("c",)),
        ("Lind", ("l",)),
        ("Ng", ()),
        ("", ("m",)),
    ]


def test_a_citation_belongs_to_the_sentence_that_it_stands_at(tmp_path: Path):
    text = "Bees dance.\\cite{a} They hum \\cite{b}, i.e.\\ loudly~\\cite{c}. \\cite{d} found more. It ends. \\cite{e}"
    found = [(one.text, one.keys) for one in read(tmp_path, text).sentences]
    assert found == [
        ("Bees dance.", ("a",)),
        ("They hum, i.e. loudly.", ("b", "c")),
        ("d found more.", ("d",)),
        ("It ends.", ("e",)),
    ]


def test_each_citation_has_the_part_that_it_is_for(tmp_path: Path):
    text = "Bees dance for food \\cite{a,b}, whereas corals bleach in heat \\cite{c} and, as \\citet{d} found, glaciers lose ice."
    (one,) = read(tmp_path, text).sentences
    assert [one.part(key) for key in one.keys] == [
        "Bees dance for food",
        "Bees dance for food",
        "whereas corals bleach in heat",
        "and, as found, glaciers lose ice.",
    ]


def test_formulas_accents_and_symbols_are_plain_text(tmp_path: Path):
    text = "G\\\"odel's $x^2$ is 5\\,\\% of ``na\\\"{\\i}ve'' bees -- \\SI{3}{\\kilo\\metre}\\dots{} \\begin{equation}y\\end{equation} more."
    (one,) = read(tmp_path, text).sentences
    assert one.text.startswith("Gödel's x^2 is 5 % of “naïve” bees – 3") and one.text.endswith("more.")


def test_a_list_of_references_in_it_gives_what_is_known_of_each(tmp_path: Path):
    text = (
        "Bees dance \\cite{lind}.\n\\begin{thebibliography}{9}\n\\bibitem[Lind(2019)]{lind} Lind, B. (2019). \\emph{Waggle dances}.\n"
        "\\newblock https://doi.org/10.1000/bees\n\\bibitem{ng} C. Ng. Corals. 2020.\n\\end{thebibliography}"
    )
    manuscript = read(tmp_path, text)
    assert keys(manuscript) == ["lind"]
    assert manuscript.references["lind"].paper.doi == "10.1000/bees" and manuscript.references["ng"].paper.year == 2020


@pytest.mark.parametrize(
    "text",
    [
        "\\cite{a",
        "\\footnote{\\cite{a}",
        "$x",
        "\\begin{equation} \\cite{a}",
        "\\newcommand{\\x}{\\x}\\x{} b",
        "}{" * 50,
        "{" * 5000 + "a",
    ],
)
def test_what_is_broken_is_read_as_far_as_it_goes(tmp_path: Path, text: str):
    assert read(tmp_path, f"Bees dance. {text} And hum.").sentences[0].text.startswith("Bees")
