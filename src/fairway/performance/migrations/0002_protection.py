"""Documents are the vendor's; a partner reads what is its own, and nothing of a review before somebody decided.

Not even a distributor reads the standing of those it supplies, so rows are given by the asking partner itself, not by
whom it takes part in.
"""

from django.db import migrations

ACCESS = r"""
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['programme', 'version', 'publication', 'person', 'datedvalue', 'review', 'proposal', 'decision',
    'grace', 'waiver', 'lock', 'invitation', 'placement']
  LOOP
    EXECUTE format('ALTER TABLE performance_%s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON performance_%s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', one);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON performance_%s TO fairway_staff, fairway_worker', one);
  END LOOP;
  FOREACH one IN ARRAY ARRAY['person', 'datedvalue', 'decision', 'grace', 'waiver', 'lock', 'invitation', 'placement'] LOOP
    EXECUTE format('CREATE POLICY partner ON performance_%s FOR SELECT TO fairway_partner '
      'USING (partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint)', one);
    EXECUTE format('GRANT SELECT ON performance_%s TO fairway_partner', one);
  END LOOP;
END $$;
GRANT DELETE ON performance_placement TO fairway_staff, fairway_worker;
CREATE POLICY partner ON performance_proposal FOR SELECT TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint AND state = 'accepted');
GRANT SELECT ON performance_proposal TO fairway_partner;
ALTER TABLE performance_placement ADD CONSTRAINT performance_one_placement
  EXCLUDE USING gist (programme_id WITH =, partner_id WITH =, part WITH =, daterange(since_on, until_on) WITH &&);
"""

FINAL = r"""
SELECT fairway_append_only('performance_publication'), fairway_append_only('performance_decision');

CREATE FUNCTION performance_published(version bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp
  AS $$ SELECT EXISTS (SELECT 1 FROM performance_publication WHERE version_id = version) $$;

CREATE FUNCTION performance_version_final() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF performance_published(OLD.id) THEN
    RAISE EXCEPTION 'a published version never changes: write a new version' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON performance_version
  FOR EACH ROW EXECUTE FUNCTION performance_version_final();

-- What a review saw stays what it saw; only what became of it moves.
CREATE FUNCTION performance_proposal_final() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF to_jsonb(NEW) - 'state' - 'held_until' <> to_jsonb(OLD) - 'state' - 'held_until' THEN
    RAISE EXCEPTION 'a proposal is written once: the next review makes another' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER final BEFORE UPDATE ON performance_proposal FOR EACH ROW EXECUTE FUNCTION performance_proposal_final();

-- A value is never overwritten: it is withdrawn, and another stands in its place.
CREATE FUNCTION performance_value_final() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.withdrawn_at IS NOT NULL
     OR to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by_id' <> to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by_id' THEN
    RAISE EXCEPTION 'a dated value is written once: withdraw it and record another' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER final BEFORE UPDATE ON performance_datedvalue FOR EACH ROW EXECUTE FUNCTION performance_value_final();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("performance", "0001_tiers"),
        ("journal", "0001_functions"),
        ("access", "0002_protection"),
    ]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (ACCESS, FINAL)]
