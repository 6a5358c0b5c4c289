"""The weights of rag/ are those that it uses, and the fit finds what labelled data tell."""

import ast
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from rag.answer.evidence import split
from rag.answer.extract.relevance import ACROSS, FEATURES, across, features, relevance, weighed
from rag.answer.extract.weights import RELEVANCE
from rag.answer.question.wanted import asked
from rag.answer.scorer import Scorer
from rag.answer.topicality import is_on_topic
from rag.answer.weights import SIGNALS, TOPICALITY
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.lexical import FIELDS, FieldWeights, Lexical
from rag.library.library import Library
from rag.search.retrieve import retrieve
from rag.search.weights import RANKING
from tests.fit import ranking, topicality
from tests.fit import relevance as sentences
from tests.fit.__main__ import MODELS, ROOT, Report, main
from tests.fit.search import Group, chosen_first, difference, figure
from tests.fit.sets import Choice, LabelledSet, Question, opened, read, samples
from tests.fit.write import with_weights

QUESTION = "How does a weak model improve by playing against itself?"
OWN_QUESTIONS = ROOT / "tests" / "questions" / "seeds.jsonl"


# the weights that are used


@pytest.mark.parametrize("name", ["dense", "interaction", "neighbours", "closest"])
def test_a_changed_weight_changes_a_ranking(sample_library: Library, name: str):
    used = [hit.score for hit in retrieve(sample_library, QUESTION, 20)]
    assert used == [hit.score for hit in retrieve(sample_library, QUESTION, 20, weights=RANKING)]
    other = replace(RANKING, **{name: 3})
    assert used != [hit.score for hit in retrieve(sample_library, QUESTION, 20, weights=other)]


def test_a_word_of_a_title_counts_its_weight(sample_library: Library):
    sample_library.refresh()
    asked = "self-play language models"

    def scores(*fields: FieldWeights) -> dict[str, float]:
        lexical = Lexical(sample_library.home / "lexical", sample_library.catalog, *fields)
        lexical.refresh()
        return lexical.search(asked, 47)

    title, abstract = scores(FieldWeights(title=1, abstract=0)), scores(FieldWeights(title=0))
    used = scores()
    assert used == sample_library.by_words(asked, 47)
    assert used == pytest.approx({i: FIELDS.title * title[i] + FIELDS.abstract * abstract[i] for i in used}, rel=1e-5)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in RELEVANCE.__slots__
        if name not in ("elsewhere", "aims", "counted", "of_type", *sentences.ACROSS)
    ],
)
def test_a_changed_weight_changes_the_relevance_of_sentences(sample_library: Library, name: str):
    scorer = Scorer(sample_library)
    candidates = [s for hit in retrieve(sample_library, QUESTION, 5) for s in split(hit.paper)]
    question = replace(asked(f"{QUESTION} Why, and how many times?"), thing="method", defined="SPIN")
    used = relevance(question, candidates, scorer)
    assert np.array_equal(used, relevance(question, candidates, scorer, RELEVANCE))
    assert not np.allclose(used, relevance(question, candidates, scorer, replace(RELEVANCE, **{name: 3})))


@pytest.mark.parametrize("name", sentences.ACROSS)
def test_a_changed_weight_changes_which_papers_sentence_comes_first(sample_library: Library, name: str):
    scorer, hits = Scorer(sample_library), retrieve(sample_library, QUESTION, 5)
    candidates, found = across(asked(QUESTION), hits, scorer)
    assert len(candidates) == len(found) == sum(len(split(hit.paper)) for hit in hits)
    changed = weighed(found, replace(RELEVANCE, **{name: 3})) - weighed(found, RELEVANCE)
    assert (
        np.ptp(changed) > 0
        if name == "agreed"
        else np.ptp(changed[: len(split(hits[0].paper))]) < 1e-9 < np.ptp(changed)
    )


def test_what_other_papers_say_too_speaks_for_a_sentence(library: Library):
    texts = ("Storks eat. Storks nest in Spain.", "Storks winter in Mali.", "Most storks are found in Mali now.")
    add(library, [paper(key=f"k{n}", title=f"Storks {n}", abstract=text) for n, text in enumerate(texts)])
    candidates, found = across(asked("Where are storks?"), retrieve(library, "Where are storks?", 3), Scorer(library))
    agreed = dict(zip((sentence.text for sentence in candidates), found[:, -1].tolist(), strict=True))
    assert agreed["Storks eat."] == agreed["Storks nest in Spain."] == 0 < agreed["Storks winter in Mali."]


def test_a_paper_that_has_more_of_the_question_speaks_for_its_sentences(library: Library):
    texts = ("They nest on roofs. In Toledo it rains.", "Storks nest on roofs in Toledo. It rains.")
    add(library, [paper(key=f"k{n}", title=f"Birds {n}", abstract=text) for n, text in enumerate(texts)])
    question = "Where do storks nest in Toledo?"
    candidates, found = across(asked(question), retrieve(library, question, 2), Scorer(library))
    of_paper = found[:, (*FEATURES, *ACROSS).index("paper")]
    shares = {
        c.paper.key: {float(v) for d, v in zip(candidates, of_paper, strict=True) if d.paper is c.paper}
        for c in candidates
    }
    assert [len(values) for values in shares.values()] == [1, 1] and shares["k1"] == {1.0} and max(shares["k0"]) < 1
    of_followup = across(asked("And when?"), retrieve(library, question, 2), Scorer(library), whole=question)[1]
    assert of_followup[:, (*FEATURES, *ACROSS).index("paper")].tolist() == of_paper.tolist()


def test_an_aim_is_told_from_a_finding(library: Library):
    add(library, [paper(key="a", title="Wolves", abstract="We sought to count wolves. We counted 12 wolves.")])
    aims = features(asked("How many wolves?"), split(library.find(["a"])[0]), Scorer(library))[
        :, FEATURES.index("aims")
    ]
    assert aims.tolist() == [1.0, 0.0]


def test_what_points_to_code_counts_against_a_sentence_and_a_counted_thing_for_it(library: Library):
    add(library, [paper(key="a", title="Bees", abstract="We saw 12 hives. The code is available at https://x.org/12.")])
    counting, pointing = split(library.find(["a"])[0])
    scorer, question = Scorer(library), asked("How many hives?")
    for name, sentence in (("counted", counting), ("elsewhere", pointing)):
        more = relevance(question, [sentence], scorer, replace(RELEVANCE, **{name: 3}))
        changed = more - relevance(question, [sentence], scorer)
        assert changed == pytest.approx(3 - getattr(RELEVANCE, name))


def test_a_changed_weight_changes_whether_a_question_is_on_topic(sample_library: Library):
    scorer = Scorer(sample_library)
    hits = retrieve(sample_library, QUESTION, 5)
    assert is_on_topic(scorer, QUESTION, hits) and not is_on_topic(scorer, QUESTION, [])
    far = "What is a good recipe for sourdough bread?"
    assert not is_on_topic(scorer, far, retrieve(sample_library, far, 5))
    for name, value in (("threshold", 99.0), ("words", -99.0)):
        assert not is_on_topic(scorer, QUESTION, hits, replace(TOPICALITY, **{name: value}))
    for name in ("cosine", "closeness", "likeness"):
        assert is_on_topic(scorer, far, retrieve(sample_library, far, 5), replace(TOPICALITY, **{name: 99.0}))


# the fit sees what the product sees


def test_the_signals_of_the_fit_rank_as_the_product_does():
    labelled = samples(OWN_QUESTIONS).sampled(5)
    with opened(labelled) as library:
        (group,) = ranking.groups(labelled, library, ())
        told = [retrieve(library, question.text, 10) for question in labelled.questions]
        ideal = LabelledSet(
            "samples",
            labelled.papers,
            tuple(
                Question(question.text, {hit.paper.key: 10 - rank for rank, hit in enumerate(hits)})
                for question, hits in zip(labelled.questions, told, strict=True)
            ),
        )
        (as_told,) = ranking.groups(ideal, library, ())
    assert group.values(ranking.TODAY).mean() > 0.8
    assert as_told.values(ranking.TODAY).tolist() == pytest.approx([1.0] * 5)
    assert as_told.values(replace(ranking.TODAY, dense=0, interaction=0)).mean() < 0.999


def test_the_cases_of_the_fit_are_told_as_the_product_tells_them():
    labelled = samples(OWN_QUESTIONS).sampled(4)
    far = Question("What is a good recipe for sourdough bread?", {})
    with opened(labelled) as library:
        on, off = topicality.groups(labelled, library, [far] * 4)
        scorer = Scorer(library)
        told = is_on_topic(scorer, far.text, retrieve(library, far.text, 5))
    assert on.on_topic and on.values(TOPICALITY).tolist() == [1.0] * 4
    assert not off.on_topic and bool(off.values(TOPICALITY)[-1]) is not told


# what the fit finds


@pytest.mark.parametrize("alone", ["in_title", "dense", "near"])
def test_the_signal_that_alone_is_right_comes_to_rank(alone: str):
    """Ten papers a question; the first is the relevant one, by that signal alone."""
    random = np.random.default_rng(1)

    def signals_of(number: int) -> tuple[ranking.Signals, dict[str, float]]:
        noise = {name: random.random(10) for name in ("in_title", "in_abstract", "dense", "near")}
        noise[alone] *= 0.1
        noise[alone][0] = 1.0
        vectors = random.normal(size=(10, 4)).astype(np.float32)
        signals = ranking.Signals([str(i) for i in range(10)], **noise, vectors=vectors)
        return signals, {"0": 1.0}

    groups = [ranking.group(f"set {i}", f"field {i}", [signals_of(n) for n in range(10)]) for i in range(2)]
    found = ranking.fit(groups)
    assert figure(groups, ranking.NEUTRAL) < 0.9 < 0.97 < figure(groups, found)


def test_sentences_with_what_is_asked_for_come_first_where_that_alone_is_right(tmp_path: Path):
    rows = [
        {"source": source, "question": f"How many {thing} do {what} have?", "sentence": sentence, "label": label}
        for source in ("one", "two")
        for what in ("bees", "wasps", "ants")
        for thing, label, sentence in (
            ("legs", 0, f"How many legs {what} have depends on {what}, as legs of {what} do."),
            ("legs", 1, "There were 6 in all."),
            ("wings", 0, f"The wings that {what} have are wings of {what} indeed."),
            ("wings", 1, "We saw 4 at most."),
        )
    ]
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    groups = []
    for labelled in read([file]):
        with opened(labelled) as library:
            groups += sentences.groups(labelled, library, ())
    assert [group.name for group in groups] == ["one", "two"] and len(groups[0].values(RELEVANCE)) == 6
    assert figure(groups, sentences.NEUTRAL) == 0.5
    found = sentences.fit(groups)
    assert figure(groups, found) == 1.0 and found.figure + found.figure_asked > 0


def test_the_threshold_lies_between_what_is_on_topic_and_what_is_off_it():
    random = np.random.default_rng(1)

    def cases(field: str, on_topic: bool) -> topicality.Cases:
        seen = random.random((50, len(SIGNALS)))
        seen[:, 2] += 3 if on_topic else 0
        return topicality.cases(f"{field} {on_topic}", field, seen, on_topic)

    groups = [cases(field, on_topic) for field in ("one", "two") for on_topic in (True, False)]
    assert figure(groups, topicality.NEUTRAL) < 0.99
    found = topicality.fit(groups)
    assert figure(groups, found) == 1.0
    assert found.words > 2 * abs(found.cosine)


def test_right_ones_are_chosen_first_of_their_own_question_whatever_the_others_have():
    random = np.random.default_rng(1)
    sizes = [3] * 60
    seen = random.random((180, 3))
    seen[:, 1] += np.repeat(random.random(60) * 9, 3)  # tells questions apart, no candidates
    seen[:, 2] = 1.0
    right = np.zeros(180, dtype=bool)
    right[np.arange(60) * 3 + seen[:, 0].reshape(60, 3).argmax(axis=1)] = True
    found = chosen_first(seen, right, sizes, np.full(60, 1 / 60))
    assert found.weights[0] > 5 * abs(found.weights[1]) and found.weights[2] == pytest.approx(0)
    by_chance = np.zeros(180, dtype=bool)
    by_chance[np.arange(60) * 3 + random.integers(3, size=60)] = True
    assert found.loss < 0.3 < 1 < chosen_first(seen, by_chance, sizes, np.full(60, 1 / 60)).loss


def groups_with(gain_on_halves: float, gain_on_fields: float, n: int = 200) -> list[Group[str]]:
    """Two fields of questions of which "today" answers half: what is fitted on one half or field gains on the others."""

    def values(gains: dict[str, float]) -> Callable[[str], np.ndarray]:
        noise = np.random.default_rng(5).normal(0.0, 0.3, n)
        noise -= noise.mean()
        return lambda weights: 0.5 + (noise + gains[weights] if weights in gains else np.zeros(n))

    on_half, on_field = values({"fitted on halves": gain_on_halves}), values({"fitted on fields": gain_on_fields})
    halves = tuple(Group(name="half", field="", values=on_half) for _ in range(2))
    return [
        Group(name=field, field=field, values=on_field, halves=tuple(replace(half, field=field) for half in halves))
        for field in ("one", "two")
    ]


@pytest.mark.parametrize(
    ("on_halves", "on_fields", "on_measure", "is_taken"),
    [
        (0.2, 0.0, 0.0, True),
        (0.2, 0.2, 0.1, True),
        (-0.01, 0.2, 0.1, False),  # better on other fields, and not on other questions of its own
        (-0.2, 0.2, 0.1, False),
        (0.2, -0.2, 0.1, False),  # worse on other fields
        (0.2, 0.0, -0.01, False),  # below today's on the measure, be it by noise
    ],
)
def test_what_is_fitted_is_taken_only_where_it_is_better_on_what_it_has_not_seen(
    on_halves: float, on_fields: float, on_measure: float, is_taken: bool
):
    def fitted(groups: Sequence[Group[str]]) -> str:
        return "fitted on halves" if groups[0].name == "half" else "fitted on fields"

    model = SimpleNamespace(FIGURE="a share", TODAY="today", NEUTRAL="today", fit=fitted)
    beside = Group(
        name="measure",
        field="one",
        values=lambda weights: np.full(9, 0.5 + (on_measure if weights == "fitted on fields" else 0.0)),
    )
    report = Report(model, groups_with(on_halves, on_fields), [beside])
    assert report.is_better is is_taken
    assert list(report.lines())[-1] == ("decision: take what is fitted" if is_taken else "decision: keep today")


def test_a_difference_is_noise_until_the_questions_agree():
    group = Group(name="one", field="one", values=lambda weights: np.zeros(0))
    random = np.random.default_rng(1)
    assert difference([(group, random.normal(0.0, 1.0, 200))]).verdict == "within noise"
    assert difference([(group, random.normal(0.5, 1.0, 200))]).verdict == "better"
    assert difference([(group, random.normal(-0.5, 1.0, 200))]).verdict == "worse"


def test_a_large_set_counts_no_more_than_a_small_one_and_a_field_no_more_for_its_sets():
    def constant(field: str, value: float, n: int, share: float = 1.0) -> Group[None]:
        return Group(name=field, field=field, values=lambda weights: np.full(n, value), share=share)

    groups = [constant("one", 1.0, 500), constant("one", 0.0, 5), constant("two", 0.0, 5)]
    assert figure(groups, None) == pytest.approx(0.25)
    assert figure([constant("one", 1.0, 5, share=3.0), constant("one", 0.0, 5)], None) == pytest.approx(0.75)


# what it reads and writes


def test_each_kind_of_labelled_files_is_known_by_what_it_holds(tmp_path: Path):
    papers = [
        {"id": "a", "title": "Bees", "abstract": "Bees dance. They have six legs."},
        {"id": "b", "title": "Law", "abstract": "Tax law is long. It has nine volumes."},
    ]
    files = {
        "graded/corpus.jsonl": papers,
        "graded/queries.jsonl": [{"id": "1", "text": "Do bees dance?"}],
        "answered/corpus.jsonl": papers,
        "answered/questions.jsonl": [
            {"question": "How many legs have bees?", "papers": ["a"], "answers": [["six", "6"]]},
            {"question": "Who was Gauss?", "papers": ["elsewhere"], "answers": [["a man"]]},
        ],
        "citing/abstracts.jsonl": [{"paper": "x", "key": "k", "title": "Bees", "abstract": "Bees dance."}],
        "citing/sentences.jsonl": [
            {"paper": "x", "sentence": "Bees dance \\cite{k}.", "keys_with_abstract": ["k"]},
            {"paper": "x", "sentence": "Nothing is cited.", "keys_with_abstract": []},
        ],
        "claims.jsonl": [
            {
                "claim": "Bees have legs.",
                "evidence": papers[0]["abstract"],
                "rationale": "They have six legs.",
                "label": "supported",
                "source": "claims",
            }
        ],
        "other.jsonl": [{"question": "What is this?", "papers": []}],
    }
    for name, rows in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "graded" / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t2\n")
    found = {labelled.name: labelled for labelled in read([tmp_path])}
    assert found.keys() == {"graded", "answered", "citing", "claims"}
    assert found["graded"].questions == (Question("Do bees dance?", {"a": 2.0}),)
    assert [question.grades for question in found["answered"].questions] == [{"a": 1.0}, {}]
    assert [choice.right for choice in found["answered"].choices] == [(False, True)]
    assert [question.grades for question in found["citing"].questions] == [{"x:k": 1.0}]
    assert [choice.right for choice in found["claims"].choices] == [(False, True)]
    assert found["claims"].choices[0].sentences[1].span.start == 12


def test_questions_on_the_samples_keep_to_those_with_a_paper_and_no_history():
    labelled = samples(OWN_QUESTIONS)
    rows = [json.loads(line) for line in OWN_QUESTIONS.read_text().splitlines()]
    assert len(labelled.questions) == sum(bool(row["papers"] and not row["history"]) for row in rows)
    assert len(labelled.papers) == 47 and all(isinstance(choice, Choice) for choice in labelled.choices)
    assert len(labelled.choices) > 50


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_weights_are_written_where_rag_has_them(model):
    for file, name, part in model.WRITTEN:
        source = (ROOT / file).read_text("utf-8")
        today = part(model.TODAY)
        changed = replace(today, **{today.__slots__[0]: 0.123})
        written = with_weights(source, name, changed)
        calls = [node.value for node in ast.parse(written).body if isinstance(node, ast.Assign)]
        values = {
            k.arg: ast.literal_eval(k.value) for call in calls if isinstance(call, ast.Call) for k in call.keywords
        }
        assert values == {field: getattr(changed, field) for field in today.__slots__}
        assert ast.dump(ast.parse(with_weights(written, name, today))) != ast.dump(ast.parse(written))
    with pytest.raises(LookupError):
        with_weights("A = 1\n", "B", today)


def test_the_command_fits_files_by_path_and_says_what_it_finds(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for name, thing in (("bees", "hives"), ("law", "courts")):
        folder = tmp_path / name
        folder.mkdir()
        corpus = [
            {"id": str(i), "title": f"On {thing} {i}", "abstract": f"We describe {thing} of kind x{i}q."}
            for i in range(9)
        ]
        queries = [{"id": str(i), "text": f"What of kind x{i}q?"} for i in range(9)]
        (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in corpus))
        (folder / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in queries))
        (folder / "qrels.tsv").write_text("".join(f"{i}\t{i}\t1\n" for i in range(9)))
    main(["ranking", str(tmp_path)])
    told = capsys.readouterr().out
    assert "bees: bees" in told and "law: law" in told and "decision: keep today" in told
    main(["relevance", str(tmp_path)])
    assert "relevance: none of these files is for it" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="error"):
        main(["ranking", str(tmp_path / "missing")])


def test_the_numbers_set_by_hand_stand_where_the_readme_says():
    by_hand = (ROOT / "tests" / "fit" / "README.md").read_text("utf-8").split("## What is set by hand")[1]
    rows = re.findall(r"^\| `([\w/.]+)` \| ([^|]+) \|", by_hand, re.M)
    assert len(rows) > 8
    for file, names in rows:
        for name in re.findall(r"`(\w+)`", names):
            assert re.search(rf"^ *(?:\w+, )?{name}\b.* = |^ *{name}: ", (ROOT / file).read_text("utf-8"), re.M), (
                file,
                name,
            )
