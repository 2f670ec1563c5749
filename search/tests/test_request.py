import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.choices import Choice, Choices, page_kinds
from search.request import ENGLISH, GERMAN, MAX_TEXT, SearchRequest, Sort, Time, parse


def choices_of(*slugs: str) -> dict[str, Choice]:
    return {slug: Choice(slug, slug.title(), slug) for slug in slugs}


CHOICES = Choices(
    problem_types=choices_of("laerm-nachbarschaft", "werbung", "bauen-raeume"),
    offices=choices_of("ordnungsamt", "umweltamt"),
    kinds=page_kinds(),
)


def some(values):
    """Any selection of `values`, in their order."""
    values = list(values)
    return st.sets(st.sampled_from(values)).map(lambda chosen: tuple(value for value in values if value in chosen))


texts = st.text(max_size=MAX_TEXT).map(lambda text: parse(QueryDict.fromkeys(["q"], text), CHOICES)[0].text)
filters = {
    "text": texts,
    "problem_types": some(CHOICES.problem_types),
    "offices": some(CHOICES.offices),
    "kinds": some(CHOICES.kinds),
    "page": st.integers(1, 999_999),
}


@given(st.builds(SearchRequest, **filters, time=st.sampled_from(Time), sort=st.sampled_from(Sort)))
def test_a_request_survives_the_way_through_the_address(request):
    assert parse(QueryDict(request.query()), CHOICES) == (request, [])


@given(st.builds(SearchRequest, **filters))
def test_a_request_survives_the_way_through_the_api_parameters(request):
    assert parse(QueryDict(request.query(ENGLISH)), CHOICES, ENGLISH) == (request, [])


def test_the_addresses_are_german_and_leave_out_what_is_not_set():
    request = SearchRequest(text="Tische", kinds=("topic",), time=Time.UPCOMING, sort=Sort.ALPHABET, page=2)

    assert request.query() == "q=Tische&art=thema&zeit=kommend&sortierung=a-z&seite=2"
    assert SearchRequest().query() == ""


def test_a_change_of_the_search_starts_at_its_first_page():
    assert SearchRequest(text="Tische", page=3).but(offices=("umweltamt",)).page == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("problemtyp=werbung&problemtyp=laerm-nachbarschaft", {"problem_types": ("laerm-nachbarschaft", "werbung")}),
        ("amt=umweltamt&amt=umweltamt", {"offices": ("umweltamt",)}),
        ("q=++T%00isch%0ae++", {"text": "T isch e"}),
        ("q=%ED%A0%80", {"text": ""}),
        ("zeit=&amt=&seite=&sortierung=", {}),
    ],
)
def test_what_is_understood_is_read_without_a_note(query, expected):
    assert parse(QueryDict(query), CHOICES) == (SearchRequest(**expected), [])


@pytest.mark.parametrize(
    ("query", "in_note"),
    [
        ("problemtyp=gibtsnicht", "gibtsnicht"),
        ("art=topic", "topic"),
        ("zeit=gestern", "gestern"),
        ("sortierung=preis", "preis"),
        ("seite=-1", "-1"),
        ("seite=1_0", "1_0"),
        ("seite=٣", "٣"),
        ("farbe=blau", "farbe"),
        ("q=" + "x" * 500, "200"),
    ],
)
def test_what_is_not_understood_is_left_out_with_one_note(query, in_note):
    request, notes = parse(QueryDict(query), CHOICES)

    assert request.but(text="") == SearchRequest()
    assert len(notes) == 1
    assert in_note in notes[0]


def test_notes_stay_short_whatever_is_thrown_at_them():
    names = "&".join(f"{'n' * 300}{number}=1" for number in range(500))
    _, notes = parse(QueryDict(names), CHOICES)

    assert len(notes) == 1
    assert len(notes[0]) < 250


def test_the_api_calls_its_parameters_by_english_names_only():
    request, notes = parse(QueryDict("kind=topic&art=thema&zeit=kommend"), CHOICES, ENGLISH)

    assert request == SearchRequest(kinds=("topic",))
    assert "„art“, „zeit“" in notes[0]
    assert parse(QueryDict("q=x"), CHOICES, GERMAN)[1] == []


def test_what_networks_hang_on_to_a_passed_on_link_is_nothing_to_warn_readers_of():
    address = "q=Tische&fbclid=IwAR0&utm_source=newsletter&utm_medium=email"

    assert parse(QueryDict(address), CHOICES) == (SearchRequest(text="Tische"), [])
    assert parse(QueryDict(f"{address}&farbe=rot"), CHOICES)[1] == ["Diese Suche kennt die Angabe „farbe“ nicht."]
    assert len(parse(QueryDict(address), CHOICES, ENGLISH)[1]) == 1
