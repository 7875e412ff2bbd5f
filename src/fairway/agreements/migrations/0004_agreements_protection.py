"""An agreement is its partner's own once it was sent; what was published, signed or concluded never changes."""

from django.db import migrations

SQL = r"""
ALTER TABLE agreements_agreement ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON agreements_agreement TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
-- Not a distributor's to read, and nothing of it before it is sent.
CREATE POLICY partner ON agreements_agreement FOR SELECT TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint AND sent_at IS NOT NULL);
GRANT SELECT, INSERT, UPDATE ON agreements_agreement TO fairway_staff, fairway_worker;
GRANT SELECT ON agreements_agreement TO fairway_partner;

DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['paper', 'signer', 'signature', 'decline', 'suspension', 'termination', 'renewal', 'agreementgrant']
  LOOP
    EXECUTE format('ALTER TABLE agreements_%s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON agreements_%s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', one);
    EXECUTE format('CREATE POLICY partner ON agreements_%s FOR SELECT TO fairway_partner '
      'USING (partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint '
      'AND agreement_id IN (SELECT id FROM agreements_agreement))', one);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON agreements_%s TO fairway_staff, fairway_worker', one);
    EXECUTE format('GRANT SELECT ON agreements_%s TO fairway_partner', one);
  END LOOP;
END $$;
SELECT fairway_internal('agreements_template'), fairway_internal('agreements_templateversion'),
       fairway_internal('agreements_agreementnumber'), fairway_internal('agreements_signinglink'),
       fairway_internal('agreements_hindrance');
SELECT fairway_append_only('agreements_paper'), fairway_append_only('agreements_signature'),
       fairway_append_only('agreements_decline'), fairway_append_only('agreements_renewal'),
       fairway_append_only('agreements_termination');

CREATE FUNCTION agreements_refuse(said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', said USING ERRCODE = 'restrict_violation'; END $$;

CREATE FUNCTION agreements_version_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    PERFORM agreements_refuse('a published version never changes: write the next one');
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON agreements_templateversion
  FOR EACH ROW EXECUTE FUNCTION agreements_version_final();

-- What was sent to be signed is what is signed: only its stage and what follows from signing move on.
CREATE FUNCTION agreements_sent_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := ARRAY['stage', 'concluded_at', 'owner_id', 'changed_at'];
BEGIN
  IF OLD.sent_at IS NOT NULL AND (to_jsonb(NEW) - moving) IS DISTINCT FROM (to_jsonb(OLD) - moving) THEN
    PERFORM agreements_refuse('an agreement that was sent never changes: withdraw it, or amend it');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER final BEFORE UPDATE ON agreements_agreement FOR EACH ROW EXECUTE FUNCTION agreements_sent_final();

-- An amendment speaks of its own partner's agreement.
CREATE FUNCTION agreements_amends_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.amends_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM agreements_agreement WHERE id = NEW.amends_id AND partner_id = NEW.partner_id AND amends_id IS NULL) THEN
    PERFORM agreements_refuse('an amendment changes an agreement of the same partner');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER amends_own BEFORE INSERT ON agreements_agreement FOR EACH ROW EXECUTE FUNCTION agreements_amends_own();
ALTER TABLE agreements_suspension ADD CONSTRAINT agreements_suspended_once
  EXCLUDE USING gist (agreement_id WITH =, daterange(since_on, until_on) WITH &&);
ALTER TABLE agreements_suspension ADD CONSTRAINT agreements_suspension_has_days CHECK (until_on IS NULL OR until_on > since_on);
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_agreements")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
