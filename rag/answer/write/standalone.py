"""What a model makes of a follow-up -> the question in it, where it is one on what is being spoken of."""

from __future__ import annotations

from collections.abc import Sequence

from rag.records import Turn
from rag.text.rules import rule
from rag.text.words import content_stems, is_general

_MOST_CHARS = 500  # a longer one is no question
_QUOTES = "\"'“”‘’«»„`*_ "
_LEADS_IN = rule(
    "rewriting: words that lead in the question",
    r"^\W*(?:[\w,’'-]+\s+){0,6}(?:questions?|frage|pregunta|rewrit(?:e|ten)|version)\W*:\W*",
    matches=("Standalone question: Do bees", "**Rewritten question:** What", "Here is the rewritten question:"),
    misses=("Do bees dance: yes or no?", "What is the question of estoppel about?"),
)
_SAYS_NO = rule(
    "rewriting: a refusal, an apology or a request in its place",
    r"\b(?:sorry|apologi[sz]e|unfortunately|as an ai|i(?:['’]m| am) (?:unable|not able|afraid)|i (?:cannot|can['’]?t|could not"
    r"|do not|don['’]t|need|would need)|(?:please|could you) (?:provide|clarify|specify|share|give)|no (?:context|conversation)"
    r"|not (?:enough|sufficient) (?:context|information)|tut mir leid|entschuldigung|ich kann (?:nicht|diese|das)"
    r"|(?:je suis )?d[ée]sol[ée]e?|je ne (?:peux|puis)|lo siento|no puedo|mi dispiace|non posso|desculpe|não posso)\b",
    matches=(
        "I'm sorry, but I cannot help with that.",
        "Unfortunately the conversation does not tell which bees.",
        "Could you clarify which trial you mean?",
        "Es tut mir leid, das geht nicht.",
        "Je ne peux pas répondre.",
    ),
    misses=("Do bees dance in the dark?", "Why can drones not sting?", "What do patients with no pain need?"),
)
_ASKS = rule(
    "rewriting: begins as a question or a request does",
    r"^(?:what|which|who|whose|whom|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should"
    r"|may|might|tell|explain|describe|compare|list|name|give|show|find|summari[sz]e|sum up|discuss|in|on|for|of|with|to)\b",
    matches=("Tell me whether bees dance.", "Of these trials, which lasted longest."),
    misses=("Bees dance in the dark.", "The court held otherwise."),
)


def question_in(reply: str, question: str, history: Sequence[Turn], language: str | None = None) -> str | None:
    """The question that a model made of `question`, on one line; None where it is no question, or on nothing that the
    conversation or the question speaks of. One in another `language` shares no words with these."""
    lines = [line.strip() for line in reply.splitlines() if line.strip()]
    if len(lines) == 2 and lines[0].endswith(":"):
        del lines[0]
    if len(lines) != 1:
        return None
    asked = " ".join(_LEADS_IN.sub("", lines[0]).strip(_QUOTES).split())
    if not 0 < len(asked) <= _MOST_CHARS or _SAYS_NO.holds(asked):
        return None
    if language:
        return asked
    answers = asked.endswith((".", "!")) and question.rstrip().endswith("?") and not _ASKS.holds(asked)
    if answers or not _topics(asked) & _topics(" ".join([question, *(turn.content for turn in history)])):
        return None
    return asked


def _topics(text: str) -> set[str]:
    """The stems that tell a text's topic, without those of what any paper has."""
    return {stem for stem in content_stems(text) if not is_general(stem)}
