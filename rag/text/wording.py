"""Words that are said in many places."""


def counted(count: int, thing: str = "paper") -> str:
    """1 paper, 2,000 papers."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")
