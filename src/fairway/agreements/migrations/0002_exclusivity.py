"""Exclusivity is a fact of the database; who sees which rows; where the trees and the world begin."""

from django.db import migrations

SQL = """
-- Two owners never overlap in place, product line, segment, period and seat. An exclusive row's seat is everything, an
-- open one's is its owner's own point, so open ones pass each other and nothing passes an exclusive one.
ALTER TABLE agreements_holding ADD CONSTRAINT agreements_exclusive
  EXCLUDE USING gist (place WITH &&, line_span WITH &&, segment_span WITH &&, period WITH &&, seat WITH &&, owner WITH <>);
-- A zone's numbered seats: one partner each at a time, and no partner two.
ALTER TABLE agreements_seat ADD CONSTRAINT agreements_seat_once
  EXCLUDE USING gist (zone_id WITH =, number WITH =, period WITH &&);
ALTER TABLE agreements_seat ADD CONSTRAINT agreements_seat_of_each
  EXCLUDE USING gist (zone_id WITH =, partner_id WITH =, period WITH &&);
-- No postal code lies in two subdivisions, and siblings of the places do not overlap.
ALTER TABLE agreements_postalspan ADD CONSTRAINT agreements_postal_once
  EXCLUDE USING gist (country WITH =, numbers WITH &&);
ALTER TABLE agreements_place ADD CONSTRAINT agreements_siblings_apart
  EXCLUDE USING gist (parent_id WITH =, span WITH &&);
ALTER TABLE agreements_grant ADD CONSTRAINT agreements_grant_has_days
  CHECK (withdrawn_at IS NOT NULL OR until_on IS NULL OR until_on > since_on);
ALTER TABLE agreements_holding ADD CONSTRAINT agreements_holding_is_somebodys
  CHECK (NOT isempty(place) AND NOT isempty(period) AND (grant_id IS NULL) <> (zone_id IS NULL));

INSERT INTO agreements_place (code, name, kind, parent_id, span, source)
  VALUES ('WORLD', 'Worldwide', 'world', NULL, int8range(0, 5777633090969600000), 'Fairway');
INSERT INTO agreements_productline (code, name, parent_id, index, last_child, span, matches)
  VALUES ('', 'All products', NULL, 0, 0, int8range(0, 1152921504606846976), '');
INSERT INTO agreements_segment (code, name, parent_id, index, last_child, span)
  VALUES ('', 'All customers', NULL, 0, 0, int8range(0, 1152921504606846976));

SELECT fairway_protect('agreements_grant'), fairway_protect('agreements_holding'), fairway_protect('agreements_seat');
SELECT fairway_internal('agreements_place'), fairway_internal('agreements_postalspan'),
       fairway_internal('agreements_namedaccount'), fairway_internal('agreements_productline'),
       fairway_internal('agreements_segment'), fairway_internal('agreements_territory'),
       fairway_internal('agreements_zone'), fairway_internal('agreements_counselnote');
-- What a grant is made of tells nothing of who holds it; partners read the names beside their own grants.
GRANT SELECT ON agreements_productline, agreements_segment TO fairway_partner;
-- Counsel's words stay as they were written.
SELECT fairway_append_only('agreements_counselnote');
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_territories")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
