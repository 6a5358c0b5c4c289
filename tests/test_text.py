"""Clean text: each family of markup gone, each text that is none untouched, nothing lost, and clean stays clean."""

import random
import time

import pytest

from rag.intake.identifiers import doi
from rag.intake.readers.fields import author, pages
from rag.intake.readers.record import paper, record
from rag.records import Skipped
from rag.text.cleaning import clean, clean_abstract, plain_text, without_latex

LATEX = [
    (r"$\alpha_1 \le 10^{-3}$", "α_1 ≤ 10^-3"),
    (r"Schr\"odinger, Fr\'echet, Erd\H{o}s, \v{C}ech, {\'e}t{\'e}", "Schrödinger, Fréchet, Erdős, Čech, été"),
    (r"na\"{\i}ve S\o ren Stra\ss e", "naïve Søren Straße"),
    (r"\emph{one \textbf{two}} and {\em three}, \texttt{four\_five}", "one two and three, four_five"),
    (r"10\% of \$5 \& more \#1", "10% of $5 & more #1"),
    (r"\emph{x}: a~tie, 1--2, so---there", "x: a tie, 1–2, so—there"),
    ("``quoted'' words", "“quoted” words"),
    (r"$\frac{n}{m+1}$, $d\frac{1}{2}$ and $\sqrt{n+1}$", "n/(m+1), d(1/2) and √(n+1)"),
    (r"$\sqrt[3]{x}$ and $\hat{\mu}$ in $\tilde{O}(\sqrt{T\log T})$", "x^(1/3) and μ̂ in Õ(√(T log T))"),
    (r"$x_{i,j}^{2n+1}$ in $\mathbb{R}^{d \times d}$", "x_(i,j)^(2n+1) in R^(d × d)"),
    (r"CO$_{\textrm{2}}$ and 10$^{\mathrm{-3}}$", "CO2 and 10^-3"),
    (r"a \mkbibquote{word} with {\~{\^e}}", "a “word” with ễ"),
    (r"CO$_2$, Ca$^{2+}$, 10$^{-3}$, 3$\times$, 360$^\circ$", "CO2, Ca2+, 10^-3, 3×, 360°"),
    (r"the $k$-means of $n$ points in $O(n \log n)$", "the k-means of n points in O(n log n)"),
    (r"\(a \in B\) and \[c \ge d\]", "a ∈ B and c ≥ d"),
    (r"$\\beta$ escaped twice", "β escaped twice"),
    (r"$\unknown{x}$ is named", "unknown(x) is named"),
    (r"as shown~\citep{Kim2020, Lee2021} and \citet{Wu2022}", "as shown (Kim2020, Lee2021) and Wu2022"),
    (r"code at \url{https://example.org/a_b~c--d}", "code at https://example.org/a_b~c--d"),
    (r"\href{https://example.org}{here}", "here (https://example.org)"),
    (r"\documentclass[12pt]{minimal}\begin{document}$$\alpha$$\end{document}-helix", "α -helix"),
]
NO_LATEX = [
    "from $5 to $10, or $5-$10",
    "US$100 and A$200",
    "$HOME/bin:$PATH",
    r"C:\temp and C:\alpha\beta",
    r"\\server\share\new",
    "a_b, {curly}, 100%, x^2",
    "models ~ data -- or not",
    r"either\or and male\female",
    r"a regex \d+\.\w{3}",
    r"$\frac{a$ is broken",
    r"\emph{never closed",
    r"\unknowncommand{kept}",
    "prior work~nichani2023provable in mathcal{O}(d^{kq})",
]
MARKUP = [
    ("<jats:title>Abstract</jats:title><jats:p>One <jats:italic>two</jats:italic>.</jats:p>", "One two."),
    (
        "<jats:sec><jats:title>Background</jats:title><jats:p>One.</jats:p></jats:sec>\n"
        "  <jats:sec>\n<jats:title>Methods</jats:title>\n<jats:p>Two.</jats:p></jats:sec>",
        "Background: One.\nMethods: Two.",
    ),
    ('<AbstractText Label="AIM">One.</AbstractText><AbstractText Label="RESULTS">Two.</AbstractText>', "AIM: One.\nRESULTS: Two."),
    ("<sec><st>Aim</st><p>One.</p></sec><sec><st>Results</st><p>Two.</p></sec>", "Aim: One.\nResults: Two."),
    ('<EquationSource Format="TEX">$$\\alpha$$</EquationSource> once', "α once"),
    ("<p>One.</p><p>Two<br/>lines.</p>", "One.\n\nTwo lines."),
    ("<i>E. coli</i>, <scp>GATA</scp>4 and &lt;b&gt;bold&lt;/b&gt; &amp;lt;i&amp;gt;x&amp;lt;/i&amp;gt;", "E. coli, GATA4 and bold x"),
    ("H<sub>2</sub>O, 10<sup>-3</sup>, CD4<sup>+</sup>, 1<sup>st</sup>, x<sub>i</sub>", "H2O, 10^-3, CD4+, 1st, x_i"),
    ("caf&eacute; &amp;amp; R&#38;D &#x3b1; 5&nbsp;mg", "café & R&D α 5 mg"),
    ("so <mml:math><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup><mml:mo>=</mml:mo><mml:mn>1</mml:mn></mml:math>", "so x^2 = 1"),
    ('<mml:math alttext="\\alpha_1"><mml:mi>α</mml:mi><mml:mn>1</mml:mn></mml:math> once', "α_1 once"),
    (
        "<math><semantics><mi>β</mi><annotation encoding='application/x-tex'>\\beta</annotation></semantics></math> once",
        "β once",
    ),
    (
        "<inline-formula><alternatives><tex-math>$$\\gamma$$</tex-math><mml:math><mml:mi>γ</mml:mi></mml:math>"
        "</alternatives></inline-formula> once",
        "γ once",
    ),
]  # fmt: skip
NO_MARKUP = ["p < 0.05", "x<y and y>z", "a<b>c", "if i <n and m> 2", "AT&T; R&D", "<0.01", "List<String>", "&notaword;"]
NOTICES = [
    "(C) 2023 Elsevier B.V. All rights reserved.",
    "© 2020 The Author(s). Published by Elsevier Ltd.",
    "Copyright (c) 2011 John Wiley & Sons, Ltd.",
    "(PsycInfo Database Record (c) 2020 APA, all rights reserved)",
    "This article is protected by copyright. All rights reserved.",
    "© 2022, The Author(s).",
    "Copyright 2023 Barker et al.",
    "Crown Copyright (C) 2010 Published by Elsevier Inc. All rights reserved.",
    "© 2019 by the authors. Licensee MDPI, Basel, Switzerland. This article is an open access article.",
    "© 2018 The Authors. Ecology published by Wiley Periodicals, Inc. on behalf of Ecological Society of America.",
    "Published by Elsevier Ltd.",
    "Competing Interest StatementThe authors have declared no competing interest.",
    "### Competing Interest Statement None. ### Funding Statement This study was funded by somebody.",
]
NO_NOTICES = [
    "Elsevier and Wiley hold most journals.",
    "We ask (a) who reads, (b) who pays. (c) The success of open access is measured.",
    "Copyright law changed. Copyright 2020 is a year of note. It was published by Elsevier in its journals.",
    "It is old. Published by the ACM in 1990, the code grew.",
    "Summary statistics help.",
    "Abstract interpretation is sound.",
    "Abstracts are short.",
    "A Competing Interest Statement is what few journals asked for.",
    "Results hold. © 2020 Elsevier. Keywords: cats; dogs.",
]
LABELS = ["Abstract", "Abstract: ", "ABSTRACT: ", "Summary. ", "Abstract\n", "ABSTRACT ", "Abstract — "]
CHARACTERS = [
    ("naÃ¯ve â€œquotesâ€\x9d, 8 Ã\x97 8, 360Â°", "naïve “quotes”, 8 × 8, 360°"),
    ("caf\udce9 \udc93x\udc94", "café “x”"),
    ("pair \ud83d\ude00 and half \ud800.", "pair 😀 and half ."),
    ("ﬁne eﬀect, exam\xadple, \ufeffzero\u200bwidth", "fine effect, example, zerowidth"),
    ("One\x00two\x1b[31m.", "One two [31m."),
    ("e\u0301 and A\u030a", "é and Å"),
    ("dissemina\x02tors are cost\x02effective", "disseminators are cost-effective"),
]
LAYOUT = [
    ("one\nline\r\nbroken  twice", "one line broken twice"),
    ("first paragraph\n\nsecond\n\n\nthird", "first paragraph\n\nsecond\n\nthird"),
    ("BACKGROUND: One.\nMETHODS: Two.", "BACKGROUND: One.\nMETHODS: Two."),
    ("BACKGROUND\nOne.\nRESULTS\nTwo.", "BACKGROUND: One.\nRESULTS: Two."),
    ("Summary\nBackground\nOne.\nFindings\nTwo.", "Background: One.\nFindings: Two."),
    ("We like the\ndesign.\nIt works.", "We like the design. It works."),
    ("repre-\nsentation of long-\nterm goals", "representation of long-term goals"),
    ("re-entry is hard, so re-\nentry is tried", "re-entry is hard, so re-entry is tried"),
    ("中文\n文字", "中文文字"),
]
SCRIPTS = [
    "نظام الذكاء الاصطناعي يعمل",
    "می‌خواهم کتاب",
    "深度学习，方法：结果（Ａ）",
    "Обучение с подкреплением",
    "हिन्दी में अनुसंधान",
    "“quotes” ‘kept’ … — – ½ ² ™",
    "Ångström Ñandú Łódź",
    "ภาษา\u200bไทย",
]


@pytest.mark.parametrize(("given", "expected"), [*LATEX, *MARKUP, *CHARACTERS, *LAYOUT])
def test_what_is_markup_becomes_what_it_says(given: str, expected: str):
    assert clean_abstract(given) == expected


@pytest.mark.parametrize("text", [*NO_LATEX, *NO_MARKUP, *SCRIPTS, *NO_NOTICES])
def test_what_is_no_markup_stays(text: str):
    assert clean_abstract(text) == text


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_notices_go_from_the_end_only(notice: str, between: str):
    assert clean_abstract(f"The results hold.{between}{notice}") == "The results hold."
    assert clean(f"A title. {notice}") == f"A title. {notice}"


@pytest.mark.parametrize("label", LABELS)
def test_the_word_abstract_goes_as_a_label(label: str):
    assert clean_abstract(f"{label}We study cats.") == "We study cats."


def test_a_copyright_line_that_stands_first_goes():
    assert clean_abstract("© 2016 Elsevier Ltd. All rights reserved. Cats are studied.") == "Cats are studied."


@pytest.mark.parametrize("text", ["[No abstract available]", "N/A", "Not available", "No abstract available."])
def test_a_text_that_says_there_is_none_is_none(text: str):
    found = record("file", "line 1", title="A title", abstract=text)
    assert isinstance(found, Skipped) and found.reason == "no abstract" and found.paper.title == "A title"


def test_bibtex_values_lose_their_braces_but_escaped_ones():
    given = r"{DNA} in {\'E}cole~{\LaTeX} -- 12--15 $\{x\}$ {[}1]"
    assert without_latex(given) == "DNA in École LaTeX – 12–15 {x} [1]"
    assert clean("{DNA}") == "{DNA}"


def test_a_title_is_one_line():
    assert clean("A <i>title</i>\n  of\n\ntwo $\\alpha$ lines") == "A title of two α lines"


def test_what_is_handed_over_is_plain_text():
    for text in ("<i>as</i> it\n is\t \\alpha", "", "caf\u00e9 \U0001f600", "\u0645\u200f\u0646", "\u845b\U000e0101"):
        assert plain_text(text) == text
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    assert plain_text(flag) == flag
    for given, expected in (
        ("\ud83d\ude00 \ud83d", "\U0001f600 \ufffd"),
        ("caf\udce9", "caf\u00e9"),
        ("\udc00<i>", "\ufffd<i>"),
        ("a\x00b\x1b[2Jc\x9b31md\x7f", "ab[2Jc31md"),
        ("two\r\nlines\u2028of it\x85", "two\nlines\nof it\n"),
        ("file\u202efdp.exe\u2066x\u2069", "filefdp.exex"),
        ("yes" + "".join(chr(0xE0000 + ord(c)) for c in "say no"), "yes"),
        ("a\ufe00\ufe01\ufe02\U000e0150b", "a\ufe00b"),
    ):
        assert plain_text(given) == expected and plain_text(given).encode()
    assert clean("hidden" + "".join(chr(0xE0000 + ord(c)) for c in "words")) == "hidden"


FRAGMENTS = [given for given, _ in [*LATEX, *MARKUP, *CHARACTERS, *LAYOUT]] + [
    *NO_LATEX, *NO_MARKUP, *NOTICES, *LABELS, *SCRIPTS,
    *(r"\ { } $ $$ < > & ; </i> <i> \\ \' \" ^ _ ~ -- `` '' % &amp; &lt; \( \) \[ \] © - METHODS: Abstract").split(),
    "\n", "\n\n", " ", "word", "Another sentence.", "\xad", "\udc80", "\ufb01",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_clean_text_stays_clean(seed: int):
    draw = random.Random(seed)
    for _ in range(60):
        text = draw.choice(["", " "]).join(draw.choices(FRAGMENTS, k=draw.randint(1, 8)))
        for read in (clean, clean_abstract):
            once = read(text)
            assert read(once) == once, text


WORDS = "cats learn slowly über naïve Ωmega 深度 наука 42 3.14 p<0.05 (n=12) R&D don't e.g. $5 100% a_b".split()


@pytest.mark.parametrize("seed", range(10))
def test_no_word_is_lost_between_markup(seed: int):
    draw = random.Random(seed)
    wraps = ["{}", "<i>{}</i>", "<jats:p>{}</jats:p>", r"\emph{{{}}}", "{}\n", " {}  "]
    for _ in range(50):
        words = draw.choices(WORDS, k=12)
        text = " ".join(draw.choice(wraps).format(word) for word in words)
        assert clean(text).split() == words, text


@pytest.mark.parametrize(
    "unit",
    [
        "{",
        "$",
        r"\(",
        r"\[",
        r"\[$",
        "<p>",
        "<style>",
        "<math>",
        "&amp;",
        "\n",
        "a-\n",
        "<!--",
        r"\frac{",
        "\udce9",
        "©",
    ],
)
def test_a_long_run_of_signs_is_read_in_time(unit: str):
    text = unit * (300_000 // len(unit))
    start = time.process_time()
    clean_abstract(text)
    without_latex(text)
    assert time.process_time() - start < 10


@pytest.mark.parametrize("unit", ["-", "a", "10.1/(", ", MD", "arXiv:"])
def test_a_long_run_in_any_field_is_read_in_time(unit: str):
    text = unit * (300_000 // len(unit))
    start = time.process_time()
    paper(title="T", abstract="", arxiv_id=text, doi=text, url=text, pages=text, pmid=text, year=text, authors=[text])
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://doi.org/10.1000/ABC.", "10.1000/abc"),
        ("doi: 10.1000/abc ", "10.1000/abc"),
        ("DOI 10.1000/abc;", "10.1000/abc"),
        ("http://dx.doi.org/10.1000%2Fabc%28x%29", "10.1000/abc(x)"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("10.1002/(SICI)1097(1998)17:15<1661::AID>3.0.CO;2-2", "10.1002/(sici)1097(1998)17:15<1661::aid>3.0.co;2-2"),
        (r"10.1000/a\_b", "10.1000/a_b"),
        ("not a doi", ""),
        ("NA", ""),
    ],
)
def test_dois(given: str, expected: str):
    assert doi(given) == expected


@pytest.mark.parametrize(("given", "expected"), [("123--145", "123-145"), ("e1 – e5", "e1-e5"), ("7", "7"), ("—", "-")])
def test_pages(given: str, expected: str):
    assert pages(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("{World Health Organization}", "World Health Organization"),
        ("Müller, Jörg,", "Müller, Jörg"),
        ("Smith, John, MD, PhD", "Smith, John"),
        ("John Smith, PhD", "John Smith"),
        ("Smith, MD", "Smith, MD"),
        ("King, Jr., Martin Luther", "King, Jr., Martin Luther"),
        (r"Erd\H{o}s, P{\'a}l", "Erdős, Pál"),
        ("MSc Group", "MSc Group"),
    ],
)
def test_authors(given: str, expected: str):
    assert author(given) == expected


def test_a_paper_is_clean_in_every_field():
    found = paper(
        key="M\udcfcller2020",
        title=r"The {\em title} &amp; more",
        abstract="<p>Abstract</p><p>Text with $\\alpha$. © 2020 Elsevier.</p>",
        authors=['M{\\"u}ller, J.', ""],
        venue="Nature &amp; Science",
        keywords=["<i>E. coli</i>"],
        pages="1--2",
        publisher="Wiley \\& Sons",
    )
    assert (found.key, found.title, found.abstract) == ("Müller2020", "The title & more", "Text with α.")
    assert (found.authors, found.venue, found.keywords) == (("Müller, J.",), "Nature & Science", ("E. coli",))
    assert (found.pages, found.publisher) == ("1-2", "Wiley & Sons")
