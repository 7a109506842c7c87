"""A hundred files made to harm, sent to a running installation by four at once."""

import io
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults import hundred, victims
from tests.faults.clients import Answer, Line
from tests.faults.installed import Installed, filled
from tests.start.places import Place, place

pytestmark = pytest.mark.prove
MEGABYTES_MAX = 350
SECONDS_MAX = 60.0  # On a busy machine; the parser gives up after fifteen.
CLIENTS = 4


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Installed]]:
    with place(tmp_path_factory.mktemp("hundred")) as made:
        installed = filled(made, offices=1)
        made.start()
        yield made, installed
        made.stop()


class Watch(threading.Thread):
    """Looks at every process of the installation: the most each kind of them ever held."""

    def __init__(self, supervisor: int) -> None:
        super().__init__(daemon=True)
        self.most: dict[str, float] = {}
        self.over = threading.Event()
        self._supervisor = supervisor

    def run(self) -> None:
        while not self.over.wait(0.01):
            kinds = victims.by_kind(self._supervisor)
            web = [one for name in ("web server", "web process") for one in kinds.get(name, [])]
            for kind, pids in (("web", web), ("worker", kinds.get("worker", []))):
                for pid in pids:
                    self._note(kind, pid)
                    for parser in victims.children(pid):
                        for child in (parser, *victims.children(parser)):
                            if "documents.parser" in victims.line(child):
                                self._note("parser", child)

    def _note(self, kind: str, pid: int) -> None:
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            return
        megabytes = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
        self.most[kind] = max(self.most.get(kind, 0.0), megabytes)


def send(port: int, installed: Installed, content: bytes) -> Answer:
    """Send a file until somebody has time to look at it."""
    edge = b"----edge"
    body = io.BytesIO()
    body.write(b"--" + edge + b'\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"')
    body.write(
        b"\r\nContent-Type: application/pdf\r\n\r\n" + content + b"\r\n--" + edge + b"--\r\n"
    )
    headers = installed.key | {"Content-Type": f"multipart/form-data; boundary={edge.decode()}"}
    line = Line(port, timeout_seconds=SECONDS_MAX)
    while (answer := line.ask("POST", "/api/v1/documents", headers, body.getvalue())).status == 503:
        assert answer.headers["retry-after"]
        time.sleep(0.2)
    line.close()
    return answer


def test_are_refused_in_words_and_nobody_grows(
    office: tuple[Place, Installed], capsys: pytest.CaptureFixture[str]
) -> None:
    made, installed = office
    assert made.process is not None
    wishes = [*hundred.every()]
    watch = Watch(made.process.pid)
    watch.start()

    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = [*clients.map(lambda one: send(made.port, installed, one[1]()), wishes)]
    watch.over.set()
    watch.join()

    told = dict(zip((name for name, _ in wishes), answers, strict=True))
    wrong = {name: (answer.status, answer.body[:80]) for name, answer in told.items()
             if answer.status not in (413, 415, 422)}  # fmt: skip
    codes = Counter(json.loads(one.body)["error"]["code"] for one in answers if one.body)
    slowest = max(told, key=lambda name: told[name].seconds)
    with capsys.disabled():
        print(f"\n{len(told)} files, {dict(codes)}; most MB: "
              f"{ {kind: round(most) for kind, most in watch.most.items()} }; slowest: {slowest}, "
              f"{told[slowest].seconds:.1f} s")  # fmt: skip
    assert len(told) >= 100
    assert wrong == {}
    for answer in answers:
        error = json.loads(answer.body)["error"]
        assert error["message_vi"] != error["message_en"]
        assert "Traceback" not in answer.body.decode()
    assert {kind for kind, most in watch.most.items() if most > MEGABYTES_MAX} == set(), watch.most


def test_honest_files_pass_all_the_same(office: tuple[Place, Installed]) -> None:
    made, installed = office

    told = {name: send(made.port, installed, file).status for name, file in hundred.honest()}

    assert set(told.values()) == {201}, told


_OPEN = """
import io, sys, pikepdf
with pikepdf.open(io.BytesIO(sys.stdin.buffer.read())) as opened:
    for thing in opened.objects:
        if isinstance(thing, pikepdf.Stream):
            len(thing.read_bytes())
"""


def test_without_limits_the_same_file_takes_more() -> None:
    """The control: what is refused above would fill the memory of whoever opens it."""
    subprocess.run([sys.executable, "-c", _OPEN], input=hundred.gigabyte(), check=True)

    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert most > MEGABYTES_MAX, most
