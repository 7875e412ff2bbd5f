"""Who sees an application, an onboarding, an organisation's sites; numbers and domains as they are compared."""

from django.db import migrations

SQL = r"""
-- Documents: the vendor writes them, whoever applies reads what is published.
SELECT fairway_internal('partners_paper'), fairway_internal('partners_application'), fairway_internal('partners_applicationfile'),
       fairway_internal('partners_knock'), fairway_internal('partners_endingitem'), fairway_open('partners_capabilitykind');
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['partners_paper', 'partners_application', 'partners_applicationfile', 'partners_endingitem'] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON %s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', one);
  END LOOP;
END $$;
CREATE POLICY published ON partners_paper FOR SELECT TO fairway_login USING (published_at IS NOT NULL);
GRANT SELECT ON partners_paper TO fairway_login;

-- An applicant is whoever presents the link: it opens one application, and of it nothing the vendor noted.
CREATE POLICY applicant ON partners_application TO fairway_login
  USING (secret_digest = nullif(current_setting('fairway.link', true), ''))
  WITH CHECK (secret_digest = nullif(current_setting('fairway.link', true), ''));
GRANT INSERT ON partners_application TO fairway_login;
GRANT SELECT (id, state, type, paper_id, name, plain_name, country, region, city, postal_code, address, website, domain, tax_number,
  tax_key, contact, email, phone, answers, reopened, message, key, secret_digest, link_until, begun_at, confirmed_at, applied_at, moved_at)
  ON partners_application TO fairway_login;
GRANT UPDATE (state, paper_id, type, name, plain_name, country, region, city, postal_code, address, website, domain, tax_number, tax_key,
  contact, email, phone, answers, score, most, reopened, confirmed_at, applied_at, moved_at) ON partners_application TO fairway_login;
CREATE POLICY applicant ON partners_applicationfile TO fairway_login USING (application_id IN (SELECT id FROM partners_application))
  WITH CHECK (application_id IN (SELECT id FROM partners_application));
GRANT SELECT, INSERT, DELETE ON partners_applicationfile TO fairway_login;
GRANT SELECT, INSERT, UPDATE ON partners_knock TO fairway_login;

-- A referral reads where its application stands; whoever referred sees no more of it.
CREATE FUNCTION fairway_referral_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE partners_referral SET status = NEW.state, moved_at = NEW.moved_at
   WHERE application_id = NEW.id AND NEW.state NOT IN ('begun', 'unconfirmed');
  RETURN NEW;
END $$;
CREATE TRIGGER referral_follows AFTER UPDATE OF state ON partners_application FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION fairway_referral_follows();

SELECT fairway_protect('partners_referral'), fairway_protect('partners_plan'), fairway_protect('partners_task'),
       fairway_protect('partners_completion'), fairway_protect('partners_taskfile'), fairway_protect('partners_site'),
       fairway_protect('partners_capability'), fairway_protect('partners_merger'), fairway_protect('partners_ending'),
       fairway_protect('partners_dataexport');
DO $$
DECLARE one text;
BEGIN
  -- Seeing a reseller's rows (as a distributor) gives nobody its onboarding, referrals or data.
  FOREACH one IN ARRAY ARRAY['partners_referral', 'partners_plan', 'partners_task', 'partners_completion', 'partners_taskfile',
                             'partners_ending', 'partners_dataexport'] LOOP
    EXECUTE format('CREATE POLICY own ON %s AS RESTRICTIVE TO fairway_partner '
      'USING (partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint) '
      'WITH CHECK (partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint)', one);
  END LOOP;
  FOREACH one IN ARRAY ARRAY['partners_site', 'partners_capability'] LOOP
    EXECUTE format('CREATE POLICY own_added ON %s AS RESTRICTIVE FOR INSERT TO fairway_partner '
      'WITH CHECK (partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint)', one);
    EXECUTE format('CREATE POLICY own_changed ON %s AS RESTRICTIVE FOR UPDATE TO fairway_partner '
      'USING (partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint)', one);
  END LOOP;
END $$;
GRANT INSERT ON partners_completion, partners_taskfile, partners_site, partners_capability, partners_dataexport TO fairway_partner;
GRANT UPDATE (until_on) ON partners_completion TO fairway_partner;
GRANT UPDATE (owner_id) ON partners_task TO fairway_partner;
GRANT DELETE ON partners_taskfile TO fairway_partner;
GRANT UPDATE ON partners_site TO fairway_partner;
-- What the vendor confirmed stays as it was confirmed; its end may be brought forward.
GRANT UPDATE (until_on) ON partners_capability TO fairway_partner;
CREATE POLICY own_changed ON partners_partner AS RESTRICTIVE FOR UPDATE TO fairway_partner
  USING (id = nullif(current_setting('fairway.partner', true), '')::bigint);
GRANT UPDATE (region, city, postal_code, address, time_zone, website, domain, phone) ON partners_partner TO fairway_partner;

UPDATE partners_partner SET tax_key = CASE WHEN bare LIKE prefix || '%' AND prefix <> '' THEN bare ELSE prefix || bare END
  FROM (SELECT id AS number, upper(regexp_replace(tax_number, '[^A-Za-z0-9]', '', 'g')) AS bare,
               CASE country WHEN 'GR' THEN 'EL' ELSE country END AS prefix FROM partners_partner) AS said
 WHERE said.number = partners_partner.id AND bare <> '';
UPDATE partners_partner SET domain = left(regexp_replace(lower(substring(website from '^(?:https?://)?([^/:?#\s]+)')), '^www\.', ''), 200)
 WHERE website ~ '^(https?://)?[^/:?#\s]+\.[^/:?#\s]+';
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_recruiting"), ("access", "0003_own_staff")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
