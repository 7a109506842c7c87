import django.contrib.postgres.operations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0003_asked_for_in_vain")]

    operations = [
        django.contrib.postgres.operations.ValidateConstraint(
            model_name="access", name="access_extent_is_known"
        ),
    ]
