"""Sentences that are not understood without the one before them."""

from __future__ import annotations

from rag.text.rules import rule

_LEANS = rule(
    "leaning: words that open a sentence which leans on the one before",
    r"^(?!(?:in )?(?:this|our) (?:paper|work|article|study|review|report|survey|thesis)\b)(?:however|moreover|furthermore|additionally|also|in addition|therefore|thus|hence|consequently|accordingly|instead"
    r"|rather|nevertheless|nonetheless|yet|but|and|or|so|then|further|besides|likewise|similarly|conversely|specifically"
    r"|in particular|for (?:example|instance)|as a result|to (?:this|that) end|to do so|indeed|in (?:contrast|turn|fact)"
    r"|on the (?:other hand|contrary)|this|these|that|those|it|its|they|their|them|such|he|she|his|her|both|our|ours"
    r"|the (?:former|latter|two|same|resulting|proposed)|(?:in|with|by|from|based on|using|through|for|of|under|despite|unlike)"
    r" (?:this|these|that|those|it|its|such|both)|to \w+ (?:this|these|that|those|it|its|such)|one such|another|other"
    r"|we (?:\w+ )?(?:achiev|accomplish|address|attain|call|denote|demonstrat|do|illustrat|mitigat|overcom|resolv|solv|tackl|test|us|validat|verif)\w*"
    r" (?:this|these|it|them|so|such)"
    r"|first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|lastly)\b(?! (?:and foremost|year|world|paper|study|work|article))",
    matches=(
        "However, few reefs survive.",
        "It was signed in Ghent.",
        "These courts sat in May.",
        "Our results show a decline.",
        "To address this, we date bones anew.",
        "In this way, wool is dyed.",
        "We achieve this by boiling wool.",
        "We do so with care.",
    ),
    misses=(
        "We date bones anew.",
        "Reefs are dying.",
        "Item 5 was struck out.",
        "In May, courts sat.",
        "In this paper we date bones anew.",
        "This study was held in Spain.",
        "To date bones, carbon is measured.",
        "We show that these courts sat.",
        "We use wool.",
    ),
)


def leans(text: str) -> bool:
    """Whether a sentence opens with words that stand for what was said before it."""
    return _LEANS.holds(text)
