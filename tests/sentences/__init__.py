"""Abstracts whose sentences are labelled by hand, and how well the program cuts them."""
