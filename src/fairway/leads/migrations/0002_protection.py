"""Who reads and writes leads: a partner what it holds now, the person behind a lead once it took it."""

from django.db import migrations

SQL = r"""
CREATE FUNCTION leads_asking() RETURNS bigint LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('fairway.partner', true), '')::bigint $$;

DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['lead', 'contact', 'offer', 'desk', 'routingversion', 'routingpublication', 'routingrecord', 'turn'] LOOP
    EXECUTE format('ALTER TABLE leads_%s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON leads_%s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', one);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON leads_%s TO fairway_staff, fairway_worker', one);
  END LOOP;
END $$;

-- What a partner reads of a lead it holds: the customer and the need, and nothing of the lead's way.
CREATE POLICY holder ON leads_lead FOR SELECT TO fairway_partner USING (partner_id = leads_asking());
GRANT SELECT (id, status, partner_id, source, company, website, country, region, postal_code, city, address, product_id,
  line, language, need) ON leads_lead TO fairway_partner;
CREATE POLICY own ON leads_offer TO fairway_partner USING (partner_id = leads_asking()) WITH CHECK (partner_id = leads_asking());
GRANT SELECT ON leads_offer TO fairway_partner;
GRANT UPDATE (state, answered_at, taken_at, contact_due_at, contacted_at, qualified_at, converted_at, ended_at, reason_code,
  reason, registration_code) ON leads_offer TO fairway_partner;
CREATE POLICY taken ON leads_contact FOR SELECT TO fairway_partner USING (lead_id IN (
  SELECT lead_id FROM leads_offer WHERE partner_id = leads_asking()
  AND state IN ('accepted', 'contacted', 'qualified', 'converted', 'won')));
GRANT SELECT (id, lead_id, name, email, phone, blanked_at) ON leads_contact TO fairway_partner;
CREATE POLICY own ON leads_desk TO fairway_partner USING (partner_id = leads_asking()) WITH CHECK (partner_id = leads_asking());
GRANT SELECT, INSERT, UPDATE ON leads_desk TO fairway_partner;

-- A partner answers an offer and says how it goes; taking back, lapsing and winning are not its to say.
CREATE FUNCTION leads_partner_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'fairway_partner' AND NEW.state IS DISTINCT FROM OLD.state AND NOT (
    (OLD.state = 'offered' AND NEW.state IN ('accepted', 'declined'))
    OR (OLD.state IN ('accepted', 'contacted', 'qualified')
        AND NEW.state IN ('contacted', 'qualified', 'converted', 'lost', 'given_back'))
    OR (OLD.state = 'converted' AND NEW.state = 'lost')) THEN
    RAISE EXCEPTION 'a partner does not say this of a lead' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER partner_moves BEFORE UPDATE ON leads_offer FOR EACH ROW EXECUTE FUNCTION leads_partner_moves();

-- The lead follows its offer: where it stands, and who holds it.
CREATE FUNCTION leads_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE leads_lead SET
    status = CASE WHEN NEW.state IN ('declined', 'lapsed', 'given_back', 'pulled_back') THEN 'waiting'
                  WHEN NEW.state IN ('undone', 'withdrawn') THEN 'unrouted' ELSE NEW.state END,
    partner_id = CASE WHEN NEW.state IN ('declined', 'lapsed', 'given_back', 'pulled_back', 'undone', 'withdrawn') THEN NULL
                      ELSE NEW.partner_id END,
    ended_at = CASE WHEN NEW.state IN ('won', 'lost') THEN NEW.ended_at END,
    end_code = CASE WHEN NEW.state IN ('won', 'lost') THEN NEW.reason_code ELSE '' END
   WHERE id = NEW.lead_id;
  RETURN NEW;
END $$;
CREATE TRIGGER follow AFTER INSERT OR UPDATE OF state ON leads_offer FOR EACH ROW EXECUTE FUNCTION leads_follow();

-- How leads are shared out is for partners to read, once it is published.
CREATE FUNCTION leads_published(version bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT EXISTS (SELECT 1 FROM leads_routingpublication WHERE version_id = version) $$;
CREATE POLICY partner ON leads_routingversion FOR SELECT TO fairway_partner USING (leads_published(id));
CREATE POLICY partner ON leads_routingpublication FOR SELECT TO fairway_partner USING (true);
GRANT SELECT ON leads_routingversion, leads_routingpublication TO fairway_partner;
SELECT fairway_append_only('leads_routingpublication'), fairway_append_only('leads_routingrecord');
CREATE FUNCTION leads_version_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF leads_published(OLD.id) THEN
    RAISE EXCEPTION 'a published policy never changes: write a new version' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER final BEFORE UPDATE ON leads_routingversion FOR EACH ROW EXECUTE FUNCTION leads_version_final();
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_leads"), ("journal", "0001_functions"), ("deals", "0011_appeals_as_made")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
