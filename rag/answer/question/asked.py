"""What a question asks for, told from its words: a count, a measured value, a detail of how a study was done."""

from __future__ import annotations

import re

_END = (
    r"(?= (?:do|does|did|is|are|was|were|can|could|of|in|on|at|to|took|take|takes|need|needs|per|for|has|have|had|will"
    r"|would|it|they|the|that|we|went)\b|[?,.;:]|$)"
)
_COUNTED = re.compile(
    rf"\b(?:how many|(?:what|which) (?:is the |was the )?number of) (times(?= (?:less|more|fewer|\w+er)\b)|(?:[\w/&-]+ ){{0,3}}?[\w/&-]+{_END})",
    re.I,
)
# What papers give and abstracts mostly leave out: how a study was done, with what, by whom; and what it measured.
_DETAILS = (
    r"optimi[sz]ers?|learning rates?|batch sizes?|epochs|(?:random )?seeds|hyper-?parameters?|coefficients?|dropout"
    r"|weight decay|warm-?up|tokeni[sz]ers?|context (?:length|window)s?|hardware|[gtc]pus?|processors?|boards?|cameras?"
    r"|microscopes?|scanners?|programming languages?|software|toolbox|licen[cs]es?|annotators?|labell?ers|crowd ?workers"
    r"|raters|moderators|statistical tests?|universit(?:y|ies)|institutes?|hospitals?|compan(?:y|ies)|country|affiliations?"
    r"|fund(?:ed|ing|ers?)|paid|grants?|sponsor(?:ed|s)?|ethics|consent|(?:ex|in)clusion criteria|ablations?"
)
_MEASURES = (
    r"accuracy|precision|recall(?:@\d+)?|f1|auc|auroc|bleu|rouge|perplexity|psnr|ssim|fid|iou|ap|map|ndcg(?:@\d+)?|win rate"
    r"|pass@\d+|\w+ index|standard deviations?|confidence intervals?|p-values?|effect sizes?|odds ratios?|hazard ratios?"
    r"|sensitivity|specificity|mortality|prevalence|incidence|sample sizes?|dos(?:e|age)s?|price|costs?"
    r"|temperature|(?:mean )?(?:squared|absolute) error|\w+ error rates?|salar(?:y|ies)|rank"
    r"|latency|throughput|flops|frames per second|fps|(?:kilo|mega|giga|tera)(?:bytes|bases)|seconds|gpu hours"
)
_DETAIL = re.compile(rf"\b(?:{_DETAILS})(?!\w)", re.I)
_MEASURE = re.compile(rf"\b(?:{_MEASURES})(?!\w)", re.I)
# What stands before the thing that is asked for.
_ASKING = re.compile(
    r"\b(?:what|which|who|where|how (?:many|much|high|low|big|large)|name|list|give)\b[^.?!:;]{0,80}$"
    r"|(?:^|: )(?:exact(?:ly)?|the|its|roughly)?\s*$",
    re.I,
)
_FIGURE = re.compile(
    r"\b(?:what|which) (?:number|score)\b|\b(?:exact|recommended|default|optimal|best) (?:value|setting|number)s?\b",
    re.I,
)
_SHARE = re.compile(r"\b(?:what|which) (?:percent\w*|share|fraction|proportion)\b", re.I)
# What goes by a proper name: "Which datasets were used?" wants CIFAR-10, not "several datasets".
_NAMED = re.compile(
    r"\b(?:which|what|name|list)(?: of)?(?: the)?(?: (?!(?:a|an|the|do|does|did|is|are|was|were|in|of|for|on|to|with)\b)[\w-]+){0,5}?"
    r" (data ?sets?|benchmarks?|corpora|corpus|llms|(?:chat|language|base) models?|baselines|simulators?|robots?|retrievers?"
    r"|databases?|platforms?)\b",
    re.I,
)
_PAPER = r"(?:papers?|works?|stud(?:y|ies)|articles?)"
# "In a study of bees, how many ..." asks for no paper; "I need a study of bees" does.
_EXISTENCE = re.compile(
    rf"\b(?:which|what|any) (?:of (?:these|the) )?{_PAPER}\b|\b(?:anything|something) (?:here |in here )?(?:on|about|for|that)\b"
    rf"|^(?:is|are) there\b|\b(?:do|does|did) any\b"
    rf"|(?:^|\b(?:there (?:is|was)|looking for|find(?: me)?|need|want|seen|know of|have) )(?:an?|some) {_PAPER}\b",
    re.I,
)
_HOW_LONG = re.compile(
    r"\bhow (?:long|much time)\b.*\b(?:take|takes|took|last|lasts|lasted|run|runs|need|needs)\b", re.I
)


def counted(question: str) -> str | None:
    """The thing that a question wants counted: "How many hives were watched?" -> "hives"."""
    match = _COUNTED.search(question)
    return match[1] if match else None


def details(question: str) -> list[str]:
    """What a question names of how a study was done: "Which optimizer and batch size?" -> optimizer, batch size."""
    return _asked_for(_DETAIL, question)


def measures(question: str) -> list[str]:
    """The measures whose value a question asks for: "What F1 does it reach?" -> F1; "Why is the F1 low?" -> none."""
    return _asked_for(_MEASURE, question)


def wants_figure(question: str) -> bool:
    return bool(_FIGURE.search(question))


def wants_share(question: str) -> bool:
    return bool(_SHARE.search(question))


def named(question: str) -> str | None:
    """The kind of thing whose names a question wants: "Which two datasets did they use?" -> "datasets"."""
    match = _NAMED.search(question)
    return match[1] if match else None


def wants_paper(question: str) -> bool:
    """Whether a question asks for a paper, or whether there is one: "Is there anything on bees?"."""
    return bool(_EXISTENCE.search(question))


def wants_duration(question: str) -> bool:
    return bool(_HOW_LONG.search(question))


def _asked_for(words: re.Pattern[str], question: str) -> list[str]:
    found = (match for match in words.finditer(question) if _ASKING.search(question[: match.start()]))
    return list(dict.fromkeys(match.group() for match in found))
