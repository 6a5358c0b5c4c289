"""PubMed's XML and arXiv's feeds, and XML that means harm."""

import io
from pathlib import Path
from types import ModuleType

import pytest

from rag.intake.readers import read_all
from rag.intake.readers.xml import arxiv, pubmed
from rag.records import Paper, Skipped
from tests.exports import check_counts

DOCTYPE = (
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://x.invalid/p.dtd">'
)
ARTICLE = """
<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">123</PMID>
 <DateRevised><Year>1999</Year></DateRevised>
 <Article PubModel="Print"><Journal><ISSN>0011</ISSN>
  <JournalIssue><Volume>42</Volume><Issue>4</Issue><PubDate><Year>2001</Year><Month>Jun</Month></PubDate></JournalIssue>
  <Title>The journal &amp; more</Title></Journal>
  <ArticleTitle>A <i>very <b>good</b></i> title.</ArticleTitle>
  <Pagination><StartPage>244</StartPage><EndPage>255</EndPage><MedlinePgn>244-55</MedlinePgn></Pagination>
  <ELocationID EIdType="pii" ValidYN="Y">S1</ELocationID><ELocationID EIdType="doi" ValidYN="Y">10.1/X</ELocationID>
  <Abstract><AbstractText Label="AIM" NlmCategory="OBJECTIVE">To <i>see</i> (P &lt; 0.05).</AbstractText>
   <AbstractText Label="UNLABELLED">Plain.</AbstractText><AbstractText Label="RESULTS:">Seen&#xa0;&eacute;.</AbstractText>
   <CopyrightInformation>Copyright 2001 X.</CopyrightInformation></Abstract>
  <AuthorList><Author ValidYN="Y"><LastName>Li</LastName><ForeName>Wei A</ForeName><Initials>WA</Initials></Author>
   <Author ValidYN="N"><LastName>Lee</LastName></Author>
   <Author><LastName>Berg</LastName><Initials>J</Initials><Suffix>Jr</Suffix></Author>
   <Author><CollectiveName>The Group</CollectiveName></Author></AuthorList>
  <PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList></Article>
 <OtherAbstract><AbstractText>Autre.</AbstractText></OtherAbstract>
 <KeywordList><Keyword>mice</Keyword><Keyword>cells</Keyword></KeywordList>
 <MeshHeadingList><MeshHeading><DescriptorName>Mice</DescriptorName><QualifierName>blood</QualifierName></MeshHeading>
  <MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading></MeshHeadingList></MedlineCitation>
 <PubmedData><ArticleIdList><ArticleId IdType="pubmed">123</ArticleId><ArticleId IdType="doi">10.1/other</ArticleId>
  <ArticleId IdType="pmc">PMC7000009</ArticleId></ArticleIdList>
  <ReferenceList><Reference><ArticleIdList><ArticleId IdType="pmc">PMC7000001</ArticleId></ArticleIdList></Reference>
  </ReferenceList></PubmedData></PubmedArticle>"""
BOOK = """
<PubmedBookArticle><BookDocument><PMID>77</PMID><ArticleIdList><ArticleId IdType="doi">10.1/b</ArticleId></ArticleIdList>
 <Book><Publisher><PublisherName>Press</PublisherName></Publisher><BookTitle>The book</BookTitle>
 <PubDate><Year>2010</Year></PubDate><AuthorList Type="editors"><Author><LastName>Ed</LastName></Author></AuthorList></Book>
 <ArticleTitle>The chapter</ArticleTitle><AuthorList Type="authors"><Author><LastName>Li</LastName></Author></AuthorList>
 <Abstract><AbstractText>Words.</AbstractText></Abstract></BookDocument></PubmedBookArticle>"""
ENTRY = """
<entry><id>http://arxiv.org/abs/1605.08386v2</id><title>A
  title</title><updated>2017-05-26T17:59:46Z</updated><published>2016-05-26T17:59:46Z</published>
 <link href="https://arxiv.org/abs/1605.08386v2" rel="alternate"/><link href="https://arxiv.org/pdf/1605.08386v2"/>
 <summary>  Words with x &lt; y.
 More. </summary><category term="math.CO"/><category term="math.ST"/><author><name>Wei Li</name></author>
 <author><name>Jan Berg</name></author><arxiv:doi>10.1/X</arxiv:doi><arxiv:journal_ref>J. 1 (2)</arxiv:journal_ref></entry>"""
FEED = (
    '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"'
    ' xmlns:arxiv="http://arxiv.org/schemas/atom"><id>https://arxiv.org/api/x</id><title>arXiv Query</title>%s</feed>'
)


def article(pmid: int, abstract: str = "Words.", more: str = "") -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><ArticleTitle>Title {pmid}</ArticleTitle>"
        f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>{more}</Article></MedlineCitation></PubmedArticle>"
    )


def articles(*found: str, doctype: str = DOCTYPE) -> str:
    return f'<?xml version="1.0" ?>\n{doctype}\n<PubmedArticleSet>{"".join(found)}</PubmedArticleSet>\n'


def read(text: str, reader: ModuleType = pubmed) -> tuple[list[Paper], list[Skipped]]:
    assert reader.sniff(text[:65_536])
    records = list(reader.read(io.StringIO(text), "papers.xml"))
    return [r for r in records if isinstance(r, Paper)], [r for r in records if isinstance(r, Skipped)]


def test_an_article_of_pubmed():
    (paper,), skipped = read(articles(ARTICLE))
    assert not skipped
    assert (paper.key, paper.pmid, paper.doi, paper.year) == ("123", "123", "10.1/x", 2001)
    assert (paper.title, paper.venue) == ("A very good title.", "The journal & more")
    assert " ".join(paper.abstract.split()) == "AIM: To see (P < 0.05). Plain. RESULTS: Seen \u00e9."
    assert paper.authors == ("Li, Wei A", "Berg, J Jr", "The Group")
    assert (paper.volume, paper.issue, paper.pages, paper.type) == ("42", "4", "244-255", "article-journal")
    assert (paper.keywords, paper.retracted) == (("Mice", "cells", "Humans"), False)
    assert paper.url == "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7000009/"


def test_a_chapter_of_a_book():
    (paper,), _ = read(articles(BOOK))
    assert (paper.pmid, paper.title, paper.venue, paper.type) == ("77", "The chapter", "The book", "chapter")
    assert (paper.authors, paper.publisher, paper.year, paper.doi) == (("Li",), "Press", 2010, "10.1/b")
    (paper,), _ = read(articles(BOOK.replace("<ArticleTitle>The chapter</ArticleTitle>", "")))
    assert (paper.title, paper.venue, paper.type) == ("The book", None, "book")


def test_dates_in_words_retractions_and_preprints():
    date = "<PubDate><Year>2001</Year><Month>Jun</Month></PubDate>"
    text = ARTICLE.replace(date, "<PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate>")
    notice = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"/></CommentsCorrectionsList></MedlineC'
    )
    papers, _ = read(
        articles(
            text.replace("</MedlineC", notice),
            text.replace(">Journal Article<", ">Retracted Publication<"),
            text.replace(">Journal Article<", ">Preprint<"),
        )
    )
    assert [(p.year, p.retracted, p.type) for p in papers] == [
        (1998, True, "article-journal"),
        (1998, True, "article-journal"),
        (1998, False, "article"),
    ]


def test_math_and_raised_figures_keep_their_markup_for_the_cleaning():
    math = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:msup><mml:mi>x</mml:mi></mml:msup></mml:math>'
    root = article(1, "10<sup>-3</sup> <i>g</i>").replace("10<", f"{math} 10<")
    found = next(pubmed.elements(io.StringIO(root), ("PubmedArticle",), {}))
    flat = pubmed.flat(found.find(".//AbstractText"))
    assert flat == "<mml:math><mml:msup><mml:mi>x</mml:mi></mml:msup></mml:math> 10<sup>-3</sup> g"


def test_an_entry_of_arxiv():
    (paper,), skipped = read(FEED % ENTRY, arxiv)
    assert not skipped
    assert (paper.key, paper.arxiv_id, paper.doi, paper.year) == ("1605.08386", "1605.08386", "10.1/x", 2016)
    assert paper.title == "A title" and paper.abstract.split() == "Words with x < y. More.".split()
    assert (paper.authors, paper.keywords) == (("Wei Li", "Jan Berg"), ("math.CO", "math.ST"))
    assert (paper.venue, paper.type, paper.url) == ("J. 1 (2)", "article", "https://arxiv.org/abs/1605.08386v2")


def test_old_ids_of_arxiv_and_its_errors():
    (paper,), _ = read(FEED % ENTRY.replace("1605.08386v2", "math/0309136v1"), arxiv)
    assert paper.arxiv_id == "math/0309136"
    error = "<entry><id>http://arxiv.org/api/errors#bad</id><title>Error</title><summary>bad id</summary></entry>"
    papers, (skipped,) = read(FEED % error, arxiv)
    assert not papers and skipped.reason == "arXiv reports an error: bad id"


def test_a_search_that_found_nothing_gives_nothing(tmp_path: Path):
    for reader, text in ((arxiv, FEED % ""), (pubmed, articles())):
        assert read(text, reader) == ([], [])
    (tmp_path / "none.xml").write_text(FEED % "")
    assert list(read_all([tmp_path / "none.xml"])) == []


def test_entities_are_never_expanded_and_the_good_records_are_read(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    lols = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
    doctype = f'<!DOCTYPE PubmedArticleSet [<!ENTITY l0 "lol">{lols}<!ENTITY x SYSTEM "file://{secret}">]>'
    text = articles(article(1), article(2, "&l9;"), article(3, "&x;"), article(4), doctype=doctype)
    papers, skipped = read(text)
    assert [p.key for p in papers] == ["1", "4"]
    assert [(s.position, s.reason) for s in skipped] == [
        ("record 2", "holds an entity that is not read: &l9;"),
        ("record 3", "holds an entity that is not read: &x;"),
    ]


def test_a_broken_record_costs_itself_only():
    broken = article(2).replace("</AbstractText>", "")
    papers, skipped = read(articles(article(1), broken, article(3).replace("</PubmedArticle>", ""), article(4)))
    assert [p.key for p in papers] == ["1", "4"]
    assert [(s.position, s.reason) for s in skipped] == [
        ("record 2", "no well-formed XML: mismatched tag"),
        ("record 3", "is cut short"),
    ]


def test_a_file_cut_short_gives_what_it_has():
    papers, skipped = read(articles(article(1), article(2))[:-120])
    assert [p.key for p in papers] == ["1"]
    assert [(s.position, s.reason) for s in skipped] == [("record 2", "is cut short")]


def test_control_characters_and_bytes_that_are_no_text():
    papers, skipped = read(articles(article(1, "a\x0bb &#8; c"), article(2, "na\udcefve")))
    assert ["".join(p.abstract.split()) for p in papers] == ["abc", "na\u00efve"] and not skipped


@pytest.mark.parametrize("name", ["a" * 9_000_000, "<b>" * 50_000 + "</b>" * 50_000])
def test_a_record_without_end_is_told(name: str):
    papers, _skipped = read(articles(article(1), article(2, name), article(3)))
    assert [p.key for p in papers if p.key != "2"] == ["1", "3"]


def test_the_declared_encoding_yields_to_the_bytes(tmp_path: Path):
    text = articles(article(1, "na\u00efve")).replace('"1.0"', '"1.0" encoding="ISO-8859-1"')
    for encoding in ("utf-16", "utf-8", "latin-1"):
        (tmp_path / "papers.xml").write_bytes(text.encode(encoding))
        (paper,) = read_all([tmp_path / "papers.xml"])
        assert paper.abstract == "na\u00efve"


@pytest.mark.parametrize("text", ["<html><body>x</body></html>", "<feed><entry/></feed>", "<lolz>&lol;</lolz>", ""])
def test_other_xml_is_not_taken_for_these(text: str):
    assert not pubmed.sniff(text) and not arxiv.sniff(text)


def test_real_exports_have_the_records_that_they_are_known_to_have():
    check_counts("pubmed-xml", "arxiv-atom")
