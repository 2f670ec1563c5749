"""The admin's start page and a list behind it, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from cms.testing.browser import DESKTOP, PHONE, axe_violations, horizontal_overflow

from .people import log_in, log_in_by_form

TITLE = "Ärger mit Nachbarn wegen Lärm"
# The Umweltamt changes a text of the Ordnungsamt; one more draft is sent back.
SUBMIT = f"""
from catalogue.models import TopicPage
from cms.models import User
from cms.workflow import actions
from cms.workflow.texts import draft_of

page = TopicPage.objects.get(title="{TITLE}")
author = User.objects.get(username="umweltamt")
if not page.submissions.open().exists():
    draft = draft_of(page)
    sections = list(draft.sections.all())
    for section in sections:
        if section.office.maintainer.slug == "ordnungsamt":
            section.text += "<p>Ein neuer Satz.</p>"
    draft.sections = sections
    draft.save_revision(user=author)
    actions.submit(page=page, user=author, change_note="Ruhezeiten ergänzt")
print(page.submissions.open().get().pk)
"""
VIEWPORTS = {"320": PHONE, "1280": DESKTOP}
HOME = "/admin/"
LIST = "/admin/mitzeichnung/liste/zu-zeichnen/"


@pytest.fixture
def round_path(site) -> str:
    """A round that waits for the Ordnungsamt."""
    return f"/admin/mitzeichnung/{site.run(SUBMIT)}/"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link called `name` has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim()") == name:
            return
    raise AssertionError(f"no way to {name} by keyboard")


@pytest.mark.parametrize("viewport", VIEWPORTS.values(), ids=VIEWPORTS)
@pytest.mark.parametrize(
    ("username", "path"),
    [("ordnungsamt", HOME), ("wirtschaftsfoerderung", HOME), ("admin", HOME), ("ordnungsamt", LIST)],
)
def test_axe_finds_nothing_and_the_page_reflows(site, open_page, round_path, username, path, viewport):
    page = open_page(viewport)
    log_in(page, site, username, path)
    page.wait_for_load_state("networkidle")

    assert axe_violations(page) == []
    assert horizontal_overflow(page) <= 0
    assert page.locator("main").evaluate("main => main.scrollWidth - main.clientWidth") <= 0


def test_by_keyboard_from_the_start_page_to_the_text_to_sign(site, open_page, round_path):
    page = open_page(DESKTOP)
    log_in(page, site, "ordnungsamt", HOME)
    tab_to(page, TITLE)
    page.keyboard.press("Enter")
    page.wait_for_url(site.url(round_path))


@pytest.mark.parametrize("viewport", VIEWPORTS.values(), ids=VIEWPORTS)
def test_without_javascript_to_the_full_list_its_filter_and_its_file(site, open_page, round_path, viewport):
    page = open_page(viewport, javascript=False)
    log_in(page, site, "ordnungsamt", HOME)
    box = page.get_by_role("region", name="Zu zeichnen")
    expect(box).to_contain_text("Zeit genug")
    box.get_by_role("link", name="Alle anzeigen").click()

    page.get_by_label("Titel enthält").fill("Nachbarn")
    page.get_by_role("button", name="Filtern").click()
    assert "q=Nachbarn" in page.url
    expect(page.locator("main table")).to_contain_text(TITLE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Liste als ODS").click()
    assert download.value.suggested_filename == "zu-zeichnen.ods"

    page.get_by_role("link", name=TITLE).click()
    page.wait_for_url(site.url(round_path))


@pytest.mark.parametrize("viewport", VIEWPORTS.values(), ids=VIEWPORTS)
def test_without_javascript_from_the_start_page_into_the_pages_and_out(site, open_page, viewport):
    page = open_page(viewport, javascript=False)
    log_in_by_form(page, site, "ordnungsamt", HOME)
    menu = page.get_by_role("navigation", name="Menü ohne JavaScript")
    menu.get_by_role("link", name="Seiten").click()
    page.get_by_role("link", name="Themen A–Z").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Themen A–Z")

    menu.get_by_role("button", name="Abmelden").click()
    page.goto(site.url(HOME))
    assert "/admin/login/" in page.url
