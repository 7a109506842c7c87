"""A file is kept as evidence: once, whole, under what it is, and never changed."""

import hashlib
import io
import os
import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from motcua.capabilities.documents import inspection, operations, queries, rules, storage
from motcua.capabilities.documents.models import Document
from motcua.capabilities.documents.tests import bombs
from motcua.capabilities.documents.tests.papers import PAPERS
from motcua.spine.actors import ANONYMOUS, Actor
from motcua.spine.errors import NotFound
from motcua.spine.journal.models import Entry

HANH = Actor(id="17", roles=frozenset({"applicant"}))
AN = Actor(id="21", roles=frozenset({"applicant"}))
NOON = datetime(2026, 11, 16, 5, tzinfo=UTC)


def upload(content: bytes, *, name: str = "đơn.pdf", actor: Actor = HANH) -> Document:
    return operations.accept_upload(
        io.BytesIO(content), file_name=name, actor=actor, now=lambda: NOON
    )


def places() -> list[Path]:
    return [place for place in (settings.MOTCUA_HOME / "files").rglob("*") if place.is_file()]


@pytest.mark.usefixtures("installation")
class TestAnUpload:
    def test_is_kept_under_its_hash_and_recorded_without_its_name(self) -> None:
        content = bombs.pdf(b"BT ET", pages=3)

        document = upload(content, name="CCCD Nguyễn Thị Mỹ Hạnh.PDF")

        assert document.sha256 == hashlib.sha256(content).hexdigest()
        assert (document.media_type, document.pages) == ("application/pdf", 3)
        assert document.file_name == "CCCD Nguyễn Thị Mỹ Hạnh.pdf"
        assert queries.content(document) == content
        entry = Entry.objects.get(kind="document.uploaded")
        assert entry.subject == document.subject
        assert entry.facts["sha256"] == document.sha256
        assert "Hạnh" not in entry.canonical

    @pytest.mark.parametrize("size", [8_191, 8_193, 300_000, 9_000_000])
    def test_of_any_size_comes_back_byte_for_byte(self, size: int) -> None:
        content = bombs.pdf(os.urandom(size))

        assert queries.content(upload(content)) == content

    def test_keeps_its_name_encrypted(self) -> None:
        document = upload(bombs.pdf(b"BT ET"), name="CCCD Mỹ Hạnh.pdf")

        with connection.cursor() as cursor:
            cursor.execute("SELECT file_name FROM documents_document WHERE id=%s", [document.pk])
            stored = bytes(cursor.fetchone()[0])

        assert "Hạnh".encode() not in stored
        assert Document.objects.get(pk=document.pk).file_name == "CCCD Mỹ Hạnh.pdf"

    def test_of_the_same_content_is_stored_once_and_owned_twice(self) -> None:
        content = bombs.pdf(b"BT ET", pages=7)

        first, second = upload(content), upload(content, actor=AN)

        assert first.pk != second.pk
        assert [place.name for place in places()].count(first.sha256) == 1
        assert list(queries.visible_to(AN)) == [second]
        assert not queries.visible_to(ANONYMOUS).exists()

    def test_that_is_refused_leaves_nothing(self) -> None:
        before = places()

        with pytest.raises(inspection.WrongKind):
            upload(b"MZ" + bytes(300))

        assert places() == before
        assert not Document.objects.exists()
        assert not Entry.objects.filter(kind="document.uploaded").exists()

    def test_with_a_name_that_reads_backwards_is_refused(self) -> None:
        with pytest.raises(inspection.HiddenSigns):
            upload(bombs.pdf(b"BT ET"), name="giay\u202efdp.exe")

    def test_without_end_is_read_only_to_the_limit(self) -> None:
        class Endless:
            given_bytes = 0

            def read(self, size: int, /) -> bytes:
                self.given_bytes += size
                return bytes(size)

        endless = Endless()

        with pytest.raises(inspection.TooLarge):
            operations.accept_upload(endless, file_name="x.pdf", actor=HANH, now=lambda: NOON)

        assert endless.given_bytes < rules.FILE_BYTES_MAX + 1_000_000

    def test_that_nobody_knows_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            queries.get(987_654)


@pytest.mark.usefixtures("installation")
class TestAPaperMadeHere:
    def test_says_from_what_it_was_made(self) -> None:
        plain = operations.keep_made(
            bombs.pdf(b"BT ET"), file_name="giấy", template="slip-01", actor=AN, at=NOON
        )

        signed = operations.keep_made(
            bombs.pdf(b"BT  ET"),
            file_name="giấy",
            template="slip-01",
            actor=AN,
            at=NOON,
            made_from=plain,
        )

        assert signed.made_from == plain
        facts = Entry.objects.get(subject=signed.subject).facts
        assert facts["made_from"] == plain.pk
        assert facts["template"] == "slip-01"

    def test_of_a_simulation_says_so_unasked(self) -> None:
        document = operations.print_paper(
            "slip-03", PAPERS["slip-03"], file_name="Phiếu từ chối", actor=AN, at=NOON
        )

        command = ["pdftotext", "-", "-"]
        content = queries.content(document)
        done = subprocess.run(command, input=content, capture_output=True, check=True)
        assert "MÔ PHỎNG" in done.stdout.decode()
        assert (document.template, document.pages) == ("slip-03", 1)

    def test_has_a_real_hash(self) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.create(
                sha256="X" * 64,
                media_type="image/png",
                size_bytes=1,
                pages=1,
                added_by="1",
                added_at=NOON,
            )


class TestTheStore:
    def test_never_writes_over(self, tmp_path: Path) -> None:
        store = storage.FolderStore(tmp_path)
        sha256 = hashlib.sha256(b"one").hexdigest()
        store.keep(io.BytesIO(b"one"), sha256=sha256)

        store.keep(io.BytesIO(b"two"), sha256=sha256)
        with pytest.raises(storage.Changed):
            store.keep(io.BytesIO(b"two"), sha256=hashlib.sha256(b"three").hexdigest())

        with store.open(sha256) as kept:
            assert kept.read() == b"one"

    def test_holds_one_when_many_bring_the_same(self, tmp_path: Path) -> None:
        store = storage.FolderStore(tmp_path)
        content = os.urandom(3_000_000)
        sha256 = hashlib.sha256(content).hexdigest()

        def bring() -> None:
            store.keep(io.BytesIO(content), sha256=sha256)

        threads = [threading.Thread(target=bring) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [place.name for place in tmp_path.rglob("*") if place.is_file()] == [sha256]

    def test_says_when_a_content_is_lost_or_changed(self) -> None:
        sha256 = hashlib.sha256(b"evidence").hexdigest()
        store = storage.file_store()
        with pytest.raises(storage.Missing):
            storage.content_of(sha256)

        store.keep(io.BytesIO(b"evidence"), sha256=sha256)
        place = settings.MOTCUA_HOME / "files" / sha256[:2] / sha256
        place.chmod(0o600)
        place.write_bytes(b"Evidence")

        with pytest.raises(storage.Changed):
            storage.content_of(sha256)
