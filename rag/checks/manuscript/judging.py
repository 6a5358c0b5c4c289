"""The model that is set as a judge of a manuscript's sentences: tried first, asked a lot of claims a call, and told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.answer.spending import Spending, over_budget
from rag.answer.write.judging.judge import Case, judged
from rag.answer.write.judging.replies import Judgement
from rag.answer.write.judging.trial import in_words, trial_of, tried
from rag.errors import ColloquyError, ModelError
from rag.library.tables.database import Databases
from rag.records import Usage
from rag.setup.address import is_this_machine
from rag.setup.chat_model import chat_model
from rag.setup.embedders import EMBEDDED
from rag.setup.keys import server_of
from rag.setup.prices import priced
from rag.setup.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_AT_ONCE, _AT_ONCE_HERE = 15, 5  # claims of a call, and of one to a model on this machine


@dataclass(slots=True)
class ManuscriptJudge:
    """Judges cases lot by lot. `told` are lines for people: where the claims went, and why some were not judged."""

    settings: Settings
    model: BaseChatModel
    user: str = ""
    told: list[str] = field(default_factory=list)

    def __call__(self, cases: Sequence[Case]) -> dict[int, Judgement]:
        """The verdicts on cases, by their numbers from 1. One that fails, and a budget that is used up, ends it: what is left
        is not judged."""
        at_once = _AT_ONCE_HERE if self.settings.is_local else _AT_ONCE
        found: dict[int, Judgement] = {}
        for start in range(0, len(cases), at_once):
            try:
                if why := over_budget(self.settings, Databases.of(self.settings), self.user):
                    self.told.append(f"{len(cases) - start:,} claims were not judged: {why}")
                    break
                told, usage = judged(self.model, cases[start : start + at_once], None)
                self._note(usage)
            except ColloquyError as error:
                self.told.append(f"{len(cases) - start:,} claims were not judged: {error.message}")
                break
            found |= {start + n: judgement for n, judgement in told.items()}
        return found

    def _note(self, usage: Usage) -> None:
        if self.settings.model:
            Spending(Databases.of(self.settings), self.user).note(self.settings.model, priced(usage, self.settings))


def manuscript_judge(settings: Settings, user: str = "") -> ManuscriptJudge:
    """The model that is set, which has passed its trial.

    Args:
        user: on whose account it is.

    Raises:
        ModelError: none is set, it does not answer, or it has not passed.
    """
    if not settings.model:
        raise ModelError("no model is set that could judge", "set COLLOQUY_MODEL, or leave out --judge")
    model = chat_model(settings)
    trial = trial_of(settings) or tried(model, settings)[0]
    if not trial.is_passed:
        raise ModelError(
            f"{settings.model} {in_words(trial)}: it does not judge well enough",
            "take another model, or leave out --judge",
        )
    return ManuscriptJudge(settings, model, user)


def leaves_machine(settings: Settings, embedding: str, judges: bool) -> list[str]:
    """Lines that say which of a manuscript's sentences go where; none where all stays on this machine."""
    told = []
    if judges and not settings.is_local:
        server = settings.base_url or server_of(settings.model, None)
        told.append(
            f"sentences that cite, and what they cite, are sent to {settings.model} at {server} to be judged; --no-judge keeps them here"
        )
    is_here = embedding == EMBEDDED or (settings.base_url is not None and is_this_machine(settings.base_url))
    if not is_here and not embedding.startswith(("ollama:", "huggingface:")):
        told.append(
            f"sentences that cite nothing are sent to the library's embedder, {embedding}, to find papers for them"
        )
    return told
