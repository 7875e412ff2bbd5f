"""Reminders are the worker's; a partner named on another's deal reads its own part of it through one function."""

from django.db import migrations

SQL = r"""
ALTER TABLE deals_reminded ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON deals_reminded TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON deals_reminded TO fairway_staff, fairway_worker;

-- What a partner may know of a deal that another registered and named it on, once the vendor said so and approved it:
-- whose it is, what for, how it stands, and its own role and share. No value, no contact, no share of anybody else.
CREATE FUNCTION deals_parts() RETURNS TABLE (role_id bigint, role text, share numeric, since_on date, until_on date,
  deal text, company text, country text, status text, stage text, registrant text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.id, o.role, o.share, o.since_on, o.until_on, r.name, r.company, r.country, r.status, r.stage, p.name
  FROM deals_role o JOIN deals_registration r ON r.id = o.registration_id JOIN partners_partner p ON p.id = r.partner_id
  WHERE current_setting('fairway.kind', true) = 'partner'
    AND o.partner_id = nullif(current_setting('fairway.partner', true), '')::bigint
    AND r.partner_id <> o.partner_id AND r.status IN ('approved', 'closed')
  ORDER BY o.since_on DESC, o.id DESC
$$;
REVOKE ALL ON FUNCTION deals_parts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deals_parts() TO fairway_partner;

-- Which partner a role is, the vendor says; a partner only writes a name.
CREATE FUNCTION deals_role_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'fairway_partner' AND NEW.partner_id IS NOT NULL THEN
    RAISE EXCEPTION 'the vendor says which partner a role is' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER named BEFORE INSERT OR UPDATE ON deals_role FOR EACH ROW EXECUTE FUNCTION deals_role_named();
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0014_reminder"), ("partners", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
