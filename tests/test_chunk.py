"""Passages and sentences: exact offsets, whole sentences."""

from rag.intake.readers.record import paper
from rag.library.chunk import PASSAGE_TOKENS, passages
from rag.library.library import Library
from rag.text.sentences import sentences


def test_passages_cover_every_sample_abstract_with_exact_offsets(sample_library: Library):
    for p in sample_library.papers():
        parts = passages(p)
        assert all(p.abstract[part.span.start : part.span.end] == part.text for part in parts)
        uncovered = p.abstract
        for part in parts:
            uncovered = uncovered.replace(part.text, "", 1)
        assert not uncovered.strip()
        starts = {span.start for span in sentences(p.abstract)}
        assert all(part.span.start in starts for part in parts)


def test_a_long_abstract_is_cut_into_bounded_passages():
    text = "".join(f"Sentence number {i} says a little about something. " for i in range(200)).strip()
    parts = passages(paper(title="Long", abstract=text))
    assert len(parts) > 5
    assert all(len(part.text.split()) <= PASSAGE_TOKENS for part in parts)
    assert [part.id for part in parts] == [f"{parts[0].paper_id}:{i}" for i in range(len(parts))]


def test_sentences_are_not_cut_at_abbreviations_and_figures():
    text = (
        "We follow Lee et al. (Fig. 3), i.e. the setup of Sec. 2. It gains 0.5 points vs. others! E. coli grows. 中文。"
    )
    assert [span.of(text) for span in sentences(text)][:3] == [
        "We follow Lee et al. (Fig. 3), i.e. the setup of Sec. 2.",
        "It gains 0.5 points vs. others!",
        "E. coli grows.",
    ]


def test_no_text_has_no_sentences():
    assert sentences("  \n ") == ()
