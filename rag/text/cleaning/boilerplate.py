"""What publishers and databases put around an abstract: the word "Abstract", copyright lines, database notes.

Taken away only at the ends, and only by whole sentences that are nothing else: "Elsevier" in a sentence about
publishing stays.
"""

import re

_HEADING = re.compile(
    r"(?:graphical abstract|abstract|summary|synopsis|zusammenfassung|résumé|resumen|resumo|riassunto|аннотация|摘要|要旨)"
    r"(?:\s*[:：]\s*|\s*[.]\s+(?=[A-ZÀ-Þ])|\s*[-–—]+\s+|\s*\n+\s*)(?=\S)",
    re.I,
)
_SHOUTED = re.compile(r"(?:ABSTRACT|SUMMARY)\s+(?=[A-Z][a-z]|[A-Z] [a-z])")
_GLUED = re.compile(
    r"Abstract(?=[A-Z][a-z])|ABSTRACT(?=[A-Z][a-z])"
    r"|Abstract\s(?=(?:Background|Introduction|Objectives?|Purpose|Aims?|Context|Motivation)\b\s*[:A-Z])"
)
_TITLE_CASE = re.compile(
    r"Abstract\s+(?=(?:We|This|The|In|Our|It|Here|A|An|There|Many|Most|Recent|To|While|Although)\s[a-z])"
)

# Without one of these near its end, an abstract has no notice there: to look for them takes no time.
_TRIGGERS = (
    *("©", "(c)", "(C)", "opyright", "OPYRIGHT", "ublished by", "rights reserved", "Record", "FROM AUTHOR", "bstract "),
)
# The first of the statements that bioRxiv and medRxiv put after an abstract.
_STATEMENT = "Competing Interest Statement"
_STATEMENTS = re.compile(rf"(?:(?<=[.!?)])\s*|\n)(?:#+\s*)?{_STATEMENT}")
_TAIL_CHARS = 1_200
_MARK = r"(?:copyright\s*:?\s*(?:©|\(c\)|\d{4}|the authors?\b)|©|\(c\)\s*(?:copyright\b|\d{4}|the authors?\b|crown\b))"
_START = (
    rf"(?:(?:crown\s+|lay abstract )?{_MARK}|all rights reserved\b|this (?:article|paper) is protected by copyright"
    r"|published by (?:the )?(?-i:[A-Z])|published (?:online )?(?:under|in)\b.{0,60}licen[cs]e|\(?psycinfo database record"
    r"|copyright of .{3,200} is the property of|\[abstract from author|\(?abstract shortened by)"
)
_NOTICE = re.compile(
    rf"(?:^|(?<=[.!?:;)\]\"”’»。])\s?|(?<=\n)|(?<=\s)(?=©|\(c\)\s*\d{{4}}|copyright\s*©))[\[(]?{_START}", re.I
)
_LEADING = re.compile(r"(?:copyright\s*)?(?:©|\(c\))\s*(?:copyright\s*)?(?:\d{4}|the authors?\b)", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\[©])|\n+")
_OF_RIGHTS = re.compile(
    r"rights reserved|protected by copyright|licen[sc]e[de]?\b|licensee|creative commons|\bCC[ -]BY|open[- ]access article"
    r"|re-?use\b|express written|may not be copied|warranty is given|original published version|abridged"
    r"|database record|from author|shortened by|property of|for individual use|copyright applies|is public domain",
    re.I,
)
_OF_PUBLISHERS = re.compile(
    r"copyright|©|\(c\)|published|on behalf of|\bauthor\(?s|\b(?:Elsevier|Wiley|Springer|Blackwell|Taylor|Sage|Karger"
    r"|MDPI|BMJ|IEEE|ACM|APA|Nature|Macmillan|Thieme|Pergamon|Informa|Ltd|Limited|Inc|LLC|B\.?V|GmbH|AG|Co|Corp"
    r"|S\.?A|Verlag|Publish\w+|Press|Society|Association|Academy|Foundation|Institute|College|Union|Federation"
    r"|Periodicals|University|Company|Group|Trust|Sons)\b",
    re.I,
)
_MAX_WORDS, _SHORT_WORDS = 40, 6
_VERB = re.compile(
    r"\b(?:is|are|was|were|we|has|have|had|can|may|show|shows|found|suggests?|that"
    r"|(?!published|reserved|limited|licensed|united|permitted|protected)[a-z]{2,}ed)\b"
)
_NAMES = re.compile(r"(?:(?:[^\Wa-z_][^\s:]*|[^\w\s]+|et|al\.|of|the|and|by|for|in|de|der|van|von)(?:\s+|$))+")
_PUBLISHED_BY = re.compile(r"published by\b", re.I)
_PUBLISHER = re.compile(
    r"(?i:published by)(?:\s+(?:[^\Wa-z_]\S*|[^\w\s]+|the|of|and|on|behalf|for|in|an?|trading|as|by|de|der|part|open"
    r"|access|division|company|permission|under|licen[sc]e))+"
)
_PLACEHOLDER = re.compile(
    r"\W*(?:no abstract(?: (?:is |was )?(?:available|provided|present|found))?|abstract (?:is )?not available"
    r"|not available|n/?a|none|null|nan|unavailable)\W*",
    re.I,
)


def boilerplate(text: str) -> str:
    """The abstract without the label at its start and the notices at its ends.

    Nothing remains of a text that only says that there is no abstract.
    """
    if len(text) < 60 and _PLACEHOLDER.fullmatch(text):
        return ""
    text = _without_label(text)
    if _STATEMENT in text:
        text = _STATEMENTS.split(text, maxsplit=1)[0]
    text = text.rstrip()
    tail = text[-_TAIL_CHARS:]
    if not (any(trigger in tail for trigger in _TRIGGERS) or _LEADING.match(text)):
        return text
    return _without_leading(_without_trailing(text))


def _without_label(text: str) -> str:
    if text[:1] not in "AaSsGgZzRrА摘要а":
        return text
    for label in (_HEADING, _SHOUTED, _GLUED, _TITLE_CASE):
        if (found := label.match(text)) and found.end() < len(text):
            return text[found.end() :]
    return text


def _without_trailing(text: str) -> str:
    """Cuts at the first notice near the end after which there is nothing but notices."""
    start = max(0, len(text) - _TAIL_CHARS)
    for notice in _NOTICE.finditer(text, start):
        if all(_is_notice(sentence) for sentence in _SENTENCE.split(text[notice.start() :].strip())):
            return text[: notice.start()].rstrip()
    return text


def _without_leading(text: str) -> str:
    """Without the copyright line that some databases put first; only as far as a sentence ends in its words."""
    if not _LEADING.match(text):
        return text
    start = 0
    for gap in _SENTENCE.finditer(text):
        sentence = text[start : gap.start()]
        if not (_OF_RIGHTS.search(sentence) if start else _is_notice(sentence)):
            break
        start = gap.end()
    return text[start:]


def _is_notice(sentence: str) -> bool:
    if _OF_RIGHTS.search(sentence):
        return True
    if _PUBLISHED_BY.match(sentence):
        return bool(_PUBLISHER.fullmatch(sentence))
    words = len(sentence.split())
    if _VERB.search(sentence) or words > _MAX_WORDS:
        return False
    return bool(_OF_PUBLISHERS.search(sentence) or (words <= _SHORT_WORDS and _NAMES.fullmatch(sentence)))
