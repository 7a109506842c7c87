"""A new release lays its styles beside those that the old one's processes still name."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from motcua.interfaces.console import collecting
from motcua.interfaces.look.drawn import DrawnWithMiddleware

pytestmark = pytest.mark.django_db  # An answer that ends looks whether its session is well.
DAY = 24 * 3600.0
STYLE = "motcua/motcua.css"


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A place for static files, with one release's collected as in an installation."""
    backends = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    laid = tmp_path / "static"
    laid.mkdir()
    with override_settings(STORAGES=backends, STATIC_ROOT=laid, WHITENOISE_USE_FINDERS=False):
        collecting.collect()
        yield laid


def named(root: Path) -> str:
    return str(json.loads((root / collecting.MANIFEST).read_text())["paths"][STYLE])


def copied(root: Path, name: str) -> Path:
    """Lay the style under another name too, with what it is compressed to."""
    copy = root / "motcua" / name
    for file in root.glob(f"{named(root)}*"):
        Path(f"{copy}{file.suffix.removeprefix('.css')}").write_bytes(file.read_bytes())
    return copy


def become_old(root: Path, *, now: float) -> Path:
    """Let the style be that of a release before: another name, in the manifest as it was then."""
    old = copied(root, "motcua.0123456789ab.css")
    for file in old.parent.glob(f"{old.name}*"):
        os.utime(file, (now - 400 * DAY, now - 400 * DAY))
    said = json.loads((root / collecting.MANIFEST).read_text())
    said["paths"][STYLE] = f"motcua/{old.name}"
    (root / collecting.MANIFEST).write_text(json.dumps(said))
    return old


def asked(middleware: DrawnWithMiddleware, path: str) -> int:
    response = middleware(RequestFactory().get(f"/static/{path}"))
    response.close()
    return response.status_code


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=404)


def test_what_old_processes_name_stays_and_goes_a_month_after_nobody_does(root: Path) -> None:
    now = (root / named(root)).stat().st_mtime
    old = become_old(root, now=now)
    old_process = DrawnWithMiddleware(nothing)

    collecting.collect(now=now)
    assert asked(old_process, f"motcua/{old.name}") == 200
    assert named(root) != f"motcua/{old.name}"

    collecting.collect(now=now + 20 * DAY)
    assert old.exists()
    collecting.collect(now=now + 40 * DAY)
    assert not list(root.glob(f"motcua/{old.name}*"))
    assert asked(DrawnWithMiddleware(nothing), named(root)) == 200
    assert not (root / STYLE).exists()  # Never named, so never stale.


def test_a_process_gives_out_what_was_laid_since_it_started(root: Path) -> None:
    old_process = DrawnWithMiddleware(nothing)
    new = copied(root, "motcua.ba9876543210.css")
    (root.parent / "secret").touch()

    assert asked(old_process, f"motcua/{new.name}") == 200
    for stranger in ("motcua/no.css", "../secret", "motcua/../../secret", "motcua/"):
        assert asked(old_process, stranger) == 404
    assert asked(old_process, f"motcua/{new.name}.gz") == 404
