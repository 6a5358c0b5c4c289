"""What a file looks like that no reader takes: the name of its format where it has one, else what stands in it."""

from __future__ import annotations

import re
from collections import Counter

_EXPORT = "export the records as RIS or BibTeX instead"
# By what stands in the head; the first that is found.
_XML = (
    ("marc21/slim|<(?:marc:)?datafield", "MARC XML"),
    ("www\\.tei-c\\.org", "TEI XML"),
    ("oai_dc|openarchives\\.org/OAI", "a reply of OAI-PMH"),
    ("<rdf:RDF", "RDF (of Zotero, or of a catalogue)"),
    ("<(?:rss|channel)[\\s>]", "an RSS feed"),
    ("<feed[\\s>]", "an Atom feed of another service than arXiv"),
    ("<bibtex:|bibtexml", "BibTeXML"),
    ("crossref\\.org/(?:qrschema|schema)|<doi_records", "Crossref XML"),
    ("<DocSum>|<eSummaryResult|<eSearchResult", "a reply of E-utilities without abstracts"),
    (
        "<(?:!doctype )?html|<body[\\s>]|<div[\\s>]",
        "a web page in HTML: save it as text, or use the export of its site",
    ),
)
_TEXT = (
    (r"\A\d{5}[a-z ]{4,5}\s{0,3}[a-z0-9 ]{0,3}22\d{5}", "MARC"),
    (r"^=LDR  |^=245  ", "MARC in MarcEdit's text form"),
    (r"^(?:%YAML|---\s*$)|^references:\s*\n\s*- ", "YAML"),
    (r"^\d{1,6}[.:] .{20,}\bPMID: \d+", "PubMed's summary, which has no abstracts: save as PubMed or Abstract"),
    (r"^\\(?:documentclass|begin\{thebibliography\}|bibitem)", "LaTeX"),
    (r"^@prefix |^<http\S+> <http", "RDF"),
    (r"^\\\\\s*\n(?:Paper: |arXiv:)", "arXiv's announcement by mail"),
)
_TAG = re.compile(
    r"\s*[\[{<*#%$]{0,2}(?:([A-Za-z][\w ./]{0,24}?)[\]}>*]{0,2}\s{0,3}[-:=>|]{1,2}\s|([A-Z][A-Z0-9]{1,3})[\]}>*]{0,2}\s+\S)"
    r"|([#%@$!][*@!%?\w])\S"
)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_SHARE = 0.5
_REPEATED = 2
_RECORD_LINES = 3  # with tags in a block that is a record
_RECORD_WORDS = 20
_LISTED = 8
_SHOWN = 60


def kind_of_text(head: str) -> str:
    """What a file that begins so is, in words: "is XML of an unknown kind ...", "looks like MARC: ..."."""
    if head.lstrip("\ufeff \n\t").startswith("<"):
        name = next((name for pattern, name in _XML if re.search(pattern, head, re.I)), "")
        return f"looks like {name}: {_EXPORT}" if name else f"is XML or HTML that cannot be read: {_EXPORT}"
    name = next((name for pattern, name in _TEXT if re.search(pattern, head, re.M)), "")
    if name:
        return f"looks like {name}: {_EXPORT}"
    if tags := repeated_tags(head):
        return f"looks like tagged records of an unknown format (its tags: {', '.join(tags[:_LISTED])}): {_EXPORT}"
    return f"is in no format that can be read: {_seen(head)}"


def repeated_tags(head: str) -> list[str]:
    """The words with which lines begin, where most blocks are records: lines that begin with a few words that come again
    and again in other blocks, as tags do."""
    blocks = [block.splitlines() for block in _BLANK.split(head) if len(block.split()) >= _RECORD_WORDS]
    tagged = [[next(filter(None, found.groups())) for line in block if (found := _TAG.match(line))] for block in blocks]
    counts = Counter(tag for tags in tagged for tag in dict.fromkeys(tags))
    again = {tag for tag, times in counts.items() if times >= _REPEATED}
    records = [tags for tags in tagged if len(again.intersection(tags)) >= _RECORD_LINES]
    return sorted(again, key=lambda tag: -counts[tag]) if records and len(records) >= _SHARE * len(blocks) else []


def _seen(head: str) -> str:
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    first = "".join(c if c.isprintable() else "?" for c in lines[0])[:_SHOWN] if lines else ""
    return f"{len(lines):,} lines of text, the first of them “{first}”"
