import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from catalogue.models import EverydayWord
from cms.models import Office, ProblemType
from cms.testing.factories import business_promotion, make_editor, make_office, make_problem_type, make_user

from .admin_forms import errors_of
from .factories import make_topic, topic_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def promotion(client, home):
    client.force_login(make_editor(business_promotion()))
    return business_promotion()


def office_data(*, hours=(), **fields):
    return nested_form_data(
        {
            "name": "Bauamt",
            "slug": "bauamt",
            "kind": "district",
            "parent": "",
            "task": "",
            "street": "",
            "postal_code": "",
            "city": "",
            "phone": "",
            "email": "",
            "website": "",
            "contact_note": "",
            "accessibility": "",
            "opening_hours": inline_formset(list(hours)),
            **fields,
        }
    )


def hours(weekday="0", opens="09:00", closes="12:00"):
    return {"weekday": weekday, "opens": opens, "closes": closes, "note": ""}


def test_the_business_promotion_adds_an_office_with_opening_hours(client, promotion):
    rows = [hours(), hours(opens="13:00", closes="15:00")]
    response = client.post(reverse("offices:add"), office_data(hours=rows))
    assert response.status_code == 302
    office = Office.objects.get(slug="bauamt")
    assert [str(span) for span in office.opening_hours.all()] == ["Montag 09:00–12:00", "Montag 13:00–15:00"]


@pytest.mark.parametrize(
    ("rows", "fields", "field", "words"),
    [
        ([hours(), hours()], {}, "opening_hours-1-opens", "steht schon"),
        ([hours(closes="08:00")], {}, "opening_hours-0-closes", "nach dem Anfang"),
        ([hours(opens="früh")], {}, "opening_hours-0-opens", "gültige Uhrzeit"),
        ([], {"postal_code": "1318"}, "postal_code", "fünf Ziffern"),
        ([], {"postal_code": "١٣١٨٧"}, "postal_code", "fünf Ziffern"),
        ([], {"email": "amt"}, "email", "E-Mail"),
        ([], {"name": ""}, "name", "ausgefüllt"),
        ([], {"slug": "wirtschaftsfoerderung"}, "slug", "bereits"),
    ],
)
def test_a_mistake_comes_back_at_its_field(client, promotion, rows, fields, field, words):
    errors = errors_of(client.post(reverse("offices:add"), office_data(hours=rows, **fields)))
    assert list(errors) == [field]
    assert words in errors[field]


def test_an_office_cannot_belong_to_an_office_below_it(client, promotion):
    above = make_office("Oben", slug="oben")
    below = make_office("Unten", parent=above)
    data = office_data(name="Oben", slug="oben", parent=below.pk)
    errors = errors_of(client.post(reverse("offices:edit", args=[above.pk]), data))
    assert list(errors) == ["parent"]


def test_who_edits_for_an_office_is_left_to_the_administration(client, promotion):
    assert "group" not in client.get(reverse("offices:add")).context["form"].fields


def test_editors_of_a_newly_equipped_office_get_their_rights(client, home):
    business_promotion()
    topics = topic_index()
    group = make_office(editors=True).group
    Office.objects.filter(group=group).update(group=None)
    client.force_login(make_user(is_superuser=True))

    response = client.post(reverse("offices:add"), office_data(group=group.pk))

    assert response.status_code == 302
    assert [right.page_id for right in group.page_permissions.all()] == [topics.pk]


def delete(client, name, thing):
    return client.post(reverse(f"{name}:delete", args=[thing.pk]), follow=True)


def test_an_unused_office_goes(client, promotion):
    office = make_office()
    assert delete(client, "offices", office).status_code == 200
    assert not Office.objects.filter(pk=office.pk).exists()


@pytest.mark.parametrize("use", ["lead", "section", "parent", "review"])
def test_an_office_in_use_stays_with_an_explanation(client, promotion, use):
    office = make_office("Bauamt", kind="state")
    if use == "lead":
        make_topic(lead_office=office)
    elif use == "section":
        make_topic(sections=[(office, "Text")])
    elif use == "parent":
        make_office(parent=office)
    else:
        topic = make_topic()
        topic.part_reviews.create(part_key="x", content_hash="", office=office, reviewed_on="2026-05-03")

    response = delete(client, "offices", office)

    assert "wird noch verwendet" in response.content.decode()
    assert Office.objects.filter(pk=office.pk).exists()


def test_an_office_named_in_a_draft_stays_and_the_draft_opens(client, promotion):
    office, topic = make_office(), make_topic()
    topic.lead_office = office
    topic.save_revision()

    response = delete(client, "offices", office)

    assert "kommt in Entwürfen oder früheren Fassungen vor" in response.content.decode()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[topic.pk])).status_code == 200


def test_the_group_of_an_office_stays_with_an_explanation(client, home):
    office = make_office(editors=True)
    client.force_login(make_user(is_superuser=True))
    response = delete(client, "wagtailusers_groups", office.group)
    assert "wird noch verwendet" in response.content.decode()
    assert Office.objects.get(pk=office.pk).group


def test_a_problem_type_with_others_below_it_stays(client, promotion):
    above = make_problem_type()
    make_problem_type(parent=above)
    assert "wird noch verwendet" in delete(client, "problem_types", above).content.decode()
    assert ProblemType.objects.count() == 2


@pytest.mark.parametrize("where", ["in public", "in a draft"])
def test_a_problem_type_that_pages_have_stays_as_the_offices_signed_it(client, promotion, where):
    problem_type = make_problem_type("Lärm", slug="laerm")
    topic = make_topic(problem_types=[problem_type] if where == "in public" else [])
    if where == "in a draft":
        topic.problem_types = [problem_type]
        topic.save_revision()
    data = {"label": "Lärm", "slug": "krach", "parent": "", "hint": "", "icon": "", "order": "1"}

    response = client.post(reverse("problem_types:edit", args=[problem_type.pk]), data)
    assert "Er behält seinen Kurznamen." in response.content.decode()
    assert "Nehmen Sie ihn dort erst heraus." in delete(client, "problem_types", problem_type).content.decode()

    data |= {"label": "Krach", "slug": "laerm"}
    client.post(reverse("problem_types:edit", args=[problem_type.pk]), data)
    problem_type.refresh_from_db()
    assert (problem_type.label, problem_type.slug) == ("Krach", "laerm")


def test_an_unused_problem_type_may_get_another_slug_and_go(client, promotion):
    problem_type = make_problem_type("Lärm", slug="laerm")
    data = {"label": "Lärm", "slug": "krach", "parent": "", "hint": "", "icon": "", "order": "1"}
    client.post(reverse("problem_types:edit", args=[problem_type.pk]), data)
    assert ProblemType.objects.get().slug == "krach"
    delete(client, "problem_types", problem_type)
    assert not ProblemType.objects.exists()


def test_problem_types_have_two_levels(client, promotion):
    first = make_problem_type()
    second = make_problem_type(parent=first)
    data = {"label": "Dritte", "slug": "dritte", "parent": second.pk, "hint": "", "icon": "", "order": "1"}
    response = client.post(reverse("problem_types:add"), data)
    assert "zwei Ebenen" in response.context["form"].errors["parent"][0]


def test_a_word_leads_to_a_page_once(client, home):
    office = make_office(editors=True)
    client.force_login(make_editor(office))
    topic = make_topic(lead_office=office)
    url = reverse("everyday_words:add")

    assert client.post(url, {"text": "Heizpilz", "page": topic.pk}).status_code == 302
    response = client.post(url, {"text": "heizpilz", "page": topic.pk})

    assert "führt schon zu dieser Seite" in response.content.decode()
    assert EverydayWord.objects.count() == 1


def test_the_list_of_offices_finds_filters_and_counts(client, promotion):
    office = make_office("Tiefbau")
    make_office("Handwerkskammer", kind="chamber")
    make_topic("Gehweg aufgraben", lead_office=office)
    url = reverse("offices:index")

    assert "Handwerkskammer" not in client.get(url, {"q": "tief"}).content.decode()
    assert "Tiefbau" not in client.get(url, {"kind": "chamber"}).content.decode()
    assert [row.usage_count for row in client.get(url, {"q": "tief"}).context["object_list"]] == [1]
    assert "Gehweg aufgraben" in client.get(reverse("offices:usage", args=[office.pk])).content.decode()


@pytest.mark.parametrize("name", ["offices", "problem_types"])
def test_queries_of_a_list_do_not_grow(
    client, promotion, name, django_assert_num_queries, django_assert_max_num_queries
):
    def grow():
        parent = make_office()
        make_topic(lead_office=make_office(parent=parent), problem_types=[make_problem_type()])
        make_problem_type(parent=make_problem_type())

    url = reverse(f"{name}:index")
    grow()
    client.get(url)
    with django_assert_max_num_queries(30) as before:
        client.get(url)
    for _ in range(4):
        grow()
    with django_assert_num_queries(len(before)):
        client.get(url)
