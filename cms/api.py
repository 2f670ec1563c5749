"""How pages refer to offices and problem types in the public API: by name and slug, nothing else of them."""

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
