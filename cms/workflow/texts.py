"""The two texts of a page that the workflow compares: the one cleared for readers, and the draft."""

from django.core.exceptions import ValidationError
from django.db.models import Model, prefetch_related_objects
from modelcluster.models import get_all_child_relations

from cms.models import BasePage, Office
from cms.part_texts import Names, part_text
from cms.parts import Part

from .changes import PartChange, Request, compare, requests, text_hash
from .comparison import Comparison, comparisons
from .errors import OutdatedText

# Set in the form of a page, but no part of what readers read.
BESIDES_THE_TEXT = ("go_live_at", "expire_at", "show_in_menus")


def draft_of(page: BasePage) -> BasePage:
    """The latest draft of `page`, as its own type.

    Wagtail's method trusts `has_unpublished_changes`, which is written after the revision; this one reads the draft.
    """
    revision = page.get_latest_revision()
    return revision.as_object() if revision else page.specific


def cleared_parts(page: BasePage) -> list[Part]:
    """The parts readers may see by the offices' will: what the next text is compared with.

    That is the live text; where an urgent one is not signed yet, the text before it. Nothing while the page is not
    public: whoever brings it back asks all owners.
    """
    live = page.specific_class.objects.live().filter(pk=page.pk).first()
    if live is None:
        return []
    urgent = page.publications.unsettled().first()
    if urgent is None:
        return live.parts()
    return live.with_content_json(urgent.cleared_content).parts() if urgent.cleared_content else []


def changes_of(page: BasePage, draft: BasePage | None = None) -> list[PartChange]:
    """What the draft changes against the cleared text, part by part."""
    return compare(cleared_parts(page), (draft or draft_of(page)).parts())


def requests_for(page: BasePage, draft: BasePage | None = None) -> list[Request]:
    """The offices whose signature the draft needs, each with everything it answers for."""
    return requests(changes_of(page, draft), Office.objects.maintainers(), Office.objects.business_promotion())


def is_as_public(page: BasePage, draft: BasePage) -> bool:
    """Whether the draft is what readers see, with the offices' will: nothing in it waits for anybody.

    Wagtail's `has_unpublished_changes` does not tell: saving an unchanged form sets it as well.
    """
    live = page.specific_class.objects.live().filter(pk=page.pk).first()
    if live is None or any(getattr(live, name) != getattr(draft, name) for name in BESIDES_THE_TEXT):
        return False
    return text_hash(draft.parts()) == text_hash(live.parts()) == text_hash(cleared_parts(page))


def refuse_unseen(draft: BasePage, seen: str | None) -> None:
    """Raise `OutdatedText` if the person has looked at another text; `seen` is its `text_hash`."""
    if seen is not None and seen != text_hash(draft.parts()):
        raise OutdatedText


def faults_of(draft: BasePage) -> list[str]:
    """What a draft lacks before anybody can be asked to sign it; one sentence each, empty if it is complete."""
    objects: list[tuple[str, Model]] = [("", draft)]
    for relation in get_all_child_relations(type(draft)):
        label = str(relation.related_model._meta.verbose_name)
        rows = list(getattr(draft, relation.get_accessor_name()).all())
        prefetch_related_objects(rows, *_links(relation.related_model, draft))
        objects += [(f"{label} {number}", row) for number, row in enumerate(rows, start=1)]
    faults = []
    for label, thing in objects:
        try:
            thing.full_clean(
                exclude=_parents(thing, draft) | _found(thing), validate_unique=False, validate_constraints=False
            )
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                field = label if name == "__all__" else " – ".join(filter(None, [label, _field_label(thing, name)]))
                faults += [f"{field}: {message}" if field else message for message in messages]
    return faults


def _parents(thing: Model, draft: BasePage) -> set[str]:
    """Fields that a draft's row cannot hold yet: the way to its page."""
    if thing is draft:
        return set()
    return {field.name for field in thing._meta.fields if field.is_relation and isinstance(draft, field.related_model)}


def _links(model: type[Model], draft: BasePage) -> list[str]:
    """What the rows of a draft point to, besides its page."""
    return [
        field.name for field in model._meta.fields if field.is_relation and not isinstance(draft, field.related_model)
    ]


def _found(thing: Model) -> set[str]:
    """Links to what was read from the database: it need not be asked for again, row by row."""
    links = (field for field in thing._meta.fields if field.is_relation and field.is_cached(thing))
    return {field.name for field in links if field.get_cached_value(thing) is not None}


def _field_label(thing: Model, name: str) -> str:
    return str(thing._meta.get_field(name).verbose_name)


def comparisons_of(page: BasePage, before: list[Part], after: list[Part]) -> list[Comparison]:
    """Old against new of every part, readable: one query for each kind of thing the parts point to."""
    names = Names(page, [*before, *after])
    return comparisons(before, after, lambda part: part_text(page, part, names, complete=True))
