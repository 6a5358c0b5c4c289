"""Small whole inputs, one of each kind, that are damaged and grown."""

from __future__ import annotations

_LONG = "We show this and more of it in the end. " * 8
EXPORTS = (
    b"@string{j = {A Journal}}\n@article{k1, title = {A {T}itle of {\\'e}l\\`eves}, author = {Okafor, Ada and {The Group}},\n"
    b"  abstract = {We show $x^2$ and $\\frac{1}{2}$.}, journal = j, year = 2020, doi = {10.1000/abc}}\n",
    b"TY  - JOUR\nTI  - A title of pupils\nAU  - Okafor, A.\nPY  - 2020\nAB  - We show this.\nDO  - 10.1000/abc\nER  - \n",
    b"PMID- 123\nTI  - A title that\n      goes on.\nAB  - We show this.\nFAU - Okafor, Ada\nDP  - 2020 Jan\n\n",
    b'title,abstract,authors,year\n"A title, quoted","We show\nthis.","Okafor, A.; Li, B.",2020\nAnother,More text.,C. D.,2021\n',
    b"title\tabstract\tauthors\nA title\tWe show this.\tOkafor, A.\n",
    b'{"id": "a", "title": "A title", "abstract": "We show \\u00e9l\\u00e8ves.", "authors": ["Ada Okafor"], "year": 2020}\n',
    b'[{"id": 1, "title": "A title", "author": [{"family": "Okafor", "given": "Ada"}], "issued": {"date-parts": [[2020]]},'
    b' "container-title": "A Journal", "abstract": "<jats:p>We show H<sub>2</sub>O.</jats:p>"}]',
    b'{"results": [{"display_name": "A title", "abstract_inverted_index": {"We": [0], "show": [1]}, "publication_year": 2020}]}',
    b'{"data": [{"paperId": "p", "title": "A title", "abstract": "We show this.", "authors": [{"name": "A B"}], "year": 2020}]}',
    b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A <i>title</i></ArticleTitle>"
    b"<Abstract><AbstractText Label='AIM'>We show &amp; more<sup>2</sup>.</AbstractText></Abstract></Article>"
    b"</MedlineCitation></PubmedArticle></PubmedArticleSet>",
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2001.00001v2</id><title>A title</title>'
    b"<summary>We show this.</summary><author><name>Ada Okafor</name></author><published>2020-01-01</published></entry></feed>",
    b'<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods><titleInfo><title>A title</title></titleInfo>'
    b"<abstract>We show this.</abstract></mods></modsCollection>",
    b"<xml><records><record><titles><title>A title</title></titles><abstract>We show this.</abstract></record></records></xml>",
    b"FN Clarivate\nVR 1.0\nPT J\nAU Okafor, A\nTI A title\n   of pupils\nAB We show this.\nPY 2020\nER\n\nEF\n",
    b"%0 Journal Article\n%T A title\n%A Okafor, Ada\n%D 2020\n%X We show this.\n\n",
    b"RT Journal Article\nT1 A title\nA1 Okafor, Ada\nYR 2020\nAB We show this.\n\n",
    b"1. Nature. 2020 Jan;1(2):3-4. doi: 10.1000/abc.\n\nA title.\n\nOkafor A(1).\n\nWe show this.\n\nPMID: 123\n",
    ("A title of a page\n\n" + _LONG + "\n\n").encode() * 3,
)
LATEX = (
    "We show $x^2 \\le \\frac{1}{2}$ and \\emph{more} of {\\'e}l\\`eves~\\cite{k1,k2}.",
    "\\documentclass{article}\\newcommand{\\a}[1]{#1 \\citep[see][p. 3]{k1}}\\begin{document}It is \\a{so}. % no\n\\end{document}",
    "\\begin{thebibliography}{9}\\bibitem{k1} Okafor. A title. 2020.\\end{thebibliography}",
    "\\def\\x{\\x} \\x \\verb|a{b| \\[ \\begin{array}{cc} 1 & 2 \\\\ 3 \\end{array} \\]",
    "\\textsuperscript{2}H\\textsubscript{2}O \\%5 \\textbf{b \\textit{c}} ``q'' --- \\ss \\o \\L",
)
REPLIES = (
    "Moss cools walls [1a]. It grows [1b, 2a] and lasts [1a-c].",
    "Moss cools [1], [2a][2b] and (3). As 【1†source】 says; see [1a; 2b].",
    "| a | b |\n|---|---|\n| Moss [1a] | Ice [2b] |\n\n- one [1a]\n- two [9z]",
    "**Moss** [1a]: `code [1a]` and\n```\n[2b]\n```\n# Head [1]\n\nSources:\n1. Moss",
    "<think>[1a]</think> x [1a",
    "[1 a] [a1] [1a–2b] [1a, p. 3] [see 1a] [[1a]] [1a](http://x) [^1a]",
)
# What labels and thinking are written with, whole and by half: joined at random they come close to each other's forms.
SIGNS = (
    *"[ ] ( ) < > ` ~ $ | . , - – = * _ / 【 】 ² ³⁻ 1 2 7 1a 2c a x to p paper _ and [1] [1a] (2) [1, 2] [[ ]] [none]".split(
        " "
    ),
    *"`` ``` ~~~ $$ \\( \\) \\[ \\] <sup> </sup> http <think> </think> [THINK] [/THINK] ◁think▷ ◁/think▷".split(" "),
    *"analysis analysisWe assistantfinal final <|channel|> <|message|> <|start|> <|end|> <|return|> <|constrain|>".split(
        " "
    ),
    *"<|begin_of_thought|> <|end_of_thought|> <|begin_of_solution|>".split(" "),
    *(" ", "  ", "\n", "\t", " to ", "source ", "bees ", "It is so. ", "x" * 30, "w " * 80, "$" * 50, " " * 99),
)
QUESTIONS = (
    "Which method lets a model improve by playing against itself?",
    "How do YOLOv9 and SPIN differ since 2023?",
    "How many papers are by Devlin at NAACL?",
    "List the genes that cause X, but not in mice.",
    "And the second one?",
    "Was ist über Moos bekannt?",
    "sum up the paper 'On moss' (10.1000/abc) by Lee et al., 2020-2022",
)
LINES = (
    '{"id": "1", "question": "What cools walls?", "history": [{"role": "user", "content": "Moss?"}], "only": ["bees"]}',
    '{"id": 2, "question": "Which papers are since 2019?", "where": ["year>=2019", "title~moss"], "pin": [], "exclude": ["ice"]}',
    '{"id": null, "question": "Compare bees and ice", "standalone": "bees and ice"}',
)
