"""All addresses. What readers see is German, what programs ask is English."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import views

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("gesundheit/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("media/images/<path:path>", views.image, name="image"),
    path("", include("search.urls")),
    path("", include("catalogue.urls")),
    path("", include(wagtail_urls)),
]
