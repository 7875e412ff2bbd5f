"""A partner sees its own reports and what of them is held; what was learnt from corrections is the vendor's."""

from django.db import migrations

SQL = """
SELECT fairway_protect('sales_report', 'reporter_id'), fairway_protect('sales_savedlayout'),
       fairway_protect_through('sales_heldline', 'report_id', 'sales_report'), fairway_internal('sales_crossreference');
SELECT fairway_grant('sales_report', 'fairway_partner', 'INSERT, UPDATE'),
       fairway_grant('sales_savedlayout', 'fairway_partner', 'INSERT, UPDATE');
ALTER TABLE sales_crossreference ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON sales_crossreference TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial"), ("journal", "0001_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
