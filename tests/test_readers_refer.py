"""EndNote's own format, and what else is written with percent signs."""

from __future__ import annotations

from rag.intake.readers.tagged import refer
from tests.exports import papers


def test_endnotes_own_format():
    text = """%0 Journal Article
%A Müller, Jörg
%A Doe, Jane
%+ Department of Things, City
%T A title
%J Journal of Things
%V 12
%N 3
%P 101-110
%D 2021
%R 10.1000/a
%X First line.
Second - line with 50 % of it.
%K one
two
%U https://example.org/1


%0 Conference Proceedings
%A 李明;张三
%T Another
%B Proceedings of It
%X Words.
"""
    assert refer.sniff(text)
    one, two = papers(refer, text)
    assert (one.title, one.authors, one.year, one.type) == (
        "A title",
        ("Müller, Jörg", "Doe, Jane"),
        2021,
        "article-journal",
    )
    assert (one.venue, one.volume, one.issue, one.pages) == ("Journal of Things", "12", "3", "101-110")
    assert (one.doi, one.url, one.keywords) == ("10.1000/a", "https://example.org/1", ("one", "two"))
    assert one.abstract.split() == "First line. Second - line with 50 % of it.".split()
    assert (two.title, two.authors, two.venue, two.type) == (
        "Another",
        ("李明", "张三"),
        "Proceedings of It",
        "paper-conference",
    )
