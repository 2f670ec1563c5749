from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from . import views
from .sitemaps import SITEMAPS

urlpatterns = [
    path("problemtypen/", views.problem_types, name="problem_types"),
    path("problemtypen/<slug:slug>/", views.problem_type, name="problem_type"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
