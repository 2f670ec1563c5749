import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalogue.models import EverydayWord

from .factories import make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(home):
    return make_topic("Tische auf dem Gehweg")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"text": "Heizpilz"}, "page", "Wählen Sie eine Seite"),
        ({"text": "Heizpilz", "office_words": " \n "}, "page", "Wählen Sie eine Seite"),
        ({"text": "Heizpilz", "office_words": "Gasstrahler", "is_best_bet": True}, "is_best_bet", "braucht eine Seite"),
        ({"text": " ", "office_words": "Gasstrahler"}, "text", "Geben Sie das Alltagswort an"),
        ({"text": "x" * 121, "office_words": "Gasstrahler"}, "text", "120"),
    ],
)
def test_a_word_leads_to_a_page_or_to_words_of_the_offices(home, values, field, words):
    with pytest.raises(ValidationError) as refused:
        EverydayWord(**values).full_clean()
    assert words in str(refused.value.message_dict[field])


@pytest.mark.parametrize(
    "values",
    [
        {"text": "heizpilz", "office_words": "Gasstrahler"},
        {"text": "heizpilz", "page": "topic"},
        {"text": "TISCHE", "page": "other", "is_best_bet": True},
    ],
)
def test_nothing_is_entered_twice(topic, values):
    EverydayWord.objects.create(text="Heizpilz", office_words="Gasheizstrahler")
    EverydayWord.objects.create(text="Heizpilz", page=topic)
    EverydayWord.objects.create(text="Tische", page=topic, is_best_bet=True)
    if values.get("page"):
        values = values | {"page": topic if values["page"] == "topic" else make_topic()}

    with pytest.raises(ValidationError, match="schon"):
        EverydayWord(**values).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        EverydayWord.objects.create(**values)


@pytest.mark.parametrize("values", [{}, {"office_words": "Gasstrahler", "is_best_bet": True}])
def test_the_database_keeps_the_rules_too(home, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        EverydayWord.objects.create(text="Heizpilz", **values)


def test_spaces_are_made_single(topic):
    word = EverydayWord(text="  Tische\n raus ", page=topic, office_words=" a  b ")
    word.full_clean()
    assert (word.text, word.office_words) == ("Tische raus", "a b")
