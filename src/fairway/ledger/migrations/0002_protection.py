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
DECLARE found record;
BEGIN
  SELECT coalesce(sum(legs), 0) AS legs, bool_or(strangers) AS strangers, string_agg(currency, ', ') FILTER (WHERE sum <> 0) AS uneven
    INTO found
    FROM (SELECT currency, count(*) AS legs, sum(amount) AS sum, bool_or(partner_id <> NEW.partner_id) AS strangers
          FROM ledger_leg WHERE entry_id = NEW.id GROUP BY currency) AS per_currency;
  IF found.legs <> NEW.leg_count OR found.strangers THEN
    RAISE EXCEPTION 'ledger entry % must have exactly % legs, all of its own partner', NEW.id, NEW.leg_count
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_whole';
  END IF;
  IF found.uneven IS NOT NULL THEN
    RAISE EXCEPTION 'ledger entry % does not balance in %', NEW.id, found.uneven
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balanced';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION ledger_balanced();

-- Legs are written in the transaction of their entry and in no later one. The entry's transaction is not the writer's to say.
CREATE FUNCTION ledger_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.xid := pg_current_xact_id()::text::bigint; RETURN NEW; END $$;
CREATE TRIGGER dated BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_dated();
CREATE FUNCTION ledger_with_its_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE late bigint;
BEGIN
  SELECT e.id INTO late FROM fresh JOIN ledger_entry e ON e.id = fresh.entry_id
    WHERE e.xid <> pg_current_xact_id()::text::bigint LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger entry % is written already: no leg is added to it later', late
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_leg_with_its_entry';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER with_its_entry AFTER INSERT ON ledger_leg REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_with_its_entry();
"""

CHECKS = """
ALTER TABLE ledger_leg ADD CONSTRAINT ledger_leg_account
  CHECK (account IN ('CR', 'AL', 'RP', 'HB', 'PR', 'AR', 'CA', 'ME', 'CE', 'CC', 'FX', 'RA'));
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_reversal CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL));
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop), migrations.RunSQL(CHECKS, migrations.RunSQL.noop)]
