"""Every way to papers: ranked, listed, near one another, on the map."""
