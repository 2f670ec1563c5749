"""The German analysis: every rule by an example, and what holds for any word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.german import LONGEST, fold, forms, grams, query_words, split, words
from search.scoring import IMPACT, LIMIT, impact, whole_weights


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Gebuehren", "Gebühr"),
        ("strassenfest", "Straßenfest"),
        ("Anmeldung", "anmelden"),
        ("Cafés", "Cafe"),
        ("Häuser", "Haus"),
        ("Genehmigungen", "genehmigen"),
        ("Graffitos", "Graffiti"),
        ("Stuhle", "Stühle"),
        ("Autoanhanger", "Autoanhänger"),
    ],
)
def test_spellings_and_inflections_meet_in_a_term(typed, written):
    assert set(forms(typed).whole) & set(forms(written).whole)


@pytest.mark.parametrize(
    ("compound", "part"),
    [
        ("Gewerbeanmeldung", "Gewerbe"),
        ("Gewerbeanmeldung", "Anmeldung"),
        ("Außengastronomie", "Gastronomie"),
        ("Schankvorgarten", "Garten"),
        ("Gewerbeanmeldungen", "anmelden"),
        ("Strassenlandnutzung", "Nutzung"),
        ("Datenubermittlung", "übermitteln"),
    ],
)
def test_a_compound_is_found_by_its_parts(compound, part):
    assert set(forms(compound).parts) & set(forms(part).whole)


@pytest.mark.parametrize("inflected", ["Marders", "Personals", "zahltest", "Meisters", "mussten"])
def test_an_ending_is_no_part_of_a_word(inflected):
    assert not forms(inflected).parts


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("An- und Verkauf", "Ankauf und Verkauf"),
        ("Be- und Entladen", "Beladen und Entladen"),
        ("Sonn- und Feiertagen", "Sonntagen und Feiertagen"),
        ("Notfall- oder Transportbeatmungsgerät", "Notfallbeatmungsgerät oder Transportbeatmungsgerät"),
        ("Kranken- und soziale Kassen", "Kranken und soziale Kassen"),
        ("Café- und Bar", "Café und Bar"),
    ],
)
def test_a_hyphen_stands_for_what_two_words_share(written, meant):
    assert words(written) == words(meant)


@pytest.mark.parametrize(
    "written", ["Händler*innen", "Händler:innen", "Händler_innen", "HändlerInnen", "Händler(innen)", "Händler/-innen"]
)
def test_gender_forms_are_the_word_without_them(written):
    assert words(written) == ["Händler"]


@given(st.text(max_size=300))
def test_any_text_gives_terms_an_index_can_hold(text):
    for word in [*words(text), *query_words(text)]:
        whole, parts = forms(word)
        assert 0 < len(word) <= LONGEST
        assert all(0 < weight <= 1 for weight in parts.values())
        assert not set(whole) & parts.keys()
        for term in (*whole, *parts, *grams(word), fold(word)):
            assert len(term) <= 255
            assert " " not in term
        assert all(part.text for part in split(word))


@given(st.lists(st.floats(0.0001, 20), min_size=1, max_size=900), st.integers(1, 10_000), st.integers(1, 10_000))
def test_no_score_reaches_what_a_float_of_32_bit_holds_exactly(weights, frequency, length):
    assert 1 <= impact(frequency, length, 300) <= IMPACT
    assert IMPACT * sum(whole_weights(weights)) < LIMIT
