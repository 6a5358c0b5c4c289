"""Logging in to the page with a password, in headless Chromium: in, a reload, a role, a file, and out again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from playwright.sync_api import expect

from rag.setup.people.users import Users
from tests.browser.conftest import Watched, give, served

PASSWORD = "four words of bo, unrelated"
BIB = b"@article{eel2020, title={On the journeys of eels}, author={Ohm, Ada}, year={2020}, abstract={Eels migrate to the sea.}}"


def test_one_logs_in_stays_in_and_goes(browser: Watched, sample_home: Path, tmp_path: Path):
    home, log = Path(shutil.copytree(sample_home, tmp_path / "home")), tmp_path / "log"
    users = Users(home / "users.json")
    users.put("bo", "editor", PASSWORD)
    with served(home, log) as address:
        page = browser.page
        page.goto(f"{address}/library")
        expect(page).to_have_url(re.compile(r"/log-in\?next=%2Flibrary$"))
        page.get_by_label("Name").fill("Bo")
        page.get_by_label("Password").fill("wrong words, but long")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_contain_text("do not belong together")
        page.get_by_label("Name").fill("Bo")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page).to_have_url(f"{address}/library")
        expect(page.get_by_text("47 papers").first).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        expect(page.get_by_text("Settings")).to_have_count(0)
        page.get_by_text("Add papers").click()
        give(page, {"name": "eels.bib", "mimeType": "text/plain", "buffer": BIB})
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_text("48 papers").first).to_be_visible()
        page.get_by_role("button", name="Log out").click()
        expect(page).to_have_url(f"{address}/log-in")
        page.goto(address)
        expect(page).to_have_url(f"{address}/log-in")
    told = log.read_text()
    assert PASSWORD not in told and "argon2" not in told and users.secret not in told
    # The browser tells that a wrong password was answered with 401.
    browser.problems = [problem for problem in browser.problems if "401" not in problem]
    browser.stayed_here()
