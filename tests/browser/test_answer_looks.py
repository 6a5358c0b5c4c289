"""How an answer looks, in headless Chromium: colours, narrow windows, tips, hostile text, and how quickly it is there."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from rag.answer.assistant import Assistant
from rag.library.library import Library
from rag.records import Cell, Citation, Group, Row, Source, Table
from tests.answers import HOSTILE, claims_in
from tests.browser.conftest import Watched
from tests.browser.showing import BEES, CITED, COMPARED, WAIT, WRITTEN, Shown, opened
from ui.answer.component import SCRIPT
from ui.answer.view import drawn
from ui.component import joined_scripts

LIGHT, DARK = "rgb(253, 253, 251)", "rgb(23, 26, 28)"
NARROW = {"width": 380, "height": 800}
BUILD = """async ({ script, data, times }) => {
  const { default: draw } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const took = [];
  for (let i = 0; i < times; i++) {
    const parentElement = document.body.appendChild(document.createElement("div"));
    parentElement.append(Object.assign(document.createElement("div"), { id: "answer" }));
    const start = performance.now();
    draw({ data, parentElement, setTriggerValue: () => {} });
    took.push(performance.now() - start);
  }
  return took;
}"""

# Every piece of text that can be seen in an answer, with the ratio of its colour to what lies behind it.
# Where nodes are, and how large, to a tenth of a pixel, once that stays: a page that is just drawn may still wait for
# a font.
PLACES = """async (nodes) => {
  const tenths = (box) => [box.x, box.y, box.width, box.height].map((length) => Math.round(length * 10) / 10);
  const now = () => JSON.stringify(nodes.map((node) => tenths(node.getBoundingClientRect())));
  let last;
  do {
    last = now();
    await document.fonts.ready;
    await new Promise((done) => setTimeout(done, 300));
  } while (last !== now());
  return last;
}"""
CONTRAST = """() => {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const over = (colors) => {
    pen.clearRect(0, 0, 1, 1);
    for (const color of colors) { pen.fillStyle = color; pen.fillRect(0, 0, 1, 1); }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parent = (node) => node.parentElement ?? node.getRootNode().host ?? null;
  const measured = [];
  for (const host of document.querySelectorAll("*")) {
    if (!host.shadowRoot?.querySelector("#answer")) continue;
    for (const node of host.shadowRoot.querySelectorAll("#answer *")) {
      const text = [...node.childNodes].filter((c) => c.nodeType === 3).map((c) => c.data).join("").trim();
      if (!text || !node.checkVisibility()) continue;
      const behind = [];
      for (let at = node; at; at = parent(at)) behind.unshift(getComputedStyle(at).backgroundColor);
      const back = over(behind);
      const front = over([...behind, getComputedStyle(node).color]);
      const [high, low] = [light(front), light(back)].sort((a, b) => b - a);
      measured.push({ text: text.slice(0, 40), ratio: (high + 0.05) / (low + 0.05) });
    }
  }
  return measured;
}"""


def inside(page: Page, one: Locator) -> bool:
    box, window = one.bounding_box(), page.viewport_size
    return (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= window["width"]
        and box["y"] + box["height"] <= window["height"]
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_the_contrast_of_wcag_aa(browser: Watched, shown: Shown, scheme: str):
    address = shown([WRITTEN, COMPARED, replace(WRITTEN, abstained="not_in_library")])
    browser.page.emulate_media(color_scheme=scheme)
    page = opened(browser, address)
    page.locator(".considered summary").first.click()
    page.locator(".compared .sort").first.click()
    page.get_by_role("button", name="Source 1").first.click()
    page.locator(".doubt").first.hover()
    expect(page.locator(".tip:popover-open")).to_be_visible()
    measured = page.evaluate(CONTRAST)
    assert len(measured) > 100
    assert [m for m in measured if m["ratio"] < 4.5] == []
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", {"light": LIGHT, "dark": DARK}[scheme])


def test_on_a_narrow_screen_nothing_overflows_and_tips_stay_in_the_window(browser: Watched, shown: Shown):
    address = shown([WRITTEN, COMPARED])
    browser.page.set_viewport_size(NARROW)
    page = opened(browser, address)
    assert page.locator(".sources").first.bounding_box()["y"] > page.locator(".meta").first.bounding_box()["y"]
    for mark in page.locator(".text .mark, .text .doubt").all():
        mark.scroll_into_view_if_needed()
        mark.hover()
        expect(page.locator(".tip:popover-open")).to_be_visible()
        assert inside(page, page.locator(".tip:popover-open"))
    page.get_by_role("button", name="Source 2").first.click()
    expect(page.locator(".cited.chosen")).to_be_in_viewport(ratio=1)
    assert page.locator(".pane:popover-open").bounding_box() == {"x": 0, "y": 0, **NARROW}
    page.get_by_role("button", name="Close").click()
    page.locator(".considered summary").first.click()
    wide = page.evaluate(
        "() => [...document.querySelectorAll('[data-testid=stMain], html')].map(e => e.scrollWidth - e.clientWidth)"
    )
    assert max(wide) <= 0


def test_a_tip_at_the_edge_of_the_window_stays_inside_and_leaves_its_number_free(browser: Watched, shown: Shown):
    long = replace(WRITTEN, text="\n\n".join(f"{'Bees dance in the dark. ' * 4 * (n % 7)}[2]" for n in range(40)))
    address = shown([long])
    page = opened(browser, address)
    for mark in page.locator(".text .mark").all()[::5]:
        mark.evaluate("node => node.scrollIntoView({ block: 'end' })")
        number = mark.bounding_box()
        # Not by hover(), which scrolls to where nothing covers the number.
        page.mouse.move(number["x"] + number["width"] / 2, number["y"] + number["height"] / 2)
        tip = page.locator(".tip:popover-open")
        expect(tip).to_contain_text(CITED[1].quote)
        assert inside(page, tip)
        box = tip.bounding_box()
        assert number["y"] + number["height"] <= box["y"] or box["y"] + box["height"] <= number["y"]


def test_the_reading_pane_stays_open_when_the_theme_changes(browser: Watched, shown: Shown):
    address = shown([WRITTEN])
    page = opened(browser, address)
    page.get_by_role("button", name="Source 1").nth(1).click()
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", DARK)
    expect(page.locator(".pane .cited.chosen")).to_have_text(CITED[1].quote)


@pytest.mark.parametrize("searched", [False, True])
def test_what_was_streamed_does_not_move_when_the_answer_is_drawn(browser: Watched, shown: Shown, searched: bool):
    text = (
        "Bees dance for $5 to $9. " * 15
        + "[1]\n\n- one\n- two, "
        + "which is long " * 20
        + "\n\n1. first\n2. **second**\n\nThe end [2]."
    )
    claims = claims_in(text, ("The end [2].", (2,), "supported", "x"))
    standalone = WRITTEN.standalone if searched else WRITTEN.question
    address = shown([replace(WRITTEN, standalone=standalone, text=text, claims=claims)])
    page = opened(browser, address)
    after = page.locator(".text :is(p, li)").evaluate_all(PLACES)
    page.goto(f"{address}/?written=1")
    expect(page.get_by_text("The end [2].")).to_be_visible(timeout=WAIT)
    before = page.get_by_test_id("stMarkdownContainer").locator(":is(p, li)").evaluate_all(PLACES)
    assert len(json.loads(before)) == 6
    assert after == before


def test_hostile_text_is_only_text(browser: Watched, shown: Shown):
    script = '<img src="http://example.org/a.png" onerror="document.title=1"><script>document.title=2</script>'
    evil = f"\u202egnp.exe {script} <style>*{{display:none}}</style> ![x](http://example.org/b.png) {HOSTILE}"
    bad = replace(
        BEES, title=evil, abstract=f"{evil} {'w' * 500}.", names=(Group(evil),), venue=evil, url="javascript:alert(1)"
    )
    text = f"{evil} [1] {'w' * 500}"
    given = replace(
        COMPARED,
        standalone=evil,
        text=text,
        citations=(Citation(1, bad, bad.abstract, 0, len(bad.abstract)),),
        claims=claims_in(text, (evil, (1,), "partial", evil)),
        sources=(Source(bad, 2.0, True), Source(replace(bad, id="other"), 1.0, False)),
        table=Table((evil,), (Row(bad, (Cell(evil, 1),)),)),
        warnings=(evil,),
        model=evil,
    )
    address = shown([given])
    browser.page.set_viewport_size(NARROW)
    page = opened(browser, address)
    page.locator(".text .mark").first.click()
    expect(page.locator(".pane h3", has_text=script)).to_be_visible()
    expect(page.locator(".abstract", has_text=script)).to_be_visible()
    page.get_by_role("button", name="Close").click()
    page.locator(".considered summary").click()
    for place in (
        ".text p",
        ".searched",
        ".head",
        ".considered .name",
        ".note",
        ".compared th",
    ):
        expect(page.locator(place, has_text=script).first).to_be_visible()
    page.locator(".text .mark").first.hover()
    expect(page.locator(".tip")).to_contain_text(script)
    assert page.title() != "1" and page.locator(".text img, .sources img, .text style").count() == 0
    links = page.locator(".text a").evaluate_all("nodes => nodes.map(n => [n.href === n.innerText, n.rel, n.protocol])")
    assert all(link == [True, "noopener noreferrer", "http:"] for link in links)
    assert page.locator("a[href^='javascript']").count() == 0
    turned = page.locator("bdi").evaluate_all(
        "nodes => nodes.every(n => getComputedStyle(n).unicodeBidi === 'isolate')"
    )
    assert turned and page.locator("bdi").count() > 5
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= NARROW["width"]
    browser.stayed_here()


def test_an_answer_is_built_in_under_ten_milliseconds(browser: Watched, sample_library: Library):
    answer = Assistant(sample_library.settings, sample_library).ask("How do DistillSpec and Transfer Q* differ?")
    script = joined_scripts(SCRIPT)
    given = drawn(answer)
    took = browser.page.evaluate(BUILD, {"script": script, "data": given, "times": 40})
    assert sorted(took)[len(took) // 2] < 10
