"""The pages of sales files, once for both workspaces: send, map, watch, settle what is held, restate, withdraw.

A door says where its pages stand and binds them to its addresses:

    FILES = SalesFiles(space="staff", base="staff/base.html", choices=…)
    urlpatterns = FILES.urlpatterns(view="sales.view", upload="sales.upload", correct="sales.correct", kinds=STAFF)

The names of the addresses are the same in both: ``sales``, ``sales_upload``, ``sales_file``, ``sales_mapping``,
``sales_held`` and so on.
"""

from fairway.web.shared.sales_files.door import SalesFiles
from fairway.web.shared.sales_files.listing import listing

__all__ = ["SalesFiles", "listing"]
