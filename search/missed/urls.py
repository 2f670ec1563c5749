"""Addresses of the inbox below /admin/."""

from django.urls import path

from .views import MissedListView, MissedSearchView

urlpatterns = [
    path("erfolglose-suchen/", MissedListView.as_view(), name="missed_searches"),
    path("erfolglose-suchen/<int:missed_id>/", MissedSearchView.as_view(), name="missed_search"),
]
