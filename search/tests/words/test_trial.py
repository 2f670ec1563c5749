"""A try-out shows exactly what saving gives."""

from collections.abc import Callable

import pytest

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from search.engines import get_engine
from search.index.trial import on_trial
from search.models import SearchEntry, SearchPosting, SearchTerm
from search.request import SearchRequest

from .conftest import Desk

pytestmark = pytest.mark.django_db

TEXTS = ("Tische", "Heizpilz", "Heizpilze raus", "Biergarten", "Sperrmüll", "Abfall Gehweg", "gehw", "Zelt", "Hzeipilz")


def answers() -> list[tuple]:
    found = [get_engine("postgresql").search(SearchRequest(text=text)) for text in TEXTS]
    return [(each.total, each.hits, each.highlights, each.facets, each.weak, each.corrections) for each in found]


def index() -> list[set]:
    rows = (SearchEntry.objects.values_list(), SearchTerm.objects.values_list(), SearchPosting.objects.values_list())
    return [set(map(str, each)) for each in rows]


def add(desk: Desk) -> None:
    EverydayWord.objects.create(text="Heizpilz Zelt Tische", page=desk.tables)


def move(desk: Desk) -> None:
    word = EverydayWord.objects.get(text="Biergarten")
    word.page = desk.waste
    word.save()


def delete(desk: Desk) -> None:
    EverydayWord.objects.get(text="Biergarten").delete()


def expand(desk: Desk) -> None:
    EverydayWord.objects.create(text="Sperrmüll", office_words="Abfall")


def pin(desk: Desk) -> None:
    EverydayWord.objects.create(text="Zelt", page=desk.waste, is_best_bet=True)


def lead_to_a_draft(desk: Desk) -> None:
    EverydayWord.objects.create(text="Heizpilz", page=make_topic("Entwurf", live=False))


@pytest.mark.parametrize("change", [add, move, delete, expand, pin, lead_to_a_draft])
def test_answers_on_trial_are_those_after_saving(desk, change: Callable):
    EverydayWord.objects.create(text="Biergarten", page=desk.tables)
    before, rows = answers(), index()

    with on_trial(lambda: change(desk)):
        tried = answers()
    assert (answers(), index()) == (before, rows)

    change(desk)
    assert answers() == tried
