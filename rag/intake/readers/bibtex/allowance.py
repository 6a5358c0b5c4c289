"""How much of a file's text may be put into its entries again: by the names of strings, and by parents.

A few lines can ask for gigabytes, by strings of strings or by one long parent of many entries. What real files repeat,
names of journals and of proceedings, stays far below what they hold.
"""

START_CHARS = 100_000
TIMES_READ = 4


class Allowance:
    """What one file may repeat, in characters: more, the more of it has been read."""

    def __init__(self) -> None:
        self._left = START_CHARS

    def read(self, chars: int) -> None:
        """Note that so much of the file has been read."""
        self._left += TIMES_READ * chars

    def takes(self, chars: int) -> bool:
        """Whether so much more may be repeated; if so, it counts."""
        if chars > self._left:
            return False
        self._left -= chars
        return True
