"""What kind of answer a question wants: one, a comparison, a summary, a list."""

from __future__ import annotations

from rag.answer.question.listing import beside_of
from rag.answer.question.predicate import without_verbs_of_being_about
from rag.answer.question.sides import compares
from rag.answer.question.things import things_of
from rag.records import AbstractsKind
from rag.text.rules import rule
from rag.text.words import PAPER, PAPERS

_FEW = r"(?:a few|two|three|four|five|\d)(?:(?: or |-)(?:three|four|five|\d))?"
_LENGTHS = r"(?:sentences|lines|paragraphs)"
_SUMMARY = rule(
    "kind: a summary",
    r"\b(?:summar(?!y (?:judge?ment|dismissal|execution|conviction|offen[cs]e|trial))\w+|sum up|overview|tl;? ?dr"
    rf"|(?:in|to|into|within|me|most|than|write|just|only) {_FEW} words|(?<!which )(?<!the )(?<!these ){_FEW} {_LENGTHS}\b(?! of)"
    r"|(?:in|to) (?:a|one) (?:sentence|line|paragraph)|(?:line|sentence) (?:or two|per|each)|in short|(?-i:[Gg]ist)|nutshell"
    r"|(?:an?|the|short|rough|me|you|please) outline|recap|boil\w* (?:it |them )?down|a paragraph (?:on|about)"
    r"|main (?:ideas|points|contributions|findings)|(?:an?|the|short|quick) digest|short version"
    r"|brief(?:ly| me| (?:summary|account|version))\b|in brief|in (?:plain|simple) (?:words|terms)|take-?aways?"
    r"|(?:two|three|key) contributions|key (?:ideas|points|findings))\b|\bsum (?:them|these|those|it) up\b|\btell me more\b|^(?:outline|digest)\b",
    matches=(
        "Summarise the coral paper",
        "Give me the gist of the coral paper.",
        "The coral paper in two or three lines",
        "tl;dr of the ice paper",
        "a digest of the trial on aspirin",
        "Outline the case of the bridge.",
        "briefly, what is estoppel?",
        "Two sentences on the fall of Rome",
        "quick gist of the statin trial",
        "What was the treaty about? two or three sentences will do",
        "main findings on sleep",
        "sum them up",
        "tell me more about the second",
    ),
    misses=(
        "How do cows digest grass?",
        "How is a GIST treated?",
        "When may a court grant summary judgment?",
        "Do brief interventions help drinkers?",
        "Which three lines of coral grow best?",
        "Which two words do infants learn first?",
        "How do plants outlive frost?",
        "What do satellites outline on maps?",
    ),
)
# A list has several papers, and a verb in the plural: "which of these papers is" asks for one.
_LIST = rule(
    "kind: a list",
    rf"^(?:(?:so |and )?(?:in )?(?!what works\b)(?:which|what) (?:\w+ ){{0,2}}{PAPERS}\b(?! (?:is|has|does|was|(?!this)\w+[^\Ws]s)\b)"
    rf"|how many (?:of (?:the|these|my) )?{PAPERS} (?!(?:did|does|do|is|was|were|has|had|can|could|may|should|must)\b)\w+|how many {PAPERS} do (?:i|we|you) have\b"
    rf"|{PAPERS} (?:on|about|of|by|with|that|which|from|in|since|dealing|using)\b|papers\b|list\b|enumerate\b|pull up\b"
    r"|(?:name|show me|show|find|give me) (?:all|every)\b"
    rf"|everything\b|all (?:the )?[\w-]+(?: [\w-]+){{0,4}} {PAPERS}\b|which ones\b)"
    # What authors do as a habit, and where a thing is met, is asked of all papers.
    r"|^who (?!is|has|does|was)\w+[^\Ws]s\b|^where (?:do|does|is|are)\b.* (?:come up|turn up|appear|occur|mentioned|used)\b"
    r"|\ball of (?:them|these)(?:,? please)?\W*$|\b(?:full|complete) (?:list|set)\b|\bgive (?:me )?(?:the |all )?(?:titles|papers)\b"
    r"|\blist (?:all|every|the|of)\b|\bwhat (?:do|have) (?:we|you|i) (?:have|got|hold)\b|\bwhat(?:'s| is) there(?: (?:on|about)\b|\W*$)"
    rf"|\b(?:all|every) (?:the )?{PAPERS}\b|\bevery {PAPER}\b",
    matches=(
        "Which papers are about ice?",
        "Which trials tested aspirin?",
        "What reviews cover Roman law?",
        "What do we have on coral?",
        "What is there on coral?",
        "Who photographs or films coral?",
        "Where do divers come up?",
        "studies on sleep in infants",
        "How many papers are about coral?",
        "Name all treaties",
        "every trial on statins",
        "every report of the flood",
    ),
    misses=(
        "Who found the coral?",
        "Which of these papers films coral?",
        "What is there to gain from coral?",
        "Which three lines of coral grow best?",
        "How many of the papers did they read?",
        "What works against moths?",
        "Trials end when?",
        "Who signed the treaty?",
    ),
)
# Of a question for a list, the words that say so and nothing of what is to be on it.
_LISTING = rule(
    "kind: words that only ask for a list",
    r"^(?:so |and )?(?:name|list|enumerate|pull up|show(?: me)?|find|give me)\b|\bname (?:them )?all\b|\ball of (?:them|these)\b"
    r"|\b(?:full|complete) (?:list|set)\b|\bgive (?:me )?(?:the |all )?(?:titles|papers)\b|\b(?:all|every|everything|please)\b",
    matches=("List papers on moss", "everything on oaks", "show me trials"),
    misses=("Which papers are on moss?", "the list of kings"),
)
_SEVERAL = rule(
    "kind: a summary of several papers",
    rf"\b(?:overview|{PAPERS}|collection|library|literature|field|approaches|methods|theory|research)\b",
    matches=("an overview of moss", "sum up the trials on statins", "the literature on estoppel"),
    misses=("Summarise the coral paper", "sum up the trial on statins"),
)
_ONE_OF = rule(
    "kind: a summary of any one of several",
    r"\b(?:either|any|one) (?:one )?of\b|\bwhichever\b",
    matches=("sum up one of the coral papers", "whichever trial you like"),
    misses=("sum up the coral papers", "one overview"),
)


_THEME = rule(
    "kind: a theme that many papers speak to",
    r"\bwhat (?:is|are|was|were|has been|have been) (?:already |currently |so far )?(?:known|thought|said|believed|found|shown|written|learnt|learned|reported|published) (?:so far )?(?:about|of|on)\b"
    rf"|\bwhat (?:do|does) (?:the |these |those |my |our |all )*(?:{PAPERS}|literature|library|collection|research|science|evidence) (?:say|tell|show|report|have to say)\b"
    r"|\bwhat do(?:es)? (?:we|one|people|researchers|science) know\b|\bstate of the (?:art|field)\b"
    r"|^(?:so |and )?how (?:can|could|might|do (?:people|researchers|scholars|authors)) (?:one |we |you )?",
    matches=(
        "What is known about the sleep of infants?",
        "How can coral be saved?",
        "What do we know of Roman roads?",
        "What does the literature say on estoppel?",
        "What has been found about wolves?",
        "state of the art in dating bones",
    ),
    misses=(
        "What is sepsis?",
        "What does the treaty say?",
        "How does a bee dance?",
        "What was found in the tomb?",
        "What is the dose?",
    ),
)

_ENDS_THEME = rule(
    "kind: what is to be done about a theme, behind it",
    r"\bbe \w+(?:ed|en|ought|ound|uilt|ade|one)\b[^\w]*$",
    matches=("How can bias in juries be lowered?", "how could coral be saved"),
    misses=("How can it be?", "How can reefs be where it is warm?"),
)


def kind_of(question: str) -> AbstractsKind:
    """The kind of answer that a question wants."""
    if compares(question) and not (_LIST.holds(question) and beside_of(question)):
        return "compare"
    if _LIST.holds(question):
        return "list"
    if _SUMMARY.holds(question):
        return "summary"
    return "list" if things_of(question) else "answer"


def topic_of(question: str, kind: AbstractsKind) -> str:
    """What the papers are to be about: of a list or a theme, without the words that ask for one."""
    if kind in ("answer", "summary") and _THEME.holds(question):
        return _ENDS_THEME.sub(" ", _THEME.sub(" ", question))
    return without_verbs_of_being_about(_LISTING.sub(" ", question)) if kind == "list" else question


def without_summing(question: str) -> str:
    """A question without the words that only ask for a summary."""
    return _SUMMARY.sub(" ", question)


def is_of_several(question: str) -> bool:
    """Whether a summary goes over several papers."""
    return _SEVERAL.holds(question) and not _ONE_OF.holds(question)


def is_theme(question: str) -> bool:
    """Whether a question is one that many papers may speak to, each in its way."""
    return _THEME.holds(question)
