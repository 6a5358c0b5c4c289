"""Whether records answer a question: read to its last word, for all that abstracts answer is left to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.question.catalogue.asked import CatalogueQuestion
from rag.answer.question.catalogue.bare import ENDS, bare
from rag.answer.question.catalogue.fields import fields_asked, reference
from rag.answer.question.catalogue.grouping import grouping_asked
from rag.answer.question.catalogue.selections import going_on, selection_asked, with_criteria
from rag.answer.question.places import with_title
from rag.records import Turn
from rag.text.rules import rule

_LONGEST = 400  # characters of a question for records
_GOES_ON = rule(
    "catalogue: goes on from the question before",
    r"^(?:(?:ok(?:ay)?|so)[\s,]+)?(?:and|but|what about|how about|also|then)\b(?: (?:what about|how about|for))?[\s,]*(?P<rest>.+)$",
    matches=("And by Bengio", "what about BERT", "and for the coral paper"),
    misses=("by Bengio", "how many"),
)
_ALONE = rule(
    "catalogue: a question word alone",
    r"^(?:(?P<year>when|(?:in |from )?(?:which|what) year)|(?P<venue>where|(?:in )?(?:which|what) (?:journal|venue|conference))|(?P<authors>who|by whom|who(?: was| is)? (?:it )?by))(?: (?:was|is|did) (?:it|that|this))?$",
    matches=("when", "in which year", "where", "who"),
    misses=("when do bees dance", "why", "who wrote it"),
)
_HOW_MANY = rule(
    "catalogue: how many, of those asked for before",
    r"^how many(?: (?:are|were) (?:there|they|these|those|that))?$",
    matches=("how many", "how many are there"),
    misses=("how many bees are there", "how many of them dance"),
)
_HELP = rule(
    "catalogue: what can be asked",
    r"^(?:help(?: me)?|what (?:can|could|do|should|may) (?:you|i|we) (?:do|ask|ask you|do here|do with (?:this|you|it)|help with|help me with|ask here|ask about)(?: here| for me| about)?"
    r"|what (?:kinds?|sorts?) of questions can (?:i|you|we) (?:ask|answer)(?: you| here)?|how (?:do|can|should|does) (?:i|one|we|you|this|it) (?:use (?:this|you|it|colloquy)|work|get started|start)(?: here| with this)?"
    r"|(?:who|what) are you|what is (?:this|colloquy)|what is (?:this|colloquy) (?:for|about|good for)|what are you (?:able to do|good for|capable of)|what (?:are )?(?:your )?(?:abilities|capabilities|functions|features)(?: are there)?)$",
    matches=("What can you do", "help", "what can I ask", "How does this work", "who are you"),
    misses=(
        "What can you do against moths",
        "how does it work in winter",
        "help with moths",
        "What can I ask a doctor",
    ),
)
_EXPORT = rule(
    "catalogue: how papers are taken elsewhere",
    r"^(?:how (?:do|can|could|should|would) (?:i|we|one) )?(?:export|save|download|back ?up|copy)(?: (?:them|these|those|this|it|that|all|everything|(?:all )?(?:of )?(?:the|this|these|those|my|that) (?:whole )?(?:list|answer|papers|results?|table|library|references?|bibliography|citations?|conversation|chat)))?"
    r"(?: (?:all|out|here|together))*(?: (?:to|as|in|into|for) (?:an? |my )?(?:[\w.+-]+(?: (?:file|format|table|document))?))?$",
    matches=("export them", "How can I save this list as BibTeX", "download the papers", "export to Zotero", "export the table as a csv file"),
    misses=("How do firms export bees", "save the whales", "export of goods", "copy number"),
)  # fmt: skip

_LIBRARY = r"(?:(?:my|this|the|our|your) )?(?:(?:whole |entire )?(?:library|collection|papers|articles|corpus|literature)|papers here)"
_TOPICS = rule(
    "catalogue: what the library is about",
    rf"^(?:(?:what|which) (?:are|is) (?:the )?(?:(?:main|major|big|different|research|broad|most common) )*(?:directions?|topics?|themes?|subjects?|areas?|fields?|clusters?|groups?) (?:in|of|within|among|across|covered (?:by|in)) {_LIBRARY}"
    rf"|(?:what|which) (?:(?:main|major|research|broad) )*(?:directions|topics|themes|subjects|areas|fields|clusters) (?:are there|are (?:covered )?in {_LIBRARY}|does {_LIBRARY} cover|do {_LIBRARY} cover|do i have)"
    rf"|what (?:is|are) {_LIBRARY} (?:all )?about|(?:group|cluster|sort|organi[sz]e|divide) (?:all )?{_LIBRARY} (?:by|into) (?:topics?|themes?|subjects?|areas?|directions?|clusters|groups)"
    rf"|(?:an )?overview of {_LIBRARY}|(?:sum up|summari[sz]e) (?:my|this|the|our) (?:whole |entire )?(?:library|collection))$",
    matches=("What are the main directions in my library", "Group my papers by topic", "what is this collection about", "which topics does my library cover",
             "overview of my library"),
    misses=("What are the main directions in machine translation", "Group the patients by age", "what is the treaty about", "overview of the papers on moss"),
)  # fmt: skip


def catalogue_question(question: str, history: Sequence[Turn] = ()) -> CatalogueQuestion | None:
    """A question as one to the catalogue; None for all that abstracts are to answer."""
    if len(question) > _LONGEST:
        return None
    if to_group := grouping_asked(question, history):
        if to_group.wants_topics:
            return CatalogueQuestion("topics")
        question = to_group.papers
    text = with_title(question, history).replace("’", "'")
    words = bare(text)
    if _HELP.holds(words):
        return CatalogueQuestion("help")
    if _EXPORT.holds(words):
        return CatalogueQuestion("export")
    if _TOPICS.holds(words):
        return CatalogueQuestion("topics")
    found = fields_asked(words) or selection_asked(words)
    before = _before(history) if not found or found.of else None
    if found:
        is_of_last = found.of and found.of.points == "several" and found.wanted != "fields"
        if is_of_last and before and before.wanted in ("count", "papers"):
            return replace(with_criteria(before, found.criteria), wanted=found.wanted, number=found.number)
        return found
    if not before:
        return None
    return _gone_on(text, words, before)


def _gone_on(text: str, words: str, before: CatalogueQuestion) -> CatalogueQuestion | None:
    """What is left of a question that goes on from one to the catalogue: "And when?", "and by Bengio?"."""
    if before.wanted == "fields":
        alone = _ALONE.search(words)
        if alone:
            fields = [name for name in ("authors", "year", "venue") if alone[name]]
            return replace(before, fields=tuple(fields), of=reference("it"))  # type: ignore[arg-type]
        more = _GOES_ON.search(ENDS.sub("", text))
        return replace(before, of=reference(more["rest"])) if more else None
    if before.wanted in ("help", "topics", "export"):
        return None
    return replace(before, wanted="count") if _HOW_MANY.holds(words) else going_on(words, before)


def _before(history: Sequence[Turn]) -> CatalogueQuestion | None:
    """The last question of a conversation, where it is one to the catalogue."""
    asked = [place for place, turn in enumerate(history) if turn.role == "user"]
    return catalogue_question(history[asked[-1]].content, history[: asked[-1]]) if asked else None
