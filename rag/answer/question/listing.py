"""How a list of papers is headed, and what is asked of each of them beside: "and how large is each?"."""

from __future__ import annotations

from rag.text.rules import rule
from rag.text.words import ANY_PAPER, PAPERS

_BESIDE = rule(
    "listing: what is asked of each paper beside",
    rf"\b{ANY_PAPER}\b.+?(?:,? and|,|;|:) (?P<beside>(?:(?:on|with|in|by|for|of|from) )?(?:how|what|which|where|when|who|why)\b(?! (?:are|is) (?:there|here)\b)[^?]*)\??\s*$",
    matches=(
        "Which papers introduce a dataset, and how large is each?",
        "List the trials of aspirin and what dose they gave",
        "papers on reefs: where were they?",
    ),
    misses=("Which papers introduce a dataset?", "How large is each dataset?", "papers on what bees do"),
)
_HEADED = rule(
    "listing: what is said of the papers that are asked for",
    rf"^(?:so |and )?(?:which|what|how many) (?:of (?:the|these|my|our) )?{PAPERS} (?:here |in (?:here|my library|the library|this library) )?(?P<does>(?!(?:do|does|did|is|was|has|can|could)\b)[^?.!;:]+?)"
    r"(?:,? (?:and|,) (?:(?:on|with|in|by|for|of|from) )?(?:how|what|which|where|when|who|why)\b.*)?[?.!\s]*$",
    matches=(
        "Which papers introduce a dataset?",
        "How many reviews cover gout?",
        "which trials tested aspirin, and what dose did they give?",
    ),
    misses=("Which papers do I have?", "papers on moss", "List all trials"),
)
_ON = rule(
    "listing: what the papers that are asked for are on",
    rf"^(?:(?:list|show|find|give|name|pull up|i (?:want|need)|get)\s+(?:me )?)?(?:all |every |the |any |some )*{PAPERS} (?P<on>(?:on|about|with|from|in) [^?.!;:,]+?)[?.!\s]*$",
    matches=("papers on moss", "List all trials about gout.", "show me the studies on infants"),
    misses=("Which papers are on moss?", "papers that film coral"),
)


def beside_of(question: str) -> str:
    """What a question for a list of papers asks of each of them beside; "" where it asks no more."""
    match = _BESIDE.search(question)
    return match["beside"].strip() if match else ""


def heading(question: str, listed: int, asked: int) -> str:
    """The line that counts a list: "4 of 47 papers introduce a dataset:".

    Args:
        listed: papers on the list.
        asked: papers that were asked.
    """
    says = "speaks to this" if listed == 1 else "speak to this"
    if listed != 1 and (match := _HEADED.search(question)):
        says = match["does"]
    elif match := _ON.search(question):
        says = f"{'is' if listed == 1 else 'are'} {match['on']}"
    if not listed:
        return (
            f"{f'None of these {asked:,} papers says' if asked > 1 else 'The paper does not say'} so in its abstract."
        )
    return f"{listed:,} of {asked:,} papers {' '.join(says.split())}:"


def spoken_by(speaking: int, quoted: int) -> str:
    """The line above what many papers say, and how many of them are quoted: "Of 40 papers that speak to this, the 9 ..."."""
    if quoted < speaking:
        return f"Of {speaking:,} papers that speak to this, the {quoted:,} that tell the most and differ the most:"
    return "1 paper speaks to this:" if speaking == 1 else f"{speaking:,} papers speak to this:"


def spoken_by_none(near: int) -> str:
    """The line above papers on the topic of a list, none of which says that it does what the list asks for."""
    return f"No abstract says that its paper does this. {spoken_by(near, near).replace('to this', 'to the topic')}"
