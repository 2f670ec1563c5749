"""Generated pages for measuring: German words as often as in real texts (Zipf), sections, types, offices, dates."""

import datetime
import random
import uuid
from collections.abc import Iterator
from itertools import accumulate

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale

from catalogue.models import EventIndexPage, EventPage, TopicIndexPage, TopicPage, TopicSection
from cms.models import BasePage, Office, PageOffice, ProblemType
from cms.publishing import cleared

FIRST = """
gewerbe straßen außen bau lärm abfall wasser feuer markt schank laden garten bezirks steuer hygiene lebensmittel
arbeits jugend kultur park verkehrs werbe umwelt gesundheits haus hof nacht winter sommer musik energie fahrrad
liefer kinder brand daten handels handwerks personal reise sonn wohn grün keller dach fenster tür schilder tisch
stuhl heiz miet kauf dienst probe kontroll grund boden strom gas luft wege platz stadt land kreis amts rats
vereins
"""
LAST = """
anmeldung erlaubnis fläche genehmigung ordnung plan schutz stelle gebühr frist antrag nachweis prüfung amt
betrieb zeit recht pflicht bescheid karte raum platz weg grenze messung abgabe kasse förderung beratung
sprechstunde auskunft vertrag meldung liste anlage fläche nutzung sperrung veranstaltung versicherung sicherung
reinigung lieferung wohnung verordnung gesetz akte unterlage auflage ausnahme bestätigung erklärung rechnung
quittung gutachten zeichnung
"""
SHORT = """
sie die der und in zu für mit auf eine einen ist sind wird werden kann können muss müssen nicht wenn bei vom
auch nur nach vor dem den des oder als bis aus über unter ihr ihre ihren betrieb tische stühle gehweg straße
café imbiss kosten euro tage wochen monat jahr antrag stellen bringen fragen rufen prüfen zahlen schreiben
zeigen nennen melden offen neu alt klein groß genau früh spät richtig laut leise frei voll leer sicher
"""

PROBLEM_TYPES = 17
OFFICES = 50
QUERIES = {
    "no text": "",
    "common word": "q=Gehweg",
    "rare word": "q={rare}",
    "two words": "q=Tische+{middle}",
    "two words, 2 types, 1 office": "q=Tische+{middle}&problemtyp=typ-1&problemtyp=typ-2&amt=amt-1",
    "page 5": "seite=5",
    "two words with typos": "q={misspelt}+{middle_misspelt}",
}


class Words:
    """A seeded source of German-looking text: word of rank r comes with a weight of 1 / (r + 2.7)."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)  # noqa: S311  reproducible, not secret
        compounds = [f"{first}{last}".capitalize() for first in FIRST.split() for last in LAST.split()]
        self.random.shuffle(compounds)
        self.ranked = [*SHORT.split(), *compounds]
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.ranked))))

    def some(self, count: int) -> list[str]:
        return self.random.choices(self.ranked, cum_weights=self.weights, k=count)

    def text(self, count: int) -> str:
        """About `count` words in sentences of eight to sixteen."""
        words, sentences = self.some(count), []
        while words:
            length = self.random.randint(8, 16)
            sentence, words = " ".join(words[:length]), words[length:]
            sentences.append(f"{sentence[0].upper()}{sentence[1:]}.")
        return " ".join(sentences)

    def title(self) -> str:
        return " ".join(self.random.sample(self.ranked[len(SHORT.split()) :], 2) + self.some(2)).capitalize()


def fill(pages: int) -> None:
    """Fill an empty, migrated database with `pages` pages: nine topics to one event."""
    words = Words()
    group = Group.objects.create(name="Redaktion")
    offices = [
        Office(name=f"Amt für {words.title()} {number}", slug=f"amt-{number}", is_business_promotion=not number)
        for number in range(OFFICES)
    ]
    offices[0].group = group
    Office.objects.bulk_create(offices)
    types = [ProblemType(label=f"Typ {number}", slug=f"typ-{number}", order=number) for number in range(PROBLEM_TYPES)]
    ProblemType.objects.bulk_create(types)
    home = BasePage.objects.get(depth=2).specific
    with cleared():
        topics = home.add_child(instance=TopicIndexPage(title="Themen", slug="themen", lead_office=offices[0]))
        events = home.add_child(instance=EventIndexPage(title="Termine", slug="termine", lead_office=offices[0]))
    add_pages(topics, TopicPage, words, pages - pages // 10, offices, types)
    add_pages(events, EventPage, words, pages // 10, offices, types)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def add_pages(
    parent: BasePage, model, words: Words, count: int, offices: list[Office], types: list[ProblemType]
) -> None:
    """Add pages by bulk inserts; the tree and every row end up as saving each page would leave them."""
    locale, content_type, now = Locale.get_default(), ContentType.objects.get_for_model(model), timezone.now()
    pages = BasePage.objects.bulk_create(
        BasePage(
            title=(title := words.title()),
            draft_title=title,
            slug=f"seite-{number}",
            url_path=f"{parent.url_path}seite-{number}/",
            path=BasePage._get_path(parent.path, parent.depth + 1, number),
            depth=parent.depth + 1,
            numchild=0,
            live=True,
            content_type=content_type,
            locale=locale,
            translation_key=uuid.uuid4(),
            summary=words.text(20),
            lead_office=zipf(words.random, offices),
            first_published_at=now,
            last_published_at=now - datetime.timedelta(days=words.random.randrange(900)),
        )
        for number in range(1, count + 1)
    )
    BasePage.objects.filter(pk=parent.pk).update(numchild=count)
    insert_own_rows(model, [page.pk for page in pages], now)
    chosen = {page.pk: {zipf(words.random, types).pk for _ in range(words.random.randint(1, 3))} for page in pages}
    through = BasePage.problem_types.through
    through.objects.bulk_create(
        through(basepage_id=page, problemtype_id=type_id) for page, type_ids in chosen.items() for type_id in type_ids
    )
    owners = {page.pk: [page.lead_office, *(zipf(words.random, offices) for _ in range(4))] for page in pages}
    if model is TopicPage:
        TopicSection.objects.bulk_create(sections(pages, owners, words), batch_size=2000)
    else:
        owners = {page: [lead] for page, (lead, *_others) in owners.items()}
    PageOffice.objects.bulk_create(
        PageOffice(page_id=page, office_id=office)
        for page, rows in owners.items()
        for office in {row.pk for row in rows}
    )


def insert_own_rows(model, page_ids: list[int], now: datetime.datetime) -> None:
    """The rows of the page type's own table, which `bulk_create` refuses to write."""
    with connection.cursor() as cursor:
        if model is TopicPage:
            cursor.execute(
                """insert into catalogue_topicpage
                (basepage_ptr_id, responsibility, responsibility_note, service_ids, leika_key)
                select unnest(%s), 'clear', '', '{}', ''""",
                [page_ids],
            )
        else:
            cursor.execute(
                """insert into catalogue_eventpage
                (basepage_ptr_id, starts_at, ends_at, place, place_accessibility, agenda, initiatives)
                select id, start, start + interval '2 hours', 'Rathaus', '', '{}', '{}' from (
                    select id, %s + (id %% 400 - 300) * interval '1 day' as start from unnest(%s::bigint[]) as id
                ) dates""",
                [now, page_ids],
            )


def sections(pages: list[BasePage], owners: dict[int, list[Office]], words: Words) -> Iterator[TopicSection]:
    kinds = [kind for kind in TopicSection.Kind if kind != TopicSection.Kind.OVERVIEW]
    for page in pages:
        for order, office in enumerate(owners[page.pk]):
            text = f"<p>{words.text(40)}</p>"
            yield TopicSection(page_id=page.pk, kind=kinds[order], office=office, text=text, sort_order=order)


def zipf(source: random.Random, items: list):
    """One of `items`, the first ones far more often."""
    return source.choices(items, weights=[1 / (rank + 2.7) for rank in range(len(items))])[0]


def queries() -> dict[str, str]:
    """The query strings to measure, with words that this text holds seldom and middling often."""
    ranked = Words().ranked
    rare, middle = ranked[3000], ranked[400]
    words = {"rare": rare, "middle": middle, "misspelt": misspelt(ranked[500]), "middle_misspelt": misspelt(middle)}
    return {name: query.format(**words) for name, query in QUERIES.items()}


def misspelt(word: str, at: int | None = None) -> str:
    """The word with two neighbouring letters in the wrong order: those after letter `at`, else in its middle.

    >>> misspelt("Lärmschutz")
    'Lärmcshutz'
    """
    at = len(word) // 2 - 1 if at is None else at
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
