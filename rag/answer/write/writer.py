"""The answerer with a chat model: it puts follow-ups into words, writes from the abstracts, and judges its claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answer.question.question import Question
from rag.answer.scorer import Scorer
from rag.answer.write.chain import ask_model, call
from rag.answer.write.cite import CitedReply
from rag.answer.write.closest import closest, with_closest
from rag.answer.write.judging.judge import cases_of, judged, with_judgements
from rag.answer.write.judging.replies import Judgement
from rag.answer.write.judging.trial import Trial, in_words, trial_of, tried
from rag.answer.write.letters.letters import strange
from rag.answer.write.prompt import answer_prompt, cost, room, standalone_prompt
from rag.answer.write.reply import Anew, Reply
from rag.answer.write.selection import Evidence, select
from rag.answer.write.standalone import question_in
from rag.answer.write.statements import refuses
from rag.answer.write.tables import with_own_table
from rag.answer.write.verify import CheckedClaim, checked_claims
from rag.errors import ColloquyError, ModelError
from rag.records import Abstained, Citation, Claim, Draft, Hit, Paper, Sentence, Turn, Usage
from rag.setup.servers.dialect import known, learn, place_of
from rag.setup.servers.failure import PromptTooLong
from rag.setup.settings import Settings
from rag.text.tokens import count_tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

BREAK = "\n\n"  # what stands in the text as it comes where it begins anew
_WORDS = re.compile(r"[^<>\[\]/\d]+")
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
        self._is_whole = False  # the reply has come to its end

    def standalone(self, question: str, history: Sequence[Turn], language: str | None = None) -> str | None:
        """The question as one that stands alone, in another language where one is named in English; None where the
        model gives none."""
        what = f"was not put into {language}" if language else "was put together by rules"
        try:
            rewritten, usage = call(self._model, standalone_prompt(question, history, language), self._config)
        except ModelError as error:
            self._warn(f"The question {what}: {error.message}")
            return None
        self._beside = self._beside.plus(usage)
        asked = question_in(rewritten, question, history, language)
        if asked is None:
            self._warn(f"The question {what}: what the model made of it is no question on this.")
        return asked

    def pieces(self, question: Question, hits: Sequence[Hit], spoken: int) -> Iterator[str]:
        """The answer's text as it comes, from the best of the papers that have an abstract.

        Args:
            spoken: how many of the first hits the answer has to speak of.

        Raises:
            ModelError: the model does not answer.
        """
        self._question = question
        self._show(question, hits, spoken)
        if question.is_of_papers and len(self._shown) < spoken:
            self._warn(f"{len(self._shown)} of the {spoken} papers fit in what the model is shown.")
        try:
            yield from self._told(question)
        except PromptTooLong as error:
            window = error.window or count_tokens("\n".join(answer_prompt(question, self._shown))) // 2
            if not self._show_fewer(question, hits, spoken, window, f"{error.message[:1].upper()}{error.message[1:]}."):
                raise
            yield from self._told(question)
        else:
            read = self._reply.window if self._reply else None
            why = f"The model's server {read}: give it a longer context."
            if read and self._show_fewer(question, hits, spoken, read.tokens, why):
                yield BREAK
                yield from self._told(question)

    def _show(self, question: Question, hits: Sequence[Hit], spoken: int) -> None:
        """Choose the evidence that fits the prompt, and no more than the server is known to read."""
        most, window = self._settings.prompt_tokens, known(place_of(self._settings)).window
        budget = room(question, min(most, int(_FITS * window)) if window else most)
        self._shown = select(question, hits, spoken, self._scorer, cost, budget, self._settings.evidence_papers)

    def _show_fewer(self, question: Question, hits: Sequence[Hit], spoken: int, window: int, why: str) -> bool:
        """Show as much as a window of so many tokens holds, and remember that; whether that is less than before."""
        before = sum(len(one.sentences) for one in self._shown)
        learn(place_of(self._settings), window=window)
        self._show(question, hits, spoken)
        is_less = sum(len(one.sentences) for one in self._shown) < before
        self._warn(f"{why} It was asked again with fewer sentences." if is_less else why)
        return is_less

    def _told(self, question: Question) -> Iterator[str]:
        """The reply to what is shown, as it comes. Where it begins anew, so does the text, behind a break."""
        if self._reply:
            self._beside = self._beside.plus(self._reply.usage)
        self._is_whole = False
        place = place_of(self._settings)
        self._reply = ask_model(self._model, question, self._shown, self._config, known(place).thinks_first)
        self._cited = CitedReply(self._shown, self._best_fit)
        for piece in self._reply:
            if isinstance(piece, Anew):
                self._cited = CitedReply(self._shown, self._best_fit)
                yield BREAK
            yield self._cited.feed(piece)
        yield self._cited.finish()
        self._is_whole = True
        if self._reply.thinks_first and not known(place).thinks_first:
            learn(place, thinks_first=True)
        if self._reply.problem:
            self._warn(f"The answer was cut off: {self._reply.problem}.")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those of what is written so far."""
        return tuple(self._cited.citations) if self._cited else ()

    def draft(self) -> Draft:
        """What is written so far, its claims checked."""
        return self._draft(tuple(one.claim for one in self._checked()))

    def judged(self) -> Draft:
        """The same with the model's verdicts: one call over all claims, after the text is out, if it can judge."""
        checked = self._checked()
        told = self._judgements(checked)
        return self._draft(tuple(one.claim for one in checked) if told is None else with_judgements(checked, told))

    def with_own_table(self, draft: Draft, papers: Sequence[Paper]) -> Draft:
        """The draft with the model's table of these papers as its table; without one where that does not hold."""
        draft, stood_there = with_own_table(draft, papers, self._close_sentence)
        if stood_there and not draft.table:
            self._warn(
                "The model's table does not cite each paper in each cell: this one is quoted from the abstracts."
            )
        return replace(draft, citations=tuple(self._cited.citations)) if self._cited else draft

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
        claims = with_closest(claims, self._shown, self._scorer)
        # A reply may refuse in any words: none of it comes from what was shown.
        is_bare = (
            self._is_whole
            and not citations
            and all(claim.verdict == "uncited" and not claim.closest for claim in claims)
        )
        if is_bare and len(claims) == 1 and self._claims_nothing(claims[0].text):
            claims = ()
        abstained: Abstained | None = "not_in_abstracts" if is_bare or refuses(text, self._cited.absences) else None
        return Draft(text, citations, claims, abstained)

    def _claims_nothing(self, text: str) -> bool:
        """Whether a sentence has nothing that could be checked: words alone, and no name that was not shown."""
        return bool(_WORDS.fullmatch(text)) and not strange(text, [evidence.paper for evidence in self._shown])

    def _checked(self) -> tuple[CheckedClaim, ...]:
        """The claims of what is written so far."""
        papers, cited = [evidence.paper for evidence in self._shown], self._cited
        asked = self._question.text if self._question else None
        return checked_claims(cited.text, cited.citations, papers, asked, cited.absences) if cited else ()

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

    def _close_sentence(self, text: str, paper: Paper) -> int | None:
        """The number of the citation of that sentence of a paper which is close to a text."""
        sentences = [s for evidence in self._shown if evidence.paper.id == paper.id for s in evidence.sentences]
        best = closest(text, sentences, self._scorer)
        return self._cited.cite(best) if best and self._cited else None

    def _best_fit(self, claim: str, sentences: Sequence[Sentence]) -> int:
        """Which of the sentences fits a claim best."""
        return int(self._scorer.fit(claim, sentences).argmax())
