"""Writing what is no page: problem types, offices with their editors' groups, everyday words."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import models

from catalogue.models import EverydayWord
from cms.models import BasePage, Office, OpeningHours, ProblemType
from cms.permissions import grant_office_rights

from .bundle import BUSINESS_PROMOTION, Bundle
from .records import Action, Ledger, digest, told

OFFICE_FIELDS = [
    "name",
    "slug",
    "kind",
    "parent_id",
    "is_business_promotion",
    "task",
    "street",
    "postal_code",
    "city",
    "phone",
    "email",
    "website",
    "accessibility",
    "contact_note",
]
PROBLEM_TYPE_FIELDS = ["label", "slug", "parent_id", "hint", "icon", "order"]


def load_problem_types(bundle: Bundle, ledger: Ledger) -> dict[str, ProblemType]:
    """All problem types of the site by the slug the files know them by, parents before children."""
    found = _known(ProblemType, ledger, "problem-types")
    rows = [entry.value for entry in bundle.problem_types.values()]
    for order, row in sorted(enumerate(rows, start=1), key=lambda pair: bool(pair[1].parent)):
        hint = bundle.hints.get(row.slug)
        values = {"label": row.label, "order": order, "parent": row.parent}
        values |= {"hint": hint.value.hint, "icon": hint.value.icon} if hint else {}
        key = f"problem-types/{row.slug}"
        kind = found.get(row.slug)
        action = ledger.decide(key, name=row.label, source=values, current=kind and _fields(kind, PROBLEM_TYPE_FIELDS))
        if action not in (Action.CREATE, Action.UPDATE):
            continue
        kind = found[row.slug] = kind or ProblemType(slug=row.slug)
        with told(key):
            _set(kind, values | {"parent": found.get(row.parent)})
        ledger.write(key, object_id=kind.pk, source=values, current=_fields(kind, PROBLEM_TYPE_FIELDS))
    return found


def load_offices(bundle: Bundle, ledger: Ledger) -> dict[str, Office]:
    """All offices of the site by the slug the files know them by, parents before children."""
    found = _known(Office, ledger, "offices")
    for slug in _parents_first(bundle):
        row = bundle.offices[slug].value
        contact = bundle.contacts[slug].value if slug in bundle.contacts else None
        source = [row.model_dump(), contact and contact.model_dump()]
        key = f"offices/{slug}"
        office = found.get(slug)
        action = ledger.decide(key, name=row.name, source=source, current=office and _office_digest(office))
        if action not in (Action.CREATE, Action.UPDATE):
            continue
        office = found[slug] = office or Office(slug=slug)
        values = contact.model_dump(exclude={"opening_hours"}) if contact else {}
        values |= {"name": row.name, "kind": row.kind, "parent": found.get(row.parent)}
        values |= {"is_business_promotion": slug == BUSINESS_PROMOTION, "group": _group(office, row.name, row.edits)}
        if contact:  # a directory without contacts says nothing about them
            office.opening_hours = [OpeningHours(**hours.model_dump()) for hours in contact.opening_hours]
        with told(key):
            _set(office, values)
        grant_office_rights(office)
        ledger.write(key, object_id=office.pk, source=source, current=_office_digest(office))
    return found


def load_everyday_words(ledger: Ledger, *, key: str, page: BasePage, words: list[str]) -> None:
    """The words that lead to a page. They are edited apart from it, so they have a record of their own."""
    rows = EverydayWord.objects.filter(page_id=page.pk)
    known = sorted(rows.values_list("text", flat=True))
    if not words and ledger.object_id(key) is None:
        return
    current = digest(known) if known or ledger.object_id(key) else None
    if ledger.decide(key, name=page.title, source=words, current=current) in (Action.CREATE, Action.UPDATE):
        rows.exclude(text__in=words).delete()
        for word in words:
            if word not in known:
                EverydayWord.objects.create(page_id=page.pk, text=word)  # one by one: the search listens to each
        ledger.write(key, object_id=page.pk, source=words, current=digest(sorted(words)))


def _known[M: models.Model](model: type[M], ledger: Ledger, kind: str) -> dict[str, M]:
    """Objects by the slug of their entry, whatever slug they have by now; by their own slug if no entry made them."""
    by_id = {row.pk: row for row in model._default_manager.all()}
    found = {row.slug: row for row in by_id.values()}
    for key, record in ledger.records.items():
        if key.startswith(f"{kind}/"):
            slug = key.partition("/")[2]
            found.pop(slug, None)
            if record.object_id in by_id:
                found[slug] = by_id[record.object_id]
    return found


def _fields(row: models.Model, names: list[str]) -> str:
    return digest([getattr(row, name) for name in names])


def _office_digest(office: Office) -> str:
    hours = [
        [row.weekday, row.opens, row.closes, row.note] for row in office.opening_hours.order_by("weekday", "opens")
    ]
    return digest([[getattr(office, name) for name in OFFICE_FIELDS], office.group_id is not None, hours])


def _set(row: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()


def _group(office: Office, name: str, edits: str) -> Group | None:
    if edits == "no":
        return None
    return office.group or Group.objects.filter(name=name, office=None).first() or Group.objects.create(name=name)


def _parents_first(bundle: Bundle) -> list[str]:
    order: list[str] = []

    def put(slug: str) -> None:
        if slug and slug not in order:
            put(bundle.offices[slug].value.parent)
            order.append(slug)

    for slug in bundle.offices:
        put(slug)
    return order
