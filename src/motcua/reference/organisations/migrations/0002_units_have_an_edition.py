from django.db import migrations

from motcua.spine.editions.stamping import stamped


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial"), ("editions", "0001_edition")]

    operations = [
        stamped("organisations_organisation", edition="organisations"),
        stamped("organisations_kind", edition="organisations"),
    ]
