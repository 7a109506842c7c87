"""From a citizen's need to a signed result, through every hand, with a live keyring and worker."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from motcua.capabilities.signatures.tests.ring import keyring
from tests.browser import looking, office
from tests.browser.main_story import CITIZEN, Story, a_scan
from tests.browser.office import OfficeHere

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db
CLOCK = "real"


@pytest.fixture(scope="module")
def staff(province: str, bank: str, citizen: Any, django_db_blocker: Any) -> Iterator[OfficeHere]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        from motcua.capabilities.signatures import pkcs8

        patch.setattr(pkcs8, "N", 2**8)  # Guessing is cheap here, and so is opening.
        found = office.opened(province)
        found.cookies[CITIZEN] = citizen
        yield found


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper somebody has scanned."""
    return a_scan(tmp_path_factory.mktemp("scans"))


@pytest.fixture
def story(browser: "Browser", province: str, staff: OfficeHere) -> Iterator[Story]:
    """Every way has a keyring of its own: nobody's key is still open from the way before."""
    with keyring():
        yield Story(browser, province, staff)


def test_on_a_phone_in_vietnamese(story: Story, scan: Path, tmp_path: Path) -> None:
    story.tell(scan, tmp_path)


@pytest.mark.prove
@pytest.mark.parametrize(
    ("size", "language", "keyboard"),
    [
        (looking.PHONE, "/en", False),
        (looking.LAPTOP, "", False),
        (looking.LAPTOP, "/en", True),
    ],
    ids=["phone, English", "laptop, Vietnamese", "laptop, English, keyboard only"],
)
def test_every_other_way(
    story: Story,
    scan: Path,
    tmp_path: Path,
    size: tuple[int, int],
    language: str,
    keyboard: bool,
) -> None:
    story.size, story.language, story.keyboard = size, language, keyboard
    story.in_the_dark = True

    story.tell(scan, tmp_path)
