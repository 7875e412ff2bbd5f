"""Products and rates are no partner's data: partners may read them."""

from django.db import migrations

SQL = """
SELECT fairway_open('catalogue_product'), fairway_open('catalogue_unitconversion'), fairway_open('catalogue_listprice'),
       fairway_open('catalogue_exchangerate');
GRANT SELECT ON catalogue_product TO fairway_direct;
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
