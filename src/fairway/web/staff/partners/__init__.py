"""Partners: the list, a partner's page with its tabs, adding and changing, loading from a file."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, STAFF_AND_DIRECT, page
from fairway.web.staff.partners import editing, forecasting, importing, listing, profile
from fairway.web.staff.people import views as people

VIEW, MANAGE = "partners.view", "partners.manage"
urlpatterns: list[URLPattern] = [
    # direct sales see names only: the database gives them no other column, the page asks for their right itself
    page("partners/", listing.index, name="partners", right=None, kinds=STAFF_AND_DIRECT),
    page("partners/add/", editing.add, name="partner_add", right=MANAGE, kinds=STAFF),
    page("partners/import/", importing.PARTNERS.upload, name="partners_import", right=MANAGE, kinds=STAFF),
    page(
        "partners/import/<str:token>/", importing.PARTNERS.preview, name="partners_preview", right=MANAGE, kinds=STAFF
    ),
    page("partners/<int:partner_id>/", profile.overview, name="partner", right=VIEW, kinds=STAFF),
    page("partners/<int:partner_id>/files/", profile.files, name="partner_files", right="sales.view", kinds=STAFF),
    page(
        "partners/<int:partner_id>/earnings/",
        profile.earnings,
        name="partner_earnings",
        right="statements.view",
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/forecast/",
        forecasting.forecast,
        name="partner_forecast",
        right="runs.view",
        kinds=STAFF,
    ),
    page("partners/<int:partner_id>/standing/", profile.standing, name="partner_standing", right=VIEW, kinds=STAFF),
    page(
        "partners/<int:partner_id>/journal/", profile.journal, name="partner_journal", right="journal.view", kinds=STAFF
    ),
    page("partners/<int:partner_id>/change/", editing.change, name="partner_change", right=MANAGE, kinds=STAFF),
    page("partners/<int:partner_id>/status/", editing.status, name="partner_status", right=MANAGE, kinds=STAFF),
    page(
        "partners/<int:partner_id>/standing/record/", editing.standing, name="partner_tier", right=MANAGE, kinds=STAFF
    ),
    page("partners/<int:partner_id>/people/", people.index, name="partner_people", right=VIEW, kinds=STAFF),
    page(
        "partners/<int:partner_id>/people/invite/",
        people.invite,
        name="partner_invite",
        right="staff.manage",
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/people/<int:user_id>/",
        people.person,
        name="partner_person",
        right="staff.manage",
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/people/<int:user_id>/dismiss/",
        people.dismiss,
        name="partner_dismiss",
        right="staff.manage",
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/invitations/<int:invitation_id>/withdraw/",
        people.withdraw,
        name="partner_withdraw_invitation",
        right="staff.manage",
        kinds=STAFF,
    ),
]
