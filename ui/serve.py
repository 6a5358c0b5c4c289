"""Start Streamlit on the chat page, with the project's own configuration wherever it is started from."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).parent


def serve(host: str, port: int, home: Path) -> NoReturn:
    """Become the Streamlit process that serves the library in `home`."""
    os.environ["COLLOQUY_HOME"] = str(home)
    options = configuration() | {"server.address": host, "server.port": port}
    flags = [f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in options.items()]
    print(f"Colloquy is at http://{host}:{port} (Ctrl-C ends it)", flush=True)
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(HERE / "app.py"), *flags])


def configuration() -> dict[str, object]:
    """The options of .streamlit/config.toml, such as server.headless: from the wheel, or from the checkout."""
    inside, beside = HERE / ".streamlit" / "config.toml", HERE.parent / ".streamlit" / "config.toml"
    tables = tomllib.loads((inside if inside.exists() else beside).read_text("utf-8"))
    return dict(_flat(tables))


def _flat(tables: dict, prefix: str = ""):
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
