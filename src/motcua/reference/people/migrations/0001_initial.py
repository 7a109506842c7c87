import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.reference.people.models
import motcua.spine.concealed


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("journal", "0001_extensions"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("login", models.CharField(max_length=80, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff", "Cán bộ"),
                            ("citizen", "Người dân"),
                            ("machine", "Phần mềm"),
                        ],
                        default="staff",
                        max_length=7,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("must_change_password", models.BooleanField(default=False)),
                (
                    "password_until",
                    models.DateTimeField(blank=True, help_text="for an initial secret", null=True),
                ),
                ("sessions_not_before", models.DateTimeField(blank=True, null=True)),
                ("handle", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=80)),
                ("prefix", models.CharField(max_length=12, unique=True)),
                ("secret_hash", models.BinaryField(max_length=32, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("expires_on", models.DateField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_on", models.DateField(blank=True, null=True)),
                ("calls_per_minute_max", models.PositiveIntegerField(default=120)),
                ("minute", models.BigIntegerField(default=0)),
                ("calls_in_minute", models.PositiveIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("credential_id", models.BinaryField(unique=True)),
                (
                    "credential",
                    models.BinaryField(help_text="attested credential data: AAGUID, id, COSE key"),
                ),
                ("sign_count", models.BigIntegerField(default=0)),
                ("label", models.CharField(max_length=60)),
                ("added_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passkeys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("full_name", motcua.spine.concealed.ConcealedField(blank=True)),
                (
                    "born_on",
                    motcua.spine.concealed.ConcealedField(
                        blank=True, help_text="ISO date, or the year alone"
                    ),
                ),
                ("personal_number", motcua.spine.concealed.ConcealedField(blank=True)),
                (
                    "personal_number_index",
                    motcua.spine.concealed.BlindIndexField(
                        max_length=16, null=True, of="personal_number", purpose="personal_number"
                    ),
                ),
                ("phone", motcua.spine.concealed.ConcealedField(blank=True)),
                (
                    "phone_index",
                    motcua.spine.concealed.BlindIndexField(
                        max_length=16, null=True, of="phone", purpose="phone"
                    ),
                ),
                ("email", motcua.spine.concealed.ConcealedField(blank=True)),
                ("address", motcua.spine.concealed.ConcealedField(blank=True)),
                ("vneid_subject", motcua.spine.concealed.ConcealedField(blank=True)),
                (
                    "vneid_subject_index",
                    motcua.spine.concealed.BlindIndexField(
                        max_length=16, null=True, of="vneid_subject", purpose="vneid_subject"
                    ),
                ),
                ("vneid_level", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["personal_number_index"], name="person_by_personal_number"
                    ),
                    models.Index(fields=["phone_index"], name="person_by_phone"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("vneid_subject_index",), name="person_one_per_subject"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="account",
            name="person",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="people.person",
            ),
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=40)),
                ("since_on", models.DateField()),
                ("until_on", models.DateField(blank=True, help_text="the last day", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_column="organisation_code",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        to_field="code",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_hash", models.BinaryField(max_length=16)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "handle",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("method", models.CharField(max_length=20)),
                ("browser", models.CharField(max_length=60)),
                ("network", motcua.spine.concealed.ConcealedField(blank=True)),
                ("began_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.post",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignInFailure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("login", "Tài khoản"),
                            ("browser", "Trình duyệt quen"),
                            ("address", "Địa chỉ mạng"),
                        ],
                        max_length=7,
                    ),
                ),
                ("key", models.BinaryField(max_length=16)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_failed_at", models.DateTimeField(blank=True, null=True)),
                ("locked_until", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TotpDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret", motcua.spine.concealed.ConcealedField(blank=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("last_step", models.BigIntegerField(default=0)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="totp",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("login__regex", "^[a-z0-9][a-z0-9._-]+$")),
                name="account_login_is_plain",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["citizen", "machine", "staff"])),
                name="account_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "machine"), ("person__isnull", False), _connector="OR"),
                name="account_of_people_has_person",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["organisation", "role"], name="post_by_unit_and_role"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "administrator",
                            "catalogue_keeper",
                            "clerk",
                            "handler",
                            "head",
                            "inspector",
                            "leader",
                            "operator",
                            "reception",
                        ],
                    )
                ),
                name="post_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on", None), ("until_on__gte", models.F("since_on")), _connector="OR"
                ),
                name="post_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (models.F("account"), "="),
                    (models.F("organisation"), "="),
                    (models.F("role"), "="),
                    (
                        motcua.reference.people.models.DateRange(
                            models.F("since_on"), models.F("until_on"), models.Value("[]")
                        ),
                        "&&",
                    ),
                ],
                name="post_is_held_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="recoverycode",
            constraint=models.UniqueConstraint(
                fields=("account", "code_hash"), name="recovery_code_once"
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["account"], name="session_open"
            ),
        ),
        migrations.AddIndex(
            model_name="signinfailure",
            index=models.Index(fields=["locked_until"], name="sign_in_failure_locked"),
        ),
        migrations.AddConstraint(
            model_name="signinfailure",
            constraint=models.UniqueConstraint(
                fields=("of", "key"), name="sign_in_failure_one_per_key"
            ),
        ),
    ]
