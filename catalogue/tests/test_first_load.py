"""Loading content into a site that holds none."""

import pytest
from django.core.management import CommandError

from catalogue.models import OccasionIndexPage, SeedRecord, TopicPage
from cms.models import ProblemType
from cms.testing.factories import make_office, make_problem_type

from .factories import make_index
from .loading import load

pytestmark = pytest.mark.django_db


def test_optional_files_may_be_absent(content):
    for name in ("problem-type-hints.tsv", "contacts.yaml", "occasions/cafe.yaml", "rounds/runde.yaml"):
        (content.path / name).unlink()
    (content.path / "occasions").rmdir()
    (content.path / "rounds").rmdir()

    load(content)

    assert TopicPage.objects.live().count() == 2
    assert ProblemType.objects.filter(hint="", icon="").count() == 2


def test_the_pages_can_be_found_by_everyday_words_at_once(content, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        load(content)
    assert "Tische rausstellen" in client.get("/suche/?q=Heizpilz").content.decode()

    for before, after in (("Heizpilz", "Biergarnitur"), ("Biergarnitur", "Biergarnitur\n  - Xylophon")):
        content.replace("topics/tische.yaml", f"  - {before}", f"  - {after}")
        with django_capture_on_commit_callbacks(execute=True):
            load(content)

    assert "Tische rausstellen" in client.get("/suche/?q=Biergarnitur").content.decode()
    assert "Tische rausstellen" in client.get("/suche/?q=Xylophon").content.decode()


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            lambda: make_office("WiFö", slug="wifoe", editors=True, is_business_promotion=True),
            "offices/wirtschaftsfoerderung: ",
        ),
        (lambda: make_problem_type("Fläche draußen"), "problem-types/draussen: "),
        (lambda: make_index(OccasionIndexPage, "Fremd", "themen"), "index-pages/themen: "),
    ],
)
def test_what_stands_against_an_entry_is_named_and_nothing_is_changed(content, make, expected):
    make()

    with pytest.raises(CommandError, match=f"^{expected}(.|\n)*Nothing was changed"):
        load(content)
    assert not SeedRecord.objects.exists()
    assert not TopicPage.objects.exists()
