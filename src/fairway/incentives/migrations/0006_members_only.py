"""A programme's terms are shown to those it lets in, and to no other partner."""

from django.db import migrations

SQL = r"""
ALTER TABLE incentives_member ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON incentives_member TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON incentives_member TO fairway_staff, fairway_worker;
CREATE POLICY partner ON incentives_member FOR SELECT TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint);
GRANT SELECT ON incentives_member TO fairway_partner;
SELECT fairway_append_only('incentives_member');

CREATE FUNCTION incentives_lets_in(version bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp
  AS $$ SELECT EXISTS (SELECT 1 FROM incentives_member
                       WHERE version_id = version AND partner_id = nullif(current_setting('fairway.partner', true), '')::bigint) $$;
CREATE FUNCTION incentives_ever_lets_in(programme bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp
  AS $$ SELECT EXISTS (SELECT 1 FROM incentives_member m JOIN incentives_version v ON v.id = m.version_id
                       WHERE v.programme_id = programme
                         AND m.partner_id = nullif(current_setting('fairway.partner', true), '')::bigint) $$;
ALTER POLICY partner ON incentives_programme USING (incentives_ever_published(id) AND incentives_ever_lets_in(id));
ALTER POLICY partner ON incentives_version USING (incentives_published(id) AND incentives_lets_in(id));
"""

# Whoever earned was let in. The others are admitted by a job, which works from the programmes' texts.
EARNED = """
INSERT INTO incentives_member (version_id, partner_id, admitted_at)
  SELECT version_id, partner_id, now() FROM incentives_payout GROUP BY version_id, partner_id
"""

ADMIT = """
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock)
  SELECT 'default', 'incentives.admit_members', 'incentives.admit_members'
  WHERE EXISTS (SELECT 1 FROM incentives_publication)
  ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("incentives", "0005_member"),
        ("journal", "0001_functions"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (SQL, EARNED, ADMIT)]
