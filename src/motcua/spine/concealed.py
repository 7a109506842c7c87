"""Model fields for personal data: encrypted at rest, plain text in Python, found only exactly.

    phone = ConcealedField()
    phone_index = BlindIndexField(of="phone", purpose="phone")

A concealed column cannot be searched, sorted or compared; its blind index finds exact values.
"""

from typing import Any

from django.db import models

from motcua.spine import secrecy


class ConcealedField(models.BinaryField):  # type: ignore[type-arg]
    """Text that is encrypted on its way to the database. "" and None are stored as they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    @property
    def context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = secrecy.conceal(value, context=self.context) if value else b""
        return super().get_db_prep_value(value, connection, prepared)

    def get_default(self) -> str | None:
        return None if self.null else ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        if value is None:
            return None
        stored = bytes(value)
        return secrecy.reveal(stored, context=self.context) if stored else ""

    def get_lookup(self, lookup_name: str) -> Any:
        # Each encryption gives other bytes: a comparison would silently find nothing.
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.context} is personal data and is not written out.")


class BlindIndexField(models.BinaryField):  # type: ignore[type-arg]
    """Follows a concealed field of the same row: equal text, equal bytes; None for no text."""

    def __init__(self, *args: Any, of: str, purpose: str, **kwargs: Any) -> None:
        self.of, self.purpose = of, purpose
        kwargs.update(null=True, editable=False, max_length=16)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "purpose": self.purpose}

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        value = self.of_text(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value

    def of_text(self, text: str | None) -> bytes | None:
        """Return what to look for: `filter(phone_index=field.of_text("0912…"))`."""
        return secrecy.blind_index(text, purpose=self.purpose) if text else None
