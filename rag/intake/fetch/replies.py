"""The replies of a fetch, kept as files in the library's folder: one that broke off goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from rag.errors import LibraryError
from rag.intake.fetch.service import Page
from rag.setup.files import written_whole

FOLDER = "fetched"
_STATE = ".fetch.json"  # hidden: `colloquy add` of the folder reads the replies alone


@dataclass(frozen=True, slots=True)
class FetchState:
    """How far a fetch has come.

    `next` is where the next page starts, None after the last. `found` papers there are in all, `records` are here, in
    `files`; `missing` are identifiers that the service does not have. `day` is that of the first page, as 2026-01-31.
    """

    query: str
    next: str | None
    day: str
    found: int = 0
    records: int = 0
    files: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Replies:
    """The folder of one query to one service.

    Args:
        address: of the service, where it is not the usual one: what another one has is kept apart.
    """

    def __init__(self, home: Path, scheme: str, query: str, address: str | None, suffix: str) -> None:
        digest = hashlib.sha256("\n".join((scheme, query, address or "")).encode()).hexdigest()[:8]
        slug = re.sub(r"[^a-z0-9]+", "-", query.lower()).strip("-")[:40].strip("-")
        self.folder = home / FOLDER / "-".join(part for part in (scheme, slug, digest) if part)
        self._query, self._suffix = query, suffix

    def read(self) -> FetchState | None:
        """How far it has come; None where nothing is there, or what is there cannot be trusted."""
        try:
            given = json.loads((self.folder / _STATE).read_text(encoding="utf-8"))
            state = FetchState(**given | {"files": tuple(given["files"]), "missing": tuple(given["missing"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None
        whole = state.query == self._query and all((self.folder / name).is_file() for name in state.files)
        return state if whole else None

    def start(self, first: str) -> FetchState:
        """The state of a fetch that begins today with the page at `first`."""
        return FetchState(self._query, first, date.today().isoformat())

    def keep(self, state: FetchState, page: Page) -> FetchState:
        """Write a page, if there are papers in it; the first one takes the place of all that an earlier fetch left.

        Raises:
            LibraryError: the folder cannot be written.
        """
        files = state.files + ((f"{len(state.files) + 1:04d}.{self._suffix}",) if page.records else ())
        after = replace(
            state,
            next=page.next,
            found=page.found,
            records=state.records + page.records,
            files=files,
            missing=state.missing + page.missing,
        )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if page.records:
                (self.folder / files[-1]).write_bytes(page.body)
            with written_whole(self.folder / _STATE) as file:
                file.write(json.dumps(asdict(after), ensure_ascii=False).encode())
            for stale in set(self.folder.glob(f"[0-9]*.{self._suffix}")) - set(self.paths(after)):
                stale.unlink()
        except OSError as error:
            raise LibraryError(
                f"{self.folder}: cannot be written: {error.strerror}", "check the disk and your right to write there"
            ) from None
        return after

    def paths(self, state: FetchState) -> list[Path]:
        """The files of the replies, in order."""
        return [self.folder / name for name in state.files]
