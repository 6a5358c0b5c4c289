"""The records that pass between the steps: frozen, typed, no behaviour beyond their own fields."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal
from urllib.parse import quote, urlsplit

AbstractsKind = Literal["answer", "compare", "summary", "list"]  # of answers that abstracts give
Kind = Literal[AbstractsKind, "catalogue", "help"]
Verdict = Literal["supported", "partial", "contradicted", "unsupported", "uncited", "unchecked"]
JudgedBy = Literal["verbatim", "letters", "model"]
Notice = Literal["retraction", "correction", "concern"]
Part = Literal["before", "lead", "more"]
Abstained = Literal["not_in_library", "not_in_abstracts"]


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name in its parts; what it does not have is empty, and a name of one part is a family name.

    `text` is the whole name as its source writes it, and is not compared: "Griffin, D. K." and "Griffin DK" are one
    name. `particle` stands before the family name ("van der"); one that stands behind the given names in a list stays
    with them ("Antoine de" of Saint-Exupéry). `suffix` is "Jr.", "III".
    """

    text: str = field(compare=False)
    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def surname(self) -> str:
        """Particle and family name: "van der Berg"."""
        return f"{self.particle} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Group:
    """A body that is an author, such as a collaboration; it has one name, whatever commas stand in it."""

    name: str

    @property
    def text(self) -> str:
        return self.name


Name = Person | Group


def is_zotero(alias: str) -> bool:
    """Whether an alias is the address of an item in Zotero."""
    return alias.startswith("zotero://select/")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `id` is stable across re-imports, `key` is what the record came with, byte for byte.

    `type` is one of CSL's item types, such as article-journal. `notice` tells of a record that is no paper but a notice
    on one what it is a notice of: it is no evidence. `aliases` are what else names it, such as the
    identifiers of other records of the same work, each with its scheme: "doi:10.1/x", "arxiv:1706.03762", "pmid:123",
    "pmcid:PMC7012345", "isbn:9783161484100", "key:smith2019"; and the items of Zotero that it is, each by the address
    that opens it there: "zotero://select/library/items/ABCD2345".
    """

    id: str
    key: str
    title: str
    abstract: str
    names: tuple[Name, ...] = ()
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    pmid: str | None = None
    url: str | None = None
    keywords: tuple[str, ...] = ()
    type: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publisher: str | None = None
    retracted: bool = False
    aliases: tuple[str, ...] = ()
    notice: Notice | None = None

    @property
    def authors(self) -> tuple[str, ...]:
        """Their names, each as its source writes it."""
        return tuple(name.text for name in self.names)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of it wherever it is listed."""
        notice = (f"notice of {self.notice}",) if self.notice else ()
        return ("retracted",) * self.retracted + notice + ("no abstract",) * (not self.abstract)

    @property
    def standing(self) -> str:
        """What programs that keep such notes are told: "Retracted", "Notice of correction", or nothing."""
        return "Retracted" if self.retracted else f"Notice of {self.notice}" if self.notice else ""

    @property
    def zotero(self) -> str:
        """The address that opens it in Zotero, where it came from there: "zotero://select/library/items/ABCD2345"; "" for
        others."""
        return next((alias for alias in self.aliases if is_zotero(alias)), "")

    @property
    def link(self) -> str:
        """Its DOI, arXiv or PubMed page, or the address that it came with, over http alone; "" when there is none."""
        if self.doi:
            return f"https://doi.org/{quote(self.doi, safe='/:;()._-')}"
        if self.arxiv_id:
            return f"https://arxiv.org/abs/{quote(self.arxiv_id, safe='/.')}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{quote(self.pmid, safe='')}/"
        try:
            parts = urlsplit(self.url or "")
        except ValueError:
            return ""
        return self.url if self.url and parts.scheme in ("http", "https") and parts.netloc else ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that could not be read: where it stands and why.

    `paper` is there where only the abstract is missing: the record as a title, for those who want it so.
    """

    source: str
    position: str
    reason: str
    paper: Paper | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class LeftOut(Skipped):
    """What could not be used of a record that is there otherwise, such as an identifier that cannot be one.

    `paper` is the record without it, as long as the two have not been parted.
    """


@dataclass(frozen=True, slots=True)
class Span:
    """Character offsets into a text, mostly an abstract: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences of one abstract, as stored in the vector store."""

    id: str
    paper_id: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found.

    `score` is the fused score that ranks hits of one query (no unit, only comparable within it);
    `lexical` is its BM25 score and `dense` its best passage's cosine, both absolute.
    """

    paper: Paper
    score: float
    lexical: float
    dense: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an abstract: `paper.abstract[span.start:span.end] == text`."""

    paper: Paper
    span: Span
    text: str


Field = Literal["year", "venue", "title", "authors", "keywords", "doi", "key", "tag", "collection"]
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "~"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What papers must meet: year >= 2023, venue = ICLR (case does not count), title ~ diffusion (holds the words).

    A year is compared with a number, a tag or a collection by = , != and ~ alone. As text it is written without blanks: "year>=2023".
    """

    field: Field
    operator: Operator
    value: str

    def __str__(self) -> str:
        return f"{self.field}{self.operator}{self.value}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which papers a question is asked of, by id or key: those to speak of, those to leave out, and, where these are
    given, the `only` ones that may be found and the conditions that they must meet."""

    pin: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Citation:
    """Number `n` in the answer's text: `paper.abstract[start:end] == quote`."""

    n: int
    paper: Paper
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of an abstract: `paper.abstract[start:end] == quote`."""

    paper: Paper
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, the numbers that it cites, and whether they support it.

    `start` and `end` are character offsets into the answer's text as it is written, in Markdown: from where the claim's
    words begin to where they end, with the citation marks in between and without those before and behind it. Without
    its marks this stretch is `text`; of an abstract's sentence in an answer without a model, it is `text` escaped.
    Claims that stand in the text do so in their order and do not overlap. Both are None for what stands only in a cell
    of the answer's table, and for what is not found again in an answer that an earlier version stored.

    `closest` is the sentence of the papers that were shown which is close to a claim that the model gave no source.

    `by` is how the verdict was reached: "verbatim", the abstract's own sentence; "letters", compared by figures, names,
    quotations and to what they belong; "model", judged by the model. Letters never say "supported": where they agree, the
    claim is "unchecked", as its meaning was not judged.

    `part` is what a quotation does in an answer without a model to a single question: the "lead" answers, what stands
    "before" it in the abstract is there because the lead leans on it, and "more" adds to it. None elsewhere.
    """

    text: str
    start: int | None
    end: int | None
    citations: tuple[int, ...]
    verdict: Verdict
    by: JudgedBy
    reason: str
    closest: Quote | None = None
    part: Part | None = None

    @property
    def place(self) -> Span | None:
        """`start` and `end` as one."""
        return None if self.start is None or self.end is None else Span(self.start, self.end)

    @property
    def is_in_doubt(self) -> bool:
        """Whether its source is known not to bear it out, or not all of it."""
        return self.verdict not in ("supported", "unchecked")


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answerer wrote: Markdown whose [n] are all in `citations`, and the claims that it makes, each with its
    place in it."""

    text: str
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...]
    abstained: Abstained | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A paper that was considered for an answer."""

    paper: Paper
    score: float
    cited: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; `n` is the citation whose quote it is, word for word, or None where the abstract does not state
    it."""

    text: str
    n: int | None


@dataclass(frozen=True, slots=True)
class Row:
    paper: Paper
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """Model calls and tokens of one answer; the cost is None where no price is known. `estimated` tells that the server
    did not count some of the tokens: these are counted here."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None
    estimated: bool = False

    def plus(self, other: Usage) -> Usage:
        costs = [cost for cost in (self.cost_usd, other.cost_usd) if cost is not None]
        return Usage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            sum(costs) if costs else None,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question was asked."""

    retrieve_ms: float
    first_token_ms: float
    total_ms: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What every way of asking gives back: command line, Python and page.

    `thinking` is what the model thought on its way, where its server tells: never part of the text, nor sent back to it.
    """

    question: str
    standalone: str
    kind: Kind
    text: str
    abstained: Abstained | None
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    table: Table | None
    model: str | None
    usage: Usage
    timings: Timings
    warnings: tuple[str, ...] = ()
    scope: Scope = EVERYTHING
    thinking: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


def as_json(record: Any) -> Any:
    """The plain lists and dicts of a record, ready for `json.dumps`.

    Papers leave their abstract out except where a citation or a quote points into it.
    """
    if isinstance(record, (Citation, Quote)):
        own = {f.name: as_json(getattr(record, f.name)) for f in fields(record)}
        own["paper"]["abstract"] = record.paper.abstract
        return own
    if isinstance(record, Condition):
        return str(record)
    if isinstance(record, Skipped):
        return {"source": record.source, "position": record.position, "reason": record.reason}
    if isinstance(record, Paper):
        return _paper_as_json(record)
    if isinstance(record, Person):  # whose text stands among the authors
        return {name: getattr(record, name) for name in ("family", "given", "particle", "suffix")}
    if is_dataclass(record):
        return {f.name: as_json(getattr(record, f.name)) for f in fields(record)}
    if isinstance(record, dict):
        return {name: as_json(value) for name, value in record.items()}
    if isinstance(record, (tuple, list)):
        return [as_json(item) for item in record]
    return record


def _paper_as_json(paper: Paper) -> dict[str, Any]:
    """The fields of a paper but its abstract; its authors as texts, and behind them as names in their parts."""
    values: dict[str, Any] = {}
    for name in _PAPER_FIELDS:
        value = getattr(paper, name)
        if name == "names":
            values["authors"] = list(paper.authors)
        values[name] = value if isinstance(value, _PLAIN) else as_json(value)
    values["zotero"] = paper.zotero or None
    return values


_PAPER_FIELDS = tuple(f.name for f in fields(Paper) if f.name != "abstract")
_PLAIN = (str, int, type(None))
