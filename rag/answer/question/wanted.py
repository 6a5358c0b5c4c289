"""What a question asks for, told from its words: a count, a value, names, a detail of how a study was done, a paper."""

from __future__ import annotations

from rag.answer.question.question import Asked, Cue
from rag.text.rules import Rule, rule
from rag.text.words import ANY_PAPER

_END = (
    r"(?= (?:do|does|did|is|are|was|were|can|could|of|in|on|at|to|took|take|takes|need|needs|per|for|has|have|had|will"
    r"|would|it|they|the|that|we|went)\b|[?,.;:]|$)"
)
_COUNTED = rule(
    "wanted: a count",
    rf"\b(?:how many|(?:what|which) (?:is the |was the )?number of) (times(?= (?:less|more|fewer|\w+er)\b)|(?:[\w/&-]+ ){{0,3}}?[\w/&-]+{_END})",
    matches=(
        "How many hives were watched?",
        "What is the number of honey bees per hive?",
        "how many H&E/IHC pairs are there",
        "How many judges sat on the court?",
        "how many times less honey do they make than wild ones?",
    ),
    misses=("How do many bees fly?", "Why are there so many dialects of Basque?"),
)
# What papers give and abstracts mostly leave out: how a study was done, with what, by whom; and what it measured.
_DETAIL = rule(
    "wanted: a detail of a study",
    r"\b(?:optimi[sz]ers?|learning rates?|batch sizes?|epochs|(?:random )?seeds|hyper-?parameters?|coefficients?|dropout"
    r"|weight decay|warm-?up|tokeni[sz]ers?|context (?:length|window)s?|hardware|[gtc]pus?|processors?|boards?|cameras?"
    r"|microscopes?|scanners?|programming languages?|software|toolbox|licen[cs]es?|annotators?|labell?ers|crowd ?workers"
    r"|raters|moderators|statistical tests?|universit(?:y|ies)|institutes?|hospitals?|compan(?:y|ies)|country|affiliations?"
    r"|fund(?:ed|ing|ers?)|paid|grants?|sponsor(?:ed|s)?|ethics|consent|(?:ex|in)clusion criteria|ablations?)(?!\w)",
    matches=(
        "Which batch size was used?",
        "In which hospital were patients seen?",
        "Which microscope was used on the pollen?",
        "Who funded the excavation?",
    ),
    misses=("How do bees dance?", "Which kings ruled Assyria?", "What is the edge of a seedling?"),
)
_MEASURE = rule(
    "wanted: the value of a measure",
    # Average precision is written in capitals: a map of bees or of Rome is none.
    r"\b(?:accuracy|precision|recall(?:@\d+)?|f1|auc|auroc|bleu|rouge|perplexity|psnr|ssim|fid|iou|(?-i:m?AP|MAP)"
    r"|ndcg(?:@\d+)?|win rate|pass@\d+|\w+ index|standard deviations?|confidence intervals?|p-values?|effect sizes?"
    r"|odds ratios?|hazard ratios?|sensitivity|specificity|mortality|prevalence|incidence|sample sizes?|dos(?:e|age)s?"
    r"|price|costs?|temperature|(?:mean )?(?:squared|absolute) error|\w+ error rates?|salar(?:y|ies)|rank|latency"
    r"|throughput|flops|frames per second|fps|(?:kilo|mega|giga|tera)(?:bytes|bases)|seconds|gpu hours)(?!\w)",
    matches=("What F1 do they report?", "What mAP on COCO?", "Which odds ratio was found?", "the mortality of oaks"),
    misses=("Which map do bees draw?", "What maps did Ptolemy draw?", "How do bees dance?", "Do herons ap each other?"),
)
# What stands before the thing that is asked for.
_ASKING = rule(
    "wanted: words before the thing that is asked for",
    r"\b(?:what|which|who|where|how (?:many|much|high|low|big|large)|name|list|give)\b[^.?!:;]{0,80}$"
    r"|(?:^|: )(?:exact(?:ly)?|the|its|roughly)?\s*$",
    matches=("What is the ", "How high was its ", "BeeNet: ", ""),
    misses=("Why is the ", "Why did the court lower its ", "Do patients with a high "),
)
_FIGURE = rule(
    "wanted: a figure",
    r"\b(?:what|which) (?:number|score)\b|\b(?:exact|recommended|default|optimal|best) (?:value|setting|number)s?\b",
    matches=("What score did it get?", "the recommended setting of the fan", "Which number of seeds grew?"),
    misses=("Why do bees dance?", "What do judges decide?"),
)
_SHARE = rule(
    "wanted: a share",
    r"\b(?:what|which) (?:percent\w*|share|fraction|proportion)\b",
    matches=("what percentage of bees dance?", "Which share of votes did Gaul have?"),
    misses=("How many bees dance?", "Do partners share the costs?"),
)
# What goes by a proper name: "Which datasets were used?" wants CIFAR-10, not "several datasets".
_NAMED = rule(
    "wanted: names of things that have one",
    r"\b(?:which|what|name|list)(?: of)?(?: the)?(?: (?!(?:a|an|the|do|does|did|is|are|was|were|in|of|for|on|to|with)\b)[\w-]+){0,5}?"
    r" (data ?sets?|benchmarks?|corpora|corpus|llms|(?:chat|language|base) models?|baselines|simulators?|robots?|retrievers?"
    r"|databases?|platforms?)\b",
    matches=("Which two hive datasets did they use?", "Name the benchmarks", "What genome databases were searched?"),
    misses=("the paper in which a robot dances", "What do datasets of bees hold?", "Which kings built the robot?"),
)
# "In a study of bees, how many ..." asks for no paper; "I need a study of bees" does.
_PAPER = rule(
    "wanted: a paper, or whether there is one",
    rf"\b(?:which|what|any) (?:of (?:these|the) )?{ANY_PAPER}\b|\b(?:anything|something) (?:here |in here )?(?:on|about|for|that)\b"
    r"|^(?:is|are) there\b(?! (?:an? |any )?(?:link|relation(?:ship)?|association|connection|correlation)s?\b)|\b(?:do|does|did) any\b"
    rf"|(?:^|\b(?:there (?:is|was)|looking for|find(?: me)?|need|want|seen|know of|have) )(?:an?|some) {ANY_PAPER}\b",
    matches=(
        "Is there anything on bees?",
        "which paper is on bees?",
        "I need a study of glaciers",
        "Which trials tested aspirin?",
        "any reviews of Roman law?",
        "Do any species hibernate?",
    ),
    misses=(
        "How do bees dance?",
        "What sample size was there in a study of bees?",
        "How did the experiment end?",
        "Is there a link between salt and stroke?",
        "What does the report on the flood say?",
    ),
)
_DURATION = rule(
    "wanted: a duration",
    r"\bhow (?:long|much time)\b.*\b(?:take|takes|took|last|lasts|lasted|run|runs|need|needs)\b",
    matches=("How long does a dance take?", "how long did the siege last", "How much time does sorting need?"),
    misses=("How long is a bee?", "How long are the roots of oaks?"),
)
# What the answer is one of: a disease, a tool, a place.
_THING = rule(
    "wanted: the kind of thing that the answer is",
    r"\b(?:which|what) (?:(?:kind|type|sort|class|name)s? of )?(?!(?:is|are|was|were|do|does|did|has|have|can|could|will|would|should"
    r"|happens?|makes?|causes?|the|an?)\b)(?:[\w-]+ ){0,3}?(?P<of>[\w-]+?)(?= (?:is|are|was|were|do|does|did|has|have|had|can|could"
    r"|will|would|should|may|might|in|of|for|to|on|that|by|with|from|contains?|\w+(?:s|ed))\b|\?|$)"
    r"|\b(?:what|which) (?:is|are|was|were) the (?:(?:name of the|main|most|usual|common|primary|exact) )*(?:[\w-]+ ){0,2}?"
    r"(?P<the>[\w-]+)(?= (?:of|for|in|to|that|which|on|by|with|behind|used|from)\b|\?)",
    matches=("In which country do storks nest?", "What type of court heard it?", "What is the main cause of gout?", "which drug lowers it"),
    misses=("What is a tort?", "Why do storks nest?", "What causes gout?", "How many courts are there?"),
)  # fmt: skip
_PLACES = {"who": "person", "where": "place", "when": "year"}
_ASKS_FOR = rule(
    "wanted: a person, a place or a time",
    r"^(?:and |so |by |from )?(who|where|when)\b",
    matches=("Who ruled Rome?", "And where do storks nest?", "From where did they come?"),
    misses=("Do storks know where they nest?", "What happens when it rains?"),
)
_DEFINED = rule(
    "wanted: a definition",
    r"^(?:so |and |then )?(?:what(?:'s| is| are| was| were)) (?!the (?:[\w-]+ ){1,3}(?:of|for|in|to|by|with|between|that)\b)(?:an? |the )?"
    r"([\w/()-]+(?: [\w/()-]+){0,3}?)(?:\s*\??$|,? and (?:what|how|why|where|who)\b)|\bwhat (?:does|do) ([\w-]+) (?:mean|stand for)\b|\bdefin(?:e|ition of) (?:an? |the )?([\w -]+)",
    matches=("What is estoppel?", "What's a foam cell?", "What does NATO stand for?", "Define the writ of right",
             "What is gout and how is it treated?"),
    misses=("What is the cause of gout?", "What do bees eat?", "What is measured in the trial of bees by the sea?"),
)  # fmt: skip
# Which kinds of sentence give what is asked for.
_CUES: dict[Cue, Rule] = {
    "figure": rule(
        "wanted: a sentence with a figure",
        r"\bhow (?:many|much|often|close|far|large|big|long|quick\w*|fast\w*)\b|\bwhat (?:share|percent\w*|fraction|score|size)\b"
        r"|\b(?:number of|scores?|rate|gain|error|largest|smallest|accuracy|percentage|times)\b",
        matches=(
            "How often do whales sing?",
            "What share of soils is acid?",
            "the infection rate",
            "How far did he march?",
        ),
        misses=("Who signed the treaty?", "How do cows digest grass?"),
    ),
    "reason": rule(
        "wanted: a sentence with a reason or a problem",
        r"\bwhy\b|\bhow come\b|\bwhat makes\b|\b(?:problem|trouble|missing|wrong|issue|reason|cause|limitation)\b",
        matches=("Why did Rome fall?", "What makes rivers meander?", "the cause of gout", "How come frogs decline?"),
        misses=("Who ruled Rome?", "How many causes were heard?", "Which rivers meander?"),
    ),
    "way": rule(
        "wanted: a sentence with a way of doing something",
        r"\bhow (?!many|much|often|close|far|large|big|long|quick|fast|come)|\bwhat is\b|\bwhat does\b|\bwhere does\b"
        r"|\bwhich (?:method|approach|technique)\b|\bany(?:one)?\b",
        matches=(
            "How do cows digest grass?",
            "What is estoppel?",
            "Which method dates bones?",
            "Does anyone graft vines?",
        ),
        misses=("How many cows?", "Who dates bones?", "Why is wool dyed?"),
    ),
}


def asked(text: str) -> Asked:
    """What a question, or one side of it, asks for."""
    counted, named = _COUNTED.search(text), _NAMED.search(text)
    defined = _DEFINED.search(text.strip())
    return Asked(
        text,
        cues=frozenset(cue for cue, asks in _CUES.items() if asks.holds(text)),
        counted=counted[1] if counted else None,
        named=named[1] if named else None,
        measures=_asked_for(_MEASURE, text),
        details=_asked_for(_DETAIL, text),
        thing=_thing(text),
        defined=next(filter(None, defined.groups())) if defined else "",
        figure=_FIGURE.holds(text),
        share=_SHARE.holds(text),
        duration=_DURATION.holds(text),
        paper=_PAPER.holds(text),
    )


def _thing(text: str) -> str:
    """The kind of thing that the answer is: of "Which coral reef ..." a reef, of "Who ..." a person."""
    if match := _THING.search(text):
        return match["of"] or match["the"]
    asks = _ASKS_FOR.search(text)
    return _PLACES[asks[1].lower()] if asks else ""


def _asked_for(things: Rule, text: str) -> tuple[str, ...]:
    """Those of a rule's things that are asked for: of "Why is the F1 low?" none."""
    found = (match for match in things.finditer(text) if _ASKING.holds(text[: match.start()]))
    return tuple(dict.fromkeys(match.group() for match in found))
