"""Machine-checked accessibility. It finds perhaps half of what people with disabilities meet; it is no proof."""

import itertools

import pytest

from cms.testing.browser import DESKTOP, PHONE, axe_violations, horizontal_overflow

from .pages import PUBLIC_PAGES

DESCRIBE_FOCUS = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const label = element.labels?.[0];
    const drawn = [
        getComputedStyle(element),
        getComputedStyle(element, '::before'),
        label && getComputedStyle(label),
        label && getComputedStyle(label, '::before'),
    ];
    const visible = style => style && (
        (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
    );
    const outlined = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    const card = element.closest('.tile');  // a card whose link covers it draws the ring itself
    const box = element.getBoundingClientRect();
    const ring = drawn.some(visible) || (card && outlined(getComputedStyle(card)));
    return {html: element.outerHTML.slice(0, 120), ring, size: box.width * box.height};
}"""
# Buttons and weekdays keep their words: they are ours and short.
WRITE_LONG_WORDS = """word => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let count = 0;
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (text.data.trim().length < 4 || text.parentElement.closest('button, .kern-btn, .hours th')) continue;
        text.data = word;
        count++;
    }
    return count;
}"""
LONG_WORD = "Fußgängerüberwegsbeleuchtungsanlagenbetriebsgenehmigungsverordnung"
VIEWPORTS = {"320": PHONE, "1280": DESKTOP}


@pytest.mark.parametrize("viewport", VIEWPORTS.values(), ids=VIEWPORTS)
@pytest.mark.parametrize("path", PUBLIC_PAGES.values(), ids=PUBLIC_PAGES)
def test_axe_finds_nothing_and_the_page_reflows(site, look_at, path, viewport):
    page = look_at(site.url(path), viewport)

    assert axe_violations(page) == []
    assert horizontal_overflow(page) <= 0


@pytest.mark.parametrize("path", PUBLIC_PAGES.values(), ids=PUBLIC_PAGES)
def test_the_longest_german_words_break_before_the_page_scrolls_sideways(site, look_at, path):
    page = look_at(site.url(path))

    assert page.evaluate(WRITE_LONG_WORDS, LONG_WORD) > 10
    assert horizontal_overflow(page) <= 0


@pytest.mark.parametrize("path", PUBLIC_PAGES.values(), ids=PUBLIC_PAGES)
def test_headings_are_in_order_and_the_title_names_page_and_site(site, look_at, path):
    page = look_at(site.url(path))

    levels = [int(tag[1]) for tag in page.eval_on_selector_all("h1,h2,h3,h4,h5,h6", "all => all.map(h => h.tagName)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))
    assert "Gewerbe trifft Ämter" in page.title()
    assert page.get_attribute("html", "lang") == "de"


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/themen/tische-und-stuehle/"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("path", ["/", "/themen/tische-und-stuehle/", "/suche/?q=Tische"])
def test_every_stop_of_the_keyboard_is_visible_and_shows_its_focus(site, open_page, path):
    page = open_page(DESKTOP)
    page.goto(site.url(path))
    seen = set()
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(DESCRIBE_FOCUS)
        if stop is None:
            break
        assert stop["ring"], f"no visible focus: {stop['html']}"
        assert stop["size"] > 0, f"invisible stop: {stop['html']}"
        seen.add(stop["html"])
    assert len(seen) > 10
