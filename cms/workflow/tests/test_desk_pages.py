"""The start page and the full lists."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from odfdo import Document

from cms.models import PageOffice
from cms.permissions import grant_office_rights
from cms.testing.factories import make_group, make_office, make_user
from cms.testing.html import links, parsed, text, texts
from cms.workflow import actions, publishing
from cms.workflow.desk_lists import LISTS
from cms.workflow.models import Signature, StandIn, Submission

from .crowd import make_pages, make_rounds, make_signatures, make_urgent

pytestmark = pytest.mark.django_db

OWN_BOXES = ["zu-zeichnen", "zu-pruefen", "zurueckgegeben", "in-arbeit"]
PROMOTION_BOXES = ["haelt-auf", "pruefung-ueberfaellig", "eilveroeffentlichungen"]
START_PAGE_STATEMENTS = 25


@pytest.fixture(scope="module")
def shared_scene(shared_scene):
    PageOffice.objects.update(parts_to_review=0)
    return shared_scene


@pytest.fixture
def start_page(client):
    def open_as(user):
        client.force_login(user)
        return parsed(client.get("/admin/"))

    return open_as


@pytest.fixture
def full_list(client):
    def open_as(user, kind, **query):
        client.force_login(user)
        return parsed(client.get(reverse("workflow_desk", args=[kind]), query))

    return open_as


def box(soup, kind):
    return soup.select_one(f"[aria-labelledby=desk-{kind}]")


def kinds(soup):
    return [tag["id"].removeprefix("desk-") for tag in soup.select(".desk-box-heading")]


def crowd(home, scene, user, *, pages, signatures):
    """`pages` pages of the user's office, each of its boxes filled, and `signatures` it has to give."""
    own = make_pages(home, pages, [scene.second, scene.lead], has_unpublished_changes=True)
    third = len(own) // 3
    make_rounds(own[:third], "returned", user)
    make_rounds(own[third : 2 * third], "final", scene.lead_editor)
    PageOffice.objects.filter(page__in=own[:third]).update(review_due_on=datetime.date(2020, 1, 1))
    others = make_pages(home, signatures, [scene.lead])
    make_signatures(make_rounds(others, "cosigning", scene.lead_editor), scene.second)
    make_urgent(own)


def unsigned_rounds(office):
    """The running rounds in which the office is not asked yet."""
    return Submission.objects.filter(stage="cosigning").exclude(signatures__office=office)


# --- the start page -------------------------------------------------------------------------------------------
def test_an_office_sees_its_four_boxes_and_nothing_else(scene, start_page):
    soup = start_page(scene.second_editor)
    assert kinds(soup) == OWN_BOXES
    assert texts(soup, ".desk-box-heading") == ["Zu zeichnen 0", "Zu prüfen 0", "Zurückgegeben 0", "In Arbeit 0"]
    assert texts(soup, ".desk-empty") == [
        "Nichts zu zeichnen.",
        "Alles geprüft.",
        "Nichts zurückgekommen.",
        "Keine Entwürfe.",
    ]
    assert text(soup.select_one("main h1")) == "Ihre Aufgaben"
    assert [tag.name for tag in soup.select(".desk > *")] == ["h1", "p", "div"]
    assert not soup.select("main form")


def test_a_line_leads_to_where_it_is_done_and_says_until_when(scene, start_page):
    scene.edit(scene.lead_editor, second="Neu.")
    submission = scene.submit()
    Signature.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    round_url = reverse("workflow_round", args=[submission.pk])

    to_sign = box(start_page(scene.second_editor), "zu-zeichnen")
    assert links(to_sign, "li a") == [round_url]
    assert text(to_sign.select_one("li a")) == "Tische vor dem Café"
    assert text(to_sign.select_one(".light--red")) == "▲ überfällig"
    assert "Frist" in text(to_sign.select_one(".desk-facts"))

    in_progress = box(start_page(scene.lead_editor), "in-arbeit")
    assert links(in_progress, "li a") == [round_url]
    assert "in Mitzeichnung" in text(in_progress)


def test_what_came_back_leads_to_the_editor(scene, start_page):
    scene.edit(scene.lead_editor, second="Neu.")
    actions.object_to(submission=scene.submit(), office=scene.second, user=scene.second_editor, reason="Falsch.")
    returned = box(start_page(scene.lead_editor), "zurueckgegeben")
    assert links(returned, "li a") == [reverse("wagtailadmin_pages:edit", args=[scene.page_id])]
    assert "von Ihnen vorgelegt" in text(returned)


def test_what_is_to_review_leads_to_the_review(scene, start_page):
    PageOffice.objects.filter(office=scene.third).update(parts_to_review=2)
    to_review = box(start_page(scene.third_editor), "zu-pruefen")
    assert links(to_review, "li a") == [reverse("page_review", args=[scene.page_id])]
    assert links(to_review, ".desk-all a") == [reverse("review_list")]
    assert "2 Teile ungeprüft" in text(to_review)


def test_three_lines_with_the_full_count_and_the_way_to_the_rest(home, scene, start_page):
    pages = make_pages(home, 5, [scene.lead])
    make_signatures(make_rounds(pages, "cosigning", scene.lead_editor), scene.second)
    to_sign = box(start_page(scene.second_editor), "zu-zeichnen")
    assert text(to_sign.select_one(".desk-box-heading")) == "Zu zeichnen 5"
    assert texts(to_sign, "li a") == [page.title for page in pages[:3]]
    assert links(to_sign, ".desk-all a") == [reverse("workflow_desk", args=["zu-zeichnen"])]


def test_the_business_promotion_sees_everybodys_work_besides_its_own(scene, start_page):
    scene.edit(scene.lead_editor, second="Neu.")
    publishing.publish_urgently(page=scene.page, user=scene.other_signer, reason="Falsche Gebühr")
    soup = start_page(scene.signer)
    assert kinds(soup) == [
        "zu-zeichnen",
        "schlusszeichnung",
        "zu-pruefen",
        "zurueckgegeben",
        "in-arbeit",
        *PROMOTION_BOXES,
    ]
    assert "Umweltamt" in text(box(soup, "haelt-auf"))
    assert "1 von 1 Veröffentlichungen eilig (100 %)" in text(box(soup, "eilveroeffentlichungen"))


def test_superusers_look_at_the_business_promotions_view_and_are_told_so(scene, start_page):
    scene.at_final()
    soup = start_page(make_user(is_superuser=True))
    assert kinds(soup) == ["schlusszeichnung", *PROMOTION_BOXES]
    assert "Sie sehen, was die Wirtschaftsförderung sieht." in text(soup.main)


def test_somebody_without_an_office_is_told_whom_to_ask(home, start_page):
    office = make_office(editors=True)
    grant_office_rights(office)
    user = make_user(offices=[office])
    office.group = make_group()
    office.save()
    assert "Ihr Konto gehört zu keiner Stelle." in text(start_page(user).main)


def test_titles_are_escaped(scene, start_page, full_list):
    scene.edit(scene.lead_editor, second="Neu.", title="<b>Tische</b> & Stühle")
    scene.submit()
    assert text(box(start_page(scene.second_editor), "zu-zeichnen").select_one("li a")) == "<b>Tische</b> & Stühle"
    assert texts(full_list(scene.second_editor, "zu-zeichnen"), ".desk-table .title a") == ["<b>Tische</b> & Stühle"]


@pytest.mark.parametrize(("pages", "signatures"), [(10, 5), (500, 200)])
@pytest.mark.parametrize("role", ["second_editor", "signer", "administrator"])
def test_the_start_page_costs_at_most_25_statements(
    home, scene, client, role, pages, signatures, django_assert_max_num_queries
):
    user = make_user(is_superuser=True) if role == "administrator" else getattr(scene, role)
    crowd(home, scene, user, pages=pages, signatures=signatures)
    make_signatures(unsigned_rounds(scene.promotion), scene.promotion)
    client.force_login(user)
    client.get("/admin/")  # what is remembered between requests
    with django_assert_max_num_queries(START_PAGE_STATEMENTS):
        response = client.get("/admin/")
    if role != "administrator":
        assert f"Zu zeichnen {signatures}" in texts(parsed(response), ".desk-box-heading")


# --- the full lists --------------------------------------------------------------------------------------------
@pytest.fixture
def many(home, scene):
    """Forty pages to sign for the second office, due from yesterday on, one a day."""
    pages = make_pages(home, 40, [scene.lead])
    return make_signatures(make_rounds(pages, "cosigning", scene.lead_editor), scene.second)


def shown(soup):
    return texts(soup, ".desk-table .title a")


def test_a_list_shows_the_first_due_first_page_by_page(scene, many, full_list):
    titles = [row.submission.page.title for row in many]
    first = full_list(scene.second_editor, "zu-zeichnen")
    assert shown(first) == titles[:25]
    assert "40 Einträge" in text(first.main)
    assert shown(full_list(scene.second_editor, "zu-zeichnen", p=2)) == titles[25:]
    for number in ("99", "0", "x"):
        assert shown(full_list(scene.second_editor, "zu-zeichnen", p=number))


def test_pages_of_a_list_keep_the_filter(scene, many, full_list):
    soup = full_list(scene.second_editor, "zu-zeichnen", stand="green")
    assert links(soup, ".pagination .next a")[0].endswith("?stand=green&p=2")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"stand": "red"}, 1),
        ({"stand": "yellow"}, 2),  # 4 May 2026 is a Monday
        ({"q": "seite"}, 40),
        ({"q": "seite 17"}, 1),
        ({"q": "Umsatzsteuer"}, 0),
        ({"art": "thema"}, 0),
        ({"amt": "second"}, 40),
        ({"amt": "second", "stand": "red", "q": "Seite"}, 1),
    ],
)
def test_filters_narrow_the_list(scene, many, full_list, monkeypatch, query, expected):
    monday = datetime.date(2026, 5, 4)
    monkeypatch.setattr(timezone, "localdate", lambda *args: monday)
    for number, row in enumerate(many):
        row.due_on = monday + datetime.timedelta(days=number - 1)
    Signature.objects.bulk_update(many, ["due_on"])
    query = query | ({"amt": scene.second.pk} if "amt" in query else {})
    soup = full_list(scene.second_editor, "zu-zeichnen", **query)
    assert len(shown(soup)) == min(expected, 25)
    if not expected:
        assert "Nichts gefunden." in text(soup.main)


def test_the_kind_of_page_narrows_the_list(scene, full_list):
    scene.edit(scene.lead_editor, second="Neu.")
    scene.submit()
    assert shown(full_list(scene.second_editor, "zu-zeichnen", art="thema")) == ["Tische vor dem Café"]
    assert shown(full_list(scene.second_editor, "zu-zeichnen", art="termin")) == []


@pytest.mark.parametrize(
    "query", [{"amt": "99999"}, {"amt": "x"}, {"art": "x"}, {"stand": "x"}, {"q": "x" * 101}, {"q": "\0"}]
)
@pytest.mark.parametrize("file", [{}, {"datei": "csv"}])
def test_a_faulty_filter_is_named_and_nothing_is_shown_or_exported(scene, many, full_list, query, file):
    soup = full_list(scene.second_editor, "zu-zeichnen", **query, **file)
    assert soup.select(".error-message")
    assert not shown(soup)
    assert "lässt sich die Liste nicht filtern" in text(soup.main)


def test_only_offices_of_the_list_are_offered(scene, many, full_list):
    soup = full_list(scene.signer, "haelt-auf")
    assert texts(soup, "#filter-amt option") == ["alle", "Umweltamt"]


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_opens_empty_and_says_so(scene, full_list, kind):
    soup = full_list(scene.signer, kind)
    assert text(soup.select_one("main [role=status]:not(.messages)")) == LISTS[kind].empty


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("query", [{}, {"q": "Seite", "p": 1}, {"datei": "csv"}])
def test_the_statements_of_a_list_do_not_grow(home, scene, client, kind, query, django_assert_num_queries):
    def fill(number):
        crowd(home, scene, scene.signer, pages=number, signatures=number)
        own = make_pages(home, number, [scene.promotion], has_unpublished_changes=True)
        make_rounds(own[: number // 2], "returned", scene.signer)
        make_signatures(unsigned_rounds(scene.promotion), scene.promotion)

    client.force_login(scene.signer)
    address = reverse("workflow_desk", args=[kind])
    fill(3)
    client.get(address, query)
    with CaptureQueriesContext(connection) as before:
        client.get(address, query)
    fill(18)
    with django_assert_num_queries(len(before)):
        client.get(address, query)


@pytest.mark.parametrize("kind", ["schlusszeichnung", *PROMOTION_BOXES])
def test_lists_over_all_offices_are_closed_to_offices(scene, client, kind):
    client.force_login(scene.second_editor)
    for query in ({}, {"datei": "csv"}):
        assert client.get(reverse("workflow_desk", args=[kind]), query).url == "/admin/"
    client.force_login(make_user(is_superuser=True))
    assert client.get(reverse("workflow_desk", args=[kind])).status_code == 200


def test_a_stand_in_opens_the_list_of_final_signatures(scene, client):
    scene.at_final()
    today = timezone.localdate()
    StandIn.objects.create(office=scene.promotion, user=scene.third_editor, starts_on=today, ends_on=today)
    client.force_login(scene.third_editor)
    soup = parsed(client.get(reverse("workflow_desk", args=["schlusszeichnung"])))
    assert shown(soup) == ["Tische vor dem Café"]


def test_an_unknown_list_is_not_found(scene, client):
    client.force_login(scene.signer)
    assert client.get("/admin/mitzeichnung/liste/gibt-es-nicht/").status_code == 404


# --- files ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def export(client):
    """The rows of the file without its header, each as a dictionary."""

    def read(user, kind, ending, **query):
        client.force_login(user)
        response = client.get(reverse("workflow_desk", args=[kind]), {"datei": ending, **query})
        assert response["Content-Disposition"] == f'attachment; filename="{kind}.{ending}"'
        if ending == "csv":
            rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))
        else:
            rows = Document(io.BytesIO(response.content)).body.tables[0].get_values()
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    return read


@pytest.mark.parametrize("ending", ["csv", "ods"])
def test_a_file_holds_the_whole_filtered_list(scene, many, export, ending):
    assert len(export(scene.second_editor, "zu-zeichnen", ending)) == 40
    titles = [row["Seite"] for row in export(scene.second_editor, "zu-zeichnen", ending, q="1 Seite")]
    assert titles == [row.submission.page.title for row in many if "1" in row.submission.page.title]
    assert export(scene.third_editor, "zu-zeichnen", ending) == []


def test_a_file_says_what_the_list_says(scene, export):
    scene.edit(scene.lead_editor, second="Neu.")
    submission = scene.submit(change_note="=HYPERLINK(1)")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Signature.objects.update(due_on=yesterday)
    expected = {
        "Seite": "Tische vor dem Café",
        "Art der Seite": "Thema",
        "Wartet auf": "Umweltamt",
        "Seit": timezone.localdate(),
        "Frist": yesterday,
        "Ampel": "überfällig",
        "Stand": "",
        "Bemerkung": "=HYPERLINK(1)",
        "Adresse": "http://testserver" + reverse("workflow_round", args=[submission.pk]),
    }
    [line] = export(scene.signer, "haelt-auf", "ods")
    assert {name: value or "" for name, value in line.items()} == expected
    [line] = export(scene.signer, "haelt-auf", "csv")
    assert line == expected | {
        "Seit": f"{timezone.localdate():%d.%m.%Y}",
        "Frist": f"{yesterday:%d.%m.%Y}",
        "Bemerkung": "'=HYPERLINK(1)",
    }


def test_an_unknown_kind_of_file_shows_the_page(scene, full_list):
    assert full_list(scene.second_editor, "zu-zeichnen", datei="exe").select(".desk-filter")
