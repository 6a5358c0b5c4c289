"""A model's answer on the page, in headless Chromium: what is marked is what is wrong, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from rag.intake.readers.record import paper
from rag.records import Quote, Source
from tests.answers import claims_in
from tests.browser.conftest import Watched
from tests.browser.showing import WRITTEN, Shown, cite, opened

SKETCH = paper(
    key="sketch",
    title="Sketches of lakes",
    abstract="A sketch runs in quadratic time. Memory falls by 13%. It was tried on 12 lakes.",
)
ICE = paper(key="ice", title="Early ice", abstract="Ice melts 9 days early. The buoys report each hour.")
BUOYS = paper(key="buoys", title="Buoys", abstract="Two towns plan to use sketches. Others wait.")
TEXT = """## Sketches [1]

A sketch runs in $O(d^2)$ time and keeps x_{i}[2:4] [1][3]. It was tried on **12** lakes (95% CI [0.4, 0.9]) [3].

- Memory falls by **31%** [2], which is much.
- It is used in production.
- Ice melts 9 days early [4].

| Method | Days | Lakes |
|---|---|---|
| Sketch | 9 [4] | 12 [3] |
| Buoy | 40 [4] | 3 |

The buoys [4] report each hour [5]."""
AGREED = "figures and names agree; meaning was not judged"
CLAIMS = claims_in(
    TEXT,
    ("A sketch runs in $O(d^2)$ time and keeps x_{i}[2:4]", (1, 3), "unchecked", AGREED),
    ("It was tried on **12** lakes (95% CI [0.4, 0.9])", (3,), "unchecked", AGREED),
    ("Memory falls by **31%** [2], which is much.", (2,), "contradicted", "it says “31%” where the source says “13%”"),
    ("It is used in production.", (), "uncited", "not cited by the model; no source is given"),
    ("Ice melts 9 days early", (4,), "supported", "the abstract's own sentence"),
    ("| Sketch | 9 [4] | 12 [3] |", (4, 3), "unchecked", AGREED),
    ("| Buoy | 40 [4] | 3 |", (4,), "unsupported", "40, 3 is not in the cited abstract"),
    ("The buoys [4] report each hour", (4, 5), "unchecked", AGREED),
)
CLOSE = "Two towns plan to use sketches."
ANSWER = replace(
    WRITTEN,
    question=WRITTEN.standalone,
    text=TEXT,
    citations=(
        cite(1, SKETCH, "A sketch runs in quadratic time."),
        cite(2, SKETCH, "Memory falls by 13%."),
        cite(3, SKETCH, "It was tried on 12 lakes."),
        cite(4, ICE, "Ice melts 9 days early."),
        cite(5, ICE, "The buoys report each hour."),
    ),
    claims=tuple(
        replace(claim, closest=Quote(BUOYS, CLOSE, 0, len(CLOSE))) if claim.verdict == "uncited" else claim
        for claim in CLAIMS
    ),
    sources=(Source(SKETCH, 2.0, True), Source(ICE, 1.5, True), Source(BUOYS, 1.0, False)),
    warnings=(),
)
# Every stretch of the answer's text that is underlined, with its line's form and colour.
UNDERLINED = """() => {
  const found = [];
  const host = [...document.querySelectorAll("*")].find((node) => node.shadowRoot?.querySelector(".text"));
  const walker = document.createTreeWalker(host.shadowRoot.querySelector(".text"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.parentElement.closest(".summary, .meta, .notes")) continue;
    for (let at = text.parentElement; !at.matches(".text"); at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.textDecorationLine !== "none" || style.borderBottomStyle !== "none" && !at.matches("td, th, .mark")) {
        found.push([text.data, style.textDecorationStyle, style.textDecorationColor]);
        break;
      }
    }
  }
  return found;
}"""


def described(page: Page) -> list[str]:
    """What is said of each place that the Tab key stops at because a statement is to be checked."""
    return page.locator(".doubt[tabindex='0']").evaluate_all(
        "nodes => nodes.map(n => n.getRootNode().getElementById(n.getAttribute('aria-describedby')).textContent)"
    )


def contrast(*colours: str) -> float:
    """The ratio of the lightness of two colours as WCAG has it; written as rgb(253, 253, 251) or color(srgb 1 0.5 0)."""

    def lightness(colour: str) -> float:
        values = [float(value) / (255 if colour.startswith("rgb") else 1) for value in re.findall(r"[\d.]+", colour)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values[:3]]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    low, high = sorted(map(lightness, colours))
    return high / low


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_marked_is_what_is_wrong_and_nothing_else(browser: Watched, shown: Shown, scheme: str):
    browser.page.emulate_media(color_scheme=scheme)
    page = opened(browser, shown([ANSWER]))
    underlined = page.evaluate(UNDERLINED)
    assert [(text, form) for text, form, _ in underlined] == [
        ("Memory falls by", "wavy"),
        ("31%", "wavy"),
        (", which is much.", "wavy"),
        ("It is used in production.", "dashed"),
        ("Buoy", "dashed"),
        ("40", "dashed"),
        ("3", "dashed"),
    ]
    lines = {(form, colour) for _, form, colour in underlined}
    assert len(lines) == len({colour for _, colour in lines}) == 2
    ground = page.get_by_test_id("stApp").evaluate("node => getComputedStyle(node).backgroundColor")
    assert all(contrast(colour, ground) >= 3 for _, colour in lines)
    assert described(page) == [
        "The source says otherwise: it says “31%” where the source says “13%”.",
        f"Not cited by the model. Closest sentence: “{CLOSE}” (Buoys). Enter shows it.",
        "Not found in the source: 40, 3 is not in the cited abstract.",
    ]
    assert page.locator(".text > .summary").inner_text() == ("3 of 8 statements to check: 31%, It is used in …, 40")
    drawn = page.locator(".text").inner_text()
    assert "O(d²) time and keeps xᵢ[2:4] 1." in drawn and "(95% CI [0.4, 0.9]) 1." in drawn
    assert "supported" not in page.locator(".answer").inner_html().lower()
    browser.stayed_here()


def test_a_paper_has_one_number_and_hover_and_click_tell_its_sentences_apart(browser: Watched, shown: Shown):
    page = opened(browser, shown([ANSWER]))
    assert page.locator(".text .mark").all_inner_texts() == ["1", "1", "1", "1", "2", "2", "1", "2", "2", "2"]
    assert page.locator(".card .number").all_inner_texts() == ["1", "2"]
    both, single, tip = page.locator(".text .mark").nth(1), page.locator(".text .mark").nth(2), page.locator(".tip")
    both.hover()
    expect(tip).to_contain_text("Figures and names agree; meaning was not judged")
    assert page.locator(".tip .quote").all_inner_texts() == [ANSWER.citations[0].quote, ANSWER.citations[2].quote]
    both.click()
    assert page.locator(".cited.chosen").all_inner_texts() == [ANSWER.citations[0].quote, ANSWER.citations[2].quote]
    single.click()
    expect(page.locator(".cited.chosen")).to_have_text(ANSWER.citations[2].quote)
    both.hover()
    page.locator(".tip .quote").first.click()
    expect(page.locator(".cited.chosen")).to_have_text(ANSWER.citations[0].quote)
    expect(tip).not_to_be_visible()


def test_a_statement_without_a_source_leads_to_the_sentence_that_comes_closest(browser: Watched, shown: Shown):
    page = opened(browser, shown([ANSWER]))
    tip, sentence = page.locator(".tip"), page.locator(".pane .cited.chosen")
    page.get_by_role("button", name="It is used in …: not cited by the model").click()
    expect(tip).to_contain_text(f"Not cited by the model; closest sentence:“{CLOSE}”Buoys")
    page.locator(".tip .quote").click()
    expect(sentence).to_have_text(CLOSE)
    expect(page.locator(".card.chosen")).to_contain_text("Not cited")
    page.get_by_role("button", name="Source 1").first.click()
    page.locator(".doubt", has_text="production").press("Enter")
    expect(sentence).to_have_text(CLOSE)
    expect(sentence).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".doubt", has_text="production")).to_be_focused()
    browser.stayed_here()
