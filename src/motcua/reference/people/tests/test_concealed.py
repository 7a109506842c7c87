"""Tried on a table that has concealed columns: they are the same wherever they stand."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from motcua.reference.people.models import Person, blind
from motcua.spine import secrecy

pytestmark = pytest.mark.django_db
NUMBER = "080191000001"


def stored(column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person")
        return bytes(cursor.fetchone()[0])


class TestAConcealedColumn:
    def test_is_text_in_python_and_noise_in_the_database(self) -> None:
        Person.objects.create(full_name="Nguyễn Thị Minh Khai", personal_number=NUMBER)

        assert Person.objects.get().full_name == "Nguyễn Thị Minh Khai"
        assert b"Khai" not in stored("full_name")
        assert NUMBER.encode() not in stored("personal_number")

    def test_that_is_empty_stays_empty(self) -> None:
        Person.objects.create(full_name="Khai")

        assert Person.objects.get().phone == ""
        assert stored("phone") == b""

    def test_moved_to_another_column_does_not_open(self) -> None:
        Person.objects.create(full_name="Khai", address="Mỹ Lệ")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE people_person SET phone = address")

        with pytest.raises(secrecy.Unreadable):
            Person.objects.get()

    def test_cannot_be_compared_by_mistake(self) -> None:
        with pytest.raises(FieldError):
            Person.objects.filter(full_name="Khai").exists()

    def test_is_never_written_out_by_a_dump_of_objects(self) -> None:
        with pytest.raises(TypeError):
            Person._meta.get_field("full_name").value_to_string(Person(full_name="Khai"))


class TestABlindIndex:
    def test_finds_exactly_this_value_however_it_was_saved(self) -> None:
        Person.objects.create(full_name="Khai", personal_number=NUMBER)
        Person.objects.bulk_create([Person(full_name="Lộc", personal_number="080188000002")])

        for number, name in ((NUMBER, "Khai"), ("080188000002", "Lộc")):
            index = blind(Person, "personal_number_index", number)
            assert Person.objects.get(personal_number_index=index).full_name == name

    def test_follows_its_column(self) -> None:
        person = Person.objects.create(full_name="Khai", personal_number=NUMBER)
        person.personal_number = ""
        person.save()

        assert Person.objects.get().personal_number_index is None
