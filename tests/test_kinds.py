"""Questions that compare, sum up or list: the right papers, side by side, each cell cited."""

import json
import re

import pytest

from rag.answer.assistant import Assistant
from rag.answer.extract.aspects import ASPECTS
from rag.answer.extract.compose import NOT_STATED
from rag.answer.question.understand import understand
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Answer, as_json
from rag.setup.settings import load_settings


@pytest.mark.parametrize(
    ("question", "kind", "sides"),
    [
        ("How do bees and wasps differ?", "compare", ("bees", "wasps")),
        ("bees vs. wasps vs hornets: who stings most?", "compare", ("bees", "wasps", "hornets")),
        ("Compare the honey bee paper with the coral one.", "compare", ("honey bee", "coral")),
        ("BERT, GPT-2 and T5 are all pretrained. What is new in each?", "compare", ("BERT", "GPT-2", "T5")),
        (
            "One paper looks at ice, another looks at coral. Which is newer?",
            "compare",
            ("looks at ice", "looks at coral"),
        ),
        ("Do the two glacier papers agree?", "compare", ("glacier", "glacier")),
        ("Which papers are about ice?", "list", ()),
        ("What do we have on coral?", "list", ()),
        ("What is there on coral?", "list", ()),
        ("Who photographs or films coral?", "list", ()),
        ("Where do divers come up?", "list", ()),
        ("Who found the coral?", "answer", ()),
        ("Which of these papers films coral?", "answer", ()),
        ("What is there to gain from coral?", "answer", ()),
        ("Which three lines of coral grow best?", "list", ()),
        ("Name the three reefs that were filmed.", "list", ()),
        ("Which courts sat in May?", "list", ()),
        ("List the symptoms of gout.", "list", ()),
        ("Which court sat in May?", "answer", ()),
        ("What is known about coral?", "answer", ()),
        ("How many papers introduce an atlas?", "list", ()),
        ("Which papers film coral, and what depth does each reach?", "list", ()),
        ("Suppose I have no camera. What do you film coral with?", "answer", ()),
        ("Give me the gist of the coral paper.", "summary", ()),
        ("The coral paper in two or three lines", "summary", ()),
        ("Short version of the coral paper?", "summary", ()),
        ("Summarise the coral paper", "summary", ()),
        ("tl;dr of the ice paper", "summary", ()),
        ("Why do glaciers melt?", "answer", ()),
        ("Do bees learn differently in winter?", "answer", ()),
        ("What is contrastive learning?", "answer", ()),
        ("For each flower, how long do bees stay?", "answer", ()),
        ("What is a waggle dance and how does it work?", "answer", ()),
        ("How are bees tracked, and what do the authors find?", "answer", ()),
        ("Which papers film coral, and what do they find?", "list", ()),
        ("How do bees dance, and how do wasps?", "compare", ()),
        ("How many papers are about coral?", "list", ()),
        ("How many of the papers did they read?", "answer", ()),
    ],
)
def test_the_kind_and_the_sides_of_a_question(question: str, kind: str, sides: tuple[str, ...]):
    understood = understand(question)
    assert (understood.kind, understood.sides) == (kind, sides)


@pytest.fixture(scope="module")
def assistant(sample_library: Library) -> Assistant:
    return Assistant(load_settings(home=sample_library.home), sample_library)


def cited_throughout(answer: Answer) -> None:
    numbers = {int(n) for n in re.findall(r"(?<!\\)\[(\d+)\]", answer.text)}
    known = {c.n: c for c in answer.citations}
    assert numbers <= known.keys()
    for citation in answer.citations:
        assert citation.paper.abstract[citation.start : citation.end] == citation.quote
    for row in answer.table.rows if answer.table else ():
        for cell in row.cells:
            if cell.n is None:
                assert cell.text == NOT_STATED
            else:
                assert (known[cell.n].paper, known[cell.n].quote) == (row.paper, cell.text)


def test_a_comparison_has_every_side_in_text_and_table(assistant: Assistant):
    answer = assistant.ask("How do DistillSpec and Transfer Q* differ?")
    assert answer.kind == "compare"
    titles = [row.paper.title.split(":")[0] for row in answer.table.rows]
    assert titles == ["DistillSpec", "Transfer Q Star"]
    assert answer.table.columns == ASPECTS and all(len(row.cells) == len(ASPECTS) for row in answer.table.rows)
    assert {c.paper.title.split(":")[0] for c in answer.citations} == set(titles)
    assert all(f"**{row.paper.title}**" in answer.text for row in answer.table.rows)
    cited_throughout(answer)


def test_a_comparison_that_names_no_sides_takes_the_two_papers(assistant: Assistant):
    answer = assistant.ask("Do the two influence function papers look at the same tasks?")
    assert {row.paper.title.split(":")[0] for row in answer.table.rows} == {
        "InfFeed",
        "Studying Large Language Model Generalization with Influence Functions",
    }


def test_a_paper_by_its_name_and_one_by_what_it_is_about_are_the_sides(assistant: Assistant):
    question = (
        "Two groups borrow from a neighbouring field, ProteinRPN and the bandlimited random weights people. What each?"
    )
    titles = {row.paper.title.split(":")[0] for row in assistant.ask(question).table.rows}
    assert titles == {"ProteinRPN", "How Powerful are Shallow Neural Networks with Bandlimited Random Weights?"}


def test_a_name_within_what_describes_a_paper_is_no_side_of_its_own(assistant: Assistant):
    question = "What is lost according to VaGraM, and what according to the temporally-aware RL discovery paper?"
    titles = {row.paper.title.split(" ")[0] for row in assistant.ask(question).table.rows}
    assert titles == {"Value", "Discovering"}


def test_a_summary_goes_through_one_paper(assistant: Assistant):
    answer = assistant.ask("Can you summarise the YOLOv9 paper?")
    assert answer.kind == "summary" and len({c.paper.id for c in answer.citations}) == 1
    assert 80 <= len(answer.text.split()) <= 190
    cited_throughout(answer)


def test_an_overview_goes_over_several_papers(assistant: Assistant):
    answer = assistant.ask("Give me an overview of the papers on reward functions in reinforcement learning")
    assert len({c.paper.id for c in answer.citations}) > 1
    cited_throughout(answer)


def test_a_list_has_one_cited_line_for_each_paper(assistant: Assistant):
    answer = assistant.ask("papers on influence functions?")
    lines = [line for line in answer.text.splitlines() if line.startswith("- ")]
    assert len(lines) == len(answer.citations) == len({c.paper.id for c in answer.citations})
    assert {"InfFeed", "Studying"} <= {re.match(r"- \*\*(\w+)", line)[1] for line in lines}
    cited_throughout(answer)
    assert json.loads(json.dumps(as_json(answer)))["kind"] == "list"


def test_a_list_is_not_cut_at_ten(library: Library):
    from rag.intake.readers.record import paper

    bees = [
        paper(key=f"b{i}", title=f"Bees {i}", abstract=f"Honey bees dance, we find in colony {i}.") for i in range(30)
    ]
    ice = [paper(key=f"i{i}", title=f"Ice {i}", abstract=f"Glaciers melt in valley {i}.") for i in range(30)]
    add(library, [*bees, *ice])
    answer = Assistant(library.settings, library).ask("Which papers are about honey bees?")
    assert {c.paper.key for c in answer.citations} == {p.key for p in bees}
    assert len(answer.sources) >= 30 and answer.warnings == ()


def test_a_list_that_is_cut_says_so(library: Library):
    from rag.answer.question.gather import LISTED
    from rag.intake.readers.record import paper

    add(
        library,
        (paper(key=f"b{i}", title=f"Bees {i}", abstract=f"Honey bees dance in colony {i}.") for i in range(LISTED + 5)),
    )
    answer = Assistant(library.settings, library).ask("Which papers are about honey bees?")
    assert len(answer.citations) == LISTED
    assert any(f"ends at {LISTED} papers" in warning for warning in answer.warnings)


def test_what_asks_for_a_list_is_not_looked_for(library: Library):
    from rag.intake.readers.record import paper

    add(
        library,
        [
            paper(key="bees", title="Honey bees in hives", abstract="We tell hives apart by the dances of bees."),
            paper(
                key="names", title="Full names of titles", abstract="All names and titles are enumerated in full lists."
            ),
        ],
    )
    answer = Assistant(library.settings, library).ask("Name every study of bees in hives, the full list please.")
    assert {c.paper.key for c in answer.citations} == {"bees"}


def test_a_paper_is_on_a_list_for_one_sentence_of_many(library: Library):
    from rag.intake.readers.record import paper

    aside = " ".join(f"Colony {i} of wasps built its nest from wood and mud near river {i}." for i in range(12))
    add(
        library,
        [
            paper(
                key="bees",
                title="Waggle dances",
                abstract="Honey bees dance. Waggle dances of honey bees tell of food.",
            ),
            paper(key="wasps", title="Nests of wasps", abstract=f"{aside} Waggle dances were not seen. {aside}"),
            *(paper(key=f"i{i}", title=f"Ice {i}", abstract=f"Glaciers melt in valley {i}.") for i in range(10)),
        ],
    )
    answer = Assistant(library.settings, library).ask("Which papers look at waggle dances?")
    assert {c.paper.key for c in answer.citations} == {"bees", "wasps"}
