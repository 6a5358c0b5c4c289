"""Where a paper can be read."""

from urllib.parse import quote, urlsplit

from rag.records import Paper


def link(paper: Paper) -> str:
    """A paper's DOI, arXiv or PubMed page, or the address that it came with, over http alone; "" when there is none."""
    if paper.doi:
        return f"https://doi.org/{quote(paper.doi, safe='/:;()._-')}"
    if paper.arxiv_id:
        return f"https://arxiv.org/abs/{quote(paper.arxiv_id, safe='/.')}"
    if paper.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{quote(paper.pmid, safe='')}/"
    try:
        parts = urlsplit(paper.url or "")
    except ValueError:
        return ""
    return paper.url if parts.scheme in ("http", "https") and parts.netloc else ""
