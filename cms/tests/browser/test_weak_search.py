"""Corrections and weak answers as readers meet them, and what becomes of a missed search in the admin."""

import re

import pytest
from playwright.sync_api import expect

from cms.testing.browser import DESKTOP, PHONE, axe_violations, horizontal_overflow

from .people import log_in

WEAK = "/suche/?q=Hundefriseur+Xylophonzucht"


def test_a_correction_can_be_taken_back_and_stays_so_until_other_words_are_typed(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/suche/?q=Heizplz"))
    expect(page.locator(".search-corrections")).to_contain_text("Meinten Sie „Heizpilz“?")
    page.get_by_role("link", name="Nur nach „Heizplz“ suchen").click()
    expect(page.locator(".search-corrections")).to_contain_text("nur nach den Worten")

    page.get_by_label(re.compile("^Thema")).first.check()
    expect(page).to_have_url(re.compile("art=thema.*exact=1"))
    expect(page.locator(".search-corrections")).to_contain_text("nur nach den Worten")

    page.fill("#q", "Stühlle")
    page.keyboard.press("Enter")
    expect(page.locator("#search-heading")).to_contain_text("Stühlle")
    assert "exact" not in page.url


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
def test_whoever_finds_nothing_says_so_without_javascript(site, open_page, viewport):
    page = open_page(viewport, javascript=False)
    page.goto(site.url(WEAK))
    page.get_by_label("Was haben Sie gesucht?").fill("Xylophone züchten")
    page.wait_for_timeout(2500)  # nobody types faster
    page.get_by_role("button", name="Absenden").click()

    expect(page.locator("h1")).to_have_text("Danke für den Hinweis")
    assert page.context.cookies() == []


def test_the_question_is_sent_by_keyboard_and_never_taken_for_a_search(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url(WEAK))
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/suche/" in request.url else None)
    field = page.get_by_label("Was haben Sie gesucht?")
    field.press_sequentially("Xylophone")
    page.keyboard.press("Tab")
    page.wait_for_timeout(2500)
    assert asked == []
    field.focus()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Danke für den Hinweis")


def test_the_question_still_works_after_results_were_swapped_in(site, open_page):
    page = open_page(DESKTOP)
    page.goto(site.url("/suche/?q=Tische"))
    page.fill("#q", "Hundefriseur Xylophonzucht")
    page.keyboard.press("Enter")
    page.get_by_label("Was haben Sie gesucht?").fill("Xylophone")
    page.wait_for_timeout(2500)
    page.get_by_role("button", name="Absenden").click()

    expect(page.locator("h1")).to_have_text("Danke für den Hinweis")


def test_a_missed_search_is_assigned_and_leads_its_office_to_a_new_word(site, open_page):
    long = "Zauber" * 20
    site.run(
        "from search.missed.counting import count\n"
        f"for text in ['Zaubertheater', '{long}'] * 3: count(text, is_weak=True)\nprint()"
    )
    page = open_page(PHONE)
    log_in(page, site, "wirtschaftsfoerderung", "/admin/erfolglose-suchen/")
    assert axe_violations(page) == []
    assert horizontal_overflow(page) <= 0
    page.get_by_role("link", name=long, exact=True).click()
    expect(page.locator(".missed-facts")).to_contain_text(long)
    assert horizontal_overflow(page) <= 0
    page.go_back()
    page.get_by_role("link", name="Zaubertheater", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Zaubertheater")
    assert axe_violations(page) == []
    assert horizontal_overflow(page) <= 0
    page.get_by_label("Stelle").select_option(label="Straßen- und Grünflächenamt Pankow")
    page.get_by_role("button", name="Zuweisen").click()
    expect(page.locator(".messages")).to_contain_text("Sache von")

    page = open_page(DESKTOP)
    log_in(page, site, "sga", "/admin/erfolglose-suchen/")
    assert axe_violations(page) == []
    page.get_by_role("link", name=re.compile("Alltagswort anlegen.*Zaubertheater", re.DOTALL)).click()
    expect(page.locator("[name=text]")).to_have_value("Zaubertheater")
