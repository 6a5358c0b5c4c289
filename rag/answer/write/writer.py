"""The answerer with a chat model: it puts follow-ups into words, writes from the abstracts, and judges its claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rag.answer.question.question import Question
from rag.answer.scorer import Scorer
from rag.answer.write.chain import ask_model, call
from rag.answer.write.cite import CitedReply, refuses
from rag.answer.write.judge import is_in_doubt, with_judgement
from rag.answer.write.prompt import answer_prompt, fitting, judge_prompt, standalone_prompt
from rag.answer.write.reply import Anew, Reply
from rag.answer.write.selection import Evidence, select
from rag.answer.write.standalone import question_in
from rag.answer.write.verify import CheckedClaim, checked_claims
from rag.errors import ModelError
from rag.records import Abstained, Claim, Draft, Paper, Sentence, Turn, Usage
from rag.setup.servers.dialect import known, learn, place_of
from rag.setup.servers.failure import PromptTooLong
from rag.setup.settings import Settings
from rag.text.tokens import count_tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

BREAK = "\n\n"  # what stands in the text as it comes where it begins anew
_FITS = 0.75  # of the tokens that a server reads, as they are counted here: its own count is another


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
        asked = question_in(rewritten, question, history)
        if asked is None:
            self._warn("The follow-up was put together by rules: what the model made of it is no question on this.")
        return asked

    def pieces(self, question: Question, papers: Sequence[Paper]) -> Iterator[str]:
        """The answer's text as it comes, from the best of the papers that have an abstract.

        Raises:
            ModelError: the model does not answer.
        """
        chosen = select(question, papers, self._scorer, self._settings.evidence_papers)
        self._question = question
        self._shown = fitting(question, chosen, self._budget())
        try:
            yield from self._told(question)
        except PromptTooLong as error:
            window = error.window or count_tokens("\n".join(answer_prompt(question, self._shown))) // 2
            if not self._show_fewer(question, window, f"{error.message[:1].upper()}{error.message[1:]}."):
                raise
            yield from self._told(question)
            return
        read = self._reply.window if self._reply else None
        if read and self._show_fewer(question, read.tokens, f"The model's server {read}: give it a longer context."):
            yield BREAK
            yield from self._told(question)

    def _told(self, question: Question) -> Iterator[str]:
        """The reply to what is shown, as it comes. Where it begins anew, so does the text, behind a break."""
        if self._reply:
            self._beside = self._beside.plus(self._reply.usage)
        self._reply = ask_model(self._model, question, self._shown, self._config)
        self._cited = CitedReply(self._shown, self._best_fit)
        for piece in self._reply:
            if isinstance(piece, Anew):
                self._cited = CitedReply(self._shown, self._best_fit)
                yield BREAK
            yield self._cited.feed(piece)
        yield self._cited.finish()
        if self._reply.problem:
            self._warn(f"The answer was cut off: {self._reply.problem}.")

    def _budget(self) -> int:
        """Tokens of a prompt: as the settings say, and no more than the server is known to read."""
        most, window = self._settings.evidence_tokens, known(place_of(self._settings)).window
        return min(most, int(_FITS * window)) if window else most

    def _show_fewer(self, question: Question, window: int, why: str) -> bool:
        """Show as much as a window of so many tokens holds, and remember that; whether that is less than before."""
        before = self._shown
        learn(place_of(self._settings), window=window)
        self._shown = fitting(question, before, self._budget())
        is_less = len(self._shown) < len(before)
        self._warn(f"{why} It was asked again with fewer sentences." if is_less else why)
        return is_less

    def draft(self) -> Draft:
        """What is written so far, its claims checked."""
        return self._draft(tuple(one.claim for one in self._checked()))

    def judged(self) -> Draft:
        """The same with the model's verdicts on the claims in doubt: one call, after the text is out."""
        checked = self._checked()
        return self._draft(with_judgement(checked, self._judgement(checked)))

    def used(self) -> Usage:
        """Calls and tokens so far, as the server counts them, or as they are counted here."""
        return self._beside.plus(self._reply.usage) if self._reply else self._beside

    def thinking(self) -> str:
        """What the model thought on its way to the answer."""
        return self._reply.thinking if self._reply else ""

    def _draft(self, claims: tuple[Claim, ...]) -> Draft:
        if not self._cited:
            return Draft("", (), ())
        text, citations = self._cited.text, tuple(self._cited.citations)
        abstained: Abstained | None = "not_in_abstracts" if not citations and refuses(text) else None
        return Draft(text, citations, claims, abstained)

    def _checked(self) -> tuple[CheckedClaim, ...]:
        """The claims of what is written so far."""
        papers = [evidence.paper for evidence in self._shown]
        return checked_claims(self._cited.text, self._cited.citations, papers, self._scorer) if self._cited else ()

    def _judgement(self, checked: Sequence[CheckedClaim]) -> str:
        """The model's reply on the claims in doubt; "" where none is, or it does not answer."""
        papers = {citation.n: citation.paper for citation in self._cited.citations} if self._cited else {}
        doubtful = [one.claim for one in checked if is_in_doubt(one)]
        if not doubtful:
            return ""
        prompt = judge_prompt([(claim.text, [papers[n] for n in claim.citations]) for claim in doubtful])
        try:
            reply, usage = call(self._model, prompt, self._config)
        except ModelError as error:
            self._warn(f"The claims in doubt were not judged: {error.message}.")
            return ""
        self._beside = self._beside.plus(usage)
        return reply

    def _best_fit(self, claim: str, sentences: Sequence[Sentence]) -> int:
        """Which of the sentences fits a claim best."""
        return int(self._scorer.fit(claim, sentences).argmax())
