"""Seeing a reseller's rows gives nobody its staff: a partner writes its own members and invitations only."""

from django.db import migrations

SQL = """
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['access_membership', 'access_invitation'] LOOP
    EXECUTE format('CREATE POLICY own_staff ON %1$s AS RESTRICTIVE TO fairway_partner '
      'USING (partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint) '
      'WITH CHECK (partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint)', one);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_protection")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
