"""From the form of a page to the offices and back, and what readers see of it. Each journey has a topic of its own."""

import re

import pytest
from playwright.sync_api import Page, expect

from cms.testing.browser import DESKTOP, PHONE, axe_violations, horizontal_overflow

from .people import log_in

NAMES = ".expected__office > strong"


def page_id(page: Page, site, slug: str) -> int:
    return page.request.get(site.url(f"/api/v2/pages/?slug={slug}")).json()["items"][0]["id"]


def open_editor(page: Page, site, slug: str) -> None:
    number = page_id(page, site, slug)
    log_in(page, site, "sga-sondernutzungen", f"/admin/pages/{number}/edit/")


def expect_accessible(page: Page, *, by_axe: bool = True) -> None:
    """axe is a script itself: where the page may run none, it would wait for its own answer for ever."""
    assert horizontal_overflow(page) <= 0
    if by_axe:
        assert axe_violations(page) == []


@pytest.mark.parametrize(
    ("viewport", "javascript", "slug", "asked"),
    [
        (PHONE, False, "werbetafeln-plakate", "Ordnungsamt"),
        (PHONE, True, "pflanzkuebel-baenke-baumscheiben", "Straßen- und Grünflächenamt"),
        (DESKTOP, True, "fahrradstaender-vor-dem-geschaeft", "Straßen- und Grünflächenamt"),
    ],
    ids=["320 without JavaScript", "320", "1280"],
)
def test_those_named_before_are_asked_and_the_text_can_be_fetched_back(
    site, open_page, viewport, javascript, slug, asked
):
    page = open_page(viewport, javascript=javascript)
    open_editor(page, site, slug)
    page.locator("[name=sections-4-heading]").fill("Das will das Amt")
    page.get_by_role("button", name="Zur Mitzeichnung …").click()

    expect(page.locator("h1")).to_contain_text("Zur Mitzeichnung vorlegen")
    named = page.locator(NAMES).all_inner_texts()
    assert any(asked in name for name in named)
    expect_accessible(page, by_axe=javascript)
    page.locator(".changed-part summary").first.click()
    expect_accessible(page, by_axe=javascript)

    page.get_by_role("button", name="Vorlegen").click()
    expect(page.locator(".error-message")).to_contain_text("Bitte sagen Sie")
    expect_accessible(page, by_axe=javascript)
    page.locator("[name=change_note]").fill("Überschrift gesagt wie im Bescheid.")
    page.locator("[name=public_note]").fill("Jetzt steht da, wer es verlangt.")
    page.get_by_role("button", name="Vorlegen").click()

    expect(page).to_have_url(re.compile(r"/admin/mitzeichnung/\d+/$"))
    for name in named:
        expect(page.get_by_role("main")).to_contain_text(name)

    number = page_id(page, site, slug)
    page.goto(site.url(f"/admin/pages/{number}/edit/"))
    expect(page.locator(".messages")).to_contain_text(f"Es fehlt noch: {asked}")
    page.locator(".page-actions").get_by_role("link", name="Zurückholen …").click()
    expect_accessible(page, by_axe=javascript)
    page.locator("[name=reason]").fill("Noch ein Tippfehler.")
    page.get_by_role("button", name="Zurückholen").click()
    expect(page.locator(".returned-notice")).to_contain_text("Noch ein Tippfehler.")
    expect(page.get_by_role("button", name="Entwurf speichern")).to_be_visible()


def test_what_was_typed_right_before_saving_is_not_lost(site, open_page):
    page = open_page(DESKTOP)
    open_editor(page, site, "pflanzkuebel-baenke-baumscheiben")
    title = page.locator("#id_title").input_value()
    page.locator("#id_title").fill("")
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.locator(".messages")).to_contain_text("nicht gespeichert")

    page.locator("#id_title").fill(title)
    number = int(page.locator("#id_sections-TOTAL_FORMS").input_value())
    page.locator("#id_sections-ADD").click()
    page.locator(f"#id_sections-{number}-kind").select_option("hint")
    page.locator(f"#id_sections-{number}-office").select_option(index=1)
    page.locator(f"#inline_child_sections-{number} .public-DraftEditor-content").click()
    page.keyboard.type("Das steht gerade erst hier.")
    page.keyboard.press("Control+s")

    expect(page.locator(".messages")).to_contain_text("wurde aktualisiert")
    expect(page.locator(f"#inline_child_sections-{number}")).to_contain_text("Das steht gerade erst hier.")


@pytest.mark.parametrize(
    ("viewport", "slug"), [(PHONE, "lichterkette-weihnachtsbeleuchtung"), (DESKTOP, "automat-rampe-stufe")]
)
def test_readers_see_what_was_urgent_and_where_a_page_went(site, open_page, viewport, slug):
    page = open_page(viewport)
    open_editor(page, site, slug)
    page.locator("[name=sections-0-heading]").fill("Zuerst")
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.locator(".messages")).to_contain_text("wurde aktualisiert")
    number = page_id(page, site, slug)

    log_in(page, site, "wirtschaftsfoerderung", f"/admin/mitzeichnung/seite/{number}/eilig/")
    expect_accessible(page)
    page.locator("[name=reason]").fill("Die Regel gilt ab heute.")
    page.locator("[name=public_note]").fill("Neue Regel ab heute.")
    page.get_by_role("button", name="Jetzt eilig veröffentlichen").click()
    expect(page.locator(".messages")).to_contain_text("öffentlich")

    page.goto(site.url(f"/themen/{slug}/"))
    expect(page.locator(".notice").first).to_contain_text("Eilig veröffentlicht am")
    page.locator(".what-changed summary").click()
    expect(page.locator(".what-changed")).to_contain_text("Neue Regel ab heute.")
    expect_accessible(page)

    page.goto(site.url(f"/admin/mitzeichnung/seite/{number}/zuruecknehmen/"))
    expect_accessible(page)
    page.locator("[name=reason]").fill("Die Regel gilt doch nicht.")
    page.locator("[name=forward_to]").select_option(label="Tische und Stühle rausstellen")
    page.get_by_role("button", name="Von der Website nehmen").click()
    expect(page.locator(".messages")).to_contain_text("von der Website genommen")

    page.goto(site.url(f"/themen/{slug}/"))
    response = page.reload()  # a browser may keep a public page for a minute
    assert response.status == 410
    expect(page.locator(".lead")).to_have_text("Die Regel gilt doch nicht.")
    expect_accessible(page)
    page.get_by_role("link", name="Weiter zu: Tische und Stühle rausstellen").click()
    expect(page.locator("h1")).to_have_text("Tische und Stühle rausstellen")
