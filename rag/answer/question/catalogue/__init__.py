"""Questions that the records of papers answer, not their abstracts: told by rules, each with its cases."""
