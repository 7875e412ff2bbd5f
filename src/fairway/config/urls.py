"""All addresses: the doors, and sign-in."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("fairway.web.entrance.urls")),
    path("", include("fairway.web.shared.urls")),
    path("vendor/", include("fairway.web.staff.urls")),
    path("api/", include("fairway.web.api.urls")),
    path("in/mail/", include("fairway.web.mail.urls")),
    path("partner/", include("fairway.web.partner.urls")),
]

handler400 = "fairway.web.shared.errors.bad_request"
handler403 = "fairway.web.shared.errors.forbidden"
handler404 = "fairway.web.shared.errors.not_found"
handler500 = "fairway.web.shared.errors.server_error"
