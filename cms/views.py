from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from .health import lines


def robots(request: HttpRequest) -> HttpResponse:
    """Programs may read everything but the admin; the sitemap tells them what there is."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    lines = ["User-agent: *", f"Disallow: {reverse('wagtailadmin_home')}", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """200 if the site can answer, which it cannot without its database: then the exception makes it a 500.

    Lines after the first tell of troubles that readers do not notice.
    """
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("\n".join(["ok", *lines(), ""]), content_type="text/plain; charset=utf-8")


@require_safe
def image(request: HttpRequest, path: str) -> HttpResponseBase:
    """The images of pages, and nothing else of what was uploaded: documents have their own, guarded address."""
    if "\x00" in path:
        raise Http404
    return serve(request, path, document_root=Path(settings.MEDIA_ROOT) / "images")
