"""What is final is not emptied at a stroke, either: the triggers on rows do not see TRUNCATE."""

from django.db import migrations

SQL = """
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['version', 'submission', 'run', 'periodclosing', 'periodreopening', 'statement', 'statementline',
    'statementshare', 'statementapproval']
  LOOP
    EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON incentives_%s FOR EACH STATEMENT '
      'EXECUTE FUNCTION fairway_refuse_change()', one);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("incentives", "0002_protection"), ("journal", "0001_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
