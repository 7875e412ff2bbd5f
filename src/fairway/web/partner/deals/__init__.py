"""The partner's deals: registered, followed, proved, lengthened, closed."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.partner.deals import disputes, importing, listing, looks, running, writing
from fairway.web.shared.permissions import PARTNER, page

VIEW, REGISTER = "own.deals.view", "own.deals.register"
urlpatterns: list[URLPattern] = [
    page("deals/", listing.index, name="deals", right=VIEW, kinds=PARTNER),
    page("deals/rules/<int:policy_id>/", listing.rules, name="deal_rules", right=VIEW, kinds=PARTNER),
    page("deals/new/", writing.choose, name="deal_choose", right=REGISTER, kinds=PARTNER),
    page("deals/new/<int:policy_id>/", writing.new, name="deal_new", right=REGISTER, kinds=PARTNER),
    page("deals/import/<int:policy_id>/", importing.index, name="deal_import", right=REGISTER, kinds=PARTNER),
    page("deals/parts/", listing.parts, name="deal_parts", right=VIEW, kinds=PARTNER),
    page("deals/looks/", looks.index, name="looks", right=VIEW, kinds=PARTNER),
    page("deals/disputes/", disputes.index, name="disputes", right=VIEW, kinds=PARTNER),
    page("deals/disputes/<str:case>/", disputes.case, name="dispute", right=VIEW, kinds=PARTNER),
    page("deals/disputes/<str:case>/do/", disputes.do, name="dispute_do", right=REGISTER, kinds=PARTNER),
    page("deals/disputes/<str:case>/files/<str:item>/", disputes.file, name="dispute_file", right=VIEW, kinds=PARTNER),
    page("deals/<str:deal>/", running.deal, name="deal", right=VIEW, kinds=PARTNER),
    page("deals/<str:deal>/sold/", running.sold, name="deal_sold", right="own.sales.view", kinds=PARTNER),
    page("deals/<str:deal>/edit/", writing.edit, name="deal_edit", right=REGISTER, kinds=PARTNER),
    page("deals/<str:deal>/do/", running.do, name="deal_do", right=REGISTER, kinds=PARTNER),
    page("deals/<str:deal>/files/<int:attachment_id>/", running.file, name="deal_file", right=VIEW, kinds=PARTNER),
]
