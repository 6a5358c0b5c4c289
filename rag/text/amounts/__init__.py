"""Figures as amounts that can be compared: with their dimension, parts and multiples in words, and how near they claim to be.

30 and thirty, 93\\% and 0.93, "a third" and 33%, "twofold" and 2x, 5 kg and 5,000 g are the same amount; 5 kg and 5 mg, 3% and
3 percentage points are not.
"""
