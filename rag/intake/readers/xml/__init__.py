"""XML: PubMed's articles and arXiv's feeds."""
