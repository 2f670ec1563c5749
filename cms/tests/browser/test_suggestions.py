"""Suggestions while typing: an editable combobox with a list, by the ARIA Authoring Practices."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from cms.testing.browser import DESKTOP, PHONE, axe_violations, horizontal_overflow

PAGES = {"home": "/", "search": "/suche/", "search with words": "/suche/?q=Gewerbe&problemtyp=kontrolle-recht"}
VIEWPORTS = {"320": PHONE, "1280": DESKTOP}


def field(page: Page):
    return page.get_by_role("combobox", name=re.compile("Was möchten Sie wissen|Suchen Sie mit"))


def options(page: Page):
    return page.get_by_role("option").filter(visible=True)


def marked(page: Page) -> str | None:
    """The text of the option a screen reader is told of, and that looks so; None without one."""
    option_id = field(page).get_attribute("aria-activedescendant")
    chosen = page.locator(".suggestion[aria-selected=true]")
    if option_id is None:
        expect(chosen).to_have_count(0)
        return None
    assert chosen.get_attribute("id") == option_id
    return chosen.inner_text()


def type_text(page: Page, text: str) -> None:
    """Type, and wait for what is suggested for all of it; who types slowly sees suggestions for its beginning first."""
    field(page).fill("")
    with page.expect_response(lambda response: response.url.endswith(f"?{urlencode({'q': text})}")) as answer:
        field(page).press_sequentially(text)
    answer.value.finished()
    expect(options(page).first).to_be_visible()


@pytest.mark.parametrize("viewport", VIEWPORTS.values(), ids=VIEWPORTS)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_the_open_list_is_accessible_and_fits(site, open_page, path, viewport):
    page = open_page(viewport)
    page.goto(site.url(path))
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    type_text(page, "gewerbe")

    expect(field(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox", name="Vorschläge")).to_be_visible()
    expect(page.locator("[aria-live=polite]")).to_have_text(f"{options(page).count()} Vorschläge")
    assert axe_violations(page) == []
    assert horizontal_overflow(page) <= 0

    page.keyboard.press("ArrowDown")
    assert marked(page)
    assert axe_violations(page) == []
    heights = options(page).evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 44


def test_the_keys_do_what_the_pattern_says(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/"))
    type_text(page, "gewerbe")
    texts = options(page).all_inner_texts()
    assert len(texts) > 2
    assert marked(page) is None

    for text in [*texts, texts[0]]:  # round and round
        page.keyboard.press("ArrowDown")
        assert marked(page) == text
    page.keyboard.press("ArrowUp")
    assert marked(page) == texts[-1]

    page.keyboard.press("Home")
    assert marked(page) is None
    assert page.evaluate("document.activeElement.selectionStart") == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    assert marked(page) is None
    assert page.evaluate("document.activeElement.selectionStart") == len("gewerbe")

    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    expect(field(page)).to_have_value("gewerbe")
    expect(field(page)).to_be_focused()

    page.keyboard.press("ArrowDown")
    expect(options(page)).to_have_count(len(texts))
    page.keyboard.press("Alt+ArrowUp")
    expect(options(page)).to_have_count(0)
    page.keyboard.press("Alt+ArrowDown")
    expect(options(page)).to_have_count(len(texts))
    assert marked(page) is None

    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)
    expect(field(page)).not_to_be_focused()


def test_enter_on_a_suggestion_opens_its_page(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/"))
    type_text(page, "Stühle raus")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(site.url("/themen/tische-und-stuehle/"))


def test_enter_without_a_suggestion_searches_what_was_typed(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/"))
    type_text(page, "Stühle raus")
    page.keyboard.press("Enter")

    expect(page.locator("#search-heading")).to_contain_text("Stühle raus")


def test_an_everyday_word_with_a_wrong_letter_is_searched_in_place_by_a_tap(site, open_page):
    page = open_page(PHONE)
    page.goto(site.url("/suche/?art=thema"))
    loads = []
    page.on("load", lambda: loads.append(page.url))
    type_text(page, "Heizplz")
    options(page).filter(has_text="Suche").first.click()

    expect(page.locator("#search-heading")).to_contain_text("Heizpilz")
    expect(page).to_have_url(re.compile("q=Heizpilz.*art=thema"))
    expect(options(page)).to_have_count(0)
    assert loads == [], "the page must not be loaded anew"


def test_fast_typing_asks_once_and_nothing_typed_asks_nothing(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/"))
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "vorschlaege" in request.url else None)
    type_text(page, "gewerbe")
    assert len(asked) == 1
    assert asked[0].endswith("?q=gewerbe")

    field(page).fill("")
    expect(options(page)).to_have_count(0)
    field(page).press_sequentially("x")
    page.wait_for_timeout(400)
    assert len(asked) == 1


def test_without_suggestions_the_field_still_searches(site, open_page):
    page = open_page(DESKTOP)
    page.route("**/suche/vorschlaege/**", lambda route: route.abort())
    page.goto(site.url("/"))
    field(page).press_sequentially("Heizpilz", delay=200)
    page.keyboard.press("Enter")

    expect(page.locator("#search-heading")).to_contain_text("Heizpilz")
