"""The answerer with a chat model: it puts follow-ups into words, writes from the abstracts, and judges its claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rag.answer.question.question import Question
from rag.answer.scorer import Scorer
from rag.answer.write.chain import Reply, ask_model, call
from rag.answer.write.cite import CitedReply, refuses
from rag.answer.write.judging.judge import cases_of, judged, with_judgements
from rag.answer.write.judging.replies import Judgement
from rag.answer.write.judging.trial import Trial, in_words, trial_of, tried
from rag.answer.write.prompt import answer_prompt, fitting, standalone_prompt
from rag.answer.write.selection import Evidence, select
from rag.answer.write.verify import CheckedClaim, checked_claims
from rag.errors import ColloquyError, ModelError
from rag.records import Abstained, Claim, Draft, Paper, Sentence, Turn, Usage
from rag.setup.settings import Settings
from rag.text.tokens import count_tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

_REWRITTEN_CHARS = 500  # a longer rewriting of a follow-up is no question


class Writer:
    """What the model does for one question, and what it uses for that.

    Args:
        warn: told what did not work, where the answer does without it.
    """

    def __init__(
        self,
        model: BaseChatModel,
        settings: Settings,
        config: RunnableConfig | None,
        scorer: Scorer,
        warn: Callable[[str], None],
    ) -> None:
        self._model = model
        self._settings = settings
        self._config = config
        self._scorer = scorer
        self._warn = warn
        self._beside = Usage()  # of the calls beside the reply's own
        self._question: Question | None = None
        self._shown: tuple[Evidence, ...] = ()
        self._reply: Reply | None = None
        self._cited: CitedReply | None = None

    def standalone(self, question: str, history: Sequence[Turn]) -> str | None:
        """The follow-up as a question that stands alone; None where the model gives none."""
        try:
            rewritten, usage = call(self._model, standalone_prompt(question, history), self._config)
        except ModelError as error:
            self._warn(f"The follow-up was put together by rules: {error.message}")
            return None
        self._beside = self._beside.plus(usage)
        rewritten = " ".join(rewritten.split())
        return rewritten if 0 < len(rewritten) <= _REWRITTEN_CHARS else None

    def pieces(self, question: Question, papers: Sequence[Paper]) -> Iterator[str]:
        """The answer's text as it comes, from the best of the papers that have an abstract.

        Raises:
            ModelError: the model does not answer.
        """
        chosen = select(question, papers, self._scorer, self._settings.evidence_papers)
        self._question = question
        self._shown = fitting(question, chosen, self._settings.evidence_tokens)
        self._reply = ask_model(self._model, question, self._shown, self._config)
        self._cited = CitedReply(self._shown, self._best_fit)
        for piece in self._reply:
            yield self._cited.feed(piece)
        yield self._cited.finish()
        if self._reply.problem:
            self._warn(f"The answer was cut off: {self._reply.problem}.")

    def draft(self) -> Draft:
        """What is written so far, its claims checked."""
        return self._draft(tuple(one.claim for one in self._checked()))

    def judged(self) -> Draft:
        """The same with the model's verdicts: one call over all claims, after the text is out, if it can judge."""
        checked = self._checked()
        told = self._judgements(checked)
        return self._draft(tuple(one.claim for one in checked) if told is None else with_judgements(checked, told))

    def used(self) -> Usage:
        """Calls and tokens so far, as the server counts them."""
        return self._beside.plus(self._reply.usage) if self._reply else self._beside

    def spent(self) -> Usage:
        """The same; where the server did not count the reply, as when it was stopped, with an estimate."""
        usage = self.used()
        if self._question and self._reply and self._cited and self._cited.text and not self._reply.usage.input_tokens:
            prompt = "\n".join(answer_prompt(self._question, self._shown))
            usage = usage.plus(Usage(0, count_tokens(prompt), count_tokens(self._cited.text)))
        return usage

    def _draft(self, claims: tuple[Claim, ...]) -> Draft:
        if not self._cited:
            return Draft("", (), ())
        text, citations = self._cited.text, tuple(self._cited.citations)
        abstained: Abstained | None = "not_in_abstracts" if not citations and refuses(text) else None
        return Draft(text, citations, claims, abstained)

    def _checked(self) -> tuple[CheckedClaim, ...]:
        """The claims of what is written so far."""
        papers = [evidence.paper for evidence in self._shown]
        asked = self._question.text if self._question else None
        return checked_claims(self._cited.text, self._cited.citations, papers, asked) if self._cited else ()

    def _judgements(self, checked: Sequence[CheckedClaim]) -> dict[int, Judgement] | None:
        """The model's verdicts on the claims that it has a say on; None where it is not asked, or does not answer."""
        cases = cases_of(checked)
        if not cases:
            return None
        try:
            trial = trial_of(self._settings) or self._tried()
            if not trial.is_passed:
                self._warn(f"The meaning of the claims was not judged: {self._settings.model} {in_words(trial)}.")
                return None
            told, usage = judged(self._model, cases, self._config)
        except ColloquyError as error:
            self._warn(f"The meaning of the claims was not judged: {error.message}.")
            return None
        self._beside = self._beside.plus(usage)
        if missing := len(cases) - len(told):
            self._warn(f"The model gave no verdict that can be read on {missing} of {len(cases)} claims.")
        return told

    def _tried(self) -> Trial:
        trial, usage = tried(self._model, self._settings, self._config)
        self._beside = self._beside.plus(usage)
        return trial

    def _best_fit(self, claim: str, sentences: Sequence[Sentence]) -> int:
        """Which of the sentences fits a claim best."""
        return int(self._scorer.fit(claim, sentences).argmax())
