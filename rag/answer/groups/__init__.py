"""Papers in groups: by their records, by the topics of the library's map, or by what their abstracts state."""
