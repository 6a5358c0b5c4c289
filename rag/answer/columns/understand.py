"""A question of a table's column, understood once: what kind of value it wants, and how an abstract states that."""

from __future__ import annotations

from rag.answer.columns.availability import things_of
from rag.answer.columns.column import (
    Availability,
    Column,
    ColumnKind,
    Compares,
    Count,
    Country,
    Design,
    Holds,
    Measure,
    Named,
    Told,
    Wants,
)
from rag.answer.columns.counts import kin, sample_words
from rag.answer.columns.designs import design_asked_for
from rag.answer.columns.measures import dimensions_of
from rag.answer.question.understand import checked
from rag.answer.question.wanted import asked
from rag.errors import InputError
from rag.text.rules import rule
from rag.text.stems import stems
from rag.text.words import content_stems, is_general

NAME_CHARS = 60
_NAME_WORDS = 5
_YES_NO = rule(
    "columns: asks for yes or no",
    r"^(?:and |so )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might)\b(?! (?:not )?there (?:how|what))|\bwhether\b|\byes(?:/| or )no\b",
    matches=("Is it a randomised trial?", "Were mice used?", "whether bees were marked", "Blinded? yes/no"),
    misses=("How many mice were used?", "What is the dose?", "Which court ruled?"),
)
_SAMPLE = rule(
    "columns: asks for the size of the sample",
    r"\b(?:sample|study|trial|cohort|group|dataset|data set) sizes?\b|\bsize of (?:the |its )?(?:sample|cohort|study|trial)\b|^(?:n|N)\W*$|\bhow (?:large|big) (?:is|was) (?:the|its) (?:sample|study|trial|cohort)\b"
    r"|\bnumber of (?:participants|subjects|patients) (?:in total|overall)\b",
    matches=("What is the sample size?", "size of the cohort", "How large was the trial?", "n"),
    misses=("What is the effect size?", "How large is the lake?"),
)
_DESIGN = rule(
    "columns: asks how the study was designed",
    r"\b(?:study|trial|research|experimental)[- ](?:type|design)s?\b|\b(?:type|kind|design|sort)s? of (?:the |this |a )?(?:study|trial|research|paper|article|evidence|review)\b|\bhow was (?:the|this) (?:study|trial) designed\b|^(?:design|methodology)\W*$",
    matches=("What is the study type?", "design of the trial", "What kind of study is it?", "research design"),
    misses=("Who designed the bridge?", "What was studied?"),
)
_COUNTRY = rule(
    "columns: asks for the country",
    r"^(?:in |from )?(?:(?:which|what) )?(?:study |their )?(?:country|countries|nation)\b(?: of (?:the |this )?(?:study|trial|origin|research|participants|patients))?(?: (?:is|was|were|did|does|do|are)\b.*)?\W*$",
    matches=(
        "In which country was it done?",
        "country",
        "What countries are the patients from?",
        "Country of the study",
    ),
    misses=("Which country has the most bees?", "country music", "How many countries took part?"),
)
_AVAILABLE = rule(
    "columns: asks whether something can be had",
    r"\b(?:available|availability|released?|open[- ]sourced?|public(?:ly)?|shared?|accessible|download\w*|where (?:is|are|can) (?:the |its |their )?(?:code|data|dataset|models?|software))\b",
    matches=("Is code available?", "Do they release their data?", "availability of the corpus", "Where is the code?"),
    misses=("Which code of law?", "What data were used?"),
)
_COMPARES = rule(
    "columns: asks whether there are more or fewer of something",
    r"\b(?P<how>more than|over|at least|fewer than|less than|under|at most|no more than|[<>]=?|≥|≤) ?(?P<number>\d[\d,]*) (?P<things>[\w-]+(?: [\w-]+){0,2}?)(?= (?:in|were|was|are|enrolled|included|with|per|at|for|on|from|by)\b|\?|$)",
    matches=("Are there at least 50 participants?", "Did more than 1,000 people take part?"),
    misses=("Are there 50 participants?", "more than once"),
)
_WAYS: dict[str, Compares] = {
    "more than": ">", "over": ">", ">": ">", "at least": ">=", ">=": ">=", "≥": ">=", "fewer than": "<", "less than": "<", "under": "<",
    "<": "<", "at most": "<=", "no more than": "<=", "<=": "<=", "≤": "<=",
}  # fmt: skip
_NAMES = rule(
    "columns: asks for names of data",
    r"\b(?:which|what|name|list)\b[^?]{0,40}?\b(?:data ?sets?|benchmarks?|corpus|corpora|databases?)\b(?! size)|^(?:data ?sets?|benchmarks?|corpora|databases?)(?: used)?\W*$",
    matches=("Which dataset was used?", "What benchmarks are reported?", "Datasets", "data sets used"),
    misses=("Is the dataset public?", "How large is the corpus?"),
)
_MEASURED = rule(
    "columns: asks for a measured value",
    r"\b(?:how (?:much|long|old|high|low)|follow-?up|dos(?:e|age)|duration|mean age|age range)\b",
    matches=("How long was the follow-up?", "What dose was given?"),
    misses=("How were they fed?", "Which drug was given?"),
)
_OPENS_QUESTION = rule(
    "columns: opens a question rather than names a column",
    r"^(?:what|which|who|whom|whose|how|why|when|where|is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b",
    matches=("Which is larger", "Is it so"),
    misses=("n", "Study design"),
)
_ASPECTS = {
    "Result": rule("columns: asks for the result", r"\b(?:results?|findings?|conclusions?|outcomes?|takeaways?|conclude[sd]?|found|effects?)\b",
                   matches=("What is the main finding?", "conclusion"), misses=("What was the aim?",)),
    "Limits": rule("columns: asks for the limits", r"\b(?:limits?|limitations?|weakness(?:es)?|caveats?|shortcomings?)\b", matches=("What are the limitations?",), misses=("What was the aim?",)),
    "Problem": rule("columns: asks for the problem", r"\b(?:problems?|aims?|purpose|objectives?|goals?|motivation|research questions?|hypothesis|hypotheses|gap)\b",
                    matches=("What problem does it solve?", "objective"), misses=("What was found?",)),
    "Approach": rule("columns: asks for the approach", r"\b(?:methods?|approach(?:es)?|techniques?|methodology|procedure|contributions?|proposes?|propos\w+|how does it work)\b",
                     matches=("What method do they propose?", "approach"), misses=("What was found?",)),
    "Data": rule("columns: asks for the data", r"\b(?:data|materials?|samples?|population|participants|subjects|setting)\b", matches=("What data is it based on?", "population"), misses=("What was found?",)),
}  # fmt: skip
_LEADING = rule(
    "columns: words that a column's name does without",
    r"^(?:what (?:is|are|was|were)|which|what|is|are|was|were|does|do|did|how many|has|have)(?: (?:it|they|the|a|an|this|there|study|paper|trial|authors?))*(?= \S)\s+",
    matches=("What is the sample size?", "Is it a randomised trial?", "How many hives were watched?"),
    misses=("sample size", "Why?"),
)
_KINDS: dict[type, ColumnKind] = {
    Count: "number",
    Measure: "number",
    Design: "category",
    Country: "category",
    Named: "name",
    Told: "text",
}


_TRAILING = rule(
    "columns: words behind what a question asks for",
    r"(?<=\w) (?:(?:was|were|is|are|has|have|had|did|does|do|took|can|could)\b|(?:used|reported|studied|given|measured)$).*$",
    matches=("dataset was used", "participants took part", "dose used"),
    misses=("randomised trial", "main finding"),
)


def column_of(text: str, name: str = "") -> Column:
    """The column of a question as it is typed: "What is the sample size?", or with a name before it, "n: What is ...?".

    Raises:
        InputError: an empty or too long question or name.
    """
    before, colon, behind = text.partition(":")
    if (
        not name
        and colon
        and behind.strip()
        and "?" not in before
        and not _OPENS_QUESTION.holds(before.strip())
        and len(before.split()) <= _NAME_WORDS
    ):
        name, text = before, behind
    question = checked(text)
    name = " ".join((name or short_name(question)).split())
    if len(name) > NAME_CHARS:
        raise InputError(f"the name of a column has {len(name)} characters", f"give it at most {NAME_CHARS}")
    wants = _wants(question)
    return Column(name, question, _kind(wants, question), wants)


def short_name(question: str) -> str:
    """A question without the words that ask it: "sample size" of "What is the sample size?"."""
    short = _LEADING.sub("", question.strip()).strip(" ?.!")
    short = short if _YES_NO.holds(question) else _TRAILING.sub("", short)
    short = short or question
    short = short if len(short) <= NAME_CHARS else f"{short[: NAME_CHARS - 1].rstrip()}…"
    return short[:1].upper() + short[1:]


def _kind(wants: Wants, question: str) -> ColumnKind:
    if isinstance(wants, Holds | Availability) or (isinstance(wants, Count) and wants.compares):
        return "yes_no"
    if isinstance(wants, Design) and wants.of:
        return "yes_no"
    return _KINDS[type(wants)]


def _wants(question: str) -> Wants:
    understood, things = asked(question), things_of(question)
    if things and _AVAILABLE.holds(question):
        return Availability(things)
    if compares := _COMPARES.search(question):
        counted, than = kin(compares["things"]), float(compares["number"].replace(",", ""))
        return Count(counted, bool(counted & sample_words()), _WAYS[compares["how"].lower()], than)
    if _SAMPLE.holds(question):
        return Count(frozenset(), is_sample=True)
    if _DESIGN.holds(question):
        return Design()
    if _COUNTRY.holds(question):
        return Country()
    if _YES_NO.holds(question):
        design = design_asked_for(question)
        return Design(design) if design and _is_about_design(question) else Holds(understood)
    if understood.counted:
        counted = kin(understood.counted)
        return Count(counted, bool(counted & sample_words()))
    if _NAMES.holds(question):
        return Named(frozenset(stems("dataset benchmark corpus")))
    if understood.named:
        return Named(frozenset(stems(understood.named)[-1:]))
    if understood.measures or understood.duration or understood.share or understood.figure or _MEASURED.holds(question):
        words = frozenset(stem for stem in content_stems(question) if stem not in _asking())
        return Measure(words, _dimensions(question, words))
    aspect = next((name for name, asks in _ASPECTS.items() if asks.holds(question)), "")
    return Told(understood, aspect if aspect and _is_of_any_paper(question) else "")


def _is_about_design(question: str) -> bool:
    """Whether a yes/no question asks for nothing but a design: "Is it a randomised trial?", not "Were randomised mice fed?"."""
    words = set(content_stems(question)) - _design_words()
    return not words


def _dimensions(question: str, words: frozenset[str]) -> frozenset[str]:
    found = asked(question)
    own = dimensions_of(words)
    return own | frozenset(("time",) * found.duration) | frozenset(("%",) * found.share)


def _is_of_any_paper(question: str) -> bool:
    """Whether nothing in a question tells of a topic, as "What is the main finding?"."""
    return is_general(question) or not set(content_stems(question)) - _aspect_words()


def _asking() -> frozenset[str]:
    return frozenset(
        stems(
            "share percent percentage fraction proportion reached achieved obtained found received used taken gave value reported report number figure mean average median long much high low old take takes last was given exact"
        )
    )


def _design_words() -> frozenset[str]:
    return frozenset(
        stems(
            "randomised randomized controlled trial trials rct study studies design designed review systematic literature meta-analysis meta analysis"
            " cohort case control case-control cross-sectional cross sectional report series crossover cross-over over open label blind double single"
            " masked placebo prospective retrospective observational multicentre multicenter center centre in vitro vivo pilot randomly assigned"
            " participants patients subjects clinical type assignment allocation"
        )
    )


def _aspect_words() -> frozenset[str]:
    return frozenset(
        stems(
            "main key result finding conclusion outcome takeaway effect limit limitation weakness caveat shortcoming problem aim purpose objective goal"
            " motivation question hypothesis gap method approach technique methodology procedure contribution proposed propose data material sample"
            " population participants subjects setting primary overall most important study research paper used use solve address"
        )
    )
