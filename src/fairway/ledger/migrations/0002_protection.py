"""The books are written once, balance, and are each partner's own."""

from django.db import migrations

SQL = r"""
ALTER TABLE ledger_posting ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON ledger_posting TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON ledger_posting TO fairway_staff, fairway_worker;

-- Money is the partner's own: a distributor sees its resellers' sales, never what they earn.
ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON ledger_entry TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
CREATE POLICY partner ON ledger_entry FOR SELECT TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint);
ALTER TABLE ledger_leg ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON ledger_leg TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
CREATE POLICY partner ON ledger_leg FOR SELECT TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint);
GRANT SELECT, INSERT ON ledger_entry, ledger_leg TO fairway_staff, fairway_worker;
GRANT SELECT ON ledger_entry, ledger_leg TO fairway_partner;
SELECT fairway_append_only('ledger_posting'), fairway_append_only('ledger_entry'), fairway_append_only('ledger_leg');

-- Checked when the transaction commits: every entry has exactly its legs, all about its partner, balanced per currency.
CREATE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  asked bigint := CASE TG_TABLE_NAME WHEN 'ledger_entry' THEN NEW.id ELSE (to_jsonb(NEW)->>'entry_id')::bigint END;
  head ledger_entry%ROWTYPE;
  wrong record;
BEGIN
  SELECT * INTO head FROM ledger_entry WHERE id = asked;
  SELECT count(*) AS legs, count(*) FILTER (WHERE partner_id <> head.partner_id) AS strangers INTO wrong
    FROM ledger_leg WHERE entry_id = asked;
  IF wrong.legs <> head.leg_count OR wrong.strangers > 0 THEN
    RAISE EXCEPTION 'ledger entry % must have exactly % legs, all of its own partner', asked, head.leg_count
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_whole';
  END IF;
  SELECT currency, sum(amount) AS difference INTO wrong FROM ledger_leg WHERE entry_id = asked
    GROUP BY currency HAVING sum(amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger entry % does not balance in %: % minor units', asked, wrong.currency, wrong.difference
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balanced';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_leg DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
"""

CHECKS = """
ALTER TABLE ledger_leg ADD CONSTRAINT ledger_leg_account
  CHECK (account IN ('CR', 'AL', 'RP', 'HB', 'PR', 'AR', 'CA', 'ME', 'CE', 'CC', 'FX', 'RA'));
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_reversal CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL));
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop), migrations.RunSQL(CHECKS, migrations.RunSQL.noop)]
