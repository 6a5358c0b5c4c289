"""Retracted works, notices on works, and what only looks like either."""

from __future__ import annotations

import json

import pytest

from rag.intake.readers import objects
from rag.intake.readers.standing import Standing, standing
from rag.intake.readers.tagged import medline, ris, wos
from rag.intake.readers.xml import pubmed
from rag.intake.works.identity import same_work
from rag.intake.works.titles import relation
from tests.exports import papers

FINDINGS = "Forty goats were fed hay for nine weeks. They gained a kilogram each, and their milk was the same."
RETRACTED, NOTICE = Standing(True, None), Standing(False, "retraction")
CORRECTION, CONCERN, NEITHER = Standing(False, "correction"), Standing(False, "concern"), Standing(False, None)
GONE = Standing(True, "retraction")


@pytest.mark.parametrize(
    ("title", "abstract", "kinds", "stands"),
    [
        # marks in titles, whatever their form
        ("RETRACTED: Hay and goats", FINDINGS, (), RETRACTED),
        ("Retracted article: Hay and goats", FINDINGS, (), RETRACTED),
        ("[RETRACTED ARTICLE] Hay and goats", FINDINGS, (), RETRACTED),
        ("Retracted - Hay and goats", FINDINGS, (), RETRACTED),
        ("Hay and goats [Retracted]", FINDINGS, (), RETRACTED),
        ("Hay and goats (Retracted Article. See vol 41, pg 7, 2012)", FINDINGS, (), RETRACTED),
        ("Hay and goats (Retraction of vol 39, pg 1, 2010)", "", (), NOTICE),
        ("WITHDRAWN: Hay and goats", FINDINGS, (), RETRACTED),
        ("REMOVED: Hay and goats", FINDINGS, (), RETRACTED),
        ("Notice of Retraction: Hay and goats", FINDINGS, (), RETRACTED),
        ("Notice of Retraction Hay and goats", FINDINGS, (), RETRACTED),
        # a title by which both are called: the text decides
        ("Retraction: Hay and goats", FINDINGS, (), RETRACTED),
        ("Retraction: Hay and goats", "The above article has been retracted at the editors' request.", (), NOTICE),
        ("Retraction: Hay and goats", "", (), NOTICE),
        ("Withdrawal: Hay and goats", "The authors withdraw this article, since two figures are one.", (), NOTICE),
        # titles of notices alone
        ("Retraction to: Hay and goats", FINDINGS, (), NOTICE),
        (
            "Retraction notice to “Hay and goats” [Goat Sci. 12 (2019) 3-4]",
            "The editor has found plagiarism.",
            (),
            NOTICE,
        ),
        ("Retraction Note: Hay and goats", "The Editor-in-Chief has retracted this article.", (), NOTICE),
        ("Statement of Retraction: Hay and goats", "", (), NOTICE),
        # kinds of databases
        ("Hay and goats", FINDINGS, ("Journal Article", "Retracted Publication"), RETRACTED),
        ("Retraction: Hay and goats", FINDINGS, ("Retracted",), RETRACTED),
        ("Hay and goats", FINDINGS, ("Article; Retracted Publication",), RETRACTED),
        ("Hay and goats", "It is withdrawn.", ("Retraction of Publication",), NOTICE),
        ("Hay and goats", "", ("Withdrawn Publication",), RETRACTED),
        ("Hay and goats", "", ("Published Erratum",), CORRECTION),
        ("Hay and goats", "", ("Expression of Concern",), CONCERN),
        ("Hay and goats", FINDINGS, ("Corrected and Republished Article",), NEITHER),
        # a work whose text gave way to a notice
        ("WITHDRAWN: Hay and goats", "This article has been withdrawn at the request of its authors.", (), GONE),
        ("Retracted: Hay and goats", "This article has been retracted by Barn Press, as publisher.", (), GONE),
        ("Hay and goats", "This paper has been withdrawn by the author due to an error in equation 3.", (), GONE),
        # corrections and concerns are no retractions, and an article is no notice
        ("Erratum to: Hay and goats", "In the original publication, Table 2 gives wrong units.", (), CORRECTION),
        ("Corrigendum to “Hay and goats”", "The authors regret that Fig. 1 was upside down.", (), CORRECTION),
        ("Publisher Correction: Hay and goats", "", (), CORRECTION),
        ("Correction: Hay and goats", "[This corrects the article DOI: 10.1000/hay.]", (), CORRECTION),
        ("Correction: Hay and goats", FINDINGS, (), NEITHER),
        ("Expression of Concern: Hay and goats", FINDINGS, (), NEITHER),
        ("Expression of Concern: Hay and goats", "This expression of concern is for the above article.", (), CONCERN),
        # words of a field
        ("A retracted tendon predicts failure", "A retracted tendon was found in 31 of 90 goats.", (), NEITHER),
        (
            "Retracted papers in goat science",
            "We asked why articles are retracted. Most were withdrawn late.",
            (),
            NEITHER,
        ),
        ("Correction of anaemia in goats", FINDINGS, (), NEITHER),
        ("Withdrawal of opioids: a trial in goats", "The drug was withdrawn after nine weeks.", (), NEITHER),
        ("Withdrawal: symptoms and cure", FINDINGS, (), NEITHER),
        ("Retraction of the uvula in sleep", FINDINGS, (), NEITHER),
        ("Removal of horns", "The horns were removed in forty goats. This study has been approved.", (), NEITHER),
        ("Kidneys (removed by laparoscopy)", FINDINGS, (), NEITHER),
    ],
)
def test_what_title_text_and_kinds_tell(title: str, abstract: str, kinds: tuple[str, ...], stands: Standing):
    assert standing(title, abstract, kinds) == stands


@pytest.mark.parametrize(
    ("lines", "retracted", "notice"),
    [
        ("RIN - Goat Sci. 2015;1:1. PMID: 2\n", True, None),
        ("RRI - Goat Sci. 2015;1:1.\n", True, None),
        ("ROF - Goat Sci. 2012;1:1. PMID: 2\n", False, "retraction"),
        ("EFR - Goat Sci. 2012;1:1. PMID: 2\n", False, "correction"),
        ("ECF - Goat Sci. 2012;1:1. PMID: 2\n", False, "concern"),
        ("EIN - Goat Sci. 2015;1:1. PMID: 2\nECI - Goat Sci.\n", False, None),
        ("RPF - Goat Sci. 2012;1:1.\nCRF - Goat Sci.\n", False, None),
        ("PT  - Retraction of Publication\n", False, "retraction"),
        ("PT  - Journal Article\nPT  - Retracted Publication\n", True, None),
    ],
)
def test_medline_links_a_work_and_its_notice(lines: str, retracted: bool, notice: str | None):
    (found,) = papers(medline, f"PMID- 1\nTI  - Hay and goats.\nAB  - {FINDINGS}\n{lines}")
    assert (found.retracted, found.notice) == (retracted, notice)


@pytest.mark.parametrize(
    ("linked", "retracted", "notice"),
    [
        ("RetractionIn", True, None),
        ("RetractionOf", False, "retraction"),
        ("ErratumIn", False, None),
        ("ErratumFor", False, "correction"),
    ],
)
def test_pubmed_xml_links_them_too(linked: str, retracted: bool, notice: str | None):
    text = f"""<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Hay</ArticleTitle>
    <Abstract><AbstractText>{FINDINGS}</AbstractText></Abstract></Article><CommentsCorrectionsList>
    <CommentsCorrections RefType="{linked}"/></CommentsCorrectionsList></MedlineCitation></PubmedArticle></PubmedArticleSet>"""
    (found,) = papers(pubmed, text)
    assert (found.retracted, found.notice) == (retracted, notice)


@pytest.mark.parametrize(
    ("item", "retracted", "notice"),
    [
        ({"DOI": "10.1000/a", "title": ["Hay"], "updated-by": [{"type": "retraction"}]}, True, None),
        ({"DOI": "10.1000/a", "title": ["Hay"], "updated-by": [{"type": "removal"}]}, True, None),
        ({"DOI": "10.1000/a", "title": ["Hay"], "updated-by": [{"type": "correction"}]}, False, None),
        ({"DOI": "10.1000/a", "title": ["Hay"], "update-to": [{"type": "retraction"}]}, False, "retraction"),
        ({"DOI": "10.1000/a", "title": ["Hay"], "update-to": [{"type": "expression_of_concern"}]}, False, "concern"),
        ({"id": "https://openalex.org/W1", "title": "Hay", "is_retracted": True, "type": "article"}, True, None),
        (
            {"id": "https://openalex.org/W1", "title": "Hay", "is_retracted": True, "type": "retraction"},
            False,
            "retraction",
        ),
        (
            {"id": "https://openalex.org/W1", "title": "Hay", "is_retracted": False, "type": "erratum"},
            False,
            "correction",
        ),
        ({"id": "a", "title": "Hay", "issued": {"raw": "2020"}, "status": "retracted"}, True, None),
    ],
)
def test_services_say_it_in_fields_of_their_own(item: dict, retracted: bool, notice: str | None):
    (found,) = papers(objects, json.dumps(item | {"abstract": FINDINGS}))
    assert (found.retracted, found.notice) == (retracted, notice)


def test_kinds_of_web_of_science_and_scopus():
    record = f"PT J\nTI Hay\nDT Article; Retracted Publication\nAB {FINDINGS}\nER\n"
    assert papers(wos, record)[0].retracted
    assert papers(wos, record.replace("Article; Retracted Publication", "Retraction"))[0].notice == "retraction"
    assert papers(wos, record.replace("Article; Retracted Publication", "Correction"))[0].notice == "correction"
    record = f"TY  - JOUR\nTI  - Hay\nM3  - Retracted\nAB  - {FINDINGS}\nER  - \n"
    assert papers(ris, record)[0].retracted
    assert papers(ris, record.replace("Retracted", "Erratum"))[0].notice == "correction"


def test_a_notice_is_another_work_than_its_article_and_the_renamed_article_is_the_same():
    def one(title: str, abstract: str):
        text = f"TY  - JOUR\nTI  - {title}\nAU  - Roy, Ann\nPY  - 2019\nJO  - Goat Science\nAB  - {abstract}\nER  - \n"
        return papers(ris, text)[0]

    article = one("Hay and the milk of mountain goats", FINDINGS)
    renamed = one("Retraction: Hay and the milk of mountain goats", FINDINGS)
    notice = one(
        "Retraction: Hay and the milk of mountain goats", "The above article has been retracted by its publisher."
    )
    assert relation(article.title, renamed.title) == "same"
    assert renamed.retracted and same_work(article, renamed)
    assert notice.notice == "retraction" and not same_work(article, notice)
