"""Labelled files -> sets of questions, each over papers of its own.

What a path holds is told from its files, so a folder of folders is looked through for all of these:

- `corpus.jsonl[.gz]`, `queries.jsonl`, `qrels.tsv`: queries with graded papers (see `colloquy evaluate`);
- `corpus.jsonl[.gz]`, `questions.jsonl`: questions with the keys of their `papers`, not all of which are in the corpus,
  and for some the strings that a right sentence has, in `answers`;
- `abstracts.jsonl`, `sentences.jsonl`: sentences of papers with the abstracts that they cite;
- a file of JSON lines with `question`, `sentence`, `label`, `source`: sentences that answer, or do not;
- a file of JSON lines with `claim`, `evidence`, `rationale`, `label`, `source`: abstracts with the sentences that bear a
  claim out.

Questions on the sample papers are read from a file that is named as such.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from rag.answer.evidence import split
from rag.checks.labelled import read_set
from rag.intake.readers import read_all
from rag.intake.readers.record import paper
from rag.intake.sample import sample_papers
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper, Sentence, Span
from rag.setup.settings import load_settings
from rag.text.forms import title_form

SEED = 12
# The field of each set that is known here; another is a field of its own. Sets of one field are held out together.
FIELDS = {
    **dict.fromkeys(("scifact", "pubmedqa", "bioasq", "covid-qa", "evidence-inference-v2"), "biomedicine"),
    **dict.fromkeys(("selqa", "qed", "clapnq-dev", "xquad-en", "qnli-dev"), "Wikipedia"),
    **dict.fromkeys(("drafts", "samples"), "machine learning"),
    "scholarqa-multi": "several sciences",
}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the grades of the papers that it is about, by key; with none, no paper is about it. `answers`
    are strings of which a sentence that answers has one."""

    text: str
    grades: Mapping[str, float]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with sentences to choose from, and which of them are right: some, not all."""

    question: str
    sentences: tuple[Sentence, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Questions on papers, and choices of sentences, over one library. `field` is held out as one."""

    name: str
    papers: tuple[Paper, ...]
    questions: tuple[Question, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def field(self) -> str:
        return FIELDS.get(self.name, self.name)

    def sampled(self, n: int) -> LabelledSet:
        """At most n questions with answers, n without and n choices, the same ones each time; the papers that only these
        need are left out."""
        choices = _sample(self.choices, n)
        papers = self.papers if self.questions else _texts_of(choices)
        answered = _sample(tuple(question for question in self.questions if question.answers), n)
        others = _sample(tuple(question for question in self.questions if not question.answers), n)
        return replace(self, papers=papers, questions=(*answered, *others), choices=choices)


def read(paths: Sequence[Path]) -> list[LabelledSet]:
    """The sets that the paths hold, by name. What is none of the kinds above is left."""
    return sorted((found for path in paths for found in _read(path)), key=lambda labelled: labelled.name)


def samples(file: Path) -> LabelledSet:
    """Questions on the sample papers: `question`, `papers` (titles), `must_contain` (alternatives of each string).

    Those that lean on a conversation, or that no paper answers although it may be about them, are left out.
    """
    papers = tuple(found for found in sample_papers() if isinstance(found, Paper))
    keys = {title_form(found.title): found.key for found in papers}
    questions = tuple(
        Question(
            row["question"],
            {keys[title_form(title)]: 1.0 for title in row["papers"]},
            tuple(text for alternatives in row["must_contain"] for text in alternatives),
        )
        for row in _rows(file)
        if row["papers"] and not row["history"]
    )
    return LabelledSet("samples", papers, questions, _choices_of(questions, papers, are_abstracts=True))


@contextmanager
def opened(labelled: LabelledSet) -> Iterator[Library]:
    """A library of the set's papers, as long as it is needed."""
    with TemporaryDirectory(prefix="colloquy-fit-") as home:
        with closing(Library(load_settings(home=Path(home), embedding=None, model=None))) as library:
            add(library, labelled.papers)
            library.refresh()
            yield library


def _read(path: Path) -> Iterator[LabelledSet]:
    if path.is_file():
        yield from _of_sentences(path)
        return
    corpus = next((file for file in (path / "corpus.jsonl", path / "corpus.jsonl.gz") if file.is_file()), None)
    if corpus and (path / "qrels.tsv").is_file():
        graded = read_set(path)
        questions = tuple(Question(query.text, query.grades) for query in graded.queries)
        yield LabelledSet(path.name, _papers(corpus), questions)
    elif corpus and (path / "questions.jsonl").is_file():
        yield _answered(path, _papers(corpus))
    elif (path / "abstracts.jsonl").is_file() and (path / "sentences.jsonl").is_file():
        yield _citing(path)
    else:
        for inner in sorted(path.iterdir()):
            if inner.is_dir() or inner.name.endswith((".jsonl", ".jsonl.gz")):
                yield from _read(inner)


def _answered(folder: Path, papers: tuple[Paper, ...]) -> LabelledSet:
    known = {found.key for found in papers}
    questions = tuple(
        Question(
            row["question"],
            {key: 1.0 for key in row["papers"] if key in known},
            tuple(text for alternatives in row.get("answers", ()) for text in alternatives),
        )
        for row in _rows(folder / "questions.jsonl")
    )
    return LabelledSet(folder.name, papers, questions, _choices_of(questions, papers, are_abstracts=False))


def _citing(folder: Path) -> LabelledSet:
    """Keys are those of one citing paper's bibliography, so its name goes before them."""
    papers = {
        key: paper(key=key, title=row["title"], abstract=row["abstract"])
        for row in _rows(folder / "abstracts.jsonl")
        for key in (f"{row['paper']}:{row['key']}",)
        if row["abstract"]
    }
    questions = []
    for row in _rows(folder / "sentences.jsonl"):
        cited = [f"{row['paper']}:{key}" for key in row["keys_with_abstract"]]
        if grades := {key: 1.0 for key in cited if key in papers}:
            questions.append(Question(re.sub(r"[\\{}$~]+", " ", row["sentence"]), grades))
    return LabelledSet(folder.name, tuple(papers.values()), tuple(questions))


def _of_sentences(file: Path) -> Iterator[LabelledSet]:
    first = next(_rows(file), {})
    if {"question", "sentence", "label", "source"} <= first.keys():
        yield from _labelled_sentences(file)
    elif {"claim", "evidence", "label", "source"} <= first.keys():
        yield from _rationales(file)


def _labelled_sentences(file: Path) -> Iterator[LabelledSet]:
    """Where a sentence stands in its text is not known: each is the whole abstract of a paper of its own."""
    found: dict[str, dict[str, dict[str, bool]]] = defaultdict(lambda: defaultdict(dict))
    for row in _rows(file):
        if row["sentence"].strip():
            found[row["source"]][row["question"]][row["sentence"].strip()] = bool(row["label"])
    for source, questions in found.items():
        choices = (
            Choice(question, tuple(map(_alone, sentences)), tuple(sentences.values()))
            for question, sentences in questions.items()
        )
        yield _of_choices(source, choices)


def _rationales(file: Path) -> Iterator[LabelledSet]:
    """Claims that are supported, each with the sentences of its abstract that its rationale lies in."""
    found: dict[str, list[Choice]] = defaultdict(list)
    for row in _rows(file):
        start = row["evidence"].find(row.get("rationale") or "\0")
        if row["label"] != "supported" or start < 0:
            continue
        sentences = split(Paper(id="", key="", title="", abstract=row["evidence"]))
        right = tuple(
            _shares_most(sentence.text, row["rationale"]) or _shares_most(row["rationale"], sentence.text)
            for sentence in sentences
        )
        found[row["source"]].append(Choice(row["claim"], sentences, right))
    for name, choices in found.items():
        yield _of_choices(name, choices)


def _of_choices(name: str, choices: Iterable[Choice]) -> LabelledSet:
    left = tuple(filter(_is_open, choices))
    return LabelledSet(name, _texts_of(left), choices=left)


def _texts_of(choices: Iterable[Choice]) -> tuple[Paper, ...]:
    """The sentences of each choice as one paper: a library of these tells which words are rare."""
    texts = dict.fromkeys(" ".join(sentence.text for sentence in choice.sentences) for choice in choices)
    return tuple(paper(title=f"Text {n}", abstract=text) for n, text in enumerate(texts))


def _choices_of(questions: Sequence[Question], papers: Sequence[Paper], are_abstracts: bool) -> tuple[Choice, ...]:
    """For each question with answers, and each of its papers, the sentences of the paper to choose from."""
    by_key = {found.key: found for found in papers}
    choices = []
    for question in questions:
        for key in question.grades if question.answers else ():
            sentences = split(by_key[key])
            right = tuple(is_answer(sentence.text, question.answers) for sentence in sentences)
            whole = sentences if are_abstracts else tuple(_alone(sentence.text) for sentence in sentences)
            choices.append(Choice(question.text, whole, right))
    return tuple(filter(_is_open, choices))


def is_answer(text: str, answers: Sequence[str]) -> bool:
    """Whether a text has one of the answers, in whole words."""
    wanted = (_plain(answer) for answer in answers)
    return any(f" {answer} " in f" {_plain(text)} " for answer in wanted if answer)


def _alone(text: str) -> Sentence:
    """A sentence of which nothing is known but its text."""
    return Sentence(Paper(id="", key="", title="", abstract=text), Span(0, len(text)), text)


def _is_open(choice: Choice) -> bool:
    return any(choice.right) and not all(choice.right)


def _shares_most(text: str, of: str) -> bool:
    """Whether most of a text stands in another."""
    longest = text.strip().rstrip(".")
    return longest in of if longest else False


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower()
    return " ".join(re.sub(r"[^\w%.^]+", " ", text).replace(". ", " ").strip(" .").split())


def _papers(corpus: Path) -> tuple[Paper, ...]:
    return tuple(found for found in read_all([corpus]) if isinstance(found, Paper))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _sample(items: tuple[T, ...], n: int) -> tuple[T, ...]:
    return items if len(items) <= n else tuple(random.Random(SEED).sample(items, n))
