"""Project conventions as system checks."""

from django.apps import apps
from django.core.checks import Error, register


@register()
def page_kinds(app_configs, **kwargs) -> list[Error]:
    """Every page type that readers can find names its kind: for addresses, for the API, and as a label."""
    from .models import BasePage

    errors: list[Error] = []
    slugs: dict[str, type] = {}
    for model in apps.get_models():
        if not issubclass(model, BasePage) or not model.kind:
            continue
        if not (model.kind_label and model.kind_slug):
            errors.append(
                Error(
                    f"{model.__name__} has a kind but no kind_label or kind_slug.",
                    hint="Set all three, or none for a page that the search leaves out.",
                    obj=model,
                    id="cms.E001",
                )
            )
        elif slugs.setdefault(model.kind_slug, model) is not model:
            errors.append(
                Error(
                    f"{model.__name__} shares its kind_slug with {slugs[model.kind_slug].__name__}.",
                    hint="Facet values must be unique.",
                    obj=model,
                    id="cms.E002",
                )
            )
    return errors
