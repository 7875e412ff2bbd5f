"""Tokens are a person's own; sign-in finds one by its digest and notes the day it was used."""

from django.db import migrations

SQL = """
ALTER TABLE access_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON access_token TO fairway_staff, fairway_partner, fairway_direct
  USING (user_id = nullif(current_setting('fairway.user', true), '')::bigint)
  WITH CHECK (user_id = nullif(current_setting('fairway.user', true), '')::bigint);
CREATE POLICY here ON access_token AS RESTRICTIVE FOR INSERT TO fairway_staff, fairway_partner, fairway_direct
  WITH CHECK (partner_id IS NOT DISTINCT FROM nullif(current_setting('fairway.partner', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE (revoked_at) ON access_token TO fairway_staff, fairway_partner, fairway_direct;
CREATE POLICY login ON access_token TO fairway_login USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (used_on) ON access_token TO fairway_login;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_token")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
