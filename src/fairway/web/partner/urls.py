"""Addresses of the partner's workspace, each with the right it needs."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.partner import (
    agreements,
    deals,
    earnings,
    explaining,
    files,
    finding,
    leads,
    mapping,
    onboarding,
    organisation,
    products,
    programmes,
    staff,
    supposing,
    territories,
    tiers,
    today,
)
from fairway.web.shared.permissions import PARTNER, page

app_name = "partner"
urlpatterns: list[URLPattern] = [
    page("", today.today, name="today", right="own.view", kinds=PARTNER),
    page("find/", finding.find, name="find", right="own.view", kinds=PARTNER),
    page("agreements/", agreements.index, name="agreements", right="own.agreements.view", kinds=PARTNER),
    page("rights/", agreements.rights, name="rights", right="own.view", kinds=PARTNER),
    page(
        "agreements/<int:agreement_id>/", agreements.one, name="agreement", right="own.agreements.view", kinds=PARTNER
    ),
    page(
        "agreements/<int:agreement_id>/documents/<int:paper_id>/",
        agreements.document,
        name="agreement_pdf",
        right="own.agreements.view",
        kinds=PARTNER,
    ),
    page(
        "agreements/<int:agreement_id>/sign/",
        agreements.sign,
        name="agreement_sign",
        right="own.agreements.sign",
        kinds=PARTNER,
    ),
    page(
        "agreements/<int:agreement_id>/decline/",
        agreements.decline,
        name="agreement_decline",
        right="own.agreements.sign",
        kinds=PARTNER,
    ),
    page("files/", files.index, name="files", right="own.sales.view", kinds=PARTNER),
    page("files/send/", files.upload, name="upload", right="own.sales.upload", kinds=PARTNER),
    page("files/<int:report_id>/", files.file, name="file", right="own.sales.view", kinds=PARTNER),
    page(
        "files/<int:report_id>/progress/", files.progress, name="file_progress", right="own.sales.view", kinds=PARTNER
    ),
    page("files/<int:report_id>/columns/", mapping.columns, name="columns", right="own.sales.upload", kinds=PARTNER),
    page("files/<int:report_id>/held/", files.held, name="held", right="own.sales.view", kinds=PARTNER),
    page("files/<int:report_id>/refused/", files.refused, name="refused", right="own.sales.view", kinds=PARTNER),
    page("files/<int:report_id>/confirm/", files.confirm, name="confirm", right="own.sales.upload", kinds=PARTNER),
    page("files/<int:report_id>/withdraw/", files.withdraw, name="withdraw", right="own.sales.upload", kinds=PARTNER),
    page("earnings/", earnings.index, name="earnings", right="own.earnings.view", kinds=PARTNER),
    page("earnings/what-if/", supposing.what_if, name="what_if", right="own.earnings.view", kinds=PARTNER),
    page("earnings/statements/", earnings.statements, name="statements", right="own.earnings.view", kinds=PARTNER),
    page(
        "earnings/statements/<str:number>/",
        earnings.statement,
        name="statement",
        right="own.earnings.view",
        kinds=PARTNER,
    ),
    page(
        "earnings/statements/<str:number>/pdf/",
        earnings.statement_pdf,
        name="statement_pdf",
        right="own.earnings.view",
        kinds=PARTNER,
    ),
    page("earnings/payouts/", earnings.payouts, name="payouts", right="own.earnings.view", kinds=PARTNER),
    page(
        "earnings/payouts/<int:payout_id>/", explaining.payout, name="payout", right="own.earnings.view", kinds=PARTNER
    ),
    page(
        "earnings/payouts/<int:payout_id>/lines/",
        explaining.lines,
        name="payout_lines",
        right="own.earnings.view",
        kinds=PARTNER,
    ),
    page(
        "earnings/payouts/<int:payout_id>/left-out/",
        explaining.left_out,
        name="payout_left_out",
        right="own.earnings.view",
        kinds=PARTNER,
    ),
    *deals.urlpatterns,
    *leads.urlpatterns,
    page("programmes/", programmes.index, name="programmes", right="own.view", kinds=PARTNER),
    page("programmes/<str:code>/", programmes.programme, name="programme", right="own.view", kinds=PARTNER),
    page("territories/", territories.index, name="my_territories", right="own.view", kinds=PARTNER),
    page("standing/", tiers.standing, name="standing", right="own.standing.view", kinds=PARTNER),
    page("products/", products.index, name="products", right="own.view", kinds=PARTNER),
    page("organisation/", organisation.organisation, name="organisation", right="own.view", kinds=PARTNER),
    page(
        "organisation/change/",
        organisation.change,
        name="organisation_change",
        right="own.organisation.manage",
        kinds=PARTNER,
    ),
    page("organisation/site/", organisation.site, name="site", right="own.organisation.manage", kinds=PARTNER),
    page(
        "organisation/capability/",
        organisation.capability,
        name="capability",
        right="own.organisation.manage",
        kinds=PARTNER,
    ),
    page(
        "organisation/capability/<int:capability_id>/end/",
        organisation.end_capability,
        name="capability_end",
        right="own.organisation.manage",
        kinds=PARTNER,
    ),
    page(
        "organisation/capability/<int:capability_id>/evidence/",
        organisation.evidence,
        name="evidence",
        right="own.view",
        kinds=PARTNER,
    ),
    page("organisation/export/", organisation.export, name="export", right="own.staff.manage", kinds=PARTNER),
    page(
        "organisation/export/<int:export_id>/",
        organisation.export_file,
        name="export_file",
        right="own.staff.manage",
        kinds=PARTNER,
    ),
    page("referrals/", organisation.referrals, name="referrals", right="own.refer", kinds=PARTNER),
    page("onboarding/", onboarding.index, name="onboarding", right="own.view", kinds=PARTNER),
    page("onboarding/<int:task_id>/", onboarding.task, name="task", right="own.onboarding.do", kinds=PARTNER),
    page("onboarding/files/<int:file_id>/", onboarding.file, name="task_file", right="own.view", kinds=PARTNER),
    page("staff/", staff.index, name="staff", right="own.view", kinds=PARTNER),
    page("staff/invite/", staff.invite, name="invite", right="own.staff.manage", kinds=PARTNER),
    page("staff/<int:user_id>/", staff.person, name="person", right="own.staff.manage", kinds=PARTNER),
    page("staff/<int:user_id>/dismiss/", staff.dismiss, name="dismiss", right="own.staff.manage", kinds=PARTNER),
    page(
        "staff/invitations/<int:invitation_id>/withdraw/",
        staff.withdraw,
        name="withdraw_invitation",
        right="own.staff.manage",
        kinds=PARTNER,
    ),
]
