"""Tiers: documents, the board, reviews and decisions, dated values, one partner's live standing."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.tiers import documents, granting, importing, reviews, standing, trying, values

VIEW, EDIT, PUBLISH, DECIDE = "tiers.view", "tiers.edit", "tiers.publish", "tiers.decide"
ONE = "tiers/<int:tier_id>/"
urlpatterns: list[URLPattern] = [
    page("tiers/", documents.index, name="tiers", right=VIEW, kinds=STAFF),
    page("tiers/new/", documents.new, name="tier_new", right=EDIT, kinds=STAFF),
    page("tiers/check/", documents.check_text, name="tier_check", right=EDIT, kinds=STAFF),
    page("tiers/waiting/", reviews.waiting, name="tier_waiting", right=VIEW, kinds=STAFF),
    page("tiers/decide/", reviews.decide, name="tier_decide", right=DECIDE, kinds=STAFF),
    page("tiers/values/", values.index, name="tier_values", right=VIEW, kinds=STAFF),
    page("tiers/values/add/", values.add, name="tier_value_add", right=EDIT, kinds=STAFF),
    page("tiers/values/import/", importing.VALUES.upload, name="tier_values_import", right=EDIT, kinds=STAFF),
    page(
        "tiers/values/import/<str:token>/",
        importing.VALUES.preview,
        name="tier_values_preview",
        right=EDIT,
        kinds=STAFF,
    ),
    page("tiers/values/<int:value_id>/withdraw/", values.withdraw, name="tier_value_withdraw", right=EDIT, kinds=STAFF),
    page("tiers/persons/<int:person_id>/blank/", values.blank, name="tier_person_blank", right=EDIT, kinds=STAFF),
    page("tiers/waivers/<int:waiver_id>/end/", granting.end_waiver, name="tier_waiver_end", right=DECIDE, kinds=STAFF),
    page("tiers/reviews/<int:review_id>/", reviews.one, name="tier_review", right=VIEW, kinds=STAFF),
    page("tiers/partners/<int:partner_id>/", standing.partner, name="tier_partner", right=VIEW, kinds=STAFF),
    page(ONE, documents.one, name="tier", right=VIEW, kinds=STAFF),
    page(f"{ONE}board/", standing.board, name="tier_board", right=VIEW, kinds=STAFF),
    page(f"{ONE}edit/", documents.edit, name="tier_edit", right=EDIT, kinds=STAFF),
    page(f"{ONE}compare/", documents.compare, name="tier_compare", right=VIEW, kinds=STAFF),
    page(f"{ONE}try/", trying.trying, name="tier_try", right=VIEW, kinds=STAFF),
    page(f"{ONE}review/", reviews.make, name="tier_review_now", right=DECIDE, kinds=STAFF),
    page(f"{ONE}versions/<int:version>/text/", documents.text, name="tier_text", right=VIEW, kinds=STAFF),
    page(f"{ONE}versions/<int:tier_version>/submit/", documents.submit, name="tier_submit", right=EDIT, kinds=STAFF),
    page(
        f"{ONE}versions/<int:tier_version>/publish/", documents.publish, name="tier_publish", right=PUBLISH, kinds=STAFF
    ),
    page(f"{ONE}partners/<int:partner_id>/grant/", granting.grant, name="tier_grant", right=DECIDE, kinds=STAFF),
]
