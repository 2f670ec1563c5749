from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Site

from catalogue.seed.files import BrokenContent
from cms.testing.factories import business_promotion, delete_public, publish
from home.models import HomePage, StandardPage
from home.seed.loader import SEED, load_pages

pytestmark = pytest.mark.django_db

SLUGS = ["barrierefreiheit", "datenschutz", "impressum", "ueber-diese-website"]


@pytest.fixture
def lead():
    return business_promotion()


def load() -> list[str]:
    out = StringIO()
    call_command("load_pages", stdout=out)
    return out.getvalue().splitlines()


def test_the_pages_that_every_public_site_must_have_are_there_and_say_that_they_are_placeholders(lead, client):
    load()

    pages = StandardPage.objects.published().order_by("slug")
    assert [page.slug for page in pages] == SLUGS
    for page in pages:
        assert page.is_placeholder
        assert page.lead_office == lead
        body = client.get(f"/{page.slug}/").content.decode()
        assert page.title in body
        assert "Platzhalter" in body
        assert "**" not in body


def test_the_home_page_gets_a_lead_office_and_a_summary_once(lead):
    load()
    home = HomePage.objects.get()
    assert (home.lead_office, bool(home.summary), home.live) == (lead, True, True)
    home.summary = "Eigene Worte."
    publish(home)

    load()

    assert HomePage.objects.get().summary == "Eigene Worte."


def test_a_second_run_changes_nothing(lead):
    load()
    before = list(StandardPage.objects.order_by("pk").values())

    assert load()[-1] == "Nothing changed."
    assert list(StandardPage.objects.order_by("pk").values()) == before


def test_edited_and_deleted_pages_are_left_alone_and_named(lead):
    load()
    imprint = StandardPage.objects.get(slug="impressum")
    imprint.is_placeholder = False
    publish(imprint)
    delete_public(StandardPage.objects.get(slug="ueber-diese-website"))

    report = load()

    assert "left alone: pages/impressum “Impressum” was edited" in report
    assert "left alone: pages/ueber-diese-website “Über diese Website” was deleted" in report
    assert not StandardPage.objects.get(slug="impressum").is_placeholder
    assert StandardPage.objects.count() == 3


def test_a_changed_file_becomes_a_draft_of_its_page(lead, tmp_path):
    text = (SEED / "impressum.yaml").read_text(encoding="utf-8")
    (tmp_path / "impressum.yaml").write_text(text, encoding="utf-8")
    load_pages(tmp_path)
    (tmp_path / "impressum.yaml").write_text(text.replace("title: Impressum", "title: Anbieter"), encoding="utf-8")

    load_pages(tmp_path)

    page = StandardPage.objects.get(slug="impressum")
    assert (page.title, page.get_latest_revision_as_object().title) == ("Impressum", "Anbieter")


def test_a_broken_file_changes_nothing(lead, tmp_path):
    (tmp_path / "a.yaml").write_text('slug: a\ntitle: "<b>"\nsummary: kurz\ntext: |\n  gut\n\n  > schlecht\n')

    with pytest.raises(BrokenContent) as error:
        load_pages(tmp_path)

    lines = [str(fault).removeprefix(f"{tmp_path}/").split(": ")[0] for fault in error.value.faults]
    assert lines == ["a.yaml:2", "a.yaml:3"]
    assert not StandardPage.objects.exists()


def test_without_offices_it_says_what_to_do_first():
    with pytest.raises(CommandError, match="Run load_content first"):
        call_command("load_pages")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://gewerbe.example.org", ("gewerbe.example.org", 443)),
        ("http://127.0.0.1:8011", ("127.0.0.1", 8011)),
        ("http://gewerbe.example.org", ("gewerbe.example.org", 80)),
    ],
)
def test_the_site_gets_its_address_from_the_settings(lead, settings, address, expected):
    settings.BASE_URL = address

    load()

    site = Site.objects.get()
    assert (site.hostname, site.port) == expected


def test_an_address_that_somebody_chose_is_kept(lead, settings):
    Site.objects.update(hostname="gewerbe.example.org", port=443)
    settings.BASE_URL = "http://127.0.0.1:8011"

    load()

    assert Site.objects.get().hostname == "gewerbe.example.org"
