"""Addresses of shares, limits and visits."""

from django.urls import path

from startline.web.clinic import report_views as reports
from startline.web.clinic import runner_views as runner
from startline.web.clinic import views as clinic

urlpatterns = [
    path("sharing/", runner.sharing, name="sharing"),
    path("sharing/invite/", runner.invite, name="invite"),
    path("sharing/<uuid:share_id>/end/", runner.end_share, name="end_share"),
    path("sharing/proposals/<uuid:proposal_id>/", runner.answer_proposal, name="answer_proposal"),
    path("limits/", runner.limits, name="limits"),
    path("limits/<uuid:limit_id>/lift/", runner.lift_own, name="lift_own"),
    path("visits/", runner.visits, name="visits"),
    path("visits/<uuid:visit_id>/ask/", runner.visit_questions, name="visit_questions"),
    path("visits/<uuid:visit_id>/cancel/", runner.cancel_visit, name="cancel_visit"),
    path("report/", reports.report, name="report"),
    path("report.pdf", reports.report_pdf, name="report_pdf"),
    path("record/", runner.access_log, name="access_log"),
    path("shared/", clinic.runners, name="runners"),
    path("shared/open/<str:token>/", clinic.open_link, name="open_link"),
    path("shared/<uuid:share_id>/", clinic.overview, name="shared"),
    path("shared/<uuid:share_id>/accept/", clinic.accept, name="accept_share"),
    path("shared/<uuid:share_id>/limit/", clinic.limit, name="shared_limit"),
    path("shared/<uuid:share_id>/limit/<uuid:limit_id>/lift/", clinic.lift, name="shared_lift"),
    path("shared/<uuid:share_id>/exercise/", clinic.exercise, name="shared_exercise"),
    path("shared/<uuid:share_id>/visit/", clinic.visit, name="shared_visit"),
    path("shared/<uuid:share_id>/report/", reports.shared_report, name="shared_report"),
    path("shared/<uuid:share_id>/report.pdf", reports.shared_report_pdf, name="shared_report_pdf"),
    path("shared/<uuid:share_id>/note/", clinic.note, name="shared_note"),
]
