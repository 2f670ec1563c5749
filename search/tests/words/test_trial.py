"""A try-out shows exactly what saving gives, and nobody waits for it."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from cms.testing.factories import publish
from cms.testing.html import parsed, texts
from cms.testing.people import Somebody
from search.engines import get_engine
from search.index.trial import on_trial
from search.models import SearchEntry, SearchPosting, SearchTerm
from search.request import SearchRequest
from search.words import tryout

from .conftest import Desk

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


@pytest.mark.django_db
@pytest.mark.parametrize("change", [add, move, delete, expand, pin, lead_to_a_draft])
def test_answers_on_trial_are_those_after_saving(desk, change: Callable):
    EverydayWord.objects.create(text="Biergarten", page=desk.tables)
    before, rows = answers(), index()

    with on_trial(lambda: change(desk)):
        tried = answers()
    assert (answers(), index()) == (before, rows)

    change(desk)
    assert answers() == tried


@pytest.mark.django_db(transaction=True)
def test_pages_are_published_during_a_try_out_and_counted_in_it(editor, desk, monkeypatch):
    """The page that the word leads to as well; the answers before and after differ by the word alone."""
    for page in (desk.tables, desk.waste):
        page.title += " und Heizpilze"
    asked, ranks = [], tryout.ranks

    def ranks_while_others_publish(*arguments):
        asked.append(1)
        if len(asked) == 2:  # the first time on trial
            Somebody(lambda: [publish(page) for page in (desk.tables, desk.waste)]).result()
        return ranks(*arguments)

    monkeypatch.setattr(tryout, "ranks", ranks_while_others_publish)
    values = {"text": "Heizpilz", "page": desk.tables.pk, "office_words": "", "try": "yes"}
    page = parsed(editor.post(reverse("everyday_words:add"), values))

    now, then = page.select("#ausprobieren .word-results")
    assert set(texts(now, "li a")) == {"Tische auf dem Gehweg und Heizpilze", "Abfall trennen und Heizpilze"}
    assert texts(then, "li a")[0] == "Tische auf dem Gehweg und Heizpilze"
    assert len(asked) == 4
    assert not EverydayWord.objects.exists()
