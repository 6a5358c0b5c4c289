"""What is measured on what: the machine, and two environments, each made with pip and with nothing else in it."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import time
import venv
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.data import ROOT
from tests.benchmarks.process import Failed

FOLDER = ROOT / ".venv-bench"
_PLOTTER = "matplotlib>=3.10"  # goes into the tutorial's environment once that has been measured
_TOLD = {"chromadb", "colloquy", "langchain-chroma", "langchain-core", "langchain-huggingface"}
_TOLD |= {"numpy", "sentence-transformers", "tantivy", "torch", "wordllama"}


@dataclass(frozen=True, slots=True)
class Environment:
    bin: Path
    installed: dict  # "seconds" that it took, "mb" on disk, "versions"


def colloquy() -> Environment:
    """What `pip install .` brings, around the checkout's own files."""
    return _environment("colloquy", ["-c", "requirements.lock", "-e", "."], ["pyproject.toml", "requirements.lock"])


def tutorial() -> Environment:
    return _environment("tutorial", ["-r", "tests/benchmarks/tutorial.txt"], ["tests/benchmarks/tutorial.txt"])


def machine() -> dict:
    """Model and number of processors, memory, Python, and how busy the machine was."""
    try:
        rows = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        rows = []
    models = [row.split(":", 1)[1].strip() for row in rows if row.startswith("model name")]
    return {
        "cpu": models[0] if models else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
    }


def commit() -> str | None:
    """The commit that is measured; None outside a repository."""
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.strip() or None


def _environment(name: str, wanted: list[str], depends_on: list[str]) -> Environment:
    """The environment as it is, or made anew when what it depends on has changed."""
    folder = FOLDER / name
    note = folder / "installed.json"
    digest = hashlib.sha256("".join((ROOT / file).read_text("utf-8") for file in depends_on).encode()).hexdigest()
    if not note.is_file() or json.loads(note.read_text())["digest"] != digest:
        print(f"Making {folder.relative_to(ROOT)} with pip; this takes a minute or two.", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        before, started = _bytes(folder), time.perf_counter()
        _pip(folder, *wanted)
        seconds, size = time.perf_counter() - started, _bytes(folder) - before
        if name == "tutorial":
            _pip(folder, _PLOTTER)
        note.write_text(json.dumps({"digest": digest, "seconds": seconds, "mb": size / 1e6}))
    made = json.loads(note.read_text())
    installed = {"seconds": made["seconds"], "mb": made["mb"], "versions": _versions(folder)}
    return Environment(folder / "bin", installed)


def _pip(folder: Path, *wanted: str) -> None:
    command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-cache-dir", *wanted]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Failed(next((line for line in done.stderr.splitlines() if line.startswith("ERROR")), "pip failed"))


def _bytes(folder: Path) -> int:
    """Room on the disk, as du counts it."""
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))


def _versions(folder: Path) -> dict[str, str]:
    command = [folder / "bin" / "python", "-m", "pip", "list", "--format", "json"]
    listed = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {package["name"]: package["version"] for package in listed if package["name"] in _TOLD}
