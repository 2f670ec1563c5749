"""A real Chromium for journeys and accessibility checks."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
OFFLINE_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

OpenPage = Callable[..., Page]


def chromium_path() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The installed Chromium; tests that ask for it are skipped where there is none.

    One for each module: as long as it lives Playwright keeps an event loop in this thread, where Django would refuse
    the database to the tests of other modules.
    """
    path = chromium_path()
    if not path:
        pytest.skip("no Chromium: install Debian's package chromium, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OFFLINE_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open a fresh page, by default a phone with JavaScript; `open_page(DESKTOP, javascript=False)`.

    A script error or a breach of the content security policy in any page fails the test.
    """
    contexts, complaints = [], []

    def open_one(viewport: dict = PHONE, *, javascript: bool = True) -> Page:
        context = chromium.new_context(viewport=viewport, java_script_enabled=javascript, locale="de-DE")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page by the rules of WCAG 2.2 A and AA and its best practices, one line each."""
    # after a click the next document may still be empty; one that never gets a main part is axe's to report
    with suppress(TooLate):
        page.locator("main, [role=main]").first.wait_for(state="attached", timeout=5000)
    page.wait_for_load_state()
    # what is fading in has not got its colours yet
    page.evaluate(
        "Promise.allSettled(document.getAnimations()"
        ".filter(one => one.effect.getComputedTiming().endTime !== Infinity).map(one => one.finished)).then(() => null)"
    )
    # evaluate() runs in the page without adding a script element, which the strict policy would refuse
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG_22_AA)
    return [
        f"{violation['id']}: {violation['help']} – {node['html'][:160]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def horizontal_overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 means that it reflows."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
