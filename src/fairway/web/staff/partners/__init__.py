"""Partners: the list, a partner's page with its tabs, adding and changing, loading from a file."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, STAFF_AND_DIRECT, page
from fairway.web.staff.partners import editing, ending, forecasting, importing, listing, lists, organisation, profile
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
    page("partners/sites/", lists.sites, name="all_sites", right=VIEW, kinds=STAFF),
    page("partners/capabilities/", lists.capabilities, name="all_capabilities", right=VIEW, kinds=STAFF),
    page("partners/capabilities/words/", organisation.vocabulary, name="capability_words", right=VIEW, kinds=STAFF),
    page("partners/relations/", lists.relations, name="all_relations", right=VIEW, kinds=STAFF),
    page("partners/people/", lists.everybody, name="all_people", right=VIEW, kinds=STAFF),
    page("partners/sites/import/", lists.LOAD_SITES.upload, name="sites_import", right=MANAGE, kinds=STAFF),
    page(
        "partners/sites/import/<str:token>/", lists.LOAD_SITES.preview, name="sites_preview", right=MANAGE, kinds=STAFF
    ),
    page(
        "partners/capabilities/import/",
        lists.LOAD_CAPABILITIES.upload,
        name="capabilities_import",
        right=MANAGE,
        kinds=STAFF,
    ),
    page(
        "partners/capabilities/import/<str:token>/",
        lists.LOAD_CAPABILITIES.preview,
        name="capabilities_preview",
        right=MANAGE,
        kinds=STAFF,
    ),
    page("partners/relations/import/", lists.LOAD_RELATIONS.upload, name="relations_import", right=MANAGE, kinds=STAFF),
    page(
        "partners/relations/import/<str:token>/",
        lists.LOAD_RELATIONS.preview,
        name="relations_preview",
        right=MANAGE,
        kinds=STAFF,
    ),
    page(
        "partners/people/import/",
        lists.LOAD_PEOPLE.upload,
        name="partner_staff_import",
        right="staff.manage",
        kinds=STAFF,
    ),
    page(
        "partners/people/import/<str:token>/",
        lists.LOAD_PEOPLE.preview,
        name="partner_staff_preview",
        right="staff.manage",
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/organisation/",
        organisation.organisation,
        name="partner_organisation",
        right=VIEW,
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/organisation/site/",
        organisation.site,
        name="partner_site",
        right=MANAGE,
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/organisation/capability/",
        organisation.capability,
        name="partner_capability",
        right=MANAGE,
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/organisation/capability/<int:capability_id>/",
        organisation.decide_capability,
        name="capability_decide",
        right=MANAGE,
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/organisation/capability/<int:capability_id>/evidence/",
        organisation.evidence,
        name="capability_evidence",
        right=VIEW,
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/organisation/relation/",
        organisation.relation,
        name="partner_relation",
        right=MANAGE,
        kinds=STAFF,
    ),
    page(
        "partners/<int:partner_id>/organisation/merge/",
        organisation.merge,
        name="partner_merge",
        right=MANAGE,
        kinds=STAFF,
    ),
    page("partners/<int:partner_id>/ending/", ending.ending, name="partner_ending", right=VIEW, kinds=STAFF),
    page("partners/<int:partner_id>/ending/do/", ending.begin, name="ending_begin", right=MANAGE, kinds=STAFF),
    page("partners/<int:partner_id>/ending/<int:item_id>/", ending.item, name="ending_item", right=MANAGE, kinds=STAFF),
    page("partners/<int:partner_id>/export/", ending.ask_for_export, name="partner_export", right=MANAGE, kinds=STAFF),
    page(
        "partners/<int:partner_id>/export/<int:export_id>/",
        ending.download,
        name="partner_export_file",
        right=MANAGE,
        kinds=STAFF,
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
    page(
        "partners/<int:partner_id>/forecast/accrue/",
        forecasting.accrue,
        name="partner_accrue",
        right="runs.start",
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
