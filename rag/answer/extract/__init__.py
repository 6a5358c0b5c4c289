"""Answers without a model: the abstracts' own sentences."""
