"""What accounts are known by, and what was said of them, is the vendor's alone; what was decided is not deleted."""

from django.db import migrations

SQL = """
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['accountreading', 'surroundings', 'pairdecision', 'merge'] LOOP
    EXECUTE format('ALTER TABLE deals_%s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON deals_%s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', one);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON deals_%s TO fairway_staff, fairway_worker', one);
  END LOOP;
END $$;
GRANT DELETE ON deals_surroundings TO fairway_staff, fairway_worker;
SELECT fairway_append_only('deals_pairdecision');
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0005_matching"), ("journal", "0001_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
