import django.contrib.postgres.operations
from django.db import migrations, models


class Migration(migrations.Migration):
    # Not looked at here: the table is large, and nobody's page waits while its rows are checked.
    dependencies = [("access", "0002_access_is_append_only")]

    operations = [
        migrations.RemoveConstraint(model_name="access", name="access_extent_is_known"),
        migrations.AlterField(
            model_name="access",
            name="extent",
            field=models.CharField(
                choices=[
                    ("none", "Không thấy dữ liệu nào"),
                    ("name", "Tên trong danh sách"),
                    ("whole", "Thông tin đã khai"),
                    ("file", "Tệp giấy tờ"),
                ],
                max_length=5,
            ),
        ),
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name="access",
            constraint=models.CheckConstraint(
                condition=models.Q(("extent__in", ["file", "name", "none", "whole"])),
                name="access_extent_is_known",
            ),
        ),
    ]
