"""What a question mentions: names of methods, models and data, and papers by what they are about."""

from __future__ import annotations

import re

_A_NAME = r"(?<![\w-])(?=[\w*-]*[A-Z0-9][\w*-]*[A-Z0-9*])[A-Za-z][\w*]*(?:-[\w*]+)*(?![\w-])"
_NAME = re.compile(_A_NAME)
_FULL_NAME = rf"(?:[A-Z][a-z]+ )?{_A_NAME}"
_JOINED = re.compile(rf"{_FULL_NAME}(?:(?:, |,? and |,? or | next to ){_FULL_NAME})+")
_JOINED_SUBJECT = re.compile(
    rf"\b(?:do|does|are|were|have|can|could) {_JOINED.pattern}|{_JOINED.pattern}(?= (?:both|all|each|are|were|do)\b)"
)
_CAPITALISED = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}(?![\w-])")
# "Right. Now BeeNet: ...", "ok, and for the fruit fly one: ...": what stands before the colon is spoken of from here on.
_OPENS_WITH_NAME = re.compile(
    r"(?i:(?:ok(?:ay)?|right|thanks|well|and|but|so|now|then|what about|how about|something else|(?:a )?different topic|for|[,.:]|\s)*)"
    rf"(?:{_FULL_NAME}|the (?!(?:first|second|third|other|last|latter|former|same)\b)(?:[\w-]+ ){{1,4}}(?:one|paper|work))\s*[:,]"
)
# "the visual recognition paper", "the image-based-rendering one".
_DESCRIBED = re.compile(
    r"\b(?:the|an?) ((?:(?!the |and |one )[^\s,.;:?!()]+ ){1,6}?)(?:papers?|(?<!\bon )one|approach|method|trick|work|study|trial|review"
    r"|meta-analysis|people|authors|project)\b",
    re.I,
)


def names_in(question: str) -> tuple[str, ...]:
    """The names that a question mentions: words with capitals or figures inside, or with a capital that opens no
    sentence, but not "X-like" or whole phrases."""
    names = dict.fromkeys(_NAME.findall(question) + _CAPITALISED.findall(question))
    return tuple(name for name in names if not name.endswith("-like") and name.count("-") < 3)


def acronyms(text: str) -> tuple[str, ...]:
    """The names with capitals or figures inside, in order: SPIN, YOLOv9, f-DPG."""
    return tuple(dict.fromkeys(_NAME.findall(text)))


def joined_names(question: str) -> tuple[str, ...]:
    """Names that stand together: "SPIN, CDR and f-DPG"."""
    match = _JOINED.search(question)
    return acronyms(match[0]) if match else ()


def is_on_several_names(question: str) -> bool:
    """Whether a question asks of several names at once: "How do SPIN and CDR ...", "SPIN and CDR both ..."."""
    return bool(_JOINED_SUBJECT.search(question))


def opens_with_name(question: str) -> bool:
    return bool(_OPENS_WITH_NAME.match(question))


def described(question: str) -> tuple[str, ...]:
    """Papers by what they are about: "the visual recognition paper" -> visual recognition."""
    return tuple(match.strip() for match in _DESCRIBED.findall(question))
