"""Keys and database belong together: what other keys wrote is not gone on with."""

from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from motcua.interfaces.console import belonging
from motcua.interfaces.console.checkup import tables
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.database import Access
from motcua.interfaces.console.home import Home
from motcua.reference.people.models import Person
from motcua.spine import secrecy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def access(application_url: str) -> Access:
    return Access(application_url=application_url, owner_url="")


def judged(access: Access, keys: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what the doctor says when the keys are those of a folder."""
    monkeypatch.setattr(settings, "KEYS_FOLDER", keys)
    with psycopg.connect(access.application_url, autocommit=True) as own:
        found = tables._openness(own)
    assert found.state != "wrong" or found.do_vi
    return f"{found.state} {found.en.removeprefix(str(keys))}".strip()


def test_keys_of_another_installation_are_refused_and_found(
    access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, others = Home(settings.MOTCUA_HOME), Home(tmp_path / "others")
    secrecy.create_keys(tmp_path / "others" / "keys")
    belonging.refuse_strange_keys(access, others)  # Nothing is written yet.
    Person.objects.create(full_name="Nguyễn Văn An", personal_number="001090000001")

    belonging.refuse_strange_keys(access, ours)
    with pytest.raises(Complaint, match="do not open what is stored"):
        belonging.refuse_strange_keys(access, others)
    assert judged(access, ours.keys, monkeypatch).startswith("ok")
    assert judged(access, others.keys, monkeypatch) == "wrong  does not open what is stored"


def test_a_key_that_was_made_anew_in_between_does_not_stop_a_start_but_is_found(
    access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Home(tmp_path / "later")
    secrecy.create_keys(later.keys)
    (later.keys / "index.key").write_bytes((settings.KEYS_FOLDER / "index.key").read_bytes())
    Person.objects.create(full_name="Nguyễn Văn An")
    since = Person.objects.create(full_name="Trần Thị Bình")
    hidden = _concealed_by(later.keys, "Trần Thị Bình")
    with psycopg.connect(access.application_url, autocommit=True) as own:
        own.execute("UPDATE people_person SET full_name = %s WHERE id = %s", [hidden, since.pk])

    belonging.refuse_strange_keys(access, later)

    assert judged(access, later.keys, monkeypatch).startswith("wrong")


def test_an_index_key_that_finds_nobody_is_found(
    access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrecy.create_keys(tmp_path / "keys")
    field = (settings.KEYS_FOLDER / "field.key").read_bytes()
    (tmp_path / "keys" / "field.key").write_bytes(field)
    Person.objects.create(full_name="Nguyễn Văn An", personal_number="001090000001")

    assert judged(access, tmp_path / "keys", monkeypatch) == "wrong  does not find who is stored"


def _concealed_by(keys: Path, text: str) -> bytes:
    """Encrypt as a process with other keys does."""
    return b"\x01" + secrecy.wrap(text.encode(), context="people_person.full_name", keys=keys)
