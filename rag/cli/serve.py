"""Serve the page with Streamlit, with the project's own configuration wherever it is started from."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path


def serve(host: str, port: int, home: Path) -> None:
    """Serve the library in `home`, in this process and until it is told to end: what is imported is imported once."""
    from streamlit import config
    from streamlit.web import bootstrap

    os.environ["COLLOQUY_HOME"] = str(home)
    page = _page_folder()
    script = str(page / "app.py")
    options = configuration(page) | {"server.address": host, "server.port": port}
    config._main_script_path = script  # as its command line does
    bootstrap.load_config_options(options)
    print(f"Colloquy is at http://{host}:{port} (Ctrl-C ends it)", flush=True)
    bootstrap.run(script, False, ["--warm"], options)


def configuration(page: Path) -> dict[str, object]:
    """The options of .streamlit/config.toml, such as server.headless: from the wheel, or from the checkout."""
    inside, beside = (folder / ".streamlit" / "config.toml" for folder in (page, page.parent))
    tables = tomllib.loads((inside if inside.exists() else beside).read_text("utf-8"))
    return dict(_flat(tables))


def _page_folder() -> Path:
    """Where the page's files are; they are Streamlit's to import, not ours."""
    return Path(find_spec("ui").origin).parent


def _flat(tables: dict, prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
