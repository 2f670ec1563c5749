"""How well the search finds, in a real browser: measured by the Wirtschaftsförderung, read by every office."""

import pytest
from playwright.sync_api import expect

from cms.testing.browser import DESKTOP, PHONE, axe_violations, horizontal_overflow

from .people import log_in

QUALITY = "/admin/suchqualitaet/"
TABLE = "/admin/suchqualitaet/tabelle/"


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
def test_the_promotion_measures_and_an_office_reads(site, open_page, viewport, javascript):
    keeper = open_page(viewport, javascript=javascript)
    log_in(keeper, site, "wirtschaftsfoerderung", QUALITY)
    keeper.get_by_role("button", name="Jetzt messen").press("Enter")
    expect(keeper.locator(".messages")).to_contain_text("Die Suche wurde gemessen.")
    reader = open_page(viewport, javascript=javascript)
    log_in(reader, site, "umweltamt", QUALITY)
    expect(reader.get_by_role("img", name="Verlauf der Suchqualität")).to_be_visible()
    expect(reader.get_by_role("table", name="Kennzahlen je Tag")).to_contain_text("PostgreSQL")
    expect(reader.get_by_role("button", name="Jetzt messen")).to_have_count(0)
    assert horizontal_overflow(reader) == 0
    if javascript:
        assert axe_violations(reader) == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
def test_a_table_with_faults_is_refused_where_it_was_chosen(site, open_page, viewport):
    page = open_page(viewport)
    log_in(page, site, "wirtschaftsfoerderung", TABLE)
    content = "Suchtext;Seite;Problemtyp;Stelle\nZelt;Hafen;;\n"
    page.get_by_label("CSV-Datei").set_input_files(
        {"name": "set.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Tabelle übernehmen").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Zeile 2: Die Seite „Hafen“ gibt es nicht.")
    assert horizontal_overflow(page) == 0
    assert axe_violations(page) == []
