"""Whether a question compares, and what: the sides as the question calls them."""

from __future__ import annotations

from rag.text.descriptions import described
from rag.text.names import is_on_several_names, joined_names
from rag.text.rules import rule
from rag.text.words import ANY_PAPER, PAPER, PAPERS

MOST_SIDES = 12  # each is searched for by itself
_VIEWS = r"(?:takes|views|ways|approaches|routes|answers|methods|ideas|angles|attempts|accounts)"
_COMPARES = rule(
    "sides: words that compare",
    r"\b(?:(?<!used to )(?<!was )(?<!were )compar(?:e|es|ed|ing|ison)|contrast(?:s|ed|ing)?|versus|vs"
    r"|(?<!that )(?<!this )differ(?:s|ences?)?|in common|similarit\w+|unlike|as opposed to|next to|(?:these|of the) two(?!-)"
    r"|which of them|who \w+ what|respectively|(?:look|are|sound)s? alike|(?:is|are) (?:it|they|these) the same"
    r"|the same for .+ as|(?:do|does|did|are|have) the two (?:[\w-]+ )?\w+s)\b",
    matches=(
        "How do bees and wasps differ?",
        "aspirin vs ibuprofen",
        "Compare Rome with Carthage",
        "Is the best paint the same for hives as it is for nests?",
        "bees as opposed to wasps",
        "What have oaks and elms in common?",
    ),
    misses=(
        "Why do bees dance?",
        "What explains that difference?",
        "What was compared in the trial?",
        "Do bees learn differently in winter?",
    ),
)
_ABOUT_COMPARING = rule(
    "sides: how, or whether, something is compared",
    r"\bbe(?:ing)? (?:\w+ly )?compared\b|\b(?:is|are|was|were) (?:[\w-]+ ){0,5}compared\b(?! (?:to|with|against)\b)|\bwhy (?:[\w-]+ ){1,6}compared\b"
    # What is compared follows: "How do bees compare with wasps?" has none.
    r"|\b(?:how|why) (?:do|does|did|can|could|should|would|might) (?:[\w-]+ ){1,4}(?:compare|contrast) (?!(?:and|or|with|to|against|in|on|for|at|by|as|when|across|over|between|among|here|there)\b)\w"
    r"|\b(?:ways?|means|methods?|metrics?|measures?|tools?|frameworks?|tests?|approach(?:es)?|algorithms?|models?) (?:for|of|to|that|which) (?:compar|contrast)\w+"
    r"|\bsimilarit\w+ (?:of|between|among) (?:[\w-]+ ){1,8}(?:measured|computed|calculated|defined|quantified|estimated|learn(?:ed|t)|found)\b",
    matches=(
        "How can two images be compared?",
        "How are genomes compared across species?",
        "How were the groups compared?",
        "Why are treatments compared with placebo?",
        "How do historians compare charters?",
        "Is there a way of comparing dialects?",
        "How is the similarity of molecules measured?",
    ),
    misses=(
        "How do bees compare with wasps?",
        "Compare the ways of dating bones.",
        "How does this compare?",
        "How strong are bees compared to wasps?",
        "What similarities are there between oaks and elms?",
        "Compared with wasps, how are bees?",
    ),
)
# "What does each add?", "in either case": of several that were named before; "for each flower" is not.
_EACH = rule(
    "sides: each of several",
    rf"(?<!\bfor )\beach\b(?= (?:of (?:them|these|the)|in turn|one\b|set of|group|speed|{PAPER}|method|approach|case|scheme)"
    r"|\s*(?:[?,.;]|$)| \w+\s*[?,.;]| (?:find|solve|target|look|optimi[sz]e|propose|claim|use|do|say|report|was|is|would)s?\b)"
    r"|\beither\b(?= (?:one|case|get|gets|would)\b|\W*$|\?)",
    matches=("Bees, wasps, ants: what does each eat?", "How, in either case?", "what each trial found"),
    misses=("For each flower, how long do bees stay?", "Did either king reign long in exile?"),
)
_OF_EACH = rule(
    "sides: the same is asked of each",
    rf"[\s,]*\b(?:(?:in|of|for|by|with|from|at|on) )?each(?: (?:one|{PAPER}|of (?:them|these|those)(?: {PAPERS})?))?\b(?! other\b)",
    matches=("How large was the sample in each?", "What dose did each of them give?", "each study's limits"),
    misses=("Do bees help each other?", "every hive"),
)
_TWO = rule(
    "sides: two things spoken of apart",
    rf"\b(?:the )?two (?:[\w-]+ ){{0,4}}{ANY_PAPER}\b|(?:^|[:.] )both\b|\bboth {ANY_PAPER}\b"
    r"|^(?:what|how) (?:do|are)\b.* (?P<on>on|in|of) .{3,60} and (?P=on) "
    r"|\bone\b.{3,80}\b(?:another|the other)\b|\bone (?P<how>of|to|on|about|for|with|in|by)\b.{3,80}\bone (?P=how)\b"
    rf"|\b(?:two|three|both) (?:\w+ )?{_VIEWS} (?:on|to|of|for|at|in)\b"
    # "What is SPIN, and how does it work?" goes on about the same thing.
    r"|,? and (?:how|what|where) (?:does|do|is|are|about|according|in|for|gets|did)\b(?![^?.;]*\b(?:it|they|them|the authors?)\b)"
    r"|: each\b|\bboth (?:in|on|of|for|by|with)\b|^[^:?.]+ and [^:?.]+ both\b|^[^:?]*\b(?P<where>in|on|of|for|by|with) [^:?]+ and (?P=where) [^:?]+:",
    matches=(
        "Do the two glacier papers agree?",
        "How do bees dance, and how do wasps?",
        "two views on swarms",
        "Bees and wasps both sting.",
        "Too little paint, on hives and on nests: what is done?",
        "One court says yes, another says no.",
    ),
    misses=(
        "What is a waggle dance and how does it work?",
        "How do bees and flowers live together?",
        "Which of both is it, in hives and nests alike?",
        "Who ruled Rome and Egypt?",
    ),
)
_PAIR = rule(
    "sides: two papers of one description",
    rf"\b(?:the )?(?:two|both) ((?!of )(?:[\w-]+ ){{1,4}}?){PAPERS}\b(?!,? one\b)",
    matches=("Do the two glacier papers agree?", "both honey bee papers", "How do the two aspirin trials end?"),
    misses=("Two papers on bees, one on dances", "the two papers on ice", "two of the papers"),
)
_STRETCH = r"[^.:;?!()]+?"
_SIDES = (
    rule(
        "sides: both on A and on B",
        rf"\bboth (?:on|in|of|for|by|with) ({_STRETCH}) and (?:on|in|of|for|by|with) ([^.:;?!]+)",
        matches=("Paint matters both for hives and for nests.",),
        misses=("Both hives and nests",),
    ),
    rule(
        "sides: one A, another B",
        rf"\bone (?:paper |of them )?({_STRETCH}),? (?:and |while |but )?(?:another|the other|one)(?: one| paper)? ([^.:;?!]+)",
        matches=("One paper looks at ice, another looks at coral.", "one with cameras and one with nets"),
        misses=("One court decides.",),
    ),
    rule(
        "sides: the same for A as for B",
        rf"\bthe same for ({_STRETCH}) as (?:it is )?(?:for )?([^.:;?!]+)",
        matches=("Is the dose the same for infants as for adults?",),
        misses=("Is the dose the same?",),
    ),
    rule(
        "sides: for A, and what for B",
        rf"\bfor ({_STRETCH}),? and (?:what|how|where) (?:about |for )({_STRETCH})\?",
        matches=("What is the best paint for hives, and what for nests?",),
        misses=("What is it for, and what does it do?",),
    ),
    rule(
        "sides: A versus B",
        rf"(?:^|[(:.]\s*)({_STRETCH})\s+(?:vs\.?|versus)\s+((?:(?!\. )[^:;?!()])+)",
        matches=("bees vs. wasps", "Which is safer: aspirin versus ibuprofen?"),
        misses=("bees and wasps",),
    ),
    rule(
        "sides: between A and B",
        rf"\b(?:between|compar\w+|contrast\w*) ({_STRETCH}) (?:and|with|to|against) ([^.:;?!()]+)",
        matches=("Compare Rome with Carthage.", "the difference between frogs and toads"),
        misses=("Compare them.",),
    ),
    rule(
        "sides: how do A and B differ",
        rf"\bhow (?:do|does|is|are) ({_STRETCH}) (?:and|from) ({_STRETCH}) (?:differ|compare)",
        matches=("How do frogs and toads differ?",),
        misses=("How do frogs differ?",),
    ),
    rule(
        "sides: views: A or B",
        rf"\b{_VIEWS} [^:.?!]+: ({_STRETCH}),? (?:and|or) ([^.:;?!]+)",
        matches=("two views on swarms: a queen leads, or nobody does.",),
        misses=("two views on swarms.",),
    ),
    rule(
        "sides: A as opposed to B",
        rf"(?<![^.:;?!()])({_STRETCH}) (?:as opposed to|next to|as well as) ([^.:;?!]+)",
        matches=("bees as opposed to wasps",),
        misses=("bees and wasps",),
    ),
    rule(
        "sides: on A and on B",
        rf"\b(?:on|in|of|for|by) ({_STRETCH}) and (?:on|in|of|for|by) ({_STRETCH})(?: (?:say|tell|show|find)\b|[?.:;]|$)",
        matches=("Too little paint, on hives and on nests: what is done?", "What do papers on ice and on coral say?"),
        misses=("Two nests and a hive",),
    ),
)
_VERSUS = rule(
    "sides: between one side and the next",
    r"\s(?:vs\.?|versus)\s",
    matches=("bees vs. wasps vs hornets", "Rome versus Carthage"),
    misses=("the universe", "bees and wasps"),
)
_LISTED = rule(
    "sides: A, B and C: what does each",
    r"^([^:.?!]+,[^:.?!]+):",  # "SPIN, boosting and drafting: what does each ..."
    matches=("Bees, wasps, ants: what does each eat?",),
    misses=("Bees: what do they eat?",),
)


_AND = rule(
    "sides: between items of a list",
    r",? and |, ",
    matches=("bees, wasps", "bees, wasps, and ants", "bees and ants"),
    misses=("sand", "bees"),
)


def compares(question: str) -> bool:
    """Whether a question speaks of several things side by side."""
    if _ABOUT_COMPARING.holds(question) and not sides_of(question):
        return False
    if _COMPARES.holds(question) or _EACH.holds(question) or is_on_several_names(question):
        return True
    return _TWO.holds(question) or len(described(question)) > 1


def is_of_each(question: str) -> bool:
    """Whether a question asks the same of each of several, and compares nothing: "How large was each?"."""
    return _OF_EACH.holds(question) and not _COMPARES.holds(question) and not sides_of(question)


def without_each(question: str) -> str:
    """A question as it is asked of any one of several."""
    return " ".join(_OF_EACH.sub("", question).split())


def without_comparing(question: str) -> str:
    """A question without the words that compare."""
    return _COMPARES.sub(" ", question)


def sides_of(question: str) -> tuple[str, ...]:
    """The things compared, as they are called in the question; empty where it names none of them apart, or more than
    MOST_SIDES: then all are asked of together."""
    sides = _named(question)
    return sides if len(sides) <= MOST_SIDES else ()


def _named(question: str) -> tuple[str, ...]:
    if pair := _PAIR.search(question):
        return pair[1].strip(), pair[1].strip()
    if len(papers := described(question)) > 1:
        return papers
    if len(names := joined_names(question)) > 1:
        return names
    for sides in _SIDES:
        if match := sides.search(question):
            return tuple(part.strip(" ,") for side in match.groups() for part in _VERSUS.pattern.split(side))
    if listed := _LISTED.search(question):
        return tuple(part.strip() for part in _AND.pattern.split(listed[1]) if part.strip())
    return ()


def asked_of_side(question: str, sides: tuple[str, ...], side: int) -> str:
    """The question as it is asked of one side: what the others are called is left out."""
    for other in sides[:side] + sides[side + 1 :]:
        question = question.replace(other, " ")
    return question


def shared_by_sides(question: str, sides: tuple[str, ...]) -> str:
    """What is said of all sides before the first of them: "Two papers on bees, one ..."."""
    return question[: max(question.find(sides[0]), 0)] if sides else ""
