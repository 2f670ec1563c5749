"""Addresses of the workflow below /admin/."""

from django.urls import path

from .views import acts, files, mail, page_rule, pages, people, reviews, signing
from .views.desk import DeskListView

urlpatterns = [
    path("nachrichten/", mail.UndeliveredView.as_view(), name="undelivered_mails"),
    path("nachrichten/<int:mail_id>/", mail.TryAgainView.as_view(), name="try_mail_again"),
    *files.urlpatterns,
    path("pruefung/<int:page_id>/", reviews.PageReviewView.as_view(), name="page_review"),
    path("mitzeichnung/seite/<int:page_id>/", pages.PageView.as_view(), name="workflow_page"),
    path("mitzeichnung/liste/<slug:kind>/", DeskListView.as_view(), name="workflow_desk"),
    path("pruefung/", DeskListView.as_view(), {"kind": "zu-pruefen"}, name="review_list"),
    path("mitzeichnung/seite/<int:page_id>/vorlegen/", acts.SubmitView.as_view(), name="workflow_submit"),
    path("mitzeichnung/<int:submission_id>/", signing.RoundView.as_view(), name="workflow_round"),
    path("mitzeichnung/<int:submission_id>/zurueckholen/", acts.TakeBackView.as_view(), name="workflow_take_back"),
    path("mitzeichnung/seite/<int:page_id>/eilig/", acts.UrgentView.as_view(), name="workflow_urgent"),
    path("mitzeichnung/seite/<int:page_id>/zuruecknehmen/", acts.TakeDownView.as_view(), name="workflow_take_down"),
    path("mitzeichnung/seite/<int:page_id>/regel/", page_rule.PageRuleView.as_view(), name="workflow_page_rule"),
    path("personen/", people.OfficesView.as_view(), name="people"),
    path("personen/<int:office_id>/", people.OfficeView.as_view(), name="people_of"),
    path("personen/<int:office_id>/neu/", people.AddView.as_view(), name="person_add"),
    path("personen/<int:office_id>/<int:user_id>/", people.EditView.as_view(), name="person_edit"),
    path("personen/<int:office_id>/<int:user_id>/einladen/", people.InviteView.as_view(), name="person_invite"),
    path("personen/<int:office_id>/<int:user_id>/austragen/", people.LeaveView.as_view(), name="person_leave"),
    path("personen/<int:office_id>/<int:user_id>/offen/", people.LeftView.as_view(), name="person_left"),
    path("personen/<int:office_id>/vertretung/", people.StandInView.as_view(), name="stand_in_add"),
    path(
        "personen/<int:office_id>/vertretung/<int:stand_in_id>/beenden/",
        people.EndStandInView.as_view(),
        name="stand_in_end",
    ),
]
