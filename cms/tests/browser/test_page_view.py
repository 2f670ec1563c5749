"""How a page stands and what is to be confirmed, in a real browser: on a phone, by keyboard, without JavaScript."""

import pytest
from playwright.sync_api import expect

from cms.testing.browser import DESKTOP, PHONE, axe_violations, horizontal_overflow

from .people import log_in

PAGE = """
from catalogue.models import TopicPage

print(TopicPage.objects.get(slug="live-musik-draussen").pk)
"""


@pytest.fixture(scope="module")
def page_id(site) -> str:
    return site.run(PAGE)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
@pytest.mark.parametrize("address", ["/admin/mitzeichnung/seite/{}/", "/admin/pruefung/{}/"])
def test_axe_finds_nothing_and_the_page_reflows(site, open_page, page_id, address, viewport):
    page = open_page(viewport)
    log_in(page, site, "admin", address.format(page_id))
    page.locator("details.page-part").evaluate_all("all => all.forEach(part => part.open = true)")

    assert axe_violations(page) == []
    assert horizontal_overflow(page) <= 0


def test_a_part_is_read_and_confirmed_without_javascript(site, open_page, page_id):
    page = open_page(PHONE, javascript=False)
    log_in(page, site, "umweltamt", f"/admin/mitzeichnung/seite/{page_id}/")
    first = page.locator("details.page-part").first
    first.locator("summary").click()
    expect(first.get_by_text("Kurz gesagt")).to_be_visible()

    page.get_by_role("link", name="Prüfen", exact=True).first.click()
    page.get_by_role("button", name="Stimmt").first.click()
    expect(page.get_by_text("Danke. Der Teil ist als geprüft vermerkt.")).to_be_visible()

    page.goto(site.url(f"/admin/mitzeichnung/seite/{page_id}/"))
    expect(page.locator(".timeline li").first).to_contain_text("geprüft für")


def test_the_parts_open_by_keyboard(site, open_page, page_id):
    page = open_page(DESKTOP)
    log_in(page, site, "umweltamt", f"/admin/mitzeichnung/seite/{page_id}/")
    page.locator("details.page-part summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.page-part").first.evaluate("part => part.open")
