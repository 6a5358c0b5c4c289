"""Sentences that say what texts do not say: "The abstracts do not state the dose." """

from __future__ import annotations

import re

from rag.text.rules import rule

# What a sentence calls what it was given to read: by words that mean nothing else, or by a word for papers of which it
# says that they are the ones given.
_GIVEN = (
    r"abstracts?|summar(?:y|ies)|provided|given|sources?|passages?|context|excerpts?|documents?|evidence|library|texts?"
    r"|papers|studies|articles|works|publications"
    r"|zusammenfassung(?:en)?|quellen?|texte?n?|dokumente?n?|artikeln?|studien|arbeiten|auszüge?n?"
    r"|résumés?|extraits?|textes|articles|études|resúmen(?:es)?|resumen|fuentes?|textos?|artículos|estudios|documentos"
    r"|riassunti|riassunto|fonti|fonte|testi|testo|articoli|studi|resumos?|artigos|estudos"
    r"|samenvatting(?:en)?|bronnen|teksten|artikelen|sammanfattning(?:ar(?:na)?|en)?|källor(?:na)?|streszczeni\w*|źród\w*"
    r"|аннотаци\w*|источник\w*|текст\w*|стать\w*|статей"
)
_SAYING = (
    r"state[sd]?|say|says|said|report(?:s|ed)?|mention(?:s|ed)?|specif(?:y|ies|ied)|giv(?:e|es|en)|provide[sd]?|describe[sd]?"
    r"|discuss(?:es|ed)?|address(?:es|ed)?|answer(?:s|ed)?|include[sd]?|contain(?:s|ed)?|tell|tells|told|indicate[sd]?"
    r"|disclose[sd]?|detail(?:s|ed)?|determined?|clear|know|known|find|found|name[sd]?|available|information"
)
_NOT = (
    r"\b(?:not|no|none|nothing|neither|nor|never|nowhere|without|cannot|unable|unclear|unspecified|unstated|unknown|silent"
    r"|lack(?:s|ing)?"
    r"|nicht|nichts|kein\w*|weder|nirgends|unklar|pas|aucun\w*|rien|jamais|ni|ningun\w*|ningún|nada|tampoco|non|nessun\w*"
    r"|nulla|né|não|nenhum\w*|niet|geen|niets|inte|ingen|inga|inget|nie|żaden|żadn\w*|не|ни|нет|нигде)\b"
)
_EAST = r"(?:摘要|论文|論文|文献|文獻|来源|來源|资料|資料|要旨|抄録|초록|논문|문헌).*(?:没有|沒有|未|不|ない|ません|いない|않|없)"
_OF_WHAT_WAS_GIVEN = rule(
    "absence: a negation and a word for what was given to read",
    # Looked at from the beginning of a line alone: from each place on, a long sentence would take the square of its length.
    rf"^(?=.*\b(?:{_GIVEN})\b)(?=.*{_NOT}|.*n['’]t\b.*\b(?:{_GIVEN})\b)|{_EAST}",
    matches=(
        "The abstracts do not say which dose was used.",
        "None of the papers reports the depth of the lake.",
        "I couldn’t find this in the provided text.",
        "Die Zusammenfassungen geben nicht an, wie viele Bienen starben.",
        "Aucun des résumés ne précise la date du traité.",
        "Los resúmenes no indican la edad de los jurados.",
        "Nei testi non è indicata la dose.",
        "В аннотациях не указано, сколько пчёл погибло.",
        "这些摘要没有说明样本量。",
        "要旨には記載されていない。",
    ),
    misses=("Bees do not dance in the dark.", "The abstracts report a dose of 5 mg.", "No judge dissented.", "Die Bienen tanzen nicht."),
    flags=re.I | re.M,
)  # fmt: skip
_SAID_NOWHERE = rule(
    "absence: it is said that something is not said",
    rf"(?:\b(?:abstracts?|papers?|sources?|stud(?:y|ies)|articles?|texts?|passages?|documents?|authors?)\b[^.;:]{{0,40}}?"
    rf"(?:\b(?:do|does|did|is|are|was|were|has|have) not\b|n['’]t\b|\bnever\b)"
    rf"(?: (?!only\b)\w+ly| be| been)?(?: (?:\w+ )?)?\b(?:{_SAYING})\b)"
    rf"|\b(?:is|are|was|were|be) (?:not (?:\w+ly )?(?:stated|reported|mentioned|specified|disclosed|detailed"
    r"|(?:given|provided|described|indicated)(?= (?:in|by)\b|\W*$))|unspecified|unstated|unreported)\b"
    rf"|\b(?:is|are) no mention of\b|\bmakes? no mention\b|\bno information (?:on|about|is)\b|\bsilent (?:on|about)\b",
    matches=(
        "The paper does not report the dose.",
        "The number of hives is not specified.",
        "There is no mention of the treaty in the abstract.",
        "Its authors don’t explicitly state the age of the mice.",
        "The study makes no mention of side effects.",
    ),
    misses=(
        "The paper does not use labels.",
        "The drug was not given to children under two.",
        "SPIN does not need labels.",
        "The authors show that bees dance.",
    ),
)
_EMPTY = rule(
    "absence: a cell that states nothing",
    r"^\W*(?:(?:not|none|nothing|nicht|non|no|não|niet|inte|нет|не)\b[\W_]*(?:(?:was|is|are|explicitly|clearly|directly)\b\W*)?"
    r"(?:stated|reported|specified|mentioned|given|provided|available|applicable|described|discussed|disclosed|found|known|clear"
    r"|angegeben|genannt|erwähnt|précisée?|indiquée?|mentionnée?|indicad[oa]|especificad[oa]|mencionad[oa]|specificat[oa]|indicat[oa]"
    r"|informado|vermeld|angivet|указан[оаы]?)?(?: (?:in|by|from|im|dans|en|nel|no|na|в) .{0,40})?"
    r"|n\W?/?\W?a|n\.?s\.?|unknown|unclear|unspecified|unstated|k\. ?a\.|未提及|未说明|未報告|記載なし)?\W*$",
    matches=("not stated", "*Not reported*", "—", "N/A", "n/a", "nicht angegeben", "none", "not stated in the abstract", "未提及", ""),
    misses=("not significant", "5 mg", "no difference", "non-smokers", "none of 12 died"),
)  # fmt: skip


def says_absent(text: str, is_cited: bool = False) -> bool:
    """Whether a sentence only says what the texts that were given do not say.

    Told by a negation and a word for such texts, in several languages; of a sentence that cites something, or names one
    paper, only where it is saying that is denied: "The abstract does not report the dose [1].", not "The paper does not use
    labels [1]."
    """
    return _SAID_NOWHERE.holds(text) or (not is_cited and _OF_WHAT_WAS_GIVEN.holds(text))


def is_empty(cell: str) -> bool:
    """Whether a cell of a table states nothing: "not stated", a dash."""
    return _EMPTY.holds(re.sub(r"[*_`]", "", cell).strip())
