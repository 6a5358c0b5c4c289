"""Files that are there whole or not at all, and who may read them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.setup.files import written_whole


def test_a_file_takes_the_place_of_the_one_before_when_it_is_whole(tmp_path: Path):
    path = tmp_path / "a file"
    path.write_text("before")
    with written_whole(path) as file:
        file.write("häl".encode())
        assert path.read_text() == "before"
        file.write(b"f")
    assert path.read_text("utf-8") == "hälf" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_file_that_breaks_off_leaves_the_one_before_and_nothing_else(tmp_path: Path, error: type[BaseException]):
    path = tmp_path / "file"
    path.write_text("before")
    with pytest.raises(error), written_whole(path) as file:
        file.write(b"half")
        raise error
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]


def test_a_private_file_is_this_users_and_others_have_the_rights_of_new_files(tmp_path: Path):
    before = os.umask(0o027)
    try:
        for name, private in (("private", True), ("other", False)):
            with written_whole(tmp_path / name, private) as file:
                assert all(path.stat().st_mode & 0o777 in (0o600, 0o640) for path in tmp_path.iterdir())
                file.write(b"x")
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"private": 0o600, "other": 0o640}


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path):
    with pytest.raises(FileNotFoundError), written_whole(tmp_path / "no folder" / "file"):
        pass
