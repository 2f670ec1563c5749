"""The search for programs: JSON through the same seam as the page, described with OpenAPI 3.1."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Query, Schema, Status
from ninja.errors import ValidationError

from .choices import Choices
from .engines import get_engine
from .facets import build_facets
from .request import ENGLISH, MAX_TEXT, parse

api = NinjaAPI(
    title="Gewerbe trifft Ämter: Suche",
    version="1",
    description="Sucht über alle öffentlichen Seiten: Themen, Anlässe, Stellen, Termine. 20 Treffer je Seite.",
    docs_url=None,
    urls_namespace="api-v1",
)


class SearchParameters(Schema):
    """Facet parameters may be repeated; their values are those of the answer's facets."""

    q: str = Field("", description=f"Suchtext, höchstens {MAX_TEXT} Zeichen; leer: alle Seiten")
    problem_type: list[str] = Field([], description="Problemtypen; mehrere: einer davon genügt")
    office: list[str] = Field([], description="Beteiligte Stellen; mehrere: eine davon genügt")
    kind: list[str] = Field([], description="Arten von Seiten; mehrere: eine davon genügt")
    exact: bool = Field(False, description="Wörter so suchen, wie sie getippt sind, ohne Korrektur und ohne Ähnliches")
    page: int = Field(1, ge=1, le=999_999, description="Seite; hinter der letzten ist die Liste leer")


class Result(Schema):
    title: str
    url: str = Field(description="Adresse, vom Ursprung dieser Schnittstelle aus")
    slug: str
    kind: str
    summary: str
    offices: list[str] = Field(description="Kurznamen der Stellen, die federführende zuerst")
    problem_types: list[str] = Field(description="Kurznamen der Problemtypen")


class FacetOption(Schema):
    value: str
    label: str
    count: int = Field(description="Treffer mit diesem Wert; die Auswahl in diesem Filter selbst bleibt außer Acht")
    checked: bool


class Facets(Schema):
    problem_type: list[FacetOption]
    office: list[FacetOption]
    kind: list[FacetOption]


class Correction(Schema):
    word: str = Field(description="Das getippte Wort")
    used: str = Field(description="Das Wort, nach dem außerdem gesucht wurde")


class SearchAnswer(Schema):
    total: int
    results: list[Result]
    facets: Facets
    corrections: list[Correction] = Field(description="Angewandte Korrekturen; exact=1 sucht ohne sie")
    weak: bool = Field(description="Die Treffer sind wohl nicht, was gemeint war")


class Problem(Schema):
    errors: list[str]


@api.get("/search", response={200: SearchAnswer, 400: Problem}, summary="Seiten suchen", operation_id="search")
def search(request: HttpRequest, response: HttpResponse, parameters: Query[SearchParameters]) -> Status:
    """Unbekannte Parameter oder Werte sind ein Fehler: Ein Programm soll nicht unbemerkt alles bekommen."""
    choices = Choices.load()
    wanted, notes = parse(request.GET, choices, ENGLISH)
    if notes:
        return Status(400, {"errors": notes})
    patch_cache_control(response, public=True, no_cache=True)  # as on the search page
    answer = get_engine().search(wanted)
    return Status(
        200,
        {
            "total": answer.total,
            "results": answer.hits,
            "facets": {facet.key: facet.options for facet in build_facets(wanted, answer, choices, ENGLISH)},
            "corrections": [correction._asdict() for correction in answer.corrections],
            "weak": answer.weak,
        },
    )


@api.exception_handler(ValidationError)
def bad_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the description forbids, as the other errors: 400 with one sentence each."""
    names = sorted({str(each["loc"][-1]) for each in error.errors})
    return api.create_response(
        request,
        {"errors": [_("Der Parameter „%(name)s“ ist ungültig.") % {"name": name} for name in names]},
        status=400,
    )
