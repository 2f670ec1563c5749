from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from .choices import Choices, page_kinds
from .engines import get_engine
from .missed.counting import count
from .page import ResultsPage
from .request import SearchRequest, parse, printable
from .suggestions import WORD, suggest
from .wanted import new_stamp


@require_safe
@cache_control(public=True, no_cache=True)  # a new everyday word acts at once: caches ask if the answer holds
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def search(request: HttpRequest) -> HttpResponse:
    """The search page; htmx gets its partial "results" only, and the address to show."""
    choices = Choices.load()
    wanted, notes = parse(request.GET, choices)
    is_first = is_a_first_question(request, wanted)
    page = ResultsPage(wanted, get_engine().search(wanted), choices, notes)
    if wanted.page > page.last_page:
        notes.append(_("Seite %(page)s gibt es nicht. Sie sehen die letzte Seite.") % {"page": wanted.page})
        wanted = wanted.but(page=page.last_page)
        page = ResultsPage(wanted, get_engine().search(wanted), choices, notes)
    is_partial = bool(request.htmx) and not request.htmx.history_restore_request
    template = "search/search.html#results" if is_partial else "search/search.html"
    if is_first:
        count(wanted.text, is_weak=page.response.weak)
    context = {"search": page, "is_partial": is_partial, "wanted_stamp": new_stamp}
    response = render(request, template, context)
    if is_partial:
        response["HX-Push-Url"] = page.url
    return response


def is_a_first_question(request: HttpRequest, wanted: SearchRequest) -> bool:
    """Whether somebody asks for words, and not for another view of an answer: filtered, sorted, reloaded."""
    is_plain = SearchRequest(text=wanted.text) == wanted and bool(wanted.text)
    is_reload = "max-age=0" in request.headers.get("Cache-Control", "") or request.htmx.history_restore_request
    return is_plain and request.method == "GET" and not is_reload


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """What could be meant by the words typed so far (`q`), and a sentence for those who do not see the list."""
    found = suggest(printable(request.GET.get("q", "")))
    labels = {WORD: _("Suche"), **{kind: choice.label for kind, choice in page_kinds().items()}}
    number = len(found)
    status = ngettext("%(number)s Vorschlag", "%(number)s Vorschläge", number) % {"number": number}
    return JsonResponse(
        {
            "status": status if found else _("Keine Vorschläge"),
            "suggestions": [
                {"label": each.label, "kind": each.kind, "kind_label": labels[each.kind], "url": each.url}
                for each in found
            ],
        }
    )
