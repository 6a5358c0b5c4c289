"""What a question takes as given, told from its words."""

from __future__ import annotations

from rag.answer.question.question import Premise
from rag.text.negation import denies
from rag.text.opposites import is_worse
from rag.text.rankings import ranking
from rag.text.rules import rule
from rag.text.words import ANY_PAPER

_ASKS_WHY = (
    r"\b(?:why|how come|what (?:made|makes|explains)|what is it that makes|(?:explain|reasons?) (?:why|for|that))\b"
)
_WHY = rule(
    "premise: asks why something is so",
    _ASKS_WHY,
    matches=(
        "Why did Rome fall?",
        "What explains the decline of wolves?",
        "the reasons for the verdict",
        "how come aspirin thins blood",
    ),
    misses=("Did Rome fall?", "What is a verdict?", "Explain the Treaty of Ghent.", "how comets move"),
)
# A question that takes what it asks about as a fact.
_GIVEN = rule(
    "premise: takes something as given",
    rf"{_ASKS_WHY}|\b(?:explain|benefit|by how much|prove[sn]?)\b|^how (?:do|does|did|is|are|was|were)\b",
    matches=("How do cows digest grass?", "By how much does statin use lower mortality?", "Explain the fall of Rome.",
             "Why are wolves back?"),
    misses=("Does statin use lower mortality?", "Which judges dissented?", "And how do cows digest?", "improved survival"),
)  # fmt: skip
# Behind the verb that opens it stands what it asks about: "Can you tell me ..." asks for something else.
_WHETHER = rule(
    "premise: asks whether something is so",
    r"^(?:(?:so|and|but|ok(?:ay)?|then|well|now)\b[\s,]*)*(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should"
    r"|may|might)(?:n't)? (?!(?:you|i|we|somebody|someone|anybody|anyone)\b|there (?:any|an?|some)? ?"
    rf"(?:{ANY_PAPER}|one|anything|something)\b|(?:any|some|these|those|the|all) (?:of (?:the|these|my) )?{ANY_PAPER}\b)",
    matches=("Does aspirin thin blood?", "Is there a link between drought and famine?", "So can wolves swim?",
             "Were the judges paid?", "Is Rome older than Athens?"),
    misses=("Can you sum up the treaty?", "Do we have something on wolves?", "Is there a paper on estoppel?", "Why did Rome fall?",
            "Do any studies date bones?", "Which drug is it?", "Has anyone dated the charter?"),
)  # fmt: skip
_RELATES = rule(
    "premise: asks how one thing bears on another",
    r"^(?:and |so )?(?:how|in what way) (?:do|does|did|can|could|would|might|is|are) .+\b(?:affect|influence|change|alter|impact|relate|linked"
    r"|related|associated)(?:s|d)?\b|\b(?:effects?|influence|impact|role)s? (?:of .+ (?:on|in)|(?:does|do|did|has|have|can) .+ (?:have|play|has)?)\b"
    r"|\b(?:link|relation(?:ship)?|association|connection|correlation)s? between\b",
    matches=("How does sleep affect memory?", "What is the effect of drought on wheat?", "What influence did Athens have on Rome?",
             "How are tides related to the moon?", "What is known of the link between salt and blood pressure?"),
    misses=("How does a bee dance?", "What are the effects of war?", "Which role is it?", "How do wolves hunt?"),
)  # fmt: skip


def premise_of(question: str) -> Premise:
    """What a question takes as a fact: that something is so, why, which of two is above the other; and
    whether it asks of a relation."""
    why = _WHY.holds(question)
    return Premise(
        is_given=_GIVEN.holds(question) and not denies(question),
        asks_why=why,
        ranking=ranking(_WHY.sub(" ", question)) if why else None,
        is_worse=is_worse(question),
        is_relation=_WHETHER.holds(question) or _RELATES.holds(question),
    )
