"""Rows written without the ORM are read by it, and the other way round."""

import pytest
from django.db import IntegrityError, transaction

from motcua.reference.organisations.models import Kind
from motcua.reference.people.models import Person
from motcua.spine import rows, statements
from motcua.spine.statements import Part

pytestmark = pytest.mark.django_db


def test_what_is_inserted_is_what_the_orm_reads() -> None:
    written = Person(full_name="Lê Văn Dũng", phone="0909123456", personal_number="080090001234")

    rows.insert(written)

    read = Person.objects.get(pk=written.pk)
    assert (read.full_name, read.phone, read.email) == ("Lê Văn Dũng", "0909123456", "")
    index = Person._meta.get_field("phone_index").of_text("0909123456")
    assert Person.objects.get(phone_index=index) == written


def test_what_the_orm_wrote_is_found_by_equality() -> None:
    old = Person.objects.create(full_name="A", vneid_level=2)
    new = Person.objects.create(full_name="B", vneid_level=2)

    assert [one.full_name for one in rows.every(Person, vneid_level=2)] == ["A", "B"]
    assert rows.first(Person, id=new.pk) == new
    assert rows.first(Person, vneid_level=1) is None
    assert rows.every(Person, vneid_level=2)[0].get_deferred_fields() == set()
    assert old.pk < new.pk


def test_an_update_writes_the_columns_it_names_and_no_other() -> None:
    person = Person.objects.create(full_name="A", phone="0909123456")
    person.full_name, person.phone = "B", "0909999999"

    rows.update(person, "full_name")

    person.refresh_from_db()
    assert (person.full_name, person.phone) == ("B", "0909123456")


def many(kinds: list[Kind], person: Person) -> None:
    """Insert kinds beside a change of a person: only if there is that person."""
    changed = "UPDATE people_person SET vneid_level = 2 WHERE id = %s RETURNING '2' AS name_en"
    parts = [Part("changed", changed, [person.pk])]
    parts += rows.inserting(kinds, of="changed", given=("name_en",))
    statements.run_parts(parts, wanted="name_en FROM changed")


def test_many_rows_are_one_statement_with_what_they_follow_from(
    django_assert_num_queries: object,
) -> None:
    person = Person.objects.create(full_name="A")
    kinds = [Kind(code=code, name_vi=code, name_en="?") for code in ("one", "two")]

    with django_assert_num_queries(1):  # type: ignore[operator]
        many(kinds, person)

    found = Kind.objects.filter(code__in=["one", "two"])
    assert set(found.values_list("name_vi", "name_en")) == {("one", "2"), ("two", "2")}
    assert Person.objects.get(pk=person.pk).vneid_level == 2


def test_rows_alike_are_numbered_in_their_order() -> None:
    new = [Person(full_name=name, vneid_level=0) for name in "ABCDE"]
    parts = [Part("level", "SELECT 2 AS vneid_level")]
    parts += rows.inserting(new, of="level", given=("vneid_level",))

    statements.run_parts(parts, wanted="count(*) FROM level")

    found = Person.objects.filter(vneid_level=2).order_by("pk")
    assert [one.full_name for one in found] == ["A", "B", "C", "D", "E"]


def test_nothing_is_inserted_where_it_follows_from_nothing() -> None:
    many([Kind(code="one", name_vi="x", name_en="x")], Person(pk=0))

    assert not Kind.objects.filter(code="one").exists()


def test_the_database_refuses_in_djangos_words() -> None:
    person = Person.objects.create(full_name="A")
    Kind.objects.create(code="one", name_vi="x", name_en="x")

    with pytest.raises(IntegrityError), transaction.atomic():
        many([Kind(code="one", name_vi="x", name_en="x")], person)
