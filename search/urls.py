from django.urls import path

from . import views
from .api import api
from .content_api import content_api

urlpatterns = [
    path("suche/", views.search, name="search"),
    path("suche/vorschlaege/", views.suggestions, name="search_suggestions"),
    path("api/v1/", api.urls),
    path("api/v2/", content_api.urls),
]
