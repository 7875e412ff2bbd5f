"""What a partner wrote with its appeal is written with it, and not changed afterwards."""

from django.db import migrations

SQL = r"""
CREATE OR REPLACE FUNCTION deals_side_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'fairway_partner' THEN
    IF NEW.status IS DISTINCT FROM OLD.status
      AND NOT (OLD.opener AND OLD.status = 'opened' AND NEW.status = 'withdrawn')
      AND NOT (OLD.status = 'decided' AND NEW.status = 'appealed') THEN
      RAISE EXCEPTION 'a partner does not decide its own case' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.appeal_text, NEW.appealed_by_id, NEW.appealed_at)
        IS DISTINCT FROM (OLD.appeal_text, OLD.appealed_by_id, OLD.appealed_at)
      AND NOT (OLD.status = 'decided' AND NEW.status = 'appealed') THEN
      RAISE EXCEPTION 'an appeal stays as it was made' USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0010_look_protection")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
