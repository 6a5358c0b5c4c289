"""How a chat model answers questions on the sample papers: make try-model [TRY_FLAGS="--questions FILE --record FILE"].

The model is the one that COLLOQUY_MODEL, COLLOQUY_BASE_URL and COLLOQUY_API_KEY name. It is asked a sample of the
questions, some of each type, and a few in other languages. Each is answered by extracts too, for the facts that an answer
is to contain. `--record` keeps the replies as they came, for tests that need no model.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.outputs import LLMResult

from rag.answer.assistant import Assistant
from rag.checks.labelled import UNANSWERABLE, LabelledQuestion, read_questions
from rag.errors import ColloquyError
from rag.intake.sample import sample_papers
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Answer
from rag.setup.settings import load_settings

OWN = Path(__file__).parents[1] / "questions" / "seeds.jsonl"
LANGUAGES = Path(__file__).parent / "languages.jsonl"
# What is left of a label that was not read, or of thinking.
_BROKEN = re.compile(r"\[\d+[a-z]+\]|\[[a-z]\]|【|</?think|<\|")
_INVENTED = re.compile(r"\[\d+\?\]")


@dataclass(frozen=True, slots=True)
class Tried:
    question: LabelledQuestion
    written: Answer
    quoted: Answer

    @property
    def stated(self) -> int:
        return len(self.written.claims)

    @property
    def sourced(self) -> int:
        """Statements that cite something that was shown, or have a sentence close to them."""
        return sum(bool(claim.citations or claim.closest) for claim in self.written.claims)

    def told(self, answer: Answer) -> float | None:
        """The share of the facts that an answer holds; None where the question wants none."""
        facts = self.question.must_contain
        text = _plain(answer.text)
        return mean(any(_plain(form) in text for form in fact) for fact in facts) if facts else None


class Recorder(BaseCallbackHandler):
    """The texts of the replies of one question."""

    def __init__(self) -> None:
        self.replies: list[str] = []

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        self.replies.append(response.generations[0][0].text)


def sample(questions: Sequence[LabelledQuestion], most: int) -> list[LabelledQuestion]:
    """At most so many questions, of all types in turn, each type's at even distances."""
    of_type: dict[str, list[LabelledQuestion]] = defaultdict(list)
    for question in questions:
        of_type[question.type].append(question)
    each = -(-most // len(of_type))
    drawn = [[own[i * len(own) // min(each, len(own))] for i in range(min(each, len(own)))] for own in of_type.values()]
    turns = [own[i] for i in range(each) for own in drawn if i < len(own)]
    return turns[:most]


def tried(question: LabelledQuestion, written: Assistant, quoted: Assistant, record: Path | None) -> Tried:
    recorder = Recorder()
    answer = written.ask(question.text, question.history, config={"callbacks": [recorder]})
    if record:
        with record.open("a", encoding="utf-8") as out:
            turns = [{"role": turn.role, "content": turn.content} for turn in question.history]
            row = {"question": question.text, "history": turns, "replies": recorder.replies, "model": answer.model}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return Tried(question, answer, quoted.ask(question.text, question.history))


def line(one: Tried) -> str:
    written = one.written
    told = one.told(written)
    return (
        f"{one.question.id:8} {written.kind:8} {one.sourced}/{one.stated} sourced, "
        f"{'-' if told is None else f'{told:.2f}'} told, {written.usage.input_tokens:5,} tokens, "
        f"{written.timings.first_token_ms / 1000:5.1f} s {written.abstained or ''} | {' '.join(written.text.split())[:110]}"
    )


def report(found: Sequence[Tried]) -> list[str]:
    """The figures of all answers together."""
    answered = [one for one in found if one.written.model]
    stated, sourced = sum(one.stated for one in answered), sum(one.sourced for one in answered)
    told = [
        (of_model, of_extracts) for one in answered for of_model, of_extracts in [_told(one)] if of_model is not None
    ]
    off = [one.written.abstained is not None for one in answered if one.question.type == UNANSWERABLE]
    broken = [one.question.id for one in answered if _BROKEN.search(one.written.text)]
    plain = [one.written.usage.input_tokens for one in answered if one.written.usage.calls == 1]
    return [
        f"{len(found)} questions, {len(answered)} answered by the model",
        f"statements that are cited or matched: {sourced / max(stated, 1):.3f} of {stated}",
        f"facts told: {mean(a for a, _ in told):.3f} by the model, {mean(b for _, b in told):.3f} by extracts",
        f"unanswerable ones declined: {sum(off)} of {len(off)}",
        f"tokens of the prompt: median {median(plain):,.0f} (questions of one call)",
        f"first token: median {median(one.written.timings.first_token_ms for one in answered) / 1000:.1f} s",
        f"labels of nothing that was shown, marked as such: {sum(len(_INVENTED.findall(o.written.text)) for o in answered)}",
        f"answers with a broken label or thinking: {len(broken)} {' '.join(broken)}".rstrip(),
    ]


def _told(one: Tried) -> tuple[float | None, float]:
    return one.told(one.written), one.told(one.quoted) or 0.0


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\\*]", "", text).lower().split())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.try_model", description=__doc__)
    parser.add_argument("--questions", type=Path, default=OWN)
    parser.add_argument(
        "--most", type=int, default=34, help="questions of the file (34), beside those in other languages"
    )
    parser.add_argument("--record", type=Path, help="a file to which the replies are added as JSON lines")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            questions = [*sample(read_questions(given.questions), given.most), *read_questions(LANGUAGES)]
            settings = load_settings(home=Path(folder))
            if settings.model is None:
                sys.exit("error: no model is set\nhint: set COLLOQUY_MODEL, and COLLOQUY_BASE_URL for your own server")
            library = Library(settings)
            add(library, sample_papers())
            written = Assistant(settings, library)
            quoted = Assistant(settings.model_copy(update={"model": None}), library)
            found = []
            for question in questions:
                found.append(tried(question, written, quoted, given.record))
                print(line(found[-1]), flush=True)
        except ColloquyError as problem:
            sys.exit(f"error: {problem}")
        print("\n".join(["", *report(found)]))


if __name__ == "__main__":
    main()
