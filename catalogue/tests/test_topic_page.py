"""The page of a topic, as readers get it."""

import pytest

from catalogue.models import TopicPage, TopicRelation
from cms.testing.factories import business_promotion, make_office, make_problem_type, make_review, save_live
from cms.testing.html import links, parsed, text, texts

from .factories import make_event, make_occasion, make_office_page, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def roads(home):
    office = make_office("Straßenamt")
    make_office_page(office)
    return office


def test_a_topic_shows_title_summary_sections_and_where_the_reader_is(client, roads):
    problem_type = make_problem_type("Werbung", slug="werbung")
    topic = make_topic(
        "Tische rausstellen",
        summary="Stellen Sie den Antrag beim Straßenamt.",
        lead_office=roads,
        problem_types=[problem_type],
        sections=[
            {"office": roads, "kind": "fee", "text": "<p>100 <b>Euro</b></p>"},
            {"office": roads, "kind": "hint", "heading": "Das geht oft schief", "text": "<p>Heizpilze</p>"},
        ],
        service_ids=["326864"],
    )

    page = parsed(client.get(topic.url))

    assert text(page.title) == "Tische rausstellen – Gewerbe trifft Ämter"
    assert page.html["lang"] == "de"
    assert page.select_one("meta[name=description]")["content"] == "Stellen Sie den Antrag beim Straßenamt."
    assert texts(page, "h1") == ["Tische rausstellen"]
    assert text(page.select_one(".lead")) == "Stellen Sie den Antrag beim Straßenamt."
    assert texts(page, ".breadcrumbs li") == ["Startseite", "Themen A–Z", "Tische rausstellen"]
    assert links(page, ".breadcrumbs a") == ["/", "/themen/"]
    assert texts(page, ".part h2") == ["Kosten", "Das geht oft schief"]
    assert str(page.select_one(".part .prose p")) == "<p>100 <b>Euro</b></p>"
    assert links(page, ".jumps a") == [f"#{heading['id']}" for heading in page.select(".part h2")]
    assert links(page, ".tags a") == ["/problemtypen/werbung/"]
    assert "https://service.berlin.de/dienstleistung/326864/" in links(page, ".after a")


def test_the_reader_learns_who_is_responsible_for_what(client, roads):
    noise = make_office("Umweltamt")
    topic = make_topic(
        lead_office=roads,
        responsibility="shared",
        responsibility_note="Das Straßenamt entscheidet über die Fläche.",
        sections=[
            (roads, "Fläche"),
            {"office": noise, "kind": "hint", "heading": "Ruhe ab 22 Uhr", "text": "<p>x</p>"},
        ],
    )

    box = parsed(client.get(topic.url)).select_one(".who")

    assert "Mehrere Stellen entscheiden mit. Das Straßenamt entscheidet über die Fläche." in text(box)
    assert texts(box, "li") == [
        "Straßenamt federführend, Ihre erste Adresse",
        "Umweltamt verantwortet: Ruhe ab 22 Uhr",
    ]
    assert links(box, "a") == [roads.page.url], "an office without a page of its own is named without a link"


def test_where_nobody_is_responsible_the_business_promotion_mediates(client, roads):
    make_office_page(business_promotion())
    topic = make_topic(lead_office=roads, responsibility="open", responsibility_note="Das Land prüft es.")

    box = parsed(client.get(topic.url)).select_one(".who")

    assert "Noch nicht geklärt – die Wirtschaftsförderung vermittelt. Das Land prüft es." in text(box)
    assert business_promotion().page.url in links(box, "a")
    assert "erste Adresse" not in text(box)


def test_a_mediator_that_leads_the_topic_anyway_is_named_once(client, home):
    topic = make_topic(
        lead_office=business_promotion(), responsibility="open", responsibility_note="Das Land prüft es."
    )

    box = parsed(client.get(topic.url)).select_one(".who")

    assert texts(box, "li") == ["Wirtschaftsförderung vermittelt, Ihre erste Adresse"]
    assert "Fragen Sie zuerst hier" not in text(box)


def test_a_clear_responsibility_needs_no_words(client, roads):
    box = parsed(client.get(make_topic(lead_office=roads).url)).select_one(".who")

    assert texts(box, "p") == ["Straßenamt", "federführend, Ihre erste Adresse"]


def test_content_never_reviewed_says_so_on_the_page_and_on_each_part(client, roads):
    topic = make_topic(lead_office=roads, sections=[(roads, "eins"), (roads, "zwei")])

    page = parsed(client.get(topic.url))

    assert text(page.select_one(".notice")).startswith("Beispielinhalt – fachlich nicht geprüft. Noch hat keine Stelle")
    assert texts(page, ".review") == ["Beispielinhalt – fachlich nicht geprüft"] * 3


def test_each_part_says_whether_its_review_still_holds(client, roads):
    topic = make_topic(lead_office=roads, sections=[(roads, "eins"), (roads, "zwei")])
    shared, first, _second = topic.parts()
    make_review(topic, shared)
    make_review(topic, first, content_hash="of an older wording")

    page = parsed(client.get(topic.url))

    assert text(page.select_one(".notice")).startswith("Teile dieser Seite sind noch Beispielinhalt")
    assert texts(page, ".review") == [
        "seit der Prüfung am 3. Mai 2026 (Straßenamt) geändert",
        "Beispielinhalt – fachlich nicht geprüft",
        "geprüft am 3. Mai 2026, Straßenamt",
    ]


def test_a_page_reviewed_in_all_its_parts_has_no_banner(client, roads):
    topic = make_topic(lead_office=roads, sections=[(roads, "eins")])
    for part in topic.parts():
        make_review(topic, part)

    page = parsed(client.get(topic.url))

    assert not page.select(".notice")
    assert "Beispielinhalt" not in text(page.main)


def test_a_topic_leads_on_to_related_topics_occasions_and_events(client, roads):
    topic, second, first = make_topic("Tische"), make_topic("Vordach"), make_topic("Aufsteller")
    hidden = make_topic("Entwurf", live=False)
    topic.topic_relations = [
        TopicRelation(topic=other, sort_order=n) for n, other in enumerate([second, hidden, first])
    ]
    save_live(topic)
    make_occasion("Café eröffnen", steps=[{"title": "Tische", "office": roads, "topic": topic}])
    make_event("Runde im Mai", topics=[topic])
    make_event("Runde im April", topics=[topic], starts_in_days=-7)
    make_event("Andere Runde")

    page = parsed(client.get(topic.url))

    blocks = {text(block.h2): texts(block, "a") for block in page.select(".after__block")}
    assert blocks == {
        "Gehört zu diesen Anlässen": ["Café eröffnen"],
        "Verwandte Themen": ["Vordach", "Aufsteller"],
        "Darüber sprechen wir": ["Runde im Mai"],
        "Darüber haben wir gesprochen": ["Runde im April"],
    }


def test_a_topic_not_saved_yet_can_be_previewed(roads, rf):
    draft = TopicPage(title="Neu", slug="neu", lead_office=roads)
    draft.sections = []

    response = draft.make_preview_request(original_request=rf.get("/"))

    assert response.status_code == 200
    assert "Neu" in response.rendered_content


def test_an_edited_topic_is_previewed_with_its_draft_text(roads, rf):
    topic = make_topic(lead_office=roads, sections=[(roads, "alt")])
    section = topic.sections.first()
    section.text = "<p>frisch getippt</p>"
    topic.sections = [section]

    response = topic.make_preview_request(original_request=rf.get("/"))

    assert "frisch getippt" in response.rendered_content
    assert "alt</p>" not in response.rendered_content
