"""What is asked of each of the papers of the last answer: a line and a row for every one, whether it states it or not."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.columns.reading import cells
from rag.answer.columns.understand import column_of, short_name
from rag.answer.extract.compose import Composer
from rag.answer.groups.stated import sentence_of
from rag.answer.question.question import Question
from rag.answer.question.sides import without_each
from rag.answer.scorer import Scorer
from rag.records import Draft, Hit, Sentence


def of_each(question: Question, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """How many of the papers state it, then each with the sentence that does, or that its abstract does not."""
    asked = without_each(question.asked.text)
    column = column_of(asked)
    rows: list[tuple[Hit, Sentence | None]] = []
    for hit in hits:
        cell = cells(hit.paper, [column], scorer)[0]
        rows.append((hit, sentence_of(hit.paper, cell) if cell.state == "stated" else None))
    stating = sum(1 for _, said in rows if said)
    composer = Composer()
    if len(rows) == 1:
        composer.lead(f"The paper {'states' if stating else 'does not state'} it in its abstract:")
    else:
        states = "states" if stating < 2 else "state"
        composer.lead(f"{stating or 'None'} of these {len(rows):,} papers {states} it in the abstract:")
    for hit, said in rows:
        if said:
            composer.line(hit.paper, [said])
    if stating < len(rows):
        composer.lead(f"Not stated ({len(rows) - stating:,}):")
        for hit, said in rows:
            if not said:
                composer.line(hit.paper, [], is_quoted=False)
    composer.table((short_name(asked),), [(hit.paper, (said,)) for hit, said in rows])
    return composer.draft(None if stating else "not_in_abstracts")
