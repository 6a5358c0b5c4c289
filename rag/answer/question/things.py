"""Whether a question asks for several things, each of which another paper may name: genes, symptoms, ways of doing it."""

from __future__ import annotations

from rag.text.rules import rule
from rag.text.words import ANY_PAPER, PAPERS

_LEADS = r"^(?:(?:so|and|then|also|please|now|ok(?:ay)?)[\s,]+)*(?:(?:can|could|would) you (?:please )?|i (?:want|need) (?:you )?to )?"
_BEHIND = r"(?:in|for|on|of|by|to|with|from|at|through|under|against|into)"
_WORD = (
    r"(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|of|for|in|that|which|these|those|them|it)\b)[\w/()'’-]+"
)
_WORDS = rf"(?:{_WORD} )"
# Several of a kind: no "process", "virus" or "analysis", but what is in the plural without an s.
_SEVERAL = (
    r"(?!(?:does|was|has|is|works?)\b|'s)(?:[\w/()-]*(?:[^\Wsui]|[aeiou]i|eu)s|[\w-]+ (?:m?i|nc|si|sh)RNAs?|[\w-]*(?:bacteria|criteria|phenomena|genera|taxa|loci|nuclei|fungi"
    r"|stimuli|hypotheses|analyses|diagnoses|viruses|diseases|mice|people|men|women|children|species|series|software|data))"
)
_GOES_ON = (
    r"(?=[?.!,;:]|$| (?:is|was|has|does)\b.*\b(?:for|by|with|to|from|of|in|on|against)\W*$| (?:are|were|have|do|did|can|could|may|might|will|would|should|must|exist|of|for|in|on|to|that|which|with|by|from|at"
    r"|behind|against|under|during|among|between|after|within|without|as|used|[a-z-]+(?:ed|ing|ate|ize|ise|ify)|cause|reduce|lower|raise"
    r"|increase|decrease|bind|inhibit|affect|control|encode|lead|include|contain|improve|use|target|treat|help|make|play|support|form"
    r"|drive|block|prevent|predict|produce|define|influence|limit|protect|change|need|show|work|give|carry|come|belong|live|grow|eat)\b)"
)
_OF_A_KIND = rule(
    "things: which, or what, of a kind",
    rf"(?:{_LEADS}(?:{_BEHIND} )?|\b{_BEHIND} )(?:which|what) (?:of the )?(?:known |main |common |other )?"
    rf"(?:(?:types|kinds|sorts|classes|forms) of (?P<kinds>[\w-]+)|(?<=which )(?P<first>{_SEVERAL})(?! (?:is|was|has)\b(?!.*\b(?:for|by|with|to|from|of|in|on|against)\W*$))\b"
    rf"|(?P<plain>{_SEVERAL}){_GOES_ON}|(?:(?!{_SEVERAL}\b|{ANY_PAPER}\b){_WORD} ){{1,5}}(?P<later>{_SEVERAL}){_GOES_ON})",
    matches=(
        "Which genes are mutated in deafness?",
        "What monoclonal antibody drugs are used against melanoma?",
        "In which organs does the worm live?",
        "so which transcription factors regulate fat?",
        "What laboratory abnormalities are commonly seen?",
        "Which kings ruled Assyria?",
        "which bacteria cause caries",
        "What types of court are there?",
        "Variants in which genes cause deafness?",
        "What drugs lower blood pressure?",
        "Which crimes is the king accused of?",
    ),
    misses=(
        "Which tissue secretes the hormone?",
        "Which drug lowers blood pressure most?",
        "What is sepsis?",
        "What does the treaty say?",
        "Which status does the treaty have?",
        "Which protein binds actin filaments?",
        "Which paper rescues whales from nets?",
        "Which process is it?",
        "What causes gout?",
        "What type of court heard it?",
        "Which was the first treaty?",
    ),
)
_THAT_ARE = rule(
    "things: what are the things of a kind",
    _LEADS
    + rf"(?:which|what) (?:are|were) (?:(?:(?:the|some(?: of the)?|all(?: the)?|other|common|known|possible|main|typical|\d+|two|three|four|five) )+{_WORDS}{{0,6}}?(?P<things>{_SEVERAL})\b"
    rf"|{_WORDS}{{0,2}}(?P<bare>{_SEVERAL}) (?:of|for|against)\b)"
    r"|\bwhat (?:is|was) the (?:\w+ ){0,2}(?P<set>triad|tetrad|pentad|list|set|composition|make-?up|spectrum|line-?up) of\b",
    matches=(
        "What are the main clinical components of the exam?",
        "Which are the types of court?",
        "What are the most common dialects?",
        "what are some methods for dating bones",
        "What were the causes of the war?",
        "What are signs of drought?",
        "What is the triad of the syndrome?",
    ),
    misses=("What are Tregs?", "What are they?"),
)
_MANY = r"(?:me )?(?:a list of )?(?:(?:all|some|the|every|\d+|two|three|four|five|six|main|known|common) )*"
_ENDS = (
    r"(?=[?.!,;:]|$| (?:of|for|in|on|to|that|which|who|where|whose|with|by|from|at|behind|against|under|during|among"
    r"|[a-z-]+ed|[a-z-]+ing)\b)"
)
_LISTED = rule(
    "things: a list of them",
    _LEADS + rf"(?:(?:name|mention|give|tell|provide) {_MANY}{_WORDS}{{0,5}}?(?P<named>{_SEVERAL}){_ENDS}"
    rf"|(?:list|enumerate) {_MANY}(?!(?:everything|them|it|papers?|titles?)\b){_WORDS}{{0,5}}?(?P<listed>[\w/()-]+){_ENDS})",
    matches=(
        "List the symptoms of gout",
        "Please list 3 drugs against migraine",
        "name the kings of Assyria",
        "List biomarkers for sepsis.",
        "Enumerate dialects that are spoken in Wales",
        "Name three binding partners of cofilin.",
        "List blood marker for gout.",
    ),
    misses=("Name the author", "Give me the gist of it", "list everything on statins", "Give me an overview of courts"),
)
_OF_PAPERS = rule(
    "things: papers, which are none",
    _LEADS
    + rf"(?:which|what|list|name|enumerate|give|tell|mention|provide)\b(?: (?:of|the|these|all|any|me|\d+|{_WORD})){{0,3}} {PAPERS}\b|\b(?:every|each|any|all) {ANY_PAPER}\b",
    matches=("Which reviews cover gout?", "what randomised trials are there", "List all the papers on moss"),
    misses=("Which drugs were tested in trials of gout?", "List the symptoms that studies report"),
)


def things_of(question: str) -> str:
    """The kind of thing of which a question wants several, as it says it: "genes"; "" where it asks for none, or for
    papers."""
    if _OF_PAPERS.holds(question):
        return ""
    for asks in (_OF_A_KIND, _THAT_ARE, _LISTED):
        if match := asks.search(question):
            return next(found for found in match.groups() if found)
    return ""
