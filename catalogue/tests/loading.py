"""Loading a small content directory, and editing what came of it."""

from io import StringIO

from django.core.management import call_command

from catalogue.models import TopicPage
from cms.models import BasePage
from cms.testing.factories import publish_revision

from .content import ContentDirectory


def load(content: ContentDirectory) -> list[str]:
    out = StringIO()
    call_command("load_content", content.path, stdout=out)
    return out.getvalue().splitlines()


def tables() -> TopicPage:
    return TopicPage.objects.get(slug="tische")


def draft(page: BasePage) -> BasePage:
    """What the page's offices find in the editor: the loader changes published pages only there."""
    return page.get_latest_revision_as_object()


def related(topic: TopicPage) -> list[str]:
    """The slugs of the topics that this one points to, in order."""
    return [relation.topic.slug for relation in topic.topic_relations.all()]


def edit(page: BasePage, *, publish: bool = True, **values) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    revision = page.save_revision()
    if publish:
        publish_revision(revision)
