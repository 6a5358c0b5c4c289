"""The wheel: everything that an installed copy needs to run outside the checkout."""

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]


def test_prompts_seeds_page_and_configuration_travel_in_the_wheel(tmp_path: Path):
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    packed = set(zipfile.ZipFile(built).namelist())
    wanted = {
        str(path.relative_to(ROOT))
        for folder in ("rag", "ui", "prompts", "seeds")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(wanted) > 40
    assert wanted - packed == set()
    assert "ui/.streamlit/config.toml" in packed
    assert not [name for name in packed if name.startswith("tests/")]


def test_the_lock_file_names_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    assert "chromadb==" in lock and "://" not in lock
