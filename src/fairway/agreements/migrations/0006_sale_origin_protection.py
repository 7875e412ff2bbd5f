"""How a sale came about is the vendor's own to read, and stays as it was written."""

from django.db import migrations

SQL = """
SELECT fairway_internal('agreements_saleorigin');
SELECT fairway_append_only('agreements_saleorigin');
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0005_sale_origin")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
