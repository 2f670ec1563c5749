"""Addresses of the workflow below /admin/."""

from django.urls import path

from .views import acts, pages, reviews, signing
from .views.desk import DeskListView

urlpatterns = [
    path("pruefung/<int:page_id>/", reviews.PageReviewView.as_view(), name="page_review"),
    path("mitzeichnung/seite/<int:page_id>/", pages.PageView.as_view(), name="workflow_page"),
    path("mitzeichnung/liste/<slug:kind>/", DeskListView.as_view(), name="workflow_desk"),
    path("pruefung/", DeskListView.as_view(), {"kind": "zu-pruefen"}, name="review_list"),
    path("mitzeichnung/seite/<int:page_id>/vorlegen/", acts.SubmitView.as_view(), name="workflow_submit"),
    path("mitzeichnung/<int:submission_id>/", signing.RoundView.as_view(), name="workflow_round"),
    path("mitzeichnung/<int:submission_id>/zurueckholen/", acts.TakeBackView.as_view(), name="workflow_take_back"),
    path("mitzeichnung/seite/<int:page_id>/eilig/", acts.UrgentView.as_view(), name="workflow_urgent"),
    path("mitzeichnung/seite/<int:page_id>/zuruecknehmen/", acts.TakeDownView.as_view(), name="workflow_take_down"),
]
