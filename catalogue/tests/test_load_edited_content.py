"""Loading content again: nobody's edit is lost."""

import pytest

from catalogue.models import (
    EventPage,
    EverydayWord,
    OfficeIndexPage,
    OfficePage,
    TopicPage,
)
from cms.models import Office, ProblemType
from cms.testing.factories import delete_public, make_office, withdraw

from .factories import make_topic
from .loading import draft, edit, load, related, tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.mark.parametrize("publish", [True, False], ids=["published", "draft"])
def test_an_edited_page_is_left_alone_and_named(content, publish):
    edit(tables(), title="Tische vor dem Café", publish=publish)
    content.replace("topics/tische.yaml", "100 Euro", "120 Euro")

    report = load(content)

    assert any(line.startswith("left alone: topics/tische “Tische") and "was edited" in line for line in report)
    assert tables().get_latest_revision_as_object().title == "Tische vor dem Café"
    assert "120 Euro" not in tables().sections.all()[1].text


def test_an_edited_section_counts_as_an_edit_of_its_page(content):
    topic = tables()
    section = topic.sections.all()[1]
    section.text = "<p>Kostet nichts.</p>"
    topic.sections.add(section)
    edit(topic)

    assert any("topics/tische" in line for line in load(content))
    assert tables().sections.all()[1].text == "<p>Kostet nichts.</p>"


def test_saving_a_page_without_a_change_is_no_edit(content):
    edit(tables(), publish=False)
    edit(EventPage.objects.get(), publish=False)

    assert load(content)[-1] == "Nothing changed."
    assert not any("left alone:" in line for line in load(content))


def test_a_page_taken_down_stays_down(content):
    withdraw(tables())
    content.replace("topics/tische.yaml", "100 Euro", "120 Euro")

    assert any("topics/tische" in line for line in load(content))
    assert not tables().live


def test_a_deleted_page_is_not_brought_back_and_named(content):
    delete_public(tables())
    content.replace("topics/kaputt.yaml", "am selben Tag", "sofort")

    report = load(content)

    assert "left alone: topics/tische “Tische rausstellen” was deleted" in report
    assert not TopicPage.objects.filter(slug="tische").exists()
    assert related(TopicPage.objects.get(slug="kaputt")) == []


def test_a_page_with_a_new_address_is_not_made_twice(content):
    edit(tables(), slug="terrasse")

    load(content)

    assert TopicPage.objects.count() == 2


def test_a_page_that_somebody_else_made_at_the_same_address_is_left_alone(content):
    make_topic("Von Hand", slug="neu", sections=[(make_office(), "Handarbeit")])
    text = (content.path / "topics" / "kaputt.yaml").read_text()
    content.write("topics/neu.yaml", text.replace("slug: kaputt", "slug: neu").replace("Ärger mit dem", "Neuer"))

    report = load(content)

    assert "left alone: topics/neu “Neuer Gehweg” was made by somebody else" in report
    assert TopicPage.objects.get(slug="neu").title == "Von Hand"


def test_an_edited_office_is_left_alone_and_named(content):
    Office.objects.filter(slug="strassenamt").update(phone="(030) 1234")
    content.replace("contacts.yaml", "Fröbelstraße 17", "Fröbelstraße 18")

    report = load(content)

    assert "left alone: offices/strassenamt “Straßenamt” was edited" in report
    assert Office.objects.get(slug="strassenamt").street == "Fröbelstraße 17"


def test_changed_opening_hours_are_an_edit_of_the_office(content):
    Office.objects.get(slug="strassenamt").opening_hours.first().delete()

    assert "left alone: offices/strassenamt “Straßenamt” was edited" in load(content)


def test_an_edited_problem_type_is_left_alone(content):
    ProblemType.objects.filter(slug="laerm").update(label="Lärm")

    assert "left alone: problem-types/laerm “Lärm & Nachbarschaft” was edited" in load(content)


def test_everyday_words_are_edited_apart_from_their_page(content):
    EverydayWord.objects.create(text="Terrasse", page=tables())
    content.replace("topics/tische.yaml", "100 Euro", "120 Euro")
    content.replace("topics/tische.yaml", "  - Heizpilz", "  - Stehtisch")

    report = load(content)

    assert any("everyday-words/topics/tische" in line and "was edited" in line for line in report)
    assert "120 Euro" in draft(tables()).sections.all()[1].text
    assert sorted(tables().everyday_words.values_list("text", flat=True)) == [
        "Heizpilz",
        "Sommerterrasse",
        "Terrasse",
    ]


def test_nothing_is_loaded_below_an_index_page_that_was_deleted(content):
    delete_public(OfficeIndexPage.objects.get())

    report = load(content)

    assert "left alone: index-pages/aemter “Ämter und Stellen” was deleted" in report
    assert not OfficePage.objects.exists()
