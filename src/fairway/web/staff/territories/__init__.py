"""Territories: coverage, grants, who can serve, sets of places, product lines and segments, files, sales outside."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.territories import (
    counsel,
    covering,
    granting,
    importing,
    listing,
    outside,
    serving,
    sets,
    trees,
)

VIEW, MANAGE = "territories.view", "territories.manage"
urlpatterns: list[URLPattern] = [
    page("territories/", covering.coverage, name="coverage", right=VIEW, kinds=STAFF),
    page("territories/serve/", serving.serve, name="serve", right=VIEW, kinds=STAFF),
    page("territories/grants/", listing.grants, name="grants", right=VIEW, kinds=STAFF),
    page("territories/grants/add/", granting.add, name="grant_add", right=MANAGE, kinds=STAFF),
    page("territories/grants/file/", listing.as_file, name="grants_file", right=VIEW, kinds=STAFF),
    page("territories/grants/import/", importing.upload, name="grants_import", right=MANAGE, kinds=STAFF),
    page(
        "territories/grants/import/<str:token>/", importing.preview, name="grants_preview", right=MANAGE, kinds=STAFF
    ),
    page("territories/grants/<int:grant_id>/", granting.grant, name="grant", right=VIEW, kinds=STAFF),
    page("territories/grants/<int:grant_id>/change/", granting.change, name="grant_change", right=MANAGE, kinds=STAFF),
    page("territories/grants/<int:grant_id>/end/", granting.end, name="grant_end", right=MANAGE, kinds=STAFF),
    page("territories/sets/", sets.index, name="territories", right=VIEW, kinds=STAFF),
    page("territories/sets/add/", sets.add, name="territory_add", right=MANAGE, kinds=STAFF),
    page("territories/sets/<int:territory_id>/", sets.territory, name="territory", right=VIEW, kinds=STAFF),
    page("territories/accounts/", sets.accounts, name="accounts", right=VIEW, kinds=STAFF),
    page("territories/accounts/add/", sets.add_account, name="account_add", right=MANAGE, kinds=STAFF),
    page("territories/lines/", trees.index, name="lines", right=VIEW, kinds=STAFF),
    page("territories/lines/save/", trees.save, name="line_save", right=MANAGE, kinds=STAFF),
    page("territories/lines/catalogue/", trees.from_catalogue, name="lines_catalogue", right=MANAGE, kinds=STAFF),
    *(
        page(f"territories/{name}/import/{'<str:token>/' if step == 'preview' else ''}", view, name=f"{name}_{step}",
             right=MANAGE, kinds=STAFF)
        for name, load in importing.TABLES.items()
        for step, view in (("import", load.upload), ("preview", load.preview))
    ),
    page("territories/outside/", outside.index, name="outside_sales", right=VIEW, kinds=STAFF),
    page("territories/outside/<int:line_id>/", outside.sale, name="outside_sale", right=VIEW, kinds=STAFF),
    page("territories/counsel/", counsel.note, name="counsel_note", right="compliance.note", kinds=STAFF),
    page(
        "partners/<int:partner_id>/territories/", listing.of_partner, name="partner_territories", right=VIEW,
        kinds=STAFF,
    ),
]  # fmt: skip
