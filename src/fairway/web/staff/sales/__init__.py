"""Sales files, of any sender."""

from __future__ import annotations

from django.conf import settings

from fairway.partners import queries as partners
from fairway.web.shared.permissions import STAFF
from fairway.web.shared.sales_files import SalesFiles
from fairway.web.staff.request import Request


def reporters(request: Request) -> list[tuple[str, str]]:
    """Whose files may be sent here: the vendor's own, and every partner's."""
    rows = partners.visible_to(request.actor).order_by("name").values_list("pk", "name", "code")
    own = f"{settings.FAIRWAY.vendor_name} (the vendor's own file)"
    return [("vendor", own), *((str(pk), f"{name} · {code}") for pk, name, code in rows)]


FILES = SalesFiles(space="staff", base="staff/base.html", reporters=reporters, own_only=lambda request: False)
urlpatterns = FILES.urlpatterns(view="sales.view", upload="sales.upload", correct="sales.correct", kinds=STAFF)
