"""Sign-in tables belong to the login role; other roles see people's names, not their passwords."""

from django.db import migrations

SQL = r"""
-- Sign-in: sessions, people, second factors.
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session, account_emailaddress, account_emailconfirmation, mfa_authenticator TO fairway_login;
GRANT SELECT, INSERT, UPDATE ON access_user, access_membership, access_invitation TO fairway_login;
GRANT SELECT ON access_participant TO fairway_login;

-- Everybody else sees who people are.
GRANT SELECT (id, email, name, time_zone, locale, theme, is_active, joined_at, last_login) ON access_user
  TO fairway_staff, fairway_partner, fairway_worker, fairway_direct;
GRANT UPDATE (name, time_zone, locale, theme) ON access_user TO fairway_staff, fairway_partner, fairway_direct;
ALTER TABLE access_user ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON access_user TO fairway_login, fairway_staff, fairway_worker USING (true) WITH CHECK (true);
CREATE POLICY oneself ON access_user TO fairway_direct USING (id = nullif(current_setting('fairway.user', true), '')::bigint);

-- A partner's people are the partner's data. A partner sees its own colleagues and itself.
SELECT fairway_protect('access_membership'), fairway_protect('access_invitation'), fairway_protect('access_participant');
GRANT INSERT, UPDATE ON access_membership, access_invitation TO fairway_partner;
CREATE POLICY login ON access_membership TO fairway_login USING (true) WITH CHECK (true);
CREATE POLICY login ON access_invitation TO fairway_login USING (true) WITH CHECK (true);
CREATE POLICY login ON access_participant TO fairway_login USING (true) WITH CHECK (true);
CREATE POLICY oneself ON access_membership FOR SELECT TO fairway_direct USING (user_id = nullif(current_setting('fairway.user', true), '')::bigint);
GRANT SELECT ON access_membership TO fairway_direct;
CREATE POLICY colleagues ON access_user TO fairway_partner
  USING (id = nullif(current_setting('fairway.user', true), '')::bigint OR id IN (SELECT user_id FROM access_membership))
  WITH CHECK (id = nullif(current_setting('fairway.user', true), '')::bigint);

-- Saved views are a person's own.
ALTER TABLE access_savedview ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON access_savedview TO fairway_staff, fairway_partner, fairway_direct
  USING (user_id = nullif(current_setting('fairway.user', true), '')::bigint)
  WITH CHECK (user_id = nullif(current_setting('fairway.user', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON access_savedview TO fairway_staff, fairway_partner, fairway_direct;

-- Jobs: everybody may enqueue through the function, which answers a number and shows nothing; the worker works.
ALTER FUNCTION procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[]) SECURITY DEFINER SET search_path = public;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers TO fairway_worker;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO fairway_worker;
GRANT SELECT ON procrastinate_jobs TO fairway_staff;
GRANT SELECT ON django_migrations TO fairway_login, fairway_worker, fairway_staff;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("journal", "0002_journal"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
