"""Start Streamlit on the chat page, with the project's own configuration wherever it is started from."""

from __future__ import annotations

import os
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn


def serve(host: str, port: int, home: Path) -> NoReturn:
    """Become the Streamlit process that serves the library in `home`."""
    os.environ["COLLOQUY_HOME"] = str(home)
    page = _page_folder()
    options = configuration(page) | {"server.address": host, "server.port": port}
    flags = [f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in options.items()]
    print(f"Colloquy is at http://{host}:{port} (Ctrl-C ends it)", flush=True)
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(page / "app.py"), *flags])


def configuration(page: Path) -> dict[str, object]:
    """The options of .streamlit/config.toml, such as server.headless: from the wheel, or from the checkout."""
    inside, beside = (folder / ".streamlit" / "config.toml" for folder in (page, page.parent))
    tables = tomllib.loads((inside if inside.exists() else beside).read_text("utf-8"))
    return dict(_flat(tables))


def _page_folder() -> Path:
    """Where the page's files are; they are Streamlit's to import, not ours."""
    return Path(find_spec("ui").origin).parent


def _flat(tables: dict, prefix: str = ""):
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
