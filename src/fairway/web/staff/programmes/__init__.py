"""Programmes: written, checked while one writes, read by a second person, published."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.programmes import reading, telling, trying, writing

urlpatterns: list[URLPattern] = [
    page("programmes/", reading.index, name="programmes", right="programmes.view", kinds=STAFF),
    page("programmes/new/", writing.new, name="programme_new", right="programmes.edit", kinds=STAFF),
    page("programmes/check/", writing.check_text, name="programme_check", right="programmes.edit", kinds=STAFF),
    page("programmes/<int:number>/", reading.one, name="programme", right="programmes.view", kinds=STAFF),
    page("programmes/<int:number>/edit/", writing.edit, name="programme_edit", right="programmes.edit", kinds=STAFF),
    page(
        "programmes/<int:number>/compare/",
        reading.compare,
        name="programme_compare",
        right="programmes.view",
        kinds=STAFF,
    ),
    page("programmes/<int:number>/try/", trying.trying, name="programme_try", right="programmes.view", kinds=STAFF),
    page(
        "programmes/<int:number>/try/partners/<int:partner_id>/",
        telling.partner,
        name="programme_try_partner",
        right="programmes.view",
        kinds=STAFF,
    ),
    page("programmes/<int:number>/try/keep/", trying.keep, name="trial_keep", right="programmes.edit", kinds=STAFF),
    page("programmes/<int:number>/try/take/", trying.take, name="trial_take", right="programmes.edit", kinds=STAFF),
    page(
        "programmes/<int:number>/trials/<int:trial_id>/",
        trying.kept,
        name="programme_trial",
        right="programmes.view",
        kinds=STAFF,
    ),
    page(
        "programmes/<int:number>/trials/<int:trial_id>/partners/<int:partner_id>/",
        telling.kept_partner,
        name="programme_trial_partner",
        right="programmes.view",
        kinds=STAFF,
    ),
    page(
        "programmes/<int:number>/review/", reading.review, name="programme_review", right="programmes.view", kinds=STAFF
    ),
    page(
        "programmes/<int:number>/versions/<int:version>/",
        reading.version,
        name="programme_version",
        right="programmes.view",
        kinds=STAFF,
    ),
    page(
        "programmes/<int:number>/versions/<int:version>/text/",
        reading.text,
        name="programme_text",
        right="programmes.view",
        kinds=STAFF,
    ),
    page(
        "programmes/<int:number>/versions/<int:version_id>/submit/",
        writing.submit,
        name="programme_submit",
        right="programmes.edit",
        kinds=STAFF,
    ),
    page(
        "programmes/<int:number>/versions/<int:version_id>/publish/",
        writing.publish,
        name="programme_publish",
        right="programmes.publish",
        kinds=STAFF,
    ),
]
