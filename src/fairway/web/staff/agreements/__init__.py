"""Agreements: drafted from templates, signed by both, watched over; and the rights that follow from them."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.agreements import drafting, governing, reading, rights, signing, watching, wording

VIEW, DRAFT, MANAGE, SIGN = "agreements.view", "agreements.draft", "agreements.manage", "agreements.sign"
TEMPLATES = "agreements.templates"
ONE = "agreements/<int:agreement_id>/"
FORM = "agreements/templates/<int:template_id>/"

urlpatterns: list[URLPattern] = [
    page("agreements/", reading.index, name="agreements", right=VIEW, kinds=STAFF),
    page("agreements/new/", drafting.new, name="agreement_new", right=DRAFT, kinds=STAFF),
    page("agreements/compare/", reading.compare, name="agreements_compare", right=VIEW, kinds=STAFF),
    page("agreements/calendar/", watching.calendar, name="agreements_calendar", right=VIEW, kinds=STAFF),
    page("agreements/calendar.ics", watching.ics, name="agreements_ics", right=VIEW, kinds=STAFF),
    page("agreements/templates/", wording.index, name="templates", right=VIEW, kinds=STAFF),
    page("agreements/templates/new/", wording.new, name="template_new", right=TEMPLATES, kinds=STAFF),
    page("agreements/templates/check/", wording.check, name="template_check", right=TEMPLATES, kinds=STAFF),
    page(FORM, wording.one, name="template", right=VIEW, kinds=STAFF),
    page(f"{FORM}edit/", wording.edit, name="template_edit", right=TEMPLATES, kinds=STAFF),
    page(f"{FORM}publish/", wording.publish, name="template_publish", right="agreements.publish", kinds=STAFF),
    page(ONE, reading.one, name="agreement", right=VIEW, kinds=STAFF),
    page(f"{ONE}documents/<int:paper_id>/", reading.document, name="agreement_pdf", right=VIEW, kinds=STAFF),
    page(f"{ONE}draft/", drafting.edit, name="agreement_edit", right=DRAFT, kinds=STAFF),
    page(f"{ONE}preview/", drafting.preview, name="agreement_preview", right=DRAFT, kinds=STAFF),
    page(f"{ONE}send/", drafting.send, name="agreement_send", right=DRAFT, kinds=STAFF),
    page(f"{ONE}amend/", drafting.amend, name="agreement_amend", right=DRAFT, kinds=STAFF),
    page(f"{ONE}copy/", drafting.copy, name="agreement_copy", right=DRAFT, kinds=STAFF),
    page(f"{ONE}withdraw/", drafting.withdraw, name="agreement_withdraw", right=DRAFT, kinds=STAFF),
    page(f"{ONE}again/", governing.again, name="agreement_again", right=DRAFT, kinds=STAFF),
    page(f"{ONE}note/", governing.note, name="agreement_note", right="compliance.note", kinds=STAFF),
    page(f"{ONE}owner/", governing.owner, name="agreement_owner", right=DRAFT, kinds=STAFF),
    page(f"{ONE}suspend/", governing.suspend, name="agreement_suspend", right=MANAGE, kinds=STAFF),
    page(f"{ONE}resume/", governing.resume, name="agreement_resume", right=MANAGE, kinds=STAFF),
    page(f"{ONE}terminate/", governing.terminate, name="agreement_terminate", right=MANAGE, kinds=STAFF),
    page(f"{ONE}sign/", signing.sign, name="agreement_sign", right=SIGN, kinds=STAFF),
    page(f"{ONE}decline/", signing.decline, name="agreement_decline", right=SIGN, kinds=STAFF),
    page(f"{ONE}paper/", signing.paper, name="agreement_paper", right=SIGN, kinds=STAFF),
    page(f"{ONE}remind/", signing.remind, name="agreement_remind", right=DRAFT, kinds=STAFF),
    page(f"{ONE}signers/<int:signer_id>/", signing.replace, name="agreement_signer", right=DRAFT, kinds=STAFF),
    page("partners/<int:partner_id>/rights/", rights.rights, name="partner_rights", right=VIEW, kinds=STAFF),
]
