"""The pages of the classification, which are no Wagtail pages."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cms.models import Office, ProblemType

from .reading import PagesByKind, fetch_pages


def problem_types(request: HttpRequest) -> HttpResponse:
    """All problem types of the first level."""
    return render(request, "catalogue/problem_types.html", {"problem_types": ProblemType.objects.top_level()})


def problem_type(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one problem type, that of the types below it included."""
    shown = get_object_or_404(ProblemType.objects.select_related("parent"), slug=slug)
    pages = PagesByKind.matching(Q(pk__in=shown.family().values("pages")))
    offices = Office.objects.filter(page_offices__page__in=[page.pk for page in pages.pages]).distinct()
    context = {
        "problem_type": shown,
        "children": shown.children.all(),
        "pages": pages,
        "has_examples": pages.has_examples,
        "offices": fetch_pages(offices),
    }
    return render(request, "catalogue/problem_type.html", context)
