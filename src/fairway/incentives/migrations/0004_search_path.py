"""Functions that run as the owner look into temporary tables last: anybody may make one of any name."""

from django.db import migrations

SQL = """
DO $$
DECLARE one regprocedure;
BEGIN
  FOR one IN SELECT oid FROM pg_proc
    WHERE prosecdef AND pronamespace = 'public'::regnamespace AND pg_has_role(current_user, proowner, 'USAGE')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', one);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("incentives", "0003_whole"), ("ledger", "0002_protection"), ("access", "0002_protection")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
