"""Whether a sentence names something of the type that a question wants named: a disease, a year, a company.

Which disease a drug is for, a sentence without a disease does not say, however near it comes to the question.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.text.rules import rule

_DISEASES = r"(?:diseases?|disorders?|syndromes?|illness(?:es)?|cancers?|indications?)"
_TYPES = (
    (
        rule(
            "answer types: a disease is wanted",
            rf"\b(?:what|which|name the)(?: (?:is|are)(?: the)?)? (?:(?!of\b|the\b)[\w-]+ ){{0,2}}?{_DISEASES}\b(?! (?:of|course|severity|burden|progression|activity|model|gene)\b)"
            rf"|\b(?:what|which|name the)(?: (?:is|are)(?: the)?)? (?:[\w-]+ )?indications? (?:of|for)\b|\b(?:indicated for|treated (?:with|by)|used to treat|used for the treatment of)\b[^?]{{0,40}}\?*$",
            matches=("Which disease is spread by ticks?", "What is aspirin indicated for?", "What is treated with gold?", "What is the rarest bone disease?"),
            misses=("Which court ruled?", "How is gold traded?", "Who treats horses?", "What causes the disease?", "What is the course of the disease?"),
        ),
        rule(
            "answer types: a disease is named",
            r"\b(?:diseases?|disorders?|syndromes?|cancers?|carcinomas?|infections?|tumou?rs?|leuka?emias?|deficienc(?:y|ies)|defects?|injur(?:y|ies)"
            r"|fevers?|epilepsy|diabetes|dementia|palsy|stroke|asthma|[a-z]{3,}(?:itis|itides|osis|oses|omas?|omata|a?emia|path(?:y|ies)|troph(?:y|ies)"
            r"|plegia|algia|penia|philia|phobia|ectasis|uria|asis|alasia|epsy))\b",
            matches=("Gout is a form of arthritis.", "Tsetse flies carry sleeping sickness, a fatal infection.", "It is given for achalasia."),
            misses=("The court ruled in May.", "Bees dance in the dark.", "The dose was 5 mg."),
        ),
    ),
    (
        rule(
            "answer types: a year is wanted",
            r"^when (?:was|were|did|has)\b|\b(?:what|which) year\b|\bsince when\b",
            matches=("When was the charter sealed?", "In which year did Rome fall?"),
            misses=("When do bees dance?", "How many years did it last?"),
        ),
        rule(
            "answer types: a year is named",
            r"\b(?:1[0-9]|20)\d\d\b(?![%,]\d)",
            matches=("The charter was sealed in 1215.", "in 2009"),
            misses=("It has 412 folios.", "12150 folios", "at 37 degrees"),
        ),
    ),
    (
        rule(
            "answer types: a company is wanted",
            r"\b(?:what|which|whose) (?:\w+ )?(?:compan(?:y|ies)|manufacturers?|firms?|makers?)\b",
            matches=("Which company makes it?", "What pharmaceutical firm sells aspirin?"),
            misses=("Which country has most firms?", "What makes it firm?"),
        ),
        rule(
            "answer types: a company is named",
            r"\b(?:Inc|Ltd|Corp|Co|LLC|GmbH|AG|PLC|Limited|Corporation|Company|Pharmaceuticals?|Pharma|Therapeutics|Biosciences|Biotech\w*|Laboratories|Industries)\b",
            matches=("It is sold by Smith Pharmaceuticals.", "Acme Ltd. built it."),
            misses=("It is sold in towns.", "The companies merged."),
            flags=0,
        ),
    ),
)  # fmt: skip


def of_type_asked(question: str, texts: Sequence[str]) -> list[bool]:
    """Whether each text names something of the type that a question wants named; of one that wants none, none does."""
    wanted = [named for asks, named in _TYPES if asks.holds(question)]
    return [any(named.holds(text) for named in wanted) for text in texts]
