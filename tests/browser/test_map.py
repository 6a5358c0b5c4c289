"""What people do on the map page, in headless Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.search.atlas import atlas_of
from rag.setup.settings import load_settings
from tests.browser.conftest import Watched, served
from ui.atlas.component import SCRIPT
from ui.atlas.view import view_of
from ui.component import joined_scripts

WAIT = 30_000
# Where each paper is on the canvas; the map hangs on the element that it draws in.
SPOTS = """(root) => { const [{points}, view] = [root.atlas, root.atlas.view()];
    return [...points.x].map((x, row) => [view.across(x), view.down(points.y[row])]); }"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, sample_home: Path) -> Iterator[str]:
    """One server for all: nothing that is done on the map is kept."""
    with served(Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("map") / "home"))) as at:
        yield at


# Calls the map as Streamlit does when one call overtakes another: what the first returned is called before or after.
OVERTAKEN = """async ([script, data, early]) => {
    const host = document.body.appendChild(document.createElement("div"));
    host.innerHTML = '<div id="atlas"></div>';
    const { default: draw } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    const call = { data: Uint8Array.from(data), parentElement: host, setTriggerValue: () => {} };
    const first = draw(call);
    if (early) first();
    const second = draw(call);
    if (!early) first();
    const root = host.firstChild;
    root.querySelector(".over").style.cssText = "display: block; width: 600px; height: 400px";
    for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
    globalThis.colloquyAtlas.shown = { stamp: root.points.stamp, colour: "topic", picked: [0] };
    globalThis.colloquyAtlas.dispatchEvent(new Event("shown"));
    const told = [root.dataset.drawn, root.atlas.picked[0]];
    second();
    globalThis.colloquyAtlas.shown = null;
    host.remove();
    return [...told, root.atlas];
}"""


def opened(page: Page, address: str) -> Locator:
    """The map, once it is drawn."""
    page.goto(address)
    page.get_by_role("link", name="Map").click()
    return drawn(page)


def drawn(page: Page) -> Locator:
    atlas = page.locator("#atlas[data-drawn]")
    expect(atlas).to_be_visible(timeout=WAIT)
    atlas.scroll_into_view_if_needed()
    return atlas


def spots(atlas: Locator) -> list[tuple[float, float]]:
    """Where the papers are on the page."""
    at = atlas.locator(".over").bounding_box()
    return [(at["x"] + x, at["y"] + y) for x, y in atlas.evaluate(SPOTS)]


def lone(places: list[tuple[float, float]]) -> int:
    """The paper that is farthest from all others."""

    def apart(row: int) -> float:
        x, y = places[row]
        return min((x - a) ** 2 + (y - b) ** 2 for other, (a, b) in enumerate(places) if other != row)

    return max(range(len(places)), key=apart)


def drag(page: Page, path: list[tuple[float, float]]) -> None:
    page.mouse.move(*path[0])
    page.mouse.down()
    for spot in path[1:]:
        page.mouse.move(*spot, steps=4)
    page.mouse.up()


def around(atlas: Locator) -> list[tuple[float, float]]:
    at = atlas.locator(".over").bounding_box()
    left, top, right, low = at["x"] + 3, at["y"] + 50, at["x"] + at["width"] - 3, at["y"] + at["height"] - 3
    return [(left, top), (right, top), (right, low), (left, low), (left, top + 5)]


def test_hover_shows_the_title_and_a_click_opens_the_paper(browser: Watched, address: str):
    page = browser.page
    atlas = opened(page, address)
    titles = atlas.evaluate("(root) => root.atlas.points.titles")
    places = spots(atlas)
    row = lone(places)
    expect(atlas.locator(".tip")).not_to_be_visible()
    page.mouse.move(*places[row])
    expect(atlas.locator(".tip b")).to_have_text(titles[row])
    page.mouse.click(*places[row])
    expect(page.get_by_role("heading", name=titles[row])).to_be_visible(timeout=WAIT)
    page.go_back()
    drawn(page)
    browser.stayed_here()


def test_a_lasso_becomes_the_scope_of_the_next_question(browser: Watched, address: str):
    page = browser.page
    atlas = opened(page, address)
    expect(page.get_by_test_id("stMain").get_by_text("47 papers", exact=True)).to_be_visible()
    atlas.get_by_role("button", name="Choose papers with a lasso").click()
    (left, top), _, (right, low), *_ = around(atlas)
    left, right = left + (right - left) / 4, right - (right - left) / 4
    places = spots(atlas)
    drag(page, [(left, top), (right, top), (right, low), (left, low)])
    inside = sum(left < x < right for x, _ in places)
    assert 5 < inside < 42
    expect(page.get_by_text(f"{inside} of 47 papers")).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name=f"Ask these {inside} papers").click()
    page.get_by_test_id("stChatInputTextArea").wait_for(timeout=WAIT)
    page.get_by_role("link", name="Map").click()
    expect(page.get_by_text(f"{inside} of 47 papers")).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name="Clear the selection").click()
    expect(page.get_by_test_id("stMain").get_by_text("47 papers", exact=True)).to_be_visible(timeout=WAIT)
    browser.stayed_here()


def test_a_box_search_and_topic_choose_papers_and_the_map_can_be_moved_by_keys(browser: Watched, address: str):
    page = browser.page
    atlas = opened(page, address)
    atlas.get_by_role("button", name="Choose papers with a box").click()
    path = around(atlas)
    drag(page, [path[0], path[2]])
    expect(page.get_by_role("button", name="Ask these 47 papers")).to_be_visible(timeout=WAIT)
    page.get_by_test_id("stMain").get_by_role("textbox", name="Search").fill("yolov9")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ask these 47 papers")).not_to_be_visible(timeout=WAIT)
    faint = "(root) => root.atlas.picked && root.atlas.picked.reduce((sum, one) => sum + one, 0)"
    assert 0 < atlas.evaluate(faint) < 47
    before = spots(atlas)[0]
    atlas.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    assert spots(atlas)[0][0] < before[0]
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert spots(atlas)[0] == pytest.approx(before)
    page.mouse.move(*before)
    page.mouse.wheel(0, -200)
    page.wait_for_function("(root) => root.atlas.zoom > 1", arg=atlas.element_handle())
    browser.stayed_here()


def test_a_call_that_is_overtaken_leaves_the_map_drawn_and_listening(browser: Watched, sample_library: Library):
    view = view_of(atlas_of(sample_library))
    browser.page.goto("about:blank")
    script = joined_scripts(SCRIPT)
    for early in (True, False):
        assert browser.page.evaluate(OVERTAKEN, [script, list(view.data), early]) == ["47", 1, None]


def test_dark_and_narrow(browser: Watched, address: str):
    page = browser.page
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 380, "height": 760})
    page.goto(f"{address}/map")
    atlas = drawn(page)
    assert atlas.evaluate("(root) => root.atlas.theme") == "dark"
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    places = spots(atlas)
    assert all(0 <= x <= 380 for x, _ in places) and int(atlas.get_attribute("data-names")) >= 2
    page.emulate_media(color_scheme="light")
    page.wait_for_function("(root) => root.atlas.theme === 'light'", arg=atlas.element_handle())
    browser.stayed_here()


def test_a_touch_shows_the_title_and_a_second_one_opens_the_paper(browser: Watched, address: str):
    page = browser.page
    page.set_viewport_size({"width": 380, "height": 760})
    finger = page.context.new_cdp_session(page)

    def touch(x: float, y: float) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    page.goto(f"{address}/map")
    atlas = drawn(page)
    places = spots(atlas)
    row = lone(places)
    title = atlas.evaluate("(root, row) => root.atlas.points.titles[row]", row)
    touch(*places[row])
    expect(atlas.locator(".tip b")).to_have_text(title)
    expect(atlas.locator(".tip")).to_be_visible()
    touch(*places[row])
    expect(page.get_by_role("heading", name=title)).to_be_visible(timeout=WAIT)
    browser.stayed_here()


def test_hostile_titles_and_names_are_only_text(browser: Watched, tmp_path: Path):
    hostile = '<img src="http://example.org/a.png" onerror="document.title=1">![x](http://example.org/b.png)'
    home = tmp_path / "home"
    library = Library(load_settings(home=home))
    clean = paper(key="bad", title="Bees", abstract="Bees dance.")
    add(library, [replace(clean, title=hostile, abstract=f"Bees {hostile} [link](javascript:alert(1)) dance.")])
    assert atlas_of(library).titles == (hostile,)
    library.close()
    page = browser.page
    with served(home) as address:
        page.goto(f"{address}/map")
        atlas = drawn(page)
        page.mouse.move(*spots(atlas)[0])
        expect(atlas.locator(".tip b")).to_have_text(hostile)
        page.get_by_role("combobox").click()
        page.get_by_role("option").first.click()
        expect(page.get_by_role("button", name="Ask this paper")).to_be_visible(timeout=WAIT)
        expect(page.get_by_test_id("stDataFrame")).to_be_visible()
        assert page.title() != "1"
        browser.stayed_here()
