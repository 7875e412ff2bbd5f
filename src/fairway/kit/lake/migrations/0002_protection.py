"""The list of files is the vendor's own: partners read the lake through a scan made for them."""

from django.db import migrations

SQL = "SELECT fairway_internal('lake_lakefile'), fairway_internal('lake_pin')"


class Migration(migrations.Migration):
    dependencies = [("lake", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
