"""Who reads and writes registrations. What only the vendor knows, no partner's role can even name."""

from django.db import migrations

SQL = r"""
CREATE SEQUENCE deals_receipt_order;

SELECT fairway_protect('deals_registration');
GRANT INSERT, UPDATE, DELETE ON deals_registration TO fairway_partner;
CREATE POLICY own_only ON deals_registration AS RESTRICTIVE FOR INSERT TO fairway_partner
  WITH CHECK (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint);
CREATE POLICY own_changes ON deals_registration AS RESTRICTIVE FOR UPDATE TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint);
CREATE POLICY own_drafts ON deals_registration AS RESTRICTIVE FOR DELETE TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint AND status = 'draft');

-- A partner sends, takes back and closes; whatever else a registration becomes is the vendor's to say.
CREATE FUNCTION deals_partner_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'fairway_partner' AND (
    (NEW.status IS DISTINCT FROM OLD.status AND NEW.status NOT IN ('submitted', 'withdrawn', 'closed'))
    OR NEW.partner_id IS DISTINCT FROM OLD.partner_id OR NEW.code IS DISTINCT FROM OLD.code
    OR NEW.protected_until IS DISTINCT FROM OLD.protected_until) THEN
    RAISE EXCEPTION 'a partner does not decide its own registration' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER partner_moves BEFORE UPDATE ON deals_registration FOR EACH ROW EXECUTE FUNCTION deals_partner_moves();

DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['line', 'contact', 'role', 'attachment', 'request', 'event'] LOOP
    EXECUTE format('SELECT fairway_protect_through(''deals_%s'', ''registration_id'', ''deals_registration'')', one);
    EXECUTE format('GRANT INSERT ON deals_%s TO fairway_partner', one);
    EXECUTE format('CREATE POLICY own_only ON deals_%s AS RESTRICTIVE FOR INSERT TO fairway_partner WITH CHECK '
      '(registration_id IN (SELECT id FROM deals_registration WHERE partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint))', one);
  END LOOP;
  FOREACH one IN ARRAY ARRAY['line', 'contact', 'role'] LOOP
    EXECUTE format('GRANT UPDATE, DELETE ON deals_%s TO fairway_partner', one);
    EXECUTE format('CREATE POLICY own_changes ON deals_%s AS RESTRICTIVE FOR UPDATE TO fairway_partner USING '
      '(registration_id IN (SELECT id FROM deals_registration WHERE partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint))', one);
    EXECUTE format('CREATE POLICY own_removals ON deals_%s AS RESTRICTIVE FOR DELETE TO fairway_partner USING '
      '(registration_id IN (SELECT id FROM deals_registration WHERE partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint))', one);
  END LOOP;
  GRANT DELETE ON deals_attachment, deals_event TO fairway_partner;
  FOREACH one IN ARRAY ARRAY['receipt', 'companykey', 'resolution', 'finding', 'productgroup', 'protection', 'conflict',
    'opportunity', 'mailtaken'] LOOP
    EXECUTE format('ALTER TABLE deals_%s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON deals_%s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', one);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON deals_%s TO fairway_staff, fairway_worker', one);
  END LOOP;
END $$;
CREATE POLICY shared ON deals_event AS RESTRICTIVE FOR SELECT TO fairway_partner USING ("both");
REVOKE UPDATE ON deals_event FROM fairway_staff, fairway_worker;

-- Attachments and events of a draft go with it; of anything sent they stay.
CREATE POLICY of_drafts ON deals_attachment AS RESTRICTIVE FOR DELETE TO fairway_partner
  USING (registration_id IN (SELECT id FROM deals_registration WHERE status IN ('draft', 'returned')
         AND partner_id = nullif(current_setting('fairway.partner', true), '')::bigint));
CREATE POLICY of_drafts ON deals_event AS RESTRICTIVE FOR DELETE TO fairway_partner
  USING (registration_id IN (SELECT id FROM deals_registration WHERE status = 'draft'
         AND partner_id = nullif(current_setting('fairway.partner', true), '')::bigint));

-- The order of receipt. The lock makes the order of numbers the order of commits, for one company; it answers nothing.
CREATE FUNCTION deals_draw_receipt(registration bigint, company text, drawn timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF current_setting('fairway.kind', true) = 'partner' AND NOT EXISTS (
    SELECT 1 FROM deals_registration WHERE id = registration
    AND partner_id = nullif(current_setting('fairway.partner', true), '')::bigint) THEN
    RAISE EXCEPTION 'not a registration of yours' USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('deals.company:' || company, 0));
  INSERT INTO deals_receipt (registration_id, company_key, number, drawn_at)
    VALUES (registration, company, nextval('deals_receipt_order'), drawn) ON CONFLICT (registration_id) DO NOTHING;
END $$;

CREATE FUNCTION deals_version_published(version bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT EXISTS (SELECT 1 FROM deals_policypublication WHERE version_id = version) $$;
CREATE FUNCTION deals_policy_published(policy bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT EXISTS (SELECT 1 FROM deals_policypublication p JOIN deals_policyversion v ON v.id = p.version_id
                       WHERE v.policy_id = policy) $$;
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['registrationpolicy', 'policyversion', 'policypublication'] LOOP
    EXECUTE format('ALTER TABLE deals_%s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON deals_%s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', one);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON deals_%s TO fairway_staff, fairway_worker', one);
    EXECUTE format('GRANT SELECT ON deals_%s TO fairway_partner', one);
  END LOOP;
END $$;
CREATE POLICY partner ON deals_registrationpolicy FOR SELECT TO fairway_partner USING (deals_policy_published(id));
CREATE POLICY partner ON deals_policyversion FOR SELECT TO fairway_partner USING (deals_version_published(id));
CREATE POLICY partner ON deals_policypublication FOR SELECT TO fairway_partner USING (true);
SELECT fairway_append_only('deals_policypublication');
CREATE FUNCTION deals_version_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF deals_version_published(OLD.id) THEN
    RAISE EXCEPTION 'a published policy never changes: write a new version' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER final BEFORE UPDATE ON deals_policyversion FOR EACH ROW EXECUTE FUNCTION deals_version_final();
GRANT USAGE ON SEQUENCE deals_receipt_order TO fairway_staff, fairway_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0003_registration"), ("journal", "0001_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
