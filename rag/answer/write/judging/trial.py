"""Whether a model can judge: it is tried once on thirty claims of ours over the sample papers, half of them false.

The false ones are false in the ways in which models are wrong: sides or figures exchanged, all for some, a direction turned,
what the source does not say. A model that calls everything supported is right in half of them, and has not passed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

from rag.answer.write.judging.judge import Case, judged
from rag.answer.write.judging.replies import Judgement
from rag.answer.write.prompt import templates
from rag.errors import LibraryError
from rag.records import Usage
from rag.setup.files import written_whole
from rag.setup.keys import server_of
from rag.setup.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

PASSED = 0.8  # balanced accuracy from which on a model's verdicts are used
FILE = "judges.json"
_AT_ONCE = 15  # claims of a call: as many as a small context and reply hold
_AT_ONCE_HERE = 5  # of a model on this machine, which takes ten seconds and more a claim: each call within its time-out


@dataclass(frozen=True, slots=True)
class TrialClaim:
    case: Case
    is_true: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model judged: its balanced accuracy, the mean of the shares of true and of false claims that it told rightly, and
    how many of how many. A verdict that could not be read counts as wrong. One that could not pass any more was not asked
    for the rest of the claims."""

    accuracy: float
    right: int
    claims: int

    @property
    def is_passed(self) -> bool:
        return self.accuracy >= PASSED


def trial_of(settings: Settings) -> Trial | None:
    """How the model that is set did, at the server that is set; None where it has not been tried."""
    kept = _kept(settings.home).get(_place(settings))
    try:
        return (
            Trial(float(kept["accuracy"]), int(kept["right"]), int(kept["claims"])) if isinstance(kept, dict) else None
        )
    except (KeyError, TypeError, ValueError):
        return None


def tried(model: BaseChatModel, settings: Settings, config: RunnableConfig | None = None) -> tuple[Trial, Usage]:
    """Try the model, and keep how it did for this model and server.

    Raises:
        ModelError: it does not answer.
        LibraryError: the outcome cannot be kept.
    """
    claims, used = trial_claims(), Usage()
    told: list[Judgement | None] = []
    at_once = _AT_ONCE_HERE if settings.is_local else _AT_ONCE
    for start in range(0, len(claims), at_once):
        part = claims[start : start + at_once]
        found, usage = judged(model, [claim.case for claim in part], config)
        told += [found.get(n) for n in range(1, len(part) + 1)]
        used = used.plus(usage)
        if not _at_best(claims, told).is_passed:
            break
    trial = outcome(claims[: len(told)], told)
    _keep(settings, trial)
    return trial, used


def _at_best(claims: Sequence[TrialClaim], told: Sequence[Judgement | None]) -> Trial:
    """The outcome if all claims that are left were told rightly."""
    rest = [Judgement("supported" if claim.is_true else "unsupported", "") for claim in claims[len(told) :]]
    return outcome(claims, [*told, *rest])


def outcome(claims: Sequence[TrialClaim], told: Sequence[Judgement | None]) -> Trial:
    """How far verdicts are right; of a false claim, every one but "supported" is."""
    rights = [
        (claim.is_true, judgement is not None and (judgement.verdict == "supported") == claim.is_true)
        for claim, judgement in zip(claims, told, strict=True)
    ]
    shares = [mean(right for is_true, right in rights if is_true is kind) for kind in (True, False)]
    return Trial(round(mean(shares), 4), sum(right for _, right in rights), len(rights))


def in_words(trial: Trial) -> str:
    """How a model did, for people."""
    return f"told {trial.right} of {trial.claims} trial claims rightly, {trial.accuracy:.2f} balanced accuracy"


def in_force(settings: Settings) -> str:
    """Whether the model that is set judges claims, and how it did when it was tried, for people."""
    if not settings.judges:
        return "does not judge the meaning of claims, which are compared by letters alone"
    trial = trial_of(settings)
    if trial is None:
        return f"will be tried on {len(trial_claims())} claims before it judges the first answer's"
    return in_words(trial) if trial.is_passed else f"{in_words(trial)}: its verdicts are not used"


@cache
def trial_claims() -> tuple[TrialClaim, ...]:
    rows = map(json.loads, _text().splitlines())
    return tuple(TrialClaim(Case(row["claim"], f"{row['title']}: {row['evidence']}"), row["is_true"]) for row in rows)


def _text() -> str:
    return files("prompts").joinpath("trial.jsonl").read_text("utf-8")


def _place(settings: Settings) -> str:
    """What an outcome holds for: the model, its server, and what it was asked."""
    asked = blake2b((_text() + templates()["judge"].template).encode(), digest_size=6).hexdigest()
    return f"{settings.model} at {server_of(settings.model, settings.base_url)}, trial {asked}"


def _kept(home: Path) -> dict[str, object]:
    try:
        found = json.loads((home.expanduser() / FILE).read_text("utf-8"))
    except (OSError, ValueError):  # what cannot be read is tried again
        return {}
    return found if isinstance(found, dict) else {}


def _keep(settings: Settings, trial: Trial) -> None:
    path = settings.home.expanduser() / FILE
    try:
        with written_whole(path) as file:
            file.write(json.dumps(_kept(settings.home) | {_place(settings): asdict(trial)}, indent=2).encode())
    except OSError as error:
        raise LibraryError(f"{path} cannot be written: {error.strerror}", "check the folder's rights") from None
