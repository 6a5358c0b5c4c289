"""Whether a work was retracted, and whether a record is no paper but a notice on one.

A source tells it by the kinds that it gives a record, by a mark in the title, or by what stands where the abstract would.
"Retraction: T" may be either: publishers rename the article so, and so they name its notice. Then the text decides: that
of a notice speaks of the article, that of the article of what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.records import Notice
from rag.text.rules import Rule, rule

_WORK = r"(?:article|paper|chapter|publication|manuscript|review|work|submission|preprint|study|report|protocol)"
_BACK = r"(?:retracted|withdrawn|removed)"
_ENDED = r"(?:\s*[:\])|*]|\.\s|\s+[-–—]\s)\W*"  # behind a mark that stands before a title
_ON = r"\s*(?:[:\])|*.]|\s[-–—]\s|\b(?:to|for|on|regarding|concerning)\b|[“\"‘«])"  # behind what a notice calls itself
_SAYS = r"(?:hereby |therefore |now |jointly |wish(?:es)? to |would like to |ha(?:s|ve) decided to |ha(?:s|ve) )*"
_WHO = r"(?:we|the (?:authors?|editors?|editor-in-chief|publishers?|journal|editorial board))"
_NOTICE_WORDS = 120  # a text of more is that of the article, with a word on it before
_TITLE_ENDS = 1_000  # characters at either end of a title
_LOOKED_AT = 700  # characters of a text that tell what it is

_RETRACTED_KIND = rule(
    "standing: a kind of retracted works",
    rf"^\W*{_BACK}(?:[\s-]+{_WORK})?\s*(?:$|[;:.,(])",
    matches=["Retracted Publication", "retracted", "Retracted Article; Review", "Withdrawn publication", "withdrawn."],
    misses=["Retraction of Publication", "Retracted papers were left out of the review", "Article", "Retracted tendon"],
)
_KIND_RETRACTION = rule(
    "standing: a kind of notices of retraction",
    r"^\W*(?:notice of )?(?:partial )?(?:retraction|withdrawal|removal|item withdrawal)(?: notice| note| of publication)?\W*$",
    matches=["Retraction of Publication", "Retraction Notice", "retraction", "Item Withdrawal", "Notice of retraction"],
    misses=["Retracted Publication", "Tooth removal", "Retraction of the scapula", "Withdrawal symptoms"],
)
_KIND_CORRECTION = rule(
    "standing: a kind of corrections",
    r"^\W*(?:notice of )?(?:published )?(?:errat(?:um|a)|corrigend(?:um|a)|addendum|(?:author |publisher )?correction(?:, addition)?)"
    r"(?: notice)?\W*$",
    matches=["Published Erratum", "Erratum", "Correction, Addition", "Corrigendum", "Notice of correction"],
    misses=["Corrected and Republished Article", "Article", "Colour correction", "Error correction codes"],
)
_KIND_CONCERN = rule(
    "standing: a kind of concerns",
    r"^\W*(?:(?:editorial )?expressions?[ _]of[ _]concern(?: notice)?|notice of concern)\W*$",
    matches=["Expression of Concern", "Notice of concern", "Editorial Expression of Concern", "expression_of_concern"],
    misses=["Concern", "Article", "Expression of genes of concern"],
)
_MARK = rule(
    "standing: the mark of a retracted work in its title",
    rf"^\W*{_BACK}(?:\s+{_WORK})?{_ENDED}"
    rf"|\s*[(\[]\s*{_BACK}(?:\s+(?:{_WORK}|by the|in|on|due|see|at|\d)\b[^)\]]*|\W*)[)\]]?\W*$"
    r"|^\W*notice of (?:retraction|withdrawal)(?!\s*(?:and|to|of|for|from)\b)\W*(?=\w)",
    matches=[
        *("RETRACTED: Tea", "Retracted Article: Tea", "[Retracted] Tea", "WITHDRAWN: Rice", "Removed: Bread"),
        *(
            "Tea (Retracted article. See vol. 10, pg. 33, 2023)",
            "Tea [retracted]",
            "Tea (Withdrawn)",
            "Retracted - Tea",
        ),
        *("Notice of Retraction Tea and sleep", "Notice of Retraction: Tea"),
    ],
    misses=[
        *("RETRACTED PAPERS AND THEIR CITATIONS", "Rotator cuff tears: a retracted tendon", "Retraction: Tea"),
        *("Kidneys (removed by laparoscopy)", "Notice of Retraction to: Tea", "Retracted-tendon tears"),
        *("Cuff repair (retracted tears)", "Withdrawn children at school", "Expression of Concern: Tea"),
    ],
)
_TITLE_RETRACTION = rule(
    "standing: a title that speaks of a retraction",
    r"^\W*(?:(?:statement|notice) of (?:partial )?(?:retraction|withdrawal|removal)|(?:partial )?(?:retraction|withdrawal"
    rf"|removal)(?: and replacement)? (?:notice|note|statement)|(?:partial )?retraction(?: and replacement)?){_ON}"
    r"|^\W*(?:partial )?retraction(?: notice| note)?\W+[“\"‘]|\(retraction of (?:vol|\d)",
    matches=[
        *("Retraction: Tea", "Retraction notice to “Tea”", "Retraction Note: Tea", "Statement of Retraction: Tea"),
        *("Withdrawal notice to: Tea", "Notice of Retraction to: Tea", "Tea (Retraction of vol 12, pg 3, 2010)"),
        *("Retraction to: Tea", "Retraction “Tea”"),
    ],
    misses=[
        *("Retracted: Tea", "Traction: a review", "Retractions in oncology", "Alcohol withdrawal: a trial"),
        *("Retraction of the uvula in sleep", "Withdrawal of opioids", "Withdrawal: symptoms", "Removal of horns"),
    ],
)
_TITLE_WITHDRAWAL = rule(
    "standing: a title that may speak of a retraction",
    r"^\W*(?:withdrawal|removal)\s*(?:[:.\])|]|\s[-–—]\s)",
    matches=["Withdrawal: Tea", "[Removal] Tea"],
    misses=["Withdrawal of opioids", "Retraction: Tea"],
)
_RENAMED = rule(
    "standing: a title by which a retracted work and its notice may be called alike",
    r"^\W*retraction\s*(?:[:.\])|]|\s[-–—]\s)",
    matches=["Retraction: Tea", "[Retraction] Tea", "RETRACTION - Tea"],
    misses=["Retraction notice to: Tea", "Retraction to: Tea", "Retraction Note: Tea", "Retractions: Tea"],
)
_TITLE_CORRECTION = rule(
    "standing: a title that speaks of a correction",
    r"^\W*(?:published |author |publisher )?(?:errat(?:um|a)|corrigend(?:um|a)|addendum|correction(?: notice)?)(?:\s+to\b"
    r"|\s*[:\]|]|\.\s|\s+[-–—]\s|\s+for\s*[:“\"])",
    matches=[
        "Erratum to: Tea",
        "Corrigendum to “Tea”",
        "Correction: Tea",
        "Publisher Correction: Tea",
        "[Erratum] Tea",
    ],
    misses=["Correction of anaemia with iron", "Corrections in prisons", "Erratum", "Error correction: codes"],
)
_TITLE_CONCERN = rule(
    "standing: a title that speaks of a concern",
    rf"^\W*(?:editorial |publisher['’]s )?(?:expression of concern|note of concern){_ON}",
    matches=["Expression of Concern: Tea", "Editorial Expression of Concern to “Tea”", "EXPRESSION OF CONCERN: Tea"],
    misses=["Expression of genes: a concern", "A concern: tea", "Concern of parents"],
)
_TEXT_RETRACTION = rule(
    "standing: a text that tells of a retraction",
    rf"\b(?:this|the)(?:\s+(?:above|following|aforementioned|original|published|named|cited|retracted))*\s+{_WORK}\b"
    r"(?:\s*[,(\[“\"][^.]{0,240}?[,)\]”\"]|\s+(?:by|titled|entitled|from|in|published|cited)\b[^.]{0,160}?)?\s+"
    rf"(?:has|have|had|is|was|is being|will be)(?:\s+been)?(?:\s+\w+ly)?\s+{_BACK}\b"
    rf"|\b{_WHO} {_SAYS}(?:retract|withdraw|remove)s?(?:ed)?\s+(?:the content of )?(?:this|the|our|their) (?:\w+ )?{_WORK}\b"
    r"|\bthis retracts the\b|\breview of the content of this paper by a duly constituted",
    matches=[
        "The above article, published in April, has been retracted by agreement of the editor and the publisher.",
        "This article has been withdrawn at the request of the authors. The publisher apologizes.",
        "This paper has been withdrawn by the author due to a sign error in equation 2.",
        "We hereby retract the content of this paper.",
        "[This retracts the article DOI: 10.1000/1.]",
        "The authors wish to retract their article.",
    ],
    misses=[
        "We studied why articles are retracted in forty journals.",
        "This paper asks how often the papers of a field are retracted.",
        "The retracted tendon was sutured. The study was closed.",
        "The tumour was removed in forty patients.",
        "This study has been approved. Sutures were removed after ten days.",
    ],
)
_TEXT_CORRECTION = rule(
    "standing: a text that tells of a correction",
    r"^\W*(?:this (?:corrects|updates) the (?:article|paper)|this (?:erratum|corrigendum|correction|addendum)\b"
    r"|(?:the )?(?:authors?|publishers?|editors?)\b[^.]{0,40} (?:regrets?|apologi[sz]es?)"
    r"|in (?:the|this|our) (?:(?:original|originally|published|above|online|printed|print|recently|version of the) ?)*"
    r" ?(?:publication|article|paper|version|abstract)\b[^.]{0,120}? (?:table|figure|fig|error|author|name|affiliation|should"
    r"|incorrect\w*|wrong\w*|was|were)\b|following (?:the )?publication of (?:this|the|our) (?:\w+ )?article\b)",
    matches=[
        "[This corrects the article DOI: 10.1000/1.]",
        "The authors regret that an affiliation was missing.",
        "In the original publication, Table 2 gives wrong units.",
        "In the original version of the article, Figure 3 was incorrect.",
    ],
    misses=[
        "In this paper we show that tea is good.",
        "Errors in the original were corrected by hand.",
        "We regret nothing.",
    ],
)
_TEXT_CONCERN = rule(
    "standing: a text that tells of a concern",
    r"\b(?:expression of concern|expressing (?:our|their) concern|express (?:our |their )?concerns?) (?:is|for|about|regarding"
    r"|to|in relation)\b",
    matches=[
        "This expression of concern is for the above article.",
        "The editors express their concern about the data.",
    ],
    misses=["Parents had concerns about sleep.", "Genes of concern were expressed."],
)
_ITSELF = rule(
    "standing: a text that stands in place of a retracted work's own",
    rf"^\W*(?:notice of \w+\W+)?(?:this {_WORK}\b|we\b)",
    matches=[
        "This paper has been withdrawn by the author.",
        "This article has been removed.",
        "We withdraw this paper.",
    ],
    misses=["The above article has been retracted.", "The authors retract this article."],
)
_TAKEN_BACK = rule(
    "standing: what marks a title as that of a work that was taken back",
    rf"^\W*(?:{_BACK}(?:\s+{_WORK})?{_ENDED}|(?:statement of |notice of )?(?:retraction|withdrawal|removal)"
    r"(?: notice| note)?(?:\s*:\s*|\s+to:?\s+|\s+)\W*)"
    rf"|\s*[(\[]\s*{_BACK}\b[^)\]]*[)\]]?\W*$|\s*\(retraction of\b[^)]*\)?\W*$",
    matches=["RETRACTED: Tea", "Tea (Retracted article. See vol. 10)", "Notice of Retraction Tea", "Retraction: Tea"],
    misses=["Tea", "Retractions in oncology"],
)
_NOTICES: tuple[tuple[Notice, Rule, Rule, Rule], ...] = (
    ("retraction", _KIND_RETRACTION, _TITLE_RETRACTION, _TEXT_RETRACTION),
    ("correction", _KIND_CORRECTION, _TITLE_CORRECTION, _TEXT_CORRECTION),
    ("concern", _KIND_CONCERN, _TITLE_CONCERN, _TEXT_CONCERN),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a work was retracted; and of a record whose text is a notice, what the notice is of.

    The notice of a retraction is not retracted itself; a work whose text was taken away with it is both.
    """

    retracted: bool
    notice: Notice | None


def standing(title: str, abstract: str, kinds: Iterable[str] = ()) -> Standing:
    """What a title, the text beside it, and the kinds and notes of a source tell together; clean texts."""
    kinds = [part.strip() for kind in kinds for part in kind.split(";") if part.strip()]
    title = _ends(title)
    is_short = len(abstract.split()) <= _NOTICE_WORDS
    start = abstract[:_LOOKED_AT]
    told: Notice | None = None
    if is_short:
        told = next((notice for notice, _, _, text in _NOTICES if text.holds(start)), None)
    if any(_RETRACTED_KIND.holds(kind) for kind in kinds) or _MARK.holds(title):
        return Standing(True, told if told == "retraction" else None)
    for notice, kind_of, _, _ in _NOTICES:
        if any(kind_of.holds(kind) for kind in kinds):
            return Standing(False, notice)
    called = next((notice for notice, _, titled, _ in _NOTICES if titled.holds(title)), None)
    if called == "retraction" and abstract and _RENAMED.holds(title) and not _TEXT_RETRACTION.holds(start):
        return Standing(True, None)  # the article itself
    if called == "retraction" or (called and (told or not abstract)):
        return Standing(False, called)
    if told == "retraction" and _TITLE_WITHDRAWAL.holds(title):
        return Standing(False, told)
    if told == "retraction":
        return Standing(_ITSELF.holds(start), told)
    return Standing(False, None)


def without_mark(title: str) -> str:
    """The title without the mark of a work that was taken back, or of its notice."""
    if len(title) <= 2 * _TITLE_ENDS and (_MARK.holds(title) or _TITLE_RETRACTION.holds(title)):
        return _TAKEN_BACK.sub("", title) or title
    return title


def _ends(title: str) -> str:
    """What there is of a title where marks stand: a title of a million characters is not looked through."""
    return title if len(title) <= 2 * _TITLE_ENDS else f"{title[:_TITLE_ENDS]} {title[-_TITLE_ENDS:]}"
