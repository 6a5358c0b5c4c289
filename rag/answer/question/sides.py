"""Whether a question compares, and what: the sides as the question calls them."""

from __future__ import annotations

import re

from rag.text.descriptions import described
from rag.text.names import is_on_several_names, joined_names

_PAPERS = r"(?:papers?|works?|articles?|studies|publications?)"
_VIEWS = r"(?:takes|views|ways|approaches|routes|answers|methods|ideas|angles|attempts|accounts)"
_WORDS = re.compile(
    r"\b(?:(?<!used to )(?<!was )(?<!were )compar(?:e|es|ed|ing|ison)|contrast(?:s|ed|ing)?|versus|vs|(?<!that )(?<!this )differ(?:s|ences?)?|in common|similarit\w+|unlike"
    r"|as opposed to|next to|(?:these|of the) two(?!-)|which of them|who \w+ what|respectively|(?:look|are|sound)s? alike"
    r"|(?:is|are) (?:it|they|these) the same|the same for .+ as|(?:do|does|did|are|have) the two (?:[\w-]+ )?\w+s)\b",
    re.I,
)
# "What does each add?", "in either case": of several that were named before; "for each flower" is not.
_OF_SEVERAL = re.compile(
    r"(?<!\bfor )\beach\b(?= (?:of (?:them|these|the)|in turn|one\b|set of|group|speed|paper|method|approach|case|scheme|study)"
    r"|\s*(?:[?,.;]|$)| \w+\s*[?,.;]| (?:find|solve|target|look|optimi[sz]e|propose|claim|use|do|say|report|was|is|would)s?\b)"
    r"|\beither\b(?= (?:one|case|get|gets|would)\b|\W*$|\?)",
    re.I,
)
_TWO = re.compile(
    rf"\b(?:the )?two (?:[\w-]+ ){{0,4}}{_PAPERS}\b|(?:^|[:.] )both\b|\bboth {_PAPERS}\b"
    r"|^(?:what|how) (?:do|are)\b.* (?P<on>on|in|of) .{3,60} and (?P=on) "
    r"|\bone\b.{3,80}\b(?:another|the other)\b|\bone (?P<how>of|to|on|about|for|with|in|by)\b.{3,80}\bone (?P=how)\b"
    rf"|\b(?:two|three|both) (?:\w+ )?{_VIEWS} (?:on|to|of|for|at|in)\b"
    # "What is SPIN, and how does it work?" goes on about the same thing.
    r"|,? and (?:how|what|where) (?:does|do|is|are|about|according|in|for|gets|did)\b(?![^?.;]*\b(?:it|they|them|the authors?)\b)"
    r"|: each\b|\bboth (?:in|on|of|for|by|with)\b|^[^:?.]+ and [^:?.]+ both\b|^[^:?]*\b(?P<where>in|on|of|for|by|with) [^:?]+ and (?P=where) [^:?]+:",
    re.I,
)
_PAIR = re.compile(r"\b(?:the )?(?:two|both) ((?!of )(?:[\w-]+ ){1,4}?)papers\b(?!,? one\b)", re.I)
_STRETCH = r"[^.:;?!()]+?"
_SIDES = (
    re.compile(rf"\bboth (?:on|in|of|for|by|with) ({_STRETCH}) and (?:on|in|of|for|by|with) ([^.:;?!]+)", re.I),
    re.compile(
        rf"\bone (?:paper |of them )?({_STRETCH}),? (?:and |while |but )?(?:another|the other|one)(?: one| paper)? ([^.:;?!]+)",
        re.I,
    ),
    re.compile(rf"\bthe same for ({_STRETCH}) as (?:it is )?(?:for )?([^.:;?!]+)", re.I),
    re.compile(rf"\bfor ({_STRETCH}),? and (?:what|how|where) (?:about |for )({_STRETCH})\?", re.I),
    re.compile(rf"(?:^|[(:.]\s*)({_STRETCH})\s+(?:vs\.?|versus)\s+((?:(?!\. )[^:;?!()])+)", re.I),
    re.compile(rf"\b(?:between|compar\w+|contrast\w*) ({_STRETCH}) (?:and|with|to|against) ([^.:;?!()]+)", re.I),
    re.compile(rf"\bhow (?:do|does|is|are) ({_STRETCH}) (?:and|from) ({_STRETCH}) (?:differ|compare)", re.I),
    re.compile(rf"\b{_VIEWS} [^:.?!]+: ({_STRETCH}),? (?:and|or) ([^.:;?!]+)", re.I),
    re.compile(rf"({_STRETCH}) (?:as opposed to|next to|as well as) ([^.:;?!]+)", re.I),
    re.compile(
        rf"\b(?:on|in|of|for|by) ({_STRETCH}) and (?:on|in|of|for|by) ({_STRETCH})(?: (?:say|tell|show|find)\b|[?.:;]|$)",
        re.I,
    ),
)
_LISTED = re.compile(r"^([^:.?!]+,[^:.?!]+):", re.I)  # "SPIN, boosting and drafting: what does each ..."


def compares(question: str) -> bool:
    """Whether a question speaks of several things side by side."""
    if _WORDS.search(question) or _OF_SEVERAL.search(question) or is_on_several_names(question):
        return True
    return bool(_TWO.search(question)) or len(described(question)) > 1


def sides(question: str) -> tuple[str, ...]:
    """The things compared, as they are called in the question; empty where it names none of them apart."""
    if pair := _PAIR.search(question):
        return (pair[1].strip(), pair[1].strip())
    if len(papers := described(question)) > 1:
        return papers
    if len(names := joined_names(question)) > 1:
        return names
    for pattern in _SIDES:
        if match := pattern.search(question):
            return tuple(
                part.strip(" ,") for side in match.groups() for part in re.split(r"\s(?:vs\.?|versus)\s", side)
            )
    if listed := _LISTED.search(question):
        return tuple(part.strip() for part in re.split(r",? and |, ", listed[1]) if part.strip())
    return ()
