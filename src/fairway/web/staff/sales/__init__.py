"""Sales files of any sender: send, map, watch, settle what is held, restate, withdraw."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.sales import files, held, lines, mapping

VIEW, UPLOAD, CORRECT = "sales.view", "sales.upload", "sales.correct"
urlpatterns: list[URLPattern] = [
    page("sales/", files.index, name="sales", right=VIEW, kinds=STAFF),
    page("sales/send/", files.upload, name="sales_upload", right=UPLOAD, kinds=STAFF),
    page("sales/<int:report_id>/", files.one, name="sales_file", right=VIEW, kinds=STAFF),
    page("sales/<int:report_id>/lines/", lines.index, name="sales_lines", right=VIEW, kinds=STAFF),
    page("sales/<int:report_id>/refused/", files.refused, name="sales_refused", right=VIEW, kinds=STAFF),
    page("sales/<int:report_id>/restate/", files.restate, name="sales_restate", right=UPLOAD, kinds=STAFF),
    page("sales/<int:report_id>/withdraw/", files.withdraw, name="sales_withdraw", right=UPLOAD, kinds=STAFF),
    page("sales/<int:report_id>/mapping/", mapping.edit, name="sales_mapping", right=UPLOAD, kinds=STAFF),
    page("sales/<int:report_id>/held/", held.index, name="sales_held", right=VIEW, kinds=STAFF),
    page("sales/<int:report_id>/held/fix/", held.fix, name="sales_fix", right=CORRECT, kinds=STAFF),
    page("sales/<int:report_id>/held/settle/", held.settle, name="sales_settle", right=CORRECT, kinds=STAFF),
    page("sales/<int:report_id>/held/again/", held.again, name="sales_again", right=CORRECT, kinds=STAFF),
]
