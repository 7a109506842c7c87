"""A file too large is refused in words, and nothing of it beyond the limit is ever written."""

import http.client
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.test import Client, RequestFactory

from motcua.capabilities.documents import inspection, rules
from motcua.capabilities.documents.models import Document
from motcua.casework.dossiers import testing
from motcua.interfaces.look import uploads
from motcua.interfaces.look.uploads import SealedUploadHandler, TooMuchAtOnce
from motcua.reference.people.models import Account

MB = 1_000_000
SENT_BYTES = rules.FILE_BYTES_MAX + 30 * MB
LINE = "x" * 24
HEAD = (
    f'--{LINE}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n%s\r\n'
    f'--{LINE}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n%%PDF-1.7\n"
)
# After the file: what follows one that is refused is read all the same.
TAIL = (
    f'\r\n--{LINE}\r\nContent-Disposition: form-data; name="component"\r\n\r\nbirth_notice\r\n'
    f"--{LINE}--\r\n"
).encode()


def written() -> int:
    """Return how much of arriving files lies on disk, in files that have no name."""
    room = str(Path(settings.MOTCUA_HOME) / "files" / "arriving")
    found = 0
    for link in Path("/proc/self/fd").glob("*"):
        try:
            if os.readlink(link).startswith(room):
                found += link.stat().st_size
        except OSError:
            continue  # Closed meanwhile.
    return found


def memory() -> int:
    return int(re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024  # type: ignore[index]


class Body:
    """What a browser sends, and what it makes of the server meanwhile."""

    def __init__(self, token: str) -> None:
        self.head = (HEAD % token).encode()
        self.size = len(self.head) + SENT_BYTES + len(TAIL)
        self.on_disk, self.in_memory = 0, memory()
        self._before = self.in_memory

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        for _ in range(SENT_BYTES // MB):
            yield b"\0" * MB
            self.on_disk = max(self.on_disk, written())
            self.in_memory = max(self.in_memory, memory())
        yield TAIL

    @property
    def memory_taken(self) -> int:
        return self.in_memory - self._before


@pytest.mark.django_db(transaction=True)
def test_over_http_it_is_refused_in_words_and_not_written(
    installation: None, live_server: Any, as_account: Callable[[Account], Client]
) -> None:
    dung = as_account(Account.objects.get(pk=int(testing.world().dung.id)))
    key = dung.post("/nop-ho-so/national/1.001193/").headers["Location"].split("/")[2]
    page = dung.get(f"/ban-nhap/{key}/giay-to/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    body = Body(token[1])

    connection = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=60)
    cookies = "; ".join(f"{name}={one.value}" for name, one in dung.cookies.items())
    headers = {
        "Content-Type": f"multipart/form-data; boundary={LINE}", "Content-Length": str(body.size),
        "Cookie": cookies, "Accept": "text/html",
    }  # fmt: skip
    connection.request("POST", f"/ban-nhap/{key}/giay-to/them/", body, headers)
    answer = connection.getresponse()
    words = answer.read().decode()
    connection.close()

    assert answer.status == 413
    assert "Tệp lớn hơn 50 MB" in words
    assert rules.FILE_BYTES_MAX - MB < body.on_disk <= rules.FILE_BYTES_MAX
    assert body.memory_taken < 40 * MB
    assert written() == 0
    assert not Document.objects.exists()


class TestARequestWithFiles:
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
        monkeypatch.setattr(rules, "FILE_BYTES_MAX", 300_000)
        monkeypatch.setattr(uploads, "REQUEST_BYTES_MAX", 500_000)
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0

    def sent(self, rf: RequestFactory, **sizes: int) -> Any:
        files = {name: _named(name, b"x" * size) for name, size in sizes.items()}
        return rf.post("/", {**files, "said": "afterwards"})

    def test_of_which_one_is_too_large_still_has_the_others(self, rf: RequestFactory) -> None:
        request = self.sent(rf, b=300_001, a=300_000, c=250_000)

        assert request.FILES["a"].read() == b"x" * 300_000
        with pytest.raises(inspection.TooLarge):
            request.FILES["b"].read()
        with pytest.raises(TooMuchAtOnce):
            request.FILES["c"].read()
        assert request.POST["said"] == "afterwards"
        request.close()

    def test_of_all_sizes_has_two_who_take_it(self) -> None:
        # The first takes what is small by its announced length, the other all the rest.
        assert [name.rpartition(".")[2] for name in settings.FILE_UPLOAD_HANDLERS] == [
            MemoryFileUploadHandler.__name__,
            SealedUploadHandler.__name__,
        ]


def _named(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(f"{name}.pdf", content)
