from django.urls import path

from . import views, wanted
from .api import api
from .content_api import content_api

urlpatterns = [
    path("suche/", views.search, name="search"),
    path("suche/vorschlaege/", views.suggestions, name="search_suggestions"),
    path("suche/gesucht/", wanted.wanted, name="search_wanted"),
    path("suche/gesucht/danke/", wanted.thanks, name="search_wanted_thanks"),
    path("api/v1/", api.urls),
    path("api/v2/", content_api.urls),
]
