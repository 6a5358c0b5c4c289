"""Words around a figure that tell whether it counts the whole sample, a part of it, or something else."""

from __future__ import annotations

from rag.text.rules import rule

PART = rule(
    "counts: words before a figure that counts a part",
    r"(?:(?:(?:\d|%)\)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|most|many|some|none|majority|per ?cent|rest|out))"
    r"\s+of(?: the| these| those)?|^of the|\bthe(?: (?:other|remaining|first|last))?|\bonly|\bremaining|\bof (?:these|them|whom|the),?|\bgroup|\bother"
    r"|\beach of(?: the)?|\banother|\bsub(?:set|group) of|/)\s*$",
    matches=("five of ", "34 (94%) of ", "Of the ", "the remaining ", "Only "),
    misses=("a total of all ", "In ", "We enrolled ", "data for "),
)
WHOLE = rule(
    "counts: words before a figure that counts the whole",
    r"\b(?:total of|totall?ing|data (?:of|from)|group of|cohort of|sample of|population of|series of|set of|number of|dataset of|comparisons? of|records of|study of|survey of|analysis of)"
    r"(?: (?:about|over|more than|some|up to))?\s*$",
    matches=("a total of ", "in a group of ", "The data of ", "a cohort of about "),
    misses=("five of ", "Of the "),
)
OF_A_GROUP = rule(
    "counts: of one group of several",
    r"\b(?:respectively|per (?:group|arm|cage|treatment|condition)|(?:in|for|to) each|each (?:group|arm)|/group|in the [\w-]+(?: [\w-]+)? (?:group|arm)|to (?:the )?[\w-]+ group|to group [A-Z1-9]|and \d+ to)\b|\beach\)",
    matches=(
        "40 and 38 women walked and ran, respectively",
        "12 mice per group",
        "33 patients to the SAM group and 29 to",
    ),
    misses=("40 women in two groups", "A total of 40 women were grouped."),
)
SUBSET = rule(
    "counts: words behind it that tell of a part",
    r"^(?:(?!\b(?:who|whom|that|which|with)\b)[^.;,]){0,60}?\b(?:withdrew|dropped|worsened|discontinued|experienced|developed|died|reported|responded|relapsed|showed|had(?! (?:been|completed|received|undergone))|were excluded|refused"
    r"|improved|achieved|demonstrated|resumed|recovered|preferred|required|met)\b",
    matches=(" patients dropped out.", " women experienced nausea", " mice developed tumours"),
    misses=(" patients were enrolled", " women who had a history of gout", " miners, of whom 3 died"),
)
SHARE = rule(
    "counts: a share behind it, which makes it a part",
    r"^\s?\(\d[\d.]*\s?%",
    matches=(" (46%) improved", " (33.3 %)"),
    misses=(" (mean age 46)", " with 46% women"),
)
BEHIND_ANOTHER = rule(
    "counts: words before the last of several groups",
    r"\band(?: in| of| for| with)?\s*$",
    matches=("Twenty-six premenopausal and ", "10 Hispanic and ", "44 miners, 58 smiths, and "),
    misses=("a total of ", "We enrolled "),
)
ANOTHER_GROUP = rule(
    "counts: words before a figure that counts a second group",
    r"\b(?:independent|matched|control|comparison|validation|replication|second|another|separate) (?:group|sample|cohort|set|series) of\s*$",
    matches=("an independent group of ", "a matched sample of "),
    misses=("a group of ", "a sample of "),
)
OTHERS = rule(
    "counts: others than those of the study",
    r"\b(?:other|additional|further|more|remaining|matched|control)\b",
    matches=(" other pigs", " matched women"),
    misses=(" pigs", " women"),
)
AND_OTHERS = rule(
    "counts: another group behind it, or a use as controls",
    r"^(?! and\b)(?:(?!\b(?:were|was|enrol\w*|complet\w*|participat\w*|took|had|received|who|whom)\b)[^.;]){0,70}?\band (?:in |of )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|\w+teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[\w-]*) (?!%|per|mg|g|ml|years?|months?|weeks?|days?|hours?)[a-z]|^[^.;]{0,40}?\bas (?:positive |negative )?controls?\b",
    matches=(" with headache and 18 healthy men", " infected as positive controls", " with gout and four with scurvy"),
    misses=(" were enrolled and 27 men completed it", " aged 20 and 30 years", " with gout"),
)
SAMPLED = rule(
    "counts: a sentence that says what was looked at",
    r"\b(?:enrol\w*|recruit\w*|includ\w+|participat\w+|took part|randomi[sz]\w+|assign\w+|allocat\w+|involv\w+|compris\w+|consist\w+|enter(?:ed)?|surveyed"
    r"|interview\w*|stud(?:y|ied)|trial|examin\w+|analy[sz]\w+|investigat\w+|evaluat\w+|assess\w+|compar\w+|treat\w+|receiv\w+|complet\w+|measur\w+|test(?:ed)?"
    r"|collect\w+|follow\w*|sampled|selected|identified|pooled|randomly|underwent|given|administered|responded to|housed|trained|perform\w*|took|record\w*|processed"
    r"|observed|admitted|contain\w*|instrumented|seen)\b",
    matches=("Forty women were enrolled.", "The study compared 12 mills.", "It comprises 400 images."),
    misses=("Forty women sang.", "Bees number 20,000 in a hive."),
)
BEST = rule(
    "counts: a sentence that gives the whole sample",
    r"\b(?:enrol\w*|recruited|included|participated|took part|were randomi[sz]ed|were (?:\w+ )?(?:randomly )?(?:assigned|allocated)|entered|surveyed|involv\w+|comprises?|consists? of|contains?|(?:was|were) collected|a total of)\b",
    matches=("Forty women were enrolled.", "A total of 9 mills took part."),
    misses=("Forty women sang.",),
)
GROUP_BEFORE = rule(
    "counts: words before n = that name one group",
    r"\b(?:groups?|arms?|controls?|cohort|class|male|female|men|women|boys|girls|placebo|treated|treatment|healthy|comparison|each)(?: \d)?(?: [\w-]+){0,3}[\s(,]*$",
    matches=("the placebo group (", "male ", "A matched group of healthy volunteers ("),
    misses=("The participants (", "Subjects ("),
)
RECRUITING = rule(
    "counts: words before what was recruited",
    r"\b(?:enrol+ed|recruited|interviewed|surveyed|sampled)(?: a total of)?\s*$",
    matches=("We interviewed ", "The study enrolled a total of "),
    misses=("We dated ", "We interviewed them in "),
)
TAKING_PART = rule(
    "counts: words behind what was recruited",
    r"^(?: [\w-]+){0,3}? (?:took part|participated|(?:were|was) (?:\w+ )?(?:enrol+ed|recruited|interviewed|surveyed|sampled))\b",
    matches=(" took part in it.", " of the valley were surveyed."),
    misses=(" were fed.", " sang."),
)
