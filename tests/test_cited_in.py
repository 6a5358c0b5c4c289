"""The answers that cite a paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rag.answer.assistant import Assistant
from rag.conversations import Conversations
from rag.library.library import Library


def test_the_newest_come_first_and_those_that_only_considered_it_do_not(tmp_path: Path, sample_library: Library):
    assistant = Assistant(sample_library.settings, sample_library)
    asked = [assistant.ask(question) for question in ("What is YOLOv9?", "Which problem does YOLOv9 solve?")]
    cited = {citation.paper.id for citation in asked[0].citations} & {c.paper.id for c in asked[1].citations}
    asked.insert(1, replace(asked[0], question="Which others?", citations=()))
    yolo = next(p.id for p in sample_library.papers() if p.title.startswith("YOLOv9"))
    assert cited == {yolo} and yolo in {source.paper.id for source in asked[1].sources}
    kept = Conversations(tmp_path)
    assert kept.citing(yolo) == ()

    ids = [kept.save(answer) for answer in asked]
    found = kept.citing(yolo)
    assert [(one.conversation, one.question) for one in found] == [
        (ids[2], asked[2].question),
        (ids[0], asked[0].question),
    ]
    assert found[0].asked >= found[1].asked
    assert [one.conversation for one in kept.citing(yolo, most=1)] == [ids[2]]
    assert kept.citing("unknown") == ()
    kept.headings.delete(ids[2])
    assert [one.conversation for one in kept.citing(yolo)] == [ids[0]]
    kept.close()
