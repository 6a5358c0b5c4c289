"""Manuscripts whose citations are plain text: (Lind, 2019), Lind et al. (2019), [3], [1-4], a raised 7."""
