"""A real Chromium for journeys and accessibility checks."""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passed is thousands of nodes, which nobody reads.
RUN_AXE = """async tags => {
    const options = {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']};
    return (await axe.run(document, options)).violations;
}"""
PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
OFFLINE_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

OpenPage = Callable[..., Page]
Profiles = dict[tuple[int, bool], list[BrowserContext]]


def chromium_path() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The installed Chromium; tests that ask for it are skipped where there is none.

    Not for the whole session: as long as it lives Playwright keeps an event loop in this thread, where Django would
    refuse the database to the tests of other packages.
    """
    path = chromium_path()
    if not path:
        pytest.skip("no Chromium: install Debian's package chromium, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OFFLINE_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def profiles(chromium: Browser) -> Iterator[Profiles]:
    """Profiles of the browser that no test uses now, by width and JavaScript. They keep nothing but their caches."""
    free: Profiles = defaultdict(list)
    yield free
    for context in chain(*free.values()):
        context.close()


@pytest.fixture
def open_page(chromium: Browser, profiles: Profiles) -> Iterator[OpenPage]:
    """Open a page of somebody new, by default on a phone with JavaScript; `open_page(DESKTOP, javascript=False)`.

    Tests of one module may find in the cache what others loaded, but no cookies and nothing stored; with
    `first_visit` the cache is empty, too. A script error or a breach of the content security policy in any page fails
    the test.
    """
    complaints: list[str] = []
    used: list[tuple[list[BrowserContext], BrowserContext]] = []

    def open_one(viewport: dict = PHONE, *, javascript: bool = True, first_visit: bool = False) -> Page:
        free = profiles[viewport["width"], javascript]
        if first_visit or not free:
            free.append(chromium.new_context(viewport=viewport, java_script_enabled=javascript, locale="de-DE"))
        context = free.pop()
        used.append((free, context))
        return watch(context.new_page(), complaints)

    yield open_one
    for free, context in used:
        forget(context)
        free.append(context)
    assert not complaints


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    """One page for all tests of a module, and what it complains of."""
    complaints: list[str] = []
    with chromium.new_context(locale="de-DE") as context:
        yield watch(context.new_page(), complaints), complaints


@pytest.fixture
def look_at(tab: tuple[Page, list[str]]) -> Iterator[OpenPage]:
    """Open an address in the tab of the module: for tests that only look at what is public, many addresses in turn.

    It fails the test as `open_page` does.
    """
    page, complaints = tab
    complaints.clear()

    def look_at(url: str, viewport: dict = PHONE) -> Page:
        page.set_viewport_size(viewport)
        page.goto(url)
        return page

    yield look_at
    assert not complaints


def watch(page: Page, complaints: list[str]) -> Page:
    """Note script errors and breaches of the policy; returns the page."""
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    return page


def forget(context: BrowserContext) -> None:
    """Close all pages, and leave no cookies and nothing that scripts have stored."""
    for page in context.pages:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
        storage = {"origin": origin, "storageTypes": "local_storage,indexeddb,service_workers,cache_storage"}
        context.new_cdp_session(page).send("Storage.clearDataForOrigin", storage)
        page.close()
    context.clear_cookies()


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
    violations = page.evaluate(RUN_AXE, WCAG_22_AA)
    return [
        f"{violation['id']}: {violation['help']} – {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def horizontal_overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 means that it reflows."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
