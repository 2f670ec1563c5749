"""Addresses of the search's quality below /admin/."""

from django.urls import path

from . import views

urlpatterns = [
    path("suchqualitaet/", views.QualityView.as_view(), name="search_quality"),
    path("suchqualitaet/messen/", views.MeasureView.as_view(), name="search_quality_measure"),
    path("suchqualitaet/pruefsuchen.csv", views.ExportView.as_view(), name="regression_queries_export"),
    path("suchqualitaet/tabelle/", views.ImportView.as_view(), name="regression_queries_import"),
]
