"""What a model writes to point at evidence -> labels. Pure: a reply goes in by pieces, text and labels come out.

The prompt numbers the papers and gives each sentence under them a letter: [2c] is the third sentence of paper 2. Models
write labels in many other forms, and they write brackets, mathematics and raised figures that are no labels. One grammar
tells them apart, by form and by what else the reply holds: what is often something else, as (2) and a raised 2 are,
counts only in a reply that has no plain label.
"""
