"""Recruiting: the pipeline, one application and its decision, its forms and plans, and onboarding."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.recruiting import applications, loading, onboarding, papers, pipeline

VIEW, MANAGE = "partners.view", "partners.manage"
urlpatterns: list[URLPattern] = [
    page("recruiting/", pipeline.board, name="recruiting", right=VIEW, kinds=STAFF),
    page("recruiting/list/", pipeline.index, name="applications", right=VIEW, kinds=STAFF),
    page("recruiting/add/", pipeline.add, name="prospect_add", right=MANAGE, kinds=STAFF),
    page("recruiting/import/", loading.PROSPECTS.upload, name="prospects_import", right=MANAGE, kinds=STAFF),
    page(
        "recruiting/import/<str:token>/", loading.PROSPECTS.preview, name="prospects_preview", right=MANAGE, kinds=STAFF
    ),
    page("recruiting/forms/", papers.index, name="papers", right=VIEW, kinds=STAFF),
    page("recruiting/forms/tasks/", loading.steps, name="plan_tasks", right=VIEW, kinds=STAFF),
    page("recruiting/forms/tasks/import/", loading.LOAD_STEPS.upload, name="plan_tasks_import", right=MANAGE,
         kinds=STAFF),
    page("recruiting/forms/tasks/import/<str:token>/", loading.LOAD_STEPS.preview, name="plan_tasks_preview",
         right=MANAGE, kinds=STAFF),
    page("recruiting/forms/<str:kind>/write/", papers.write, name="paper_write", right=MANAGE, kinds=STAFF),
    page("recruiting/forms/<str:kind>/check/", papers.check, name="paper_check", right=MANAGE, kinds=STAFF),
    page("recruiting/forms/<int:paper_id>/", papers.paper, name="paper", right=VIEW, kinds=STAFF),
    page("recruiting/forms/<int:paper_id>/publish/", papers.publish, name="paper_publish", right=MANAGE, kinds=STAFF),
    page("recruiting/forms/<int:paper_id>/close/", papers.close, name="paper_close", right=MANAGE, kinds=STAFF),
    page("recruiting/<int:application_id>/", applications.application, name="application", right=VIEW, kinds=STAFF),
    page(
        "recruiting/<int:application_id>/change/", applications.change, name="prospect_change", right=MANAGE,
        kinds=STAFF,
    ),
    page(
        "recruiting/<int:application_id>/move/", applications.move, name="application_move", right=MANAGE, kinds=STAFF
    ),
    page(
        "recruiting/<int:application_id>/decide/", applications.decide, name="application_decide", right=MANAGE,
        kinds=STAFF,
    ),
    page(
        "recruiting/<int:application_id>/files/<int:file_id>/", applications.file, name="application_file", right=VIEW,
        kinds=STAFF,
    ),
    page("onboarding/tasks/", loading.done, name="onboarding_tasks", right=VIEW, kinds=STAFF),
    page("onboarding/tasks/import/", loading.LOAD_DONE.upload, name="onboarding_tasks_import", right=MANAGE,
         kinds=STAFF),
    page("onboarding/tasks/import/<str:token>/", loading.LOAD_DONE.preview, name="onboarding_tasks_preview",
         right=MANAGE, kinds=STAFF),
    page("onboarding/", onboarding.index, name="onboarding", right=VIEW, kinds=STAFF),
    page(
        "partners/<int:partner_id>/onboarding/", onboarding.partner, name="partner_onboarding", right=VIEW, kinds=STAFF
    ),
    page(
        "partners/<int:partner_id>/onboarding/begin/", onboarding.begin, name="onboarding_begin", right=MANAGE,
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/onboarding/<int:task_id>/", onboarding.task, name="onboarding_task", right=MANAGE,
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/onboarding/files/<int:file_id>/", onboarding.file, name="onboarding_file",
        right=VIEW, kinds=STAFF,
    ),
]  # fmt: skip
