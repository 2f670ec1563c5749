"""The measures and the changes of spelling: their own examples, and what must hold for any query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.quality import changes, sets
from search.quality.changes import CHANGES
from search.quality.metrics import Answer, Figures, ndcg, overlap, recall, reciprocal_rank

TEXTS = [query.text for path in (sets.TRADERS, sets.MUNICH) for query in sets.read(path).queries]


def test_ndcg_by_hand():
    # expected at 2 and 4 of three: (1/log2(3) + 1/log2(5)) / (1 + 1/log2(3) + 1/log2(4))
    assert ndcg("xaybz", set("abc")) == pytest.approx((0.63093 + 0.43068) / (1 + 0.63093 + 0.5), abs=1e-5)
    assert ndcg([*"0123456789", "a"], {"a"}) == 0
    # more is expected than fits: ten right ones are the best there is
    assert ndcg(range(10), set(range(30))) == 1


@given(st.lists(st.integers(0, 30), unique=True), st.sets(st.integers(0, 30), min_size=1))
def test_every_measure_lies_between_nothing_and_all(found, expected):
    for value in (ndcg(found, expected), reciprocal_rank(found, expected), recall(found, expected)):
        assert 0 <= value <= 1
    best = sorted(expected) + [key for key in found if key not in expected]
    assert ndcg(best, expected) == pytest.approx(1)
    assert overlap(found, found) == 1


def test_no_query_has_figures_too():
    assert Figures.of([]).queries == 0
    assert Figures.of([(Answer((), 0), {"a"})]).zero == 1


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_gives_the_same_text_every_time_and_keeps_what_is_no_word(name):
    change = CHANGES[name]
    assert [change(text) for text in TEXTS] == [change(text) for text in TEXTS]
    assert change("") == ""
    assert change("12 § 34, (5)") == "12 § 34, (5)"


@pytest.mark.parametrize(
    ("name", "touched"),
    [("typos", 450), ("ae-oe-ue", 120), ("no-dots", 110), ("apart", 200), ("inflected", 330), ("lower", 440)],
)
def test_a_change_touches_as_many_queries_as_one_can_measure(name, touched):
    assert sum(CHANGES[name](text) != text for text in TEXTS) >= touched


def test_typing_errors_hit_every_long_word_but_never_the_first_letter():
    for text in TEXTS:
        before, after = text.split(), changes.typing_errors(text).split()
        assert len(before) == len(after)
        for word, wrong in zip(before, after, strict=True):
            if word.isalpha():
                assert (word != wrong) == (len(word) >= 5)
                assert word[0] == wrong[0]


def test_another_seed_makes_other_errors():
    assert changes.typing_errors("Gewerbe", 7) != changes.typing_errors("Gewerbe", 8)
    assert [changes.typing_errors(text, 7) for text in TEXTS] != [changes.typing_errors(text, 8) for text in TEXTS]


def test_a_verb_is_no_compound_and_an_inflected_word_keeps_its_case():
    assert changes.compounds_apart("einstellen bestellen") == "einstellen bestellen"
    assert changes.inflected("des") == "das"
    assert changes.inflected("gewerbe").islower()
    assert all("." not in changes.inflected("und", seed) for seed in range(20))
    assert changes.inflected("Xqzt") == "Xqzt"
