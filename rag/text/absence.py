"""Sentences that say what texts do not say: "The abstracts do not state the dose." """

from __future__ import annotations

import re

from rag.text.rules import rule

# What a sentence calls what was given to read, what such texts do that say something, and what they hold then.
_GIVEN = (
    r"(?:abstracts?|summar(?:y|ies)|sources?|passages?|context|excerpts?|documents?|texts?|papers?|studies|articles?"
    r"|(?:the|this|that|each|either|neither|no) study|works|publications?|(?:your|my|this) library|(?:information|evidence) provided|provided (?:information|evidence))"
)
_REPORT = (
    r"stat(?:e|ed|es|ing)|sa(?:y|id|ying)s?|report\w*|mention\w*|specif\w+|giv(?:e|es|en|ing)|provid\w+|describ\w+|discuss\w*"
    r"|address\w*|answer\w*|includ\w+|contain\w*|tell\w*|told|indicat\w+|disclos\w+|detail\w*|determin\w+|clear|nam(?:e|es|ed|ing)"
)
_SAY = (
    rf"(?:{_REPORT}|available|cover\w*|touch\w*|speaks?|deals?|elaborat\w+|expl(?:ain|or)\w*|identif\w+|clarif\w+|defin\w+"
    r"|refers?|allow\w*|comment\w*|compar\w+|examin\w+|lists?|confirm\w*)"
)
_TOLD = (
    r"(?:information|details?|indications?|mentions?|figures?|explanations?|answers?|numbers?|references?|statements?"
    r"|discussions?|descriptions?|accounts?|words?|data (?:on|about))"
)
_WORD = r"(?:\W++(?!that\b|which\b|who\b)\w++(?:['’-]\w++){0,9}+)"  # of the same clause
_DENIED = (
    rule(
        "absence: a word for what was given to read, and a saying that is denied",
        rf"^(?=.*(?<![\w-]){_GIVEN}(?![\w-])).*?"
        rf"(?:(?:\b(?:not|cannot|never|neither|nor|unable to|impossible to)|n['’]t)\b(?!\W+only\b){_WORD}{{0,2}}?\W++{_SAY}\b"
        rf"|(?:^|[,;:]\W*|\b(?:but|and|as|because|since)\W+)(?:none|neither|nothing|no|nor|not one)\b{_WORD}{{0,4}}?"
        rf"\W++{_GIVEN}\b{_WORD}{{0,3}}?\W++{_SAY}\b"
        rf"|(?:\b(?:no|without|not|lack(?:s|ing)?|insufficient|missing)|n['’]t)\b{_WORD}{{0,3}}?\W++{_TOLD}\b"
        r"|\bI (?:\w+ ){0,2}?(?:\w+n['’]t|not|cannot|unable to) (?:find|see|locate)\b"
        r"|\b(?:unclear|unspecified|unstated|unreported|silent)\b|\bnothing\W++(?:about|on|in)\b)",
        matches=(
            "The abstracts do not say which dose was used.",
            "None of the papers reports the depth of the lake.",
            "Nothing in the abstracts speaks of moss.",
            "I could not find any mention of the treaty in the provided text.",
            "It is unclear from the passages how many bees died.",
        ),
        misses=(
            "In these studies the drug did not help.",
            "The studies report no deaths.",
            "No study has found a link between moss and rust.",
            "The papers say that the bees did not return.",
            "No serious adverse events were reported in the studies.",
            "There is no evidence that ice harms moss.",
        ),
        flags=re.I | re.M,
    ),
    rule(
        "absence: the same in other languages, by three words in any order",
        r"^(?=.*\b(?:zusammenfassung(?:en)?|abstracts?|quellen?|texte?n?|dokumente?n?|artikeln?|studien?|arbeiten|auszüge?n?"
        r"|résumés?|extraits?|textes?|articles|études?|sources|resúmen(?:es)?|resumen|fuentes?|textos?|artículos?|estudios?"
        r"|documentos?|riassunt[oi]|font[ei]|test[oi]|articol[oi]|studi|resumos?|artigos|estudos|fontes|samenvatting(?:en)?|bronnen"
        r"|teksten|artikelen|sammanfattning(?:ar(?:na)?|en)?|källor(?:na)?|streszczeni\w*|źród\w*|аннотаци\w*|источник\w*"
        r"|текст\w*|стать\w*|статей)\b)"
        r"(?=.*\b(?:nicht|nichts|kein\w*|weder|nirgends|unklar|pas|aucun\w*|rien|jamais|ni|no|ningun\w*|ningún|nada|tampoco|non"
        r"|nessun\w*|nulla|né|não|nenhum\w*|niet|niets|geen|inte|ingen|inga|inget|nie|żaden|żadn\w*|не|ни|нет|нигде|ничего)\b)"
        r".*\b(?:an\b|ang[ae]b|genannt|nenn|erwähn|bericht|beschr[ei]+b|hervor|steh|enth[aä]lt|(?:be)?antwort|information|unklar"
        r"|précis|mention|indiqu|figur|répon|dis(?:ent)?\b|rapport|permet|donn|contien|indica|mencion|especific|dice|respon"
        r"|informa|reporta|specific|menzion|riporta|dicon|contengon|contêm|diz|vermeld|noem|staat|antwoord|genoemd|nämn|ange"
        r"|framgår|säg|podaj|wspomin|określ|mówi|zawier|указ|упомин|сообща|содерж|сказан|говор|ответ)",
        matches=(
            "Die Zusammenfassungen geben nicht an, wie viele Bienen starben.",
            "Aucun des résumés ne précise la date du traité.",
            "Los resúmenes no indican la edad de los jurados.",
            "Nei testi non è indicata la dose.",
            "В аннотациях не указано, сколько пчёл погибло.",
        ),
        misses=(
            "Die Arbeiten zeigen, dass Moos nicht stirbt.",
            "En estos estudios el fármaco no ayudó.",
            "Les abeilles ne dansent pas.",
        ),
        flags=re.I | re.M,
    ),
    rule(
        "absence: the same in Chinese, Japanese and Korean",
        r"^(?=.*(?:摘要|论文|論文|文献|文獻|来源|來源|资料|資料|要旨|抄録|초록|논문|문헌|자료))(?=.*(?:"
        r"(?:没有|沒有|未|不)[^，。；]{0,4}(?:说|說|提|报告|報告|给出|給出|包含|指出|记|記|明|答|信息)"
        r"|(?:記載|言及|述べ|示さ|報告|説明|触れ|明らか|含ま|情報)[^、。]{0,6}(?:ない|なかった|ません)"
        r"|(?:언급|명시|기술|보고|설명|제시|포함|정보|답)[^,.]{0,8}(?:않|없)))",
        matches=("这些摘要没有说明样本量。", "要旨には記載されていない。", "초록에는 용량이 언급되어 있지 않습니다."),
        misses=(
            "这些论文发现药物没有效果。",
            "これらの論文では薬は効かなかった。",
            "이 논문들에서 약은 효과가 없었다.",
        ),
        flags=re.I | re.M,
    ),
)
_SAID_NOWHERE = rule(
    "absence: it is said that something is not said",
    rf"(?:\b(?:abstracts?|papers?|sources?|stud(?:y|ies)|articles?|texts?|passages?|documents?|authors?)\b[^.;:]{{0,40}}?"
    rf"(?:\b(?:do|does|did|is|are|was|were|has|have) not\b|n['’]t\b|\bnever\b)"
    rf"(?: (?!only\b)\w+ly| be| been)?(?: (?:\w+ )?)?\b(?:{_REPORT})\b)"
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

    Told by a word for such texts and a denial that they say something, in several languages. What they deny themselves,
    as that a drug helped, is a claim like any other; in doubt a sentence is one.

    Args:
        is_cited: it cites something, or names one paper. Then the denial stands next to the word for the text: "The
            abstract does not report the dose [1].", not "The paper does not use labels [1]."
    """
    return _SAID_NOWHERE.holds(text) or (not is_cited and any(one.holds(text) for one in _DENIED))


def is_empty(cell: str) -> bool:
    """Whether a cell of a table states nothing: "not stated", a dash."""
    return _EMPTY.holds(re.sub(r"[*_`]", "", cell).strip())
