"""Registrations at the vendor: the queue, the decision, the policies, the own pipeline."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import DIRECT, STAFF, page
from fairway.web.staff.deals import alike, deciding, disputes, fairness, looks, pipeline, policies, queue, trying

VIEW, DECIDE, EDIT = "deals.view", "deals.decide", "policies.edit"
urlpatterns: list[URLPattern] = [
    page("deals/", queue.index, name="deals", right=VIEW, kinds=STAFF),
    page("deals/pipeline/", pipeline.index, name="pipeline", right=VIEW, kinds=STAFF),
    page("deals/pipeline/import/", pipeline.PIPELINE.upload, name="pipeline_import", right="deals.manage", kinds=STAFF),
    page(
        "deals/pipeline/import/<str:token>/",
        pipeline.PIPELINE.preview,
        name="pipeline_preview",
        right="deals.manage",
        kinds=STAFF,
    ),
    page("deals/policies/", policies.index, name="deal_policies", right=VIEW, kinds=STAFF),
    page("deals/policies/new/", policies.new, name="deal_policy_new", right=EDIT, kinds=STAFF),
    page("deals/policies/check/", policies.check_text, name="deal_policy_check", right=EDIT, kinds=STAFF),
    page("deals/policies/<int:policy_id>/", policies.one, name="deal_policy", right=VIEW, kinds=STAFF),
    page("deals/policies/<int:policy_id>/edit/", policies.edit, name="deal_policy_edit", right=EDIT, kinds=STAFF),
    page(
        "deals/policies/<int:policy_id>/compare/", policies.compare, name="deal_policy_compare", right=VIEW, kinds=STAFF
    ),
    page("deals/policies/<int:policy_id>/try/", trying.trying, name="deal_policy_try", right=VIEW, kinds=STAFF),
    page("deals/policies/<int:policy_id>/submit/", policies.submit, name="deal_policy_submit", right=EDIT, kinds=STAFF),
    page(
        "deals/policies/<int:policy_id>/publish/",
        policies.publish,
        name="deal_policy_publish",
        right="policies.publish",
        kinds=STAFF,
    ),
    page("deals/companies/alike/", alike.review, name="alike", right=VIEW, kinds=STAFF),
    page("deals/companies/alike/<int:likeness_id>/", alike.decide, name="alike_decide", right=DECIDE, kinds=STAFF),
    page("deals/companies/merges/", alike.merges, name="merges", right=VIEW, kinds=STAFF),
    page("deals/companies/merges/<int:merge_id>/", alike.merge, name="merge", right=VIEW, kinds=STAFF),
    page("deals/companies/merges/<int:merge_id>/undo/", alike.undo, name="merge_undo", right=DECIDE, kinds=STAFF),
    page("protected/", looks.ask, name="protected", right="protection.ask", kinds=DIRECT),
    page("deals/fairness/", fairness.index, name="fairness", right=VIEW, kinds=STAFF),
    page("deals/fairness/<slug:by>/", fairness.report, name="fairness_by", right=VIEW, kinds=STAFF),
    page("deals/looks/", looks.index, name="looks", right="journal.view", kinds=STAFF),
    page("deals/disputes/", disputes.index, name="disputes", right=VIEW, kinds=STAFF),
    page("deals/disputes/<str:case>/", disputes.case, name="dispute", right=VIEW, kinds=STAFF),
    page("deals/disputes/<str:case>/do/", disputes.do, name="dispute_do", right=DECIDE, kinds=STAFF),
    page("deals/disputes/<str:case>/decide/", disputes.decide, name="dispute_decide", right=DECIDE, kinds=STAFF),
    page("deals/disputes/<str:case>/files/<str:item>/", disputes.file, name="dispute_file", right=VIEW, kinds=STAFF),
    page("deals/<str:deal>/", deciding.deal, name="deal", right=VIEW, kinds=STAFF),
    page("deals/<str:deal>/sold/", deciding.sold, name="deal_sold", right="sales.view", kinds=STAFF),
    page("deals/<str:deal>/decide/", deciding.decide, name="deal_decide", right=DECIDE, kinds=STAFF),
    page("deals/<str:deal>/do/", deciding.do, name="deal_do", right=DECIDE, kinds=STAFF),
    page("deals/<str:deal>/files/<int:attachment_id>/", deciding.file, name="deal_file", right=VIEW, kinds=STAFF),
]
