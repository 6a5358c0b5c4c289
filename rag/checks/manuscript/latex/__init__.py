"""Manuscripts in LaTeX: their text, their citations, and the files that they are made of.

pylatexenc's walker was tried: it needs to be told of every command that takes arguments, gives up its place in the file
where braces do not balance, and reads a thesis in ten seconds. So a scanner of our own goes through the text once; the
symbols, accents and formulas that it meets are read as those of abstracts are.
"""
