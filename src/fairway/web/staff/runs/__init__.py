"""Runs: started, watched, and read from the programme down to the sales line."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.runs import explaining, results, starting

VIEW = "runs.view"

urlpatterns: list[URLPattern] = [
    page("runs/", starting.index, name="runs", right=VIEW, kinds=STAFF),
    page("runs/start/", starting.start, name="run_start", right="runs.start", kinds=STAFF),
    page("runs/<int:number>/", results.one, name="run", right=VIEW, kinds=STAFF),
    page("runs/<int:number>/partners/", results.partners, name="run_partners", right=VIEW, kinds=STAFF),
    page("runs/<int:number>/payouts/", results.payouts, name="run_payouts", right=VIEW, kinds=STAFF),
    page("runs/<int:number>/booked/", results.booked, name="run_booked", right=VIEW, kinds=STAFF),
    page("payouts/<int:payout_id>/", explaining.payout, name="payout", right=VIEW, kinds=STAFF),
    page("payouts/<int:payout_id>/lines/", explaining.lines, name="payout_lines", right=VIEW, kinds=STAFF),
    page("payouts/<int:payout_id>/left-out/", explaining.left_out, name="payout_left_out", right=VIEW, kinds=STAFF),
]
