import re

import pytest
from playwright.sync_api import Page, expect

from cms.testing.browser import DESKTOP, PHONE

HIT = ".search-hit__title a"


def titles(page: Page) -> list[str]:
    return page.locator(HIT).all_inner_texts()


def total(page: Page) -> int:
    """The number in the heading above the results."""
    return int(re.match(r"\d+", page.locator("#search-heading").inner_text()).group())


def count_of(page: Page, label: str) -> int:
    """The number the facet promises for the option `label`."""
    return int(page.locator("label", has_text=label).locator(".search-count").first.inner_text())


def option(page: Page, label: str):
    return page.get_by_label(re.compile(f"^{label}"))


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
def test_a_trader_finds_and_narrows_without_javascript(site, open_page, viewport):
    page = open_page(viewport, javascript=False)
    page.goto(site.url("/"))
    page.get_by_role("searchbox").first.fill("Gewerbe")
    page.get_by_role("button", name="Suchen").first.click()
    everything = total(page)
    assert everything > 20

    if viewport is PHONE:
        page.locator("#search-filters > summary").click()
    promised = count_of(page, "Gründen & Anmelden")
    option(page, "Gründen & Anmelden").check()
    option(page, "Kontrolle & Recht").check()
    page.get_by_role("button", name="Filter anwenden").click()
    both = total(page)
    assert "problemtyp=gruenden-anmelden" in page.url
    assert "problemtyp=kontrolle-recht" in page.url
    assert promised <= both < everything

    page.get_by_role("link", name="Filter entfernen: Kontrolle & Recht").click()
    assert total(page) == promised
    assert "kontrolle-recht" not in page.url

    first = titles(page)
    page.get_by_role("link", name="Nächste Seite").click()
    second = titles(page)
    assert "seite=2" in page.url
    assert second
    assert not set(first) & set(second)

    page.locator(HIT).first.click()
    expect(page.locator("h1")).to_have_text(second[0])


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
def test_a_title_with_found_words_runs_on_as_one_line_of_text(site, look_at, viewport):
    page = look_at(site.url("/suche/?q=Musik+draußen"), viewport)
    expect(page.locator(f"{HIT} mark").first).to_be_visible()
    assert not [title for title in titles(page) if "\n" in title]


def test_htmx_narrows_in_place_says_so_keeps_the_focus_and_goes_back(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/suche/?q=Gewerbe"))
    before, first = total(page), titles(page)
    status = page.get_by_role("status")
    handle = status.element_handle()
    promised = count_of(page, "Kontrolle & Recht")
    loads = []
    page.on("load", lambda: loads.append(page.url))

    option(page, "Kontrolle & Recht").focus()
    page.keyboard.press("Space")

    expect(page.locator("#search-heading")).to_contain_text(str(promised))
    expect(status).to_contain_text(str(promised))
    assert total(page) == promised < before
    assert handle.evaluate("node => node.isConnected"), "the live region must not be replaced"
    assert page.evaluate("document.activeElement.value") == "kontrolle-recht"
    assert "problemtyp=kontrolle-recht" in page.url
    assert loads == [], "the page must not be loaded anew"
    narrowed = titles(page)

    page.reload()
    assert titles(page) == narrowed
    expect(option(page, "Kontrolle & Recht")).to_be_checked()

    page.go_back()
    expect(page.locator("#search-heading")).to_contain_text(str(before))
    assert titles(page) == first
    expect(option(page, "Kontrolle & Recht")).not_to_be_checked()

    page.go_forward()
    expect(page.locator("#search-heading")).to_contain_text(str(promised))
    assert titles(page) == narrowed
    expect(option(page, "Kontrolle & Recht")).to_be_checked()


def test_back_without_a_reload_in_between_restores_list_and_boxes(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/suche/?q=Gewerbe"))
    before, first = total(page), titles(page)
    option(page, "Kontrolle & Recht").check()
    expect(page).to_have_url(re.compile("kontrolle-recht"))
    option(page, "Steuern & Abgaben").check()
    expect(page).to_have_url(re.compile("steuern-abgaben"))

    page.go_back()
    expect(option(page, "Steuern & Abgaben")).not_to_be_checked()
    expect(option(page, "Kontrolle & Recht")).to_be_checked()
    page.go_back()
    expect(page.locator("#search-heading")).to_contain_text(str(before))
    expect(option(page, "Kontrolle & Recht")).not_to_be_checked()
    assert titles(page) == first


def test_a_chip_removes_its_filter_and_leaves_the_focus_at_the_result(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/suche/?q=Gewerbe&problemtyp=kontrolle-recht"))
    narrowed = total(page)

    page.get_by_role("link", name="Filter entfernen: Kontrolle & Recht").click()

    expect(page).not_to_have_url(re.compile("kontrolle-recht"))
    expect(option(page, "Kontrolle & Recht")).not_to_be_checked()
    expect(page.locator("#search-heading")).to_be_focused()
    assert total(page) > narrowed


def test_a_search_by_keyboard_alone(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/"))
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "search":
            break
    page.keyboard.type("Heizpilz")
    page.keyboard.press("Enter")
    expect(page.locator("#search-heading")).to_contain_text("Heizpilz")

    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('{HIT}')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tische und Stühle rausstellen")


def test_words_are_searched_once_when_they_are_sent_and_not_before(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/suche/"))
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/suche/?" in request.url else None)

    page.fill("#q", "Heizpilz")
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    assert asked == [], "leaving the field is no question"

    page.focus("#q")
    page.keyboard.press("Enter")
    expect(page.locator("#search-heading")).to_contain_text("Heizpilz")
    assert len(asked) == 1, "each question is counted"


def test_the_first_hit_is_seen_on_a_phone_without_scrolling(site, open_page):
    for query in ("Gewerbe", "darf ich tische raus stellen", "Heizplz", "Hundefriseur Tische Xylophonzucht"):
        page = open_page(PHONE, javascript=False)
        page.goto(site.url(f"/suche/?q={query}"))
        expect(page.locator(HIT).first).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Suchen")).to_be_visible()
        expect(page.get_by_label("Sortieren nach")).to_be_visible()


def test_whoever_sends_the_form_on_a_phone_is_led_to_the_answer(site, open_page):
    page = open_page(PHONE)
    page.goto(site.url("/suche/?q=Gewerbe"))
    page.locator("#search-filters > summary").click()
    option(page, "Kontrolle & Recht").check()
    expect(page).to_have_url(re.compile("kontrolle-recht"))

    page.get_by_role("button", name="Filter anwenden").click()
    expect(page.locator("#search-heading")).to_be_focused()
    expect(page.locator(HIT).first).to_be_in_viewport()
    expect(option(page, "Kontrolle & Recht")).to_be_hidden()

    page.go_back()
    expect(page).not_to_have_url(re.compile("kontrolle-recht"))
