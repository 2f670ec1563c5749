"""A site with pages of two offices, and people who keep their words."""

from copy import deepcopy
from dataclasses import dataclass

import pytest
from django.test import Client

from catalogue.models import EverydayWord, TopicPage
from catalogue.tests.factories import make_topic
from cms.models import Office, User
from cms.testing.factories import business_promotion, make_editor, make_office
from search.engines import get_engine
from search.quality.models import ExpectedPage, RegressionQuery
from search.request import SearchRequest

LOUD = "Zelt Zelt Zelt Zelt"  # said so often that it stands before a title


@dataclass
class Desk:
    """Two offices with a page each. The editor works for the first one."""

    tables: TopicPage
    waste: TopicPage
    office: Office
    other: Office
    editor: User
    promotion: User


@pytest.fixture(scope="module")
def shared_desk(shared_home) -> Desk:
    office, other = make_office("Grünflächenamt", editors=True), make_office("Umweltamt", editors=True)
    return Desk(
        tables=make_topic("Tische auf dem Gehweg", slug="tische", lead_office=office),
        waste=make_topic("Abfall trennen", slug="abfall", lead_office=other),
        office=office,
        other=other,
        editor=make_editor(office),
        promotion=make_editor(business_promotion()),
    )


@pytest.fixture
def desk(db, shared_desk, forget_sites) -> Desk:
    return deepcopy(shared_desk)


@pytest.fixture
def editor(client: Client, desk: Desk) -> Client:
    client.force_login(desk.editor)
    return client


@pytest.fixture
def promotion(client: Client, desk: Desk) -> Client:
    client.force_login(desk.promotion)
    return client


def expect_page(text: str, page: TopicPage) -> RegressionQuery:
    """A query of the regression set."""
    query = RegressionQuery.objects.create(text=text)
    ExpectedPage.objects.create(query=query, page=page)
    return query


def found(query: str) -> list[str]:
    """The titles a reader finds now."""
    return [hit.title for hit in get_engine("postgresql").search(SearchRequest(text=query)).hits]


@pytest.fixture
def crowded(desk) -> list[TopicPage]:
    """Pages of the editor, two of them found for "zelt" before the known answer, which is the third."""
    known = make_topic("Zelt", lead_office=desk.other)
    expect_page("zelt", known)
    pages = [make_topic(f"Anlage {number}", slug=f"anlage-{number}", lead_office=desk.office) for number in range(3)]
    for page in pages[:2]:
        EverydayWord.objects.create(text=LOUD, page=page)
    assert found("zelt").index("Zelt") == 2
    return pages
