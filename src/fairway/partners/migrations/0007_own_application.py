"""A partner reads the application it became: what it said and handed in, and the questions; nothing the vendor noted."""

from django.db import migrations

SQL = """
CREATE POLICY became ON partners_application FOR SELECT TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint);
GRANT SELECT (id, partner_id, type, paper_id, name, country, region, city, postal_code, address, website, tax_number,
  contact, email, phone, answers, begun_at, confirmed_at, applied_at) ON partners_application TO fairway_partner;
CREATE POLICY became ON partners_applicationfile FOR SELECT TO fairway_partner
  USING (application_id IN (SELECT id FROM partners_application));
GRANT SELECT ON partners_applicationfile TO fairway_partner;
-- The questions stand in the form. Whoever applied has read it; no other paper is open to a partner.
CREATE POLICY answered ON partners_paper FOR SELECT TO fairway_partner
  USING (id IN (SELECT paper_id FROM partners_application));
GRANT SELECT (id, text) ON partners_paper TO fairway_partner;
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0006_trained_person")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
