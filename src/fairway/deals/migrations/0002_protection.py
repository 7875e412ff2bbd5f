"""Accounts are the vendor's alone: no partner's role and no direct seller's reads them."""

from django.db import migrations

SQL = """
ALTER TABLE deals_account ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON deals_account TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON deals_account TO fairway_staff, fairway_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0001_account"), ("journal", "0001_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
