"""A site with pages of two offices, and people who keep their words."""

from dataclasses import dataclass

import pytest
from django.test import Client

from catalogue.models import TopicPage
from catalogue.tests.factories import make_topic
from cms.models import Office, User
from cms.testing.factories import business_promotion, make_editor, make_office
from search.quality.models import ExpectedPage, RegressionQuery


@dataclass
class Desk:
    """Two offices with a page each. The editor works for the first one."""

    tables: TopicPage
    waste: TopicPage
    office: Office
    other: Office
    editor: User
    promotion: User


@pytest.fixture
def desk(home, reindex, forget_sites) -> Desk:
    office, other = make_office("Grünflächenamt", editors=True), make_office("Umweltamt", editors=True)
    desk = Desk(
        tables=make_topic("Tische auf dem Gehweg", slug="tische", lead_office=office),
        waste=make_topic("Abfall trennen", slug="abfall", lead_office=other),
        office=office,
        other=other,
        editor=make_editor(office),
        promotion=make_editor(business_promotion()),
    )
    reindex()
    return desk


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
