"""Who sees which partner's rows; one standing at a time."""

from django.db import migrations

SQL = """
SELECT fairway_protect('partners_partner', 'id'), fairway_protect('partners_partnertype'), fairway_protect('partners_standing'),
       fairway_protect('partners_distribution'), fairway_internal('partners_alias');
-- A distributor sees whom it supplies, too.
CREATE POLICY distributor ON partners_distribution TO fairway_partner USING (distributor_id = ANY ((SELECT fairway_partner_ids())::bigint[]));
ALTER TABLE partners_standing ADD CONSTRAINT partners_one_standing
  EXCLUDE USING gist (partner_id WITH =, daterange(since_on, until_on) WITH &&);
-- Direct sales know which organisations are partners, and no more.
CREATE POLICY direct ON partners_partner FOR SELECT TO fairway_direct USING (true);
GRANT SELECT (id, code, name, plain_name, status, country, region, city) ON partners_partner TO fairway_direct;
ALTER TABLE partners_alias ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON partners_alias TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
