"""What databases call a kind of work -> CSL's item type."""

from __future__ import annotations

import re

_TYPES = {
    "article-journal": "article journalarticle articleinpress review reviewarticle letter editorial note shortsurvey"
    " erratum retracted retraction journal jour researcharticle academicjournal journalarticlereview datapaper"
    " retractedpublication retractedarticle",
    "paper-conference": "conferencepaper proceedingsarticle proceedingspaper conference inproceedings conferenceproceedings"
    " conferenceproceeding conferenceproceedingsarticle conferenceabstract meetingabstract cpaper conf",
    "chapter": "booksection bookchapter incollection inbook chap bookpart",
    "book": "book monograph editedbook referencebook proceedings conferencereview bookwhole",
    "thesis": "thesis dissertation phdthesis mastersthesis thes",
    "report": "report techreport technicalreport reportcomponent rprt workingpaper",
    "article": "preprint postedcontent unpublished manuscript eprint posted",
    "dataset": "dataset data datasets",
    "webpage": "webpage website blogpost elec",
    "software": "software computerprogram",
    "standard": "standard",
    "patent": "patent",
    "review": "bookreview",
    "entry-encyclopedia": "encyclopediaarticle referenceentry",
    "entry-dictionary": "dictionaryentry",
    "article-newspaper": "newspaperarticle news",
    "article-magazine": "magazinearticle",
    "speech": "presentation",
    "motion_picture": "film videorecording",
    "graphic": "artwork",
    "manuscript": "manuscripts",
    "legal_case": "case",
    "personal_communication": "email",
    "bill": "bill",
    "hearing": "hearing",
    "legislation": "statute",
    "interview": "interview",
    "map": "map",
    "broadcast": "podcast tvbroadcast radiobroadcast",
    "song": "audiorecording",
    "post": "forumpost",
    "document": "document",
}
# CSL's other types, by which no database means anything else.
_CSL_ALONE = frozenset(
    "classic collection figure pamphlet performance periodical post-weblog regulation review-book treaty"
    " musical_score event".split()
)
_NAMED = {name: csl for csl, names in _TYPES.items() for name in names.split()}
_NOT_LETTERS = re.compile(r"[^a-z]+")
_AMBIGUOUS = frozenset(("article", "review"))


def is_item_type(kind: str) -> bool:
    return kind in _TYPES or kind in _CSL_ALONE


def csl_type(kind: str) -> str:
    """The CSL item type of a kind of work by any of its common names; nothing for one that is not known.

    "article" alone, as most databases use it, is an article in a journal; in CSL itself it is anything else.
    """
    if not (kind := kind.strip().lower()):
        return ""
    if is_item_type(kind) and kind not in _AMBIGUOUS:
        return kind
    plain = _NOT_LETTERS.sub("", kind)
    parts = [_NOT_LETTERS.sub("", part) for part in re.split(r"[;,|]", kind)]
    return _NAMED.get(plain) or next((_NAMED[part] for part in parts if part in _NAMED), "")
