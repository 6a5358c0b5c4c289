"""The examples in Python of the documents, and their types held against mypy as a user of Colloquy has it: strict."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
EXAMPLES = [
    (document.name, code)
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    for code in re.findall(r"^```python\n(.*?)^```", document.read_text("utf-8"), re.S | re.M)
    if "from rag import" in code
]


def main() -> int:
    """mypy over the program and each of the examples, in one run: they share what takes its time."""
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"example_{n}.py") for n in range(len(EXAMPLES))]
        for file, (_, code) in zip(files, EXAMPLES, strict=True):
            file.write_text(code, "utf-8")
        return subprocess.run([sys.executable, "-m", "mypy", "rag", "ui", *files], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
