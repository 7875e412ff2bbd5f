"""A case is the vendor's; a side is its own partner's, who opens, withdraws and appeals, and decides nothing."""

from django.db import migrations

SQL = r"""
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['dispute', 'disputeside', 'disputeitem', 'disputedecision', 'compensation'] LOOP
    EXECUTE format('ALTER TABLE deals_%s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON deals_%s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', one);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON deals_%s TO fairway_staff, fairway_worker', one);
  END LOOP;
END $$;
SELECT fairway_append_only('deals_disputedecision');

-- Not by participants: a distributor may be the other side of its reseller's case.
CREATE FUNCTION deals_asking() RETURNS bigint LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('fairway.partner', true), '')::bigint $$;
CREATE POLICY own_reads ON deals_disputeside FOR SELECT TO fairway_partner USING (partner_id = deals_asking());
CREATE POLICY own_opens ON deals_disputeside FOR INSERT TO fairway_partner WITH CHECK (
  partner_id = deals_asking() AND opener AND dispute_id IS NULL AND status = 'opened' AND decided_at IS NULL
  AND registration_id IN (SELECT id FROM deals_registration WHERE partner_id = deals_asking()));
CREATE POLICY own_moves ON deals_disputeside FOR UPDATE TO fairway_partner USING (partner_id = deals_asking());
GRANT SELECT, INSERT, UPDATE (status, appeal_text, appealed_by_id, appealed_at) ON deals_disputeside TO fairway_partner;
CREATE FUNCTION deals_side_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'fairway_partner' AND NEW.status IS DISTINCT FROM OLD.status
    AND NOT (OLD.opener AND OLD.status = 'opened' AND NEW.status = 'withdrawn')
    AND NOT (OLD.status = 'decided' AND NEW.status = 'appealed') THEN
    RAISE EXCEPTION 'a partner does not decide its own case' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER side_moves BEFORE UPDATE ON deals_disputeside FOR EACH ROW EXECUTE FUNCTION deals_side_moves();

CREATE POLICY own_reads ON deals_disputeitem FOR SELECT TO fairway_partner
  USING (visible <> 'vendor' AND side_id IN (SELECT id FROM deals_disputeside WHERE partner_id = deals_asking()));
CREATE POLICY own_says ON deals_disputeitem FOR INSERT TO fairway_partner WITH CHECK (
  by = 'partner' AND visible IN ('side', 'offered') AND shared_by_id IS NULL AND dispute_id IS NULL
  AND side_id IN (SELECT id FROM deals_disputeside WHERE partner_id = deals_asking() AND status IN ('opened', 'appealed')));
GRANT SELECT, INSERT ON deals_disputeitem TO fairway_partner;

CREATE POLICY own_reads ON deals_compensation FOR SELECT TO fairway_partner USING (partner_id = deals_asking());
GRANT SELECT ON deals_compensation TO fairway_partner;
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0007_dispute"), ("journal", "0001_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
