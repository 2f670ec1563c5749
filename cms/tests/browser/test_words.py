"""An everyday word entered in the admin changes the very next search, on whichever engine answers readers."""

import pytest
from playwright.sync_api import Page, expect

from cms.testing.browser import DESKTOP, PHONE, axe_violations, horizontal_overflow
from cms.testing.site import RunningSite

from .people import log_in

# Words that share no beginning, end or middle with any other: nothing like them is found.
WORD, OTHER_WORD = "Kwyjibo", "Zyxqwert"
OF_OWN = """
from catalogue.models import TopicPage
from cms.models import User
from cms.permissions.ownership import pages_to_edit
own = pages_to_edit(User.objects.get(username="sga")).values("pk")
page = TopicPage.objects.live().filter(pk__in=own).order_by("title").first()
print(page.pk, page.title)
"""
OWN_TITLES = """
from cms.models import BasePage, User
from cms.permissions.ownership import pages_to_edit
own = pages_to_edit(User.objects.get(username="sga")).values("pk")
print(" | ".join(page.title for page in BasePage.objects.filter(pk__in=own).specific() if page.kind))
"""
# What Wagtail's own header and panels leave to be desired.
OF_WAGTAIL = ("landmark-unique", "target-size")


@pytest.fixture
def topic(site: RunningSite) -> tuple[str, str]:
    """A public page of the office that logs in: its number and its title."""
    number, _space, title = site.run(OF_OWN).partition(" ")
    return number, title


def results(page: Page, site: RunningSite, text: str) -> list[str]:
    """What a reader finds, in a request of its own."""
    page.goto(site.url(f"/suche/?q={text}"))
    return page.locator(".search-hit__title a").all_inner_texts()


def sound(page: Page) -> None:
    """Nothing sticks out, and axe finds nothing that is ours."""
    assert horizontal_overflow(page) == 0
    assert not [each for each in axe_violations(page) if not each.startswith(OF_WAGTAIL)]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
def test_a_word_is_tried_out_saved_and_found_by_the_next_request(site, open_page, topic, viewport):
    number, title = topic
    reader = open_page(viewport, javascript=False)
    editor = open_page(viewport)
    log_in(editor, site, "sga")
    assert title not in results(reader, site, WORD)

    editor.goto(site.url(f"/admin/alltagswoerter/new/?text={WORD}&page={number}"))
    editor.get_by_role("button", name="Ausprobieren").press("Enter")
    after = editor.get_by_role("region", name="Danach")
    expect(after.get_by_role("listitem").filter(has_text=title)).to_contain_text("neu")
    expect(editor.locator("[name=text]")).to_have_value(WORD)
    sound(editor)
    assert title not in results(reader, site, WORD)

    editor.locator("footer button[type=submit]").first.click()
    editor.wait_for_url(site.url("/admin/alltagswoerter/"))
    assert results(reader, site, WORD)[0] == title
    sound(editor)

    change_and_delete_without_javascript(site, open_page(viewport, javascript=False), reader, title)


def change_and_delete_without_javascript(site: RunningSite, editor: Page, reader: Page, title: str) -> None:
    log_in(editor, site, "sga")
    editor.goto(site.url(f"/admin/alltagswoerter/?q={WORD}"))
    editor.locator("main table").get_by_role("link", name=WORD, exact=True).click()
    editor.locator("[name=text]").fill(OTHER_WORD)
    editor.get_by_role("button", name="Ausprobieren").click()
    expect(editor.get_by_role("region", name="Danach")).to_contain_text(title)
    editor.locator("footer button[type=submit]").first.click()
    assert results(reader, site, OTHER_WORD)[0] == title
    assert title not in results(reader, site, WORD)

    editor.goto(site.url(f"/admin/alltagswoerter/?q={OTHER_WORD}"))
    href = editor.locator("main table").get_by_role("link", name=OTHER_WORD, exact=True).get_attribute("href")
    editor.goto(site.url(href.replace("/edit/", "/delete/")))
    expect(editor.get_by_role("region", name="Jetzt")).to_contain_text("nicht mehr auf der ersten Seite")
    editor.get_by_role("button", name="Löschen", exact=True).click()
    assert title not in results(reader, site, OTHER_WORD)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
def test_a_word_gets_its_page_without_javascript(site, open_page, topic, viewport):
    number, title = topic
    page = open_page(viewport, javascript=False)
    log_in(page, site, "sga")
    page.goto(site.url(f"/admin/alltagswoerter/new/?text={WORD}"))
    chooser = page.get_by_label("Seite", exact=True)
    expect(page.locator(".page-chooser")).to_be_hidden()
    offered = chooser.locator("option").all_inner_texts()
    assert title in offered
    assert set(offered) == {"keine Seite", *site.run(OWN_TITLES).split(" | ")}
    assert horizontal_overflow(page) == 0

    chooser.select_option(number)
    page.get_by_role("button", name="Ausprobieren").click()
    expect(page.get_by_role("region", name="Danach")).to_contain_text(title)
    expect(chooser).to_have_value(number)
    page.locator("footer button[type=submit]").first.click()
    assert results(page, site, WORD)[0] == title

    page.goto(site.url(f"/admin/alltagswoerter/?q={WORD}"))
    page.locator("main table").get_by_role("link", name=WORD, exact=True).click()
    expect(chooser).to_have_value(number)
    chooser.select_option("")
    page.locator("footer button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Wählen Sie eine Seite")
    site.run(f"from catalogue.models import EverydayWord; EverydayWord.objects.get(text='{WORD}').delete()")


def test_a_file_is_looked_at_and_taken_in_without_javascript(site, open_page, topic):
    number, title = topic
    address = site.run(f"from cms.models import BasePage; print(BasePage.objects.get(pk={number}).url)")
    page = open_page(PHONE, javascript=False)
    log_in(page, site, "sga")
    page.goto(site.url("/admin/alltagswoerter/einlesen/"))
    lines = ["Alltagswort;Adresse der Seite;Wörter der Ämter;Fester erster Treffer", f"{WORD};{address};;ja", "?;/x/;;"]

    def upload(lines: list[str]) -> None:
        content = "\r\n".join(lines).encode("utf-8-sig")
        page.set_input_files("[name=file]", {"name": "worte.csv", "mimeType": "text/csv", "buffer": content})
        page.get_by_role("button", name="Vorschau zeigen").click()

    upload(lines)
    expect(page.get_by_role("alert")).to_contain_text("Zeile 3:")
    upload(lines[:2])
    expect(page.locator(".word-lines")).to_contain_text(WORD)
    assert horizontal_overflow(page) == 0
    page.get_by_role("button", name="Einlesen").click()
    assert results(page, site, WORD)[0] == title
    site.run(f"from catalogue.models import EverydayWord; EverydayWord.objects.get(text='{WORD}').delete()")
