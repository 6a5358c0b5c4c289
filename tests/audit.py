"""`make audit`: whether the pinned packages have known holes, and which have newer versions.

The database is osv.dev's, asked once for all pins; where it cannot be reached, a line says so.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import httpx

DATABASE = "https://api.osv.dev/v1/querybatch"
_PIN = re.compile(r"^([a-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE | re.IGNORECASE)


class Unreachable(Exception):
    """The database does not answer, or not as it should."""


def pins(lock: str) -> list[tuple[str, str]]:
    """The packages of a lock file and their versions."""
    return _PIN.findall(lock)


def holes(pinned: list[tuple[str, str]], database: str = DATABASE) -> dict[str, list[str]]:
    """Each pinned version with known holes -> their names.

    Raises:
        Unreachable.
    """
    asked = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in pinned]
    try:
        reply = httpx.post(database, json={"queries": asked}, timeout=20).raise_for_status().json()
        found = [[hole["id"] for hole in one.get("vulns", ())] for one in reply["results"]]
        return {f"{name} {version}": ids for (name, version), ids in zip(pinned, found, strict=True) if ids}
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise Unreachable(str(error)) from None


def behind(pinned: list[tuple[str, str]], newest: list[tuple[str, str]]) -> list[str]:
    """What has a newer version that fits: "name old -> new"."""
    now = dict(newest)
    return [f"{name} {version} -> {now[name]}" for name, version in pinned if now.get(name, version) != version]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lock", type=Path)
    parser.add_argument("--newest", type=Path, help="the same lock, made anew")
    asked = parser.parse_args()
    pinned = pins(asked.lock.read_text("utf-8"))
    if asked.newest:
        old = behind(pinned, pins(asked.newest.read_text("utf-8")))
        print("\n".join([f"{len(pinned) - len(old)} of {len(pinned)} pins are the newest that fit", *old]))
    try:
        found = holes(pinned)
    except Unreachable as error:
        print(f"NOT CHECKED for known holes: the database of osv.dev cannot be reached ({error})")
        return
    print(
        "\n".join(
            [
                f"{len(pinned)} pins, {len(found)} with known holes",
                *(f"{pin}: {', '.join(ids)}" for pin, ids in found.items()),
            ]
        )
    )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
