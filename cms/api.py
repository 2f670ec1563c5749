"""How pages refer to others in the public API: by name and slug, to pages only where anybody may read them."""

from rest_framework.fields import Field

Reference = dict[str, str]


class OfficeReference(Field):
    """One office; where there is none the API says null."""

    def to_representation(self, office) -> Reference:
        return {"slug": office.slug, "name": office.name}


class OfficeReferences(OfficeReference):
    """Many offices in their order."""

    def to_representation(self, offices) -> list[Reference]:
        return [OfficeReference.to_representation(self, office) for office in offices.all()]


class ProblemTypeReferences(Field):
    """Many problem types in their order."""

    def to_representation(self, problem_types) -> list[Reference]:
        return [{"slug": each.slug, "label": each.label} for each in problem_types.all()]


class PublicPageReferences(Field):
    """Many pages; drafts and private ones are left out, since their titles are nobody's business yet."""

    def to_representation(self, pages) -> list[dict]:
        public = self.context["base_queryset"].filter(pk__in=[page.pk for page in pages.all()])
        known = set(public.values_list("pk", flat=True))
        return [page_reference(page) for page in pages.all() if page.pk in known]


class PublicPageReference(Field):
    """One page; null where readers cannot see it."""

    def to_representation(self, page) -> dict | None:
        return page_reference(page) if self.context["base_queryset"].filter(pk=page.pk).exists() else None


def page_reference(page) -> dict:
    return {"id": page.pk, "slug": page.slug, "title": page.title}
