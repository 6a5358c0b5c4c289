"""One answer on the page, in headless Chromium: read, checked, copied from and acted on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.intake.readers.record import paper
from rag.records import Scope, Source
from tests.answers import claims_in
from tests.browser.conftest import Watched
from tests.browser.showing import BEES, CITED, COMPARED, MOSS, WAIT, WRITTEN, Shown, cite, opened
from ui.answer.view import drawn


def acts(page: Page, count: int) -> list[dict]:
    """What the page was told of, once it was told of so much."""
    written = page.get_by_test_id("stText")
    expect(written).to_have_text(re.compile(rf'^\[({{"do".*}}){{{1 if count else 0}}}\]$'), timeout=WAIT)
    page.wait_for_function(
        "count => JSON.parse(document.querySelector('[data-testid=stText]').innerText).length === count", arg=count
    )
    return json.loads(written.inner_text())


def focused(page: Page) -> str:
    """The text of what has the focus, inside the component too."""
    return page.evaluate(
        "() => { let at = document.activeElement; while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"
        " return at.innerText; }"
    )


def test_a_number_tells_its_sentence_and_what_is_in_doubt_and_opens_its_card_at_the_sentence(
    browser: Watched, shown: Shown
):
    address = shown([WRITTEN])
    page = opened(browser, address)
    tip, second = page.locator(".tip"), page.get_by_role("button", name="Source 1").nth(1)
    expect(tip).not_to_be_visible()
    second.hover()
    expect(tip).to_contain_text("Waggle dances")
    expect(tip).to_contain_text(CITED[1].quote)
    expect(tip).to_contain_text("Not found in the source, or not all of it: half of it is there")
    tip.hover()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).not_to_be_visible()

    expect(page.locator(".abstract")).to_have_count(0)
    second.hover(position={"x": 2, "y": 2})
    expect(tip).to_be_visible()
    second.click()
    expect(tip).not_to_be_visible()  # it would lie over what was asked for
    sentence = page.locator(".pane .cited.chosen")
    expect(sentence).to_have_text(CITED[1].quote)
    expect(sentence).to_be_in_viewport(ratio=1)
    expect(page.locator(".pane .where")).to_have_text(f"2 of {len(CITED)}")
    expect(page.locator(".pane .abstract")).to_contain_text("They do so in the dark of the hive. The angle")
    page.get_by_role("button", name="Source 2").click()
    expect(sentence).to_have_text(CITED[2].quote)
    expect(page.locator(".card.chosen")).to_contain_text("retracted")
    page.keyboard.press("ArrowLeft")
    expect(sentence).to_have_text(CITED[1].quote)
    for name, place in (
        ("DOI", "https://doi.org/10.1000/bees"),
        ("arXiv", "https://arxiv.org/abs/2401.01335"),
        ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/123/"),
    ):
        expect(page.get_by_role("link", name=f"{name} of “Waggle dances”")).to_have_attribute("href", place)
    top, bottom = (
        page.locator(".pane").evaluate(f"node => node.getBoundingClientRect().{edge}") for edge in ("top", "bottom")
    )
    assert (top, bottom) == (0, page.viewport_size["height"])
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".pane")).not_to_be_visible()
    browser.stayed_here()


def test_with_the_keyboard_alone_one_goes_to_the_sentence_and_back(browser: Watched, shown: Shown):
    address = shown([WRITTEN])
    page = opened(browser, address)
    page.get_by_role("button", name="Edit what is searched for").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "1"
    page.keyboard.press("Tab")
    assert focused(page) == "The angle gives the"
    expect(page.locator(".tip")).to_have_text("? Not found in the source, or not all of it: half of it is there")
    page.keyboard.press("Tab")
    assert focused(page) == "1"
    expect(page.locator(".tip")).to_contain_text(CITED[1].quote)
    page.keyboard.press("Enter")
    expect(page.locator(".cited.chosen")).to_be_in_viewport(ratio=1)
    assert focused(page) == CITED[1].quote
    page.keyboard.press("Escape")
    assert focused(page) == "1"
    page.keyboard.press("Tab")
    assert focused(page) == "Ice never melts"
    expect(page.locator(".tip")).to_have_text("≠ The source says otherwise: one is negated")
    browser.stayed_here()


def test_the_line_below_leads_to_each_statement_to_check_wherever_it_stands(browser: Watched, shown: Shown):
    address = shown([WRITTEN])
    page = opened(browser, address)
    line = "4 of 5 statements to check: The angle gives the …, Ice never melts, Nobody knows why, This stands nowhere"
    assert page.locator(".text > .summary").inner_text() == line
    assert page.locator(".note").all_inner_texts() == [
        "“Glaciers” has been retracted.",
        "? Not cited by the model: it was lost\n“This stands nowhere.”",
    ]
    page.get_by_role("button", name="Ice never melts: the source says otherwise").click()
    assert focused(page) == "Ice never melts"
    expect(page.locator(".tip")).to_contain_text("one is negated")
    page.get_by_role("button", name="This stands nowhere: not cited by the model").click()
    assert focused(page).endswith("“This stands nowhere.”")
    assert page.locator(".meta").inner_text() == "1.2 s · 3 calls · 1,834 tokens · $0.0012 · openai:gpt-5-mini"


def test_what_was_searched_for_can_be_edited(browser: Watched, shown: Shown):
    address = shown([WRITTEN])
    page = opened(browser, address)
    edit, field = page.get_by_role("button", name="Edit what is searched for"), page.locator(".searched input")
    edit.click()
    expect(field).to_have_value(WRITTEN.standalone)
    field.fill("something else")
    page.keyboard.press("Escape")
    expect(page.locator(".searched")).to_have_text(f"Searched as: {WRITTEN.standalone}")
    edit.press("Enter")
    field.fill("dances of bees")
    page.keyboard.press("Enter")
    assert acts(page, 1) == [{"do": "rephrase", "paper": "", "other": "", "text": "dances of bees"}]
    browser.stayed_here()


def test_sources_are_acted_on_and_questions_to_ask_next_are_asked(browser: Watched, shown: Shown):
    address = shown([WRITTEN])
    page = opened(browser, address)
    page.get_by_role("button", name="Source 1").first.click()
    for done, name in enumerate(("More about this paper", "Open its page", "Exclude"), start=1):
        page.get_by_role("button", name=f"{name}: “Waggle dances”").click()
        acts(page, done)
    expect(page.locator(".pane .cited.chosen")).to_be_visible()  # nothing was drawn anew
    page.locator(".compare summary").click()
    page.get_by_role("button", name="Compare with “A moss”").click()
    acts(page, 4)
    page.get_by_role("button", name="Close").click()
    page.locator(".considered summary").click()
    expect(page.locator(".considered")).to_contain_text("1 paper was excluded from this answer.")
    expect(page.locator(".considered li .badge")).to_have_text("pinned")
    page.get_by_role("button", name="Exclude “A moss”").click()
    acts(page, 5)
    page.get_by_role("button", name="What does “A moss” show?").click()
    told = acts(page, 6)
    assert [(act["do"], act["paper"], act["other"]) for act in told] == [
        ("more", BEES.id, ""),
        ("open", BEES.id, ""),
        ("exclude", BEES.id, ""),
        ("compare", BEES.id, MOSS.id),
        ("exclude", MOSS.id, ""),
        ("ask", "moss", ""),
    ]
    assert told[-1]["text"] == "What does “A moss” show?"
    browser.stayed_here()


def test_a_paper_that_was_only_considered_can_be_pinned(browser: Watched, shown: Shown):
    address = shown([replace(WRITTEN, scope=Scope()), WRITTEN])
    page = opened(browser, address)
    page.locator(".considered summary").first.click()
    page.get_by_role("button", name="Pin “A moss”").click()
    assert acts(page, 1) == [{"do": "pin", "paper": MOSS.id, "other": "", "text": ""}]


@pytest.mark.parametrize("clipboard", [True, False])
def test_references_are_copied_with_and_without_a_clipboard(browser: Watched, shown: Shown, clipboard: bool):
    address = shown([WRITTEN])
    browser.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if not clipboard:
        browser.page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('none'))")
    page = opened(browser, address)
    page.get_by_role("button", name="Source 1").first.click()
    (card,) = [card for card in drawn(WRITTEN)["cards"] if card["paper"] == BEES.id]
    for label, text in (("Copy BibTeX", card["bibtex"]), ("Copy reference", card["reference"])):
        page.get_by_role("button", name=label).click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == text
        expect(page.get_by_role("button", name=label)).to_be_visible()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == drawn(WRITTEN)["markdown"]
    for label, name, text in (("Markdown", "and-bees.md", "markdown"), ("BibTeX", "and-bees.bib", "bibtex")):
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Export {label}").click()
        assert saved.value.suggested_filename == name
        assert Path(saved.value.path()).read_text("utf-8") == drawn(WRITTEN)[text]
    assert "@misc{bees," in card["bibtex"] and card["reference"].startswith("Karlsson, A., & Lind, B. (2019).")
    browser.stayed_here()


def test_a_comparison_is_sorted_saved_and_copied(browser: Watched, shown: Shown):
    address = shown([COMPARED])
    browser.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(browser, address)

    def papers() -> list[str]:
        return page.locator(".compared thead th").all_inner_texts()[1:]

    assert papers() == ["Glaciers", "Waggle dances", "A moss"]
    for name, order, state in (
        ("year", ["Waggle dances", "A moss", "Glaciers"], "ascending"),
        ("year", ["Glaciers", "A moss", "Waggle dances"], "descending"),
        ("paper", ["A moss", "Glaciers", "Waggle dances"], "ascending"),
        ("result", ["Glaciers", "Waggle dances", "A moss"], "ascending"),  # figures by their size
        ("data", ["Waggle dances", "Glaciers", "A moss"], "ascending"),  # what is not stated comes last
    ):
        head = page.get_by_role("button", name=f"Sort the papers by {name}")
        head.press("Enter")
        assert papers() == order
        assert page.locator(f".compared [aria-sort={state}]").all_inner_texts() == [head.inner_text()]
    assert page.locator(".compared tbody tr").nth(1).locator("td").first.inner_text() == "10 dances 1"
    page.locator(".compared .mark").first.click()
    expect(page.locator(".cited.chosen")).to_have_text(CITED[0].quote)

    with page.expect_download() as saved:
        page.get_by_role("button", name="Download CSV").click()
    assert saved.value.suggested_filename == "comparison.csv"
    table = drawn(COMPARED)["table"]
    assert Path(saved.value.path()).read_text("utf-8") == table["csv"]
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == table["markdown"]
    browser.stayed_here()


def test_of_many_sources_the_rest_is_drawn_when_it_is_wanted(browser: Watched, shown: Shown):
    many = [paper(title=f"Paper {n}", abstract=f"It says {n}.") for n in range(200)]
    text = "\n".join(f"- **Paper {n}**: It says {n}. [{n + 1}]" for n in range(200))
    quoted = ((one.abstract, (n + 1,), "supported", "its own") for n, one in enumerate(many))
    given = replace(
        WRITTEN,
        kind="list",
        text=text,
        citations=tuple(cite(n + 1, one, one.abstract) for n, one in enumerate(many)),
        claims=claims_in(text, *quoted, by="verbatim"),
        sources=tuple(Source(one, 1.0, True) for one in many),
    )
    address = shown([given])
    page = opened(browser, address)
    assert page.locator(".text > .summary").inner_text().strip() == "Quoted word for word"
    expect(page.locator(".card")).to_have_count(12)
    page.get_by_role("button", name="Source 150,").click()
    expect(page.locator(".cited.chosen")).to_have_text("It says 149.")
    expect(page.locator(".cited.chosen")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Source 150,")).to_be_in_viewport()  # the text did not move away
    expect(page.locator(".pane .where")).to_have_text("150 of 200")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Show all 200 sources").click()
    expect(page.locator(".card")).to_have_count(200)
