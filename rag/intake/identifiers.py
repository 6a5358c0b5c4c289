"""Identifiers as people have them -> as they are registered: DOI, PMID, PMCID, arXiv id, ISBN, each by one parser.

A parser takes the text of a field: a bare identifier, one behind its name, an address, a spreadsheet's formula, with
what HTML, LaTeX, the encoding of addresses and word processors have made of it. It gives the identifier in one form, or
"" where the text holds none. The digits that a text merely begins with are no identifier, nor is one that cannot exist:
a PMID whose digits a spreadsheet has rounded away, an arXiv id of a thirteenth month, an ISBN whose check digit is wrong.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

_LONGEST = 2_000  # characters of a field that can hold an identifier
_HYPHENS = dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D), "-")
_UNSEEN = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF))
_WIDE = {0xFF01 + n: 0x21 + n for n in range(94) if 0xFF01 + n != 0xFF0D}  # letters, digits and signs of full width
_SIGNS = str.maketrans({**_WIDE, **_HYPHENS, **_UNSEEN})
_FORMULA = re.compile(r"""^\s*['’]?=\s*HYPERLINK\s*\(\s*["“]([^"”]*)["”].*""", re.I | re.S)
_LATEX = re.compile(
    r"\\([_%&#$~^{}])|\\(?:text)?(underscore|less|greater)\b(?:\{\})?\s*|\$\s*\\?([<>_]|lt|gt)\s*\$|[{}]"
)
_LATEX_SIGNS = {"underscore": "_", "less": "<", "greater": ">", "lt": "<", "gt": ">"}
_ENCODED = re.compile(r"%[0-9a-f]{2}", re.I)
_NOTHING = re.compile(r"[\W0_]*|n\W?a\W?|#n/a|nan|null|none|not available|unknown|-+", re.I)

_REGISTRANT = r"10\.\d{4,9}(?:\.\d+)*\s?/\s?"
_DOI = (
    re.compile(  # a registrant's number of fewer digits is none that was ever given, but cannot be another thing here
        rf"(?:^\W*(?:(?:info:)?doi\W*|https?://(?:dx\.)?doi\.org/)?(?=10\.)|(?<![\d.])(?={_REGISTRANT}))"
        r'(10\.\d+(?:\.\d+)*\s?/(?:\s(?=\S*\d))?[^\s"“”]{1,500})(?![^\s"“”])',
        re.I,
    )
)
_NEXT_DOI = re.compile(r"[;,|](?=(?:https?://|doi:|10\.\d{4,9}/))", re.I)
_OF_ADDRESS = re.compile(r"[?&](?:\w+=|utm|casa_token).*|#[\w.:-]*$|;jsessionid=.*", re.I)
_VIEW = re.compile(  # what publishers put behind the DOI in the address of a text, a file or a part of a page
    r"(?:/(?:full(?:[./](?:html?|pdf|xml|text))?|fulltext|e?pdf(?:direct|ft)?(?:/.*)?|abs(?:tract)?|html?|xml|epub|meta|"
    r"references|citedby|figures|download|suppl_file/.*|asset/.*|-/DC\w+)|"
    r"\.(?:full(?:[.-](?:pdf|text|html))?(?:\+html)?|pdf(?:\+html)?|html?|abstract|long|short|epub|xml))/*$",
    re.I,
)
_TAG_BEHIND = re.compile(r"</?[a-z]+\s*/?>$|<[a-z]+\s.*$", re.I)
_BEHIND = ".,;:'’\"*\\|`"
_BRACKETS = ((")", "("), ("]", "["), ("}", "{"), (">", "<"))

_PMID_NAMED = re.compile(
    r"\W*(?:(?:info:)?(?:pmid|pubmed|medline)(?:[ _-]?(?:id|number|no\.?|accession))?\W{0,3})?0*(\d{1,8})(?:\.0+)?"
    r"(?:\W*|\s*[\[(<].*|\s*[;,|]\s*\D*\d{1,8}\D*)",
    re.I | re.S,
)
_PMID_FLOAT = re.compile(r"(\d)\.(\d+)e\+?0?(\d)", re.I)
_PMID_ADDRESS = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/(?:\?term=)?)(\d{1,8})(?!\d)"
)
_PMID_IN_TEXT = re.compile(r"(?<![^\W_])(?:PMID|PubMed ID|PubMed)\s*:?\s*0*([1-9]\d{0,7})(?![\w.,]?\d)", re.I)
_PMCID = re.compile(r"(?<![a-z])PMC[\s:#-]{0,2}(?:ID)?[\s:#-]{0,2}(?:PMC)?0*([1-9]\d{2,8})(?:\.\d+)?(?!\d)", re.I)

_ARCHIVES = (
    "astro-ph cond-mat gr-qc hep-ex hep-lat hep-ph hep-th math-ph nlin nucl-ex nucl-th physics quant-ph math cs q-bio "
    "q-fin stat eess econ acc-phys adap-org alg-geom ao-sci atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas dg-ga "
    "funct-an mtrl-th patt-sol plasm-ph q-alg solv-int supr-con"
).split()
_MONTH = r"(?:0[1-9]|1[0-2])"
# Four digits until 2014, five since; a spreadsheet that takes the id for a number drops the last where it is a nought.
_ARXIV_NEW = rf"(?:(?:0[7-9]|1[0-4]){_MONTH}\.\d{{4,5}}|(?:1[5-9]|[2-9]\d){_MONTH}\.\d{{5}})"
_ARXIV_OLD = rf"(?:{'|'.join(_ARCHIVES)})(?:\.[a-z-]{{2,10}})?/\d{{2}}{_MONTH}\d{{3}}"
_ARXIV_ID = rf"({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?(?![\w/]|\.\d|-\d)"
_ARXIV = re.compile(
    r"\W*(?:(?:oai:)?arxiv(?:\.org)?(?: e-?prints?| preprint)?(?: id)?[\s,:./]*|corr\W+|abs/)*"
    rf"{_ARXIV_ID}(?:\.pdf)?(?:\W*|\s*[\[(,;].*)",
    re.I | re.S,
)
_ARXIV_ADDRESS = re.compile(
    r"(?:(?:arxiv|alphaxiv)\.org/(?:abs|pdf|html|format|src|e-print|ps)/|ar5iv(?:\.labs\.arxiv)?\.org/(?:abs|html)/|"
    rf"10\.48550/arxiv\.){_ARXIV_ID}",
    re.I,
)
_SUBJECT = re.compile(r"\.[a-z-]+(?=/)")

_ISBN = re.compile(r"(?<![\d-])(97[89][\s-]?(?:\d[\s-]?){9}\d|(?:\d[\s-]?){9}[\dX])(?![\d-]?\d)", re.I)


def doi(text: str) -> str:
    """The first DOI, in lower case: "10.1038/nature14539"."""
    found = _DOI.search(_plain(text))
    if found is None:
        return ""
    value = _NEXT_DOI.split("".join(found[1].lower().split()))[0]
    before = None
    while value != before:
        before = value
        value = _VIEW.sub("", _TAG_BEHIND.sub("", _OF_ADDRESS.sub("", value))).rstrip(_BEHIND)
        value = value.removesuffix("[doi]")
        for closing, opening in _BRACKETS:
            while value.endswith(closing) and value.count(closing) > value.count(opening):
                value = value[:-1]
    return value if value.partition("/")[2] else ""


def pmid(text: str) -> str:
    """The PMID, one to eight digits: "31452104". Of a number in the form 3.7012345E+07 only if no digit is lost."""
    text = _plain(text)
    if found := _PMID_ADDRESS.search(text):
        return found[1].lstrip("0")
    if (number := _PMID_FLOAT.fullmatch(text.strip())) and len(number[2]) == int(number[3]):
        text = number[1] + number[2]
    found = _PMID_NAMED.fullmatch(text)
    return found[1].lstrip("0") if found else ""


def pmid_in_text(text: str) -> str:
    """The PMID that stands behind its name in running text, such as a note."""
    found = _PMID_IN_TEXT.search(text)
    return found[1].lstrip("0") if found else ""


def pmcid(text: str) -> str:
    """The number of PubMed Central, with its letters: "PMC7012345"."""
    found = _PMCID.search(_plain(text))
    return f"PMC{found[1]}" if found else ""


def arxiv_id(text: str) -> str:
    """The arXiv id without its version and the subject of an old one: "1706.03762", "math/0309136"."""
    text = _plain(text)
    found = _ARXIV.fullmatch(text)
    return _arxiv(found) if found else arxiv_id_of_address(text)


def arxiv_id_of_address(text: str) -> str:
    """The same where it stands in an address of arXiv's or in a DOI of its giving, and nowhere else."""
    found = _ARXIV_ADDRESS.search(_plain(text))
    return _arxiv(found) if found else ""


def isbn(text: str) -> str:
    """The first ISBN, as its thirteen digits: "9783161484100"."""
    for found in _ISBN.finditer(_plain(text)):
        digits = re.sub(r"[\s-]", "", found[1]).upper()
        if len(digits) == 10 and _weighed(digits, range(10, 0, -1)) % 11 == 0:
            body = f"978{digits[:9]}"
            return body + str(-_weighed(body, (1, 3) * 6) % 10)
        if len(digits) == 13 and _weighed(digits, (1, 3) * 7) % 10 == 0:
            return digits
    return ""


def says_nothing(text: str) -> bool:
    """Whether a field is as good as empty: "", "0", "N/A", "-"."""
    return not text or bool(_NOTHING.fullmatch(text.strip()))


def _plain(text: str) -> str:
    """A text without what its way here has left on it: entities, escapes, a formula, characters that are not seen. One
    that is too long for a field of identifiers is none."""
    if not text or len(text) > _LONGEST:
        return ""
    if text.isascii() and text.isalnum():
        return text
    if formula := _FORMULA.match(text):
        text = formula[1]
    for _ in range(2):  # some are encoded twice
        text = unescape(text) if "&" in text else text
        text = unquote(text) if _ENCODED.search(text) else text
    if "\\" in text or "$" in text or "{" in text:
        text = _LATEX.sub(lambda sign: sign[1] or _LATEX_SIGNS.get(sign[2] or sign[3] or "", sign[3] or ""), text)
    return (text if text.isascii() else text.translate(_SIGNS)).strip()


def _arxiv(found: re.Match[str]) -> str:
    return _SUBJECT.sub("", found[1].lower()) if "/" in found[1] else found[1]


def _weighed(digits: str, weights: range | tuple[int, ...]) -> int:
    return sum(weight * (10 if digit == "X" else int(digit)) for digit, weight in zip(digits, weights, strict=False))
