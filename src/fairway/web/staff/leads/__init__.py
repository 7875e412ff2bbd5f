"""Leads at the vendor: the list, one lead with its way, files, the routing policy, how leads are answered."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.leads import answers, listing, policy, reading, taking

VIEW, MANAGE, EDIT = "leads.view", "leads.manage", "policies.edit"
urlpatterns: list[URLPattern] = [
    page("leads/", listing.index, name="leads", right=VIEW, kinds=STAFF),
    page("leads/new/", taking.new, name="lead_new", right=MANAGE, kinds=STAFF),
    page("leads/import/", taking.LEADS.upload, name="leads_import", right=MANAGE, kinds=STAFF),
    page("leads/import/<str:token>/", taking.LEADS.preview, name="leads_preview", right=MANAGE, kinds=STAFF),
    page("leads/answers/", answers.partners_index, name="lead_answers", right=VIEW, kinds=STAFF),
    page("leads/sources/", answers.sources_index, name="lead_sources", right=VIEW, kinds=STAFF),
    page("leads/routing/", policy.one, name="routing", right=VIEW, kinds=STAFF),
    page("leads/routing/edit/", policy.edit, name="routing_edit", right=EDIT, kinds=STAFF),
    page("leads/routing/check/", policy.check_text, name="routing_check", right=EDIT, kinds=STAFF),
    page("leads/routing/compare/", policy.compare, name="routing_compare", right=VIEW, kinds=STAFF),
    page("leads/routing/submit/", policy.submit, name="routing_submit", right=EDIT, kinds=STAFF),
    page("leads/routing/publish/", policy.publish, name="routing_publish", right="policies.publish", kinds=STAFF),
    page("leads/<str:lead>/", reading.one, name="lead", right=VIEW, kinds=STAFF),
    page("leads/<str:lead>/do/", reading.do, name="lead_do", right=MANAGE, kinds=STAFF),
]
