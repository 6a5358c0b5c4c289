"""The map page's states, run by Streamlit's own AppTest on the real app."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rag.library.adding import add
from rag.library.library import Library
from rag.records import Scope
from rag.search.atlas import atlas_of
from rag.setup.settings import load_settings
from tests.test_library_page import run
from tests.test_page import opened
from ui.atlas.making import Making, shared_making
from ui.atlas.view import TAG, TOPIC, YEAR, appearance, view_of


@pytest.fixture
def home(tmp_path: Path, sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = shutil.copytree(sample_home, tmp_path / "home")
    monkeypatch.setenv("COLLOQUY_HOME", str(home))
    return home


def map_page() -> AppTest:
    return run(opened().switch_page("page/map.py"))


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.main.button]


def listed(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["Title"])


def test_an_empty_library_says_what_to_do_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path / "new"))
    app = map_page()
    assert app.title[0].value == "No papers yet" and "Add some first" in app.markdown[0].value


def test_one_paper_has_a_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, three_papers):
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path / "one"))
    library = Library(load_settings(home=tmp_path / "one"))
    add(library, three_papers[:1])
    library.close()
    app = map_page()
    app.selectbox[0].set_value(0)
    assert listed(run(app)) == ["Waggle dances of honey bees"] and "Ask this paper" in labels(app)


def test_a_topic_is_listed_and_becomes_the_scope(home: Path):
    app = map_page()
    assert not app.dataframe and len(app.selectbox[0].options) == 4
    app.selectbox[0].set_value(1)
    titles = listed(run(app))
    assert f"Ask these {len(titles)} papers" in labels(app)
    next(button for button in app.main.button if button.label.startswith("Ask")).click()
    run(app)
    scope: Scope = app.session_state["scope"]
    library = Library(load_settings(home=home))
    assert sorted(p.title for p in library.catalog.get(scope.only).values()) == sorted(titles)
    library.close()


def test_a_search_narrows_what_is_chosen_and_can_find_nothing(home: Path):
    app = map_page()
    app.text_input[0].set_value("yolov9")
    assert listed(run(app))[0].startswith("YOLOv9") or "YOLOv9" in " ".join(listed(app))
    topics = {topic: listed_under(app, topic) for topic in range(4)}
    assert sum(bool(titles) for titles in topics.values()) >= 1
    assert any(not titles for titles in topics.values())


def listed_under(app: AppTest, topic: int) -> list[str]:
    app.selectbox[0].set_value(topic)
    run(app)
    if not app.dataframe:
        assert "No paper is all of this at once." in [text.value for text in app.main.text]
        return []
    return listed(app)


def test_the_ticked_paper_is_opened(home: Path):
    app = map_page()
    app.selectbox[0].set_value(0)
    run(app)
    title = listed(app)[1]
    app.session_state[app.dataframe[0].key] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    run(app)
    next(button for button in app.main.button if button.label == "Open the paper").click()
    assert title in run(app).code[0].value.replace("{", "").replace("}", "") and app.query_params["paper"]


def test_the_map_follows_what_another_process_adds(home: Path, three_papers):
    app = map_page()
    library = Library(load_settings(home=home))
    add(library, three_papers)
    library.close()
    app.text_input[0].set_value("waggle dances")
    assert listed(run(app)) == ["Waggle dances of honey bees"]


def test_a_map_that_several_ask_for_is_made_once(home: Path):
    library = Library(load_settings(home=home))
    with ThreadPoolExecutor(4) as sessions:
        made = list(sessions.map(lambda _: shared_making(library), range(4)))
    assert len(set(map(id, made))) == 1 and made[0].wait(30).atlas.paper_ids == atlas_of(library).paper_ids
    library.close()


def test_a_map_is_not_there_before_it_is_made(home: Path):
    library = Library(load_settings(home=home))
    making = Making(library)
    assert making.wait(0) is None or making.share == 1.0
    assert making.wait(30) and making.share == 1.0
    library.close()


def test_the_browser_gets_every_point_and_title(home: Path):
    library = Library(load_settings(home=home))
    view = view_of(atlas_of(library))
    library.close()
    length = int.from_bytes(view.data[:4], "little")
    head = json.loads(view.data[4 : 4 + length])
    numbers = np.frombuffer(view.data, "<u2", 4 * head["count"], 4 + length).reshape(4, -1)
    titles = view.data[4 + length + numbers.nbytes :].decode().split("\n")
    assert (head["count"], titles) == (47, [" ".join(title.split()) for title in view.atlas.titles])
    assert np.allclose(numbers[:2].T / 32767.5 - 1, view.atlas.places, atol=1e-4)
    assert (numbers[2] == view.atlas.topics).all() and (4 + length) % 2 == 0
    assert len({topic["colour"] for topic in head["topics"]}) == len(head["topics"]) == 4


def test_tags_can_be_its_colours_once_there_are_any(home: Path):
    assert not map_page().segmented_control
    library = Library(load_settings(home=home))
    library.catalog.tags.add("to read", [library.papers(limit=1)[0].id])
    library.close()
    assert TAG in map_page().segmented_control[0].options


def test_years_that_are_all_the_same_are_no_colours(library: Library, three_papers):
    add(library, (paper for paper in three_papers if paper.year == 2019))
    assert len(library) == 1 and view_of(atlas_of(library)).ages == ()


def test_colours_tell_of_topics_years_and_tags(library: Library, three_papers):
    add(library, three_papers)
    view = view_of(atlas_of(library))
    ids = {paper.key: paper.id for paper in library.papers()}
    assert appearance(view, TOPIC, None, {}, "")["key"] == []
    years = appearance(view, YEAR, [0], {}, "3 papers")
    assert (years["shown"]["ages"], years["shown"]["picked"], years["line"]) == ((2019, 2021), [0], "3 papers")
    assert [item["text"] for item in years["key"]] == ["2019 to 2020", "2021", "no year"]
    tags = appearance(view, TAG, None, {ids["bees"]: ("read", "x"), ids["ice"]: ("read",)}, "")
    assert [item["text"] for item in tags["key"]] == ["read", "x", "none of these"]
    rows = tags["shown"]["tags"][0]["rows"]
    assert {view.atlas.paper_ids[row] for row in rows} == {ids["bees"], ids["ice"]}
