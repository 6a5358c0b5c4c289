"""White space, line ends and section labels: one line a paragraph, a label before the text that it labels."""

import re

from rag.text.headings import NAMES

_SPACES = re.compile(r"[ \t\f\u00a0\u1680\u2000-\u200a\u202f\u205f]+")
_AROUND_BREAK = re.compile(r" *\n *")
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_WIDE_BREAK = re.compile(rf"(?<=[{_WIDE}])\n(?=[{_WIDE}])")
_HYPHENATED = re.compile(r"(?<![^\W\d_])(?P<hyphen>(?P<start>[^\W\d_]+)[-\u2010])\n(?P<end>[^\W\d_]+)")
_SPELLED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Words that are joined to the next by a hyphen of their own, and words that are so to the last.
_KEEP_AFTER = frozenset(
    "self non well long short high low multi cross large small real end state end-to first second third one two three"
    " four five single double half full open closed deep wide data time cost fine coarse human machine evidence"
    " case risk age sex dose gene cell model task domain object problem user goal follow over under up off on in out of"
    " to the and or by all so co pre post ex".split()
)
_KEEP_BEFORE = frozenset(
    "based like term wise free level specific dependent driven aware related scale time to of the and or in on by art"
    " up off end order side type quality dimensional centered centred oriented resolution performance supervised"
    " induced mediated associated controlled blind making world existing known trained defined tuned step shot".split()
)
_LABEL = (
    rf"(?:(?i:(?:{NAMES})(?:(?: and | & |/|, | of | )(?:{NAMES}|study|main|trial|analysis|synthesis|sources?))*(?:\(s\))?)"
    r"|[A-Z][A-Z]+(?:[ /&,-]+(?:and |of )?[A-Z]+){0,6})"
)
_BEFORE_LABEL = re.compile(rf"\n+(?=[A-Z][^\n:]{{2,60}}: )(?={_LABEL}: )")
_LABEL_LINE = re.compile(
    rf"(?:^(?:(?i:summary|abstract) ?\n+)?|(?<=[.!?:;)\]”\"]\n)|(?<=\n\n)|(?<=\n)(?=[A-Z]{{2}}))(?=[A-Z][^\n.]{{2,60}}\n)(?P<label>{_LABEL}) ?:?\n+(?=\S)"
)
_KNOWN_LABEL = re.compile(rf"(?i:(?:{NAMES})\b.*)")
_MAX_LABEL = 60


def layout(text: str) -> str:
    """The text with single spaces, its broken lines joined, and a paragraph or a labelled section a line.

    Paragraphs are divided by an empty line, labelled sections by a line end.
    """
    text = _SPACES.sub(" ", text)
    if "\n" not in text:
        return text.strip()
    text = _AROUND_BREAK.sub("\n", text).strip()
    text = re.sub(r"\n{3,}", "\n\n", text)
    text = _LABEL_LINE.sub(_labelled, text)
    if "-\n" in text or "\u2010\n" in text:
        spelled = frozenset(_SPELLED.findall(text.lower()))
        text = _HYPHENATED.sub(lambda found: _joined(found, spelled), text)
    text = _WIDE_BREAK.sub("", _BEFORE_LABEL.sub("\0", text))
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    return text.replace("\0", "\n")


def _labelled(found: re.Match[str]) -> str:
    label = found["label"]
    return f"{label}: " if len(label) <= _MAX_LABEL and _KNOWN_LABEL.match(label) else found.group()


def _joined(found: re.Match[str], spelled: frozenset[str]) -> str:
    """A word that was divided at the end of a line, or a compound; what the rest of the text spells decides first."""
    start, end, text = found["start"], found["end"], found.string
    whole, compound = start + end, f"{start}-{end}"
    if not (start[-1].islower() and end[0].islower()) or compound.lower() in spelled:
        return compound
    if whole.lower() in spelled:
        return whole
    part_of_compound = text[found.start() - 1 : found.start()] == "-" or text[found.end() : found.end() + 1] == "-"
    listed = start.lower() in _KEEP_AFTER or end.lower() in _KEEP_BEFORE
    return compound if part_of_compound or listed or len(start) < 2 or len(end) < 3 else whole
