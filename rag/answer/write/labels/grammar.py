"""The forms in which models write labels, and what looks like one and is none."""

from __future__ import annotations

import re

from rag.text.rules import rule

NONE = "none"  # in square brackets, the agreed sign that nothing shown says what is asked
LONGEST = 200  # characters of a construct: an opening sign with more than this behind it opens none
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED_RUN = rf"[{_RAISED}]+(?:[⁻⁃˒,][{_RAISED}]+)*"
_SOURCE = (
    r"(?:papers?|doc(?:ument)?s?|sources?|src|ref(?:erence)?s?|abstracts?|articles?|stud(?:y|ies)|evidence|sentences?)"
)
_NAME = rf"(?:{_SOURCE}|id|no|nr|n)"
_ID = r"\d{1,3}[a-z]{0,3}"
_TO = r"\s*(?:-|–|—|\bto\b)\s*"
_ITEM = (
    rf"(?:{_NAME}(?![a-z])[\s.:=#_]*)*[\"'#^]*(?:{_ID}(?:[\"'^\[\]]*{_TO}[\"'^\[\]]*(?:{_ID}|[a-z]\b))?|[a-z]\b)[\"'^]*"
)
CONTENT = rule(
    "labels: what stands between the brackets of labels",
    rf"\A\s*(?=\D*\d){_ITEM}(?:\s*(?:[,;&/]|\band\b)\s*{_ITEM})*\s*(?:[†‡].*|(?<=\d):\d.*)?\s*\Z",
    matches=("2c", "1, 3-5", "Paper 2", "1a and 2b", "doc_id: 3", "4†source", "Source #1; Source #2", "2 to 4"),
    misses=("see below", "2020, p. 4", "a", "x + 1", "95% CI", "Table of 3 papers"),
)
LABELS = rule(
    "labels: each label in a group, or the first and the last of a range",
    rf"(?<!\d)(?:({_ID})\b(?:[\"'^\[\]]*{_TO}[\"'^\[\]]*({_ID}|[a-z])\b)?|\b([a-z])\b)",
    matches=("2c", "1 to 3", "1–3", "a"),
    misses=("paper", ""),
)
SURE = rule(
    "labels: a word or sign that only labels have",
    rf"\b{_SOURCE}(?![a-z])|[†^]",
    matches=("Paper 2", "Source: 1", "doc_1".replace("_", " "), "^1"),
    misses=("id 2", "papered 2", "3"),
)
WEAK = rule(
    "labels: a word that labels may have",
    rf"\b{_NAME}(?![a-z])",
    matches=("id 2", "no. 3", "n=4"),
    misses=("idol 2", "3", "know 2"),
)
_SAID = ("paper", "document", "source", "abstract", "article")  # before a number without brackets
_SAID_IN_PART = "|".join(sorted({word[:n] for word in _SAID for n in range(1, len(word) + 1)}, key=len, reverse=True))
TOKEN = rule(
    "labels: a group that may be one of labels, or what is surely none",
    rf"""
    (?P<fence>```|~~~)
  | (?P<math>
        `[^`\n]{{1,{LONGEST}}}` | \$\$.{{1,{LONGEST}}}?\$\$ | \$(?=\S)[^$\n]{{1,{LONGEST}}}?(?<=\S)\$(?!\d)
      | \\\(.{{1,{LONGEST}}}?\\\) | \\\[.{{1,{LONGEST}}}?\\\]
    )
  | (?P<linked>\[\[[^\[\]\n]{{1,{LONGEST}}}\]\](?:\([^()\s]*\))? | \[[^\[\]\n]{{1,{LONGEST}}}\]\([^()\s]*\))
  | \[\s*(?P<none>{NONE})\s*\]
  | \[(?P<square>[^\[\]\n]{{1,{LONGEST}}})\](?:{_TO}\[(?P<last>{_ID})\])?
  | (?P<lens>【[^【】\n]{{1,{LONGEST}}}】)
  | (?:(?<=[^\W\d_]{{3}})|(?<=[.!?)]))<sup>(?P<sup>[^<>\n]{{1,30}})</sup>
  | \((?P<round>[^()\n]{{1,60}})\)(?=[.,;:!?]|\s*$)
  | (?:(?<=[^\W\d_]{{3}})(?P<raised>{_RAISED_RUN})(?=[.,;:!?]|\s*$) | (?<=[.!?])(?P<behind>{_RAISED_RUN}))
  | \b(?P<said>(?:{"|".join(_SAID)})\ )(?P<number>{_ID})\b
    """,
    matches=("Bees dance [2c].", "in paper 3", "fed.²", "$x^{[1]}$", "```", "they dance (2)."),
    misses=("Bees dance.", "10⁹ bees", "(2) dance", "papers 3 and on", "x[", "costs $5"),
    flags=re.X | re.S | re.I,
)
# What may open a token whose end is still to come; from one of these signs on, or from the beginning of a word.
SIGN = re.compile(rf"[`~$\\\[【(<{_RAISED}\])】]|\b[a-z]", re.I)
OPEN = rule(
    "labels: the beginning of a group whose end is still to come",
    rf"""
    \A
    (?: `{{1,3}} | `[^`\n]+ | ~{{1,3}} | \$[^$\n]*\$? | \$\$.?(?:[^$]|\$(?!\$))* | \\ | \\[(\[].*
      | \[\[?[^\[\]\n]*\]{{0,2}}\s*(?:[-–—]|to?)?\s*\[?\w*\]?(?:\([^()\s]*)? | \[[^\[\]\n]*\]\([^()\s]* | 【[^】\n]*
      | \([^()\n]*\)?\s* | <[^<>\n]*(?:>[^<>\n]*(?:<[^<>\n]*)?)?
      | [{_RAISED}][{_RAISED}⁻⁃˒,]*\s* | (?:{_SAID_IN_PART})(?:\ (?:{_ID})?)?
    )\Z
    """,
    matches=("[", "[1] t", "[1]to [", "(2", "$$x$y", "<su", "pap", "paper 1", "$x", "²", "``"),
    misses=("dance", "[1].", "bees [", "(2)."),
    flags=re.X | re.S | re.I,
)
NUMBERED_THING = rule(
    "labels: a word whose number is not a label's",
    r"\b(?:eqs?|equations?|figs?|figures?|tables?|sections?|steps?|phases?|stages?|parts?|cases?|types?|grades?|levels?|items?"
    r"|questions?|chapters?|lemma|theorem|versions?|n|p)\.?\s*$",
    matches=("the loss of Eq. ", "as in step ", "tumours of grade ", "in Table "),
    misses=("plays against itself ", "the treaty of Rome ", "glaciers melt "),
)
SENTENCE_END = re.compile(r"[.!?][\"'”’)*]*\s|\n")
NEXT_CLAUSE = rule(
    "labels: a clause ends",
    r"[,;]\s|\b(?:and|but|while|whereas)\b",
    matches=("bees, and", "ice but no snow", "; wasps"),
    misses=("bees dance.", "1,000 bees", "sand"),
)
TITLE_WORDS = 4  # a title in brackets has as many
