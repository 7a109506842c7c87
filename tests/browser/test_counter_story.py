"""The counter story in a real browser: a dossier goes from a person through every desk."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import looking
from tests.browser.counter_story import NUMBER, PHONE_NUMBER, QUEUE, Story
from tests.browser.office import CENTRE, COMMITTEE, OFFICE, OfficeHere
from tests.browser.visiting import cookie_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def staff(province: str, django_db_blocker: Any) -> Iterator[OfficeHere]:
    """Officers of one commune, signed in; and somebody who has signed in with VNeID before."""
    from motcua.reference.people import testing

    people = {
        "reception": (CENTRE, "Nguyễn Thị Lan"),
        "handler": (OFFICE, "Huỳnh Tấn Phúc"),
        "leader": (COMMITTEE, "Phan Nhật Quang"),
        "clerk": (COMMITTEE, "Mai Ánh Tuyết"),
    }
    with django_db_blocker.unblock():
        known = testing.citizen(name="Lê Văn Dũng").person
        assert known is not None
        known.personal_number, known.phone = NUMBER, PHONE_NUMBER
        known.save()
        cookies = {
            role: cookie_of(testing.staff(role, unit, name=name), province)
            for role, (unit, name) in people.items()
        }
        yield OfficeHere(cookies, passphrase="")


@pytest.fixture
def story(browser: "Browser", province: str, staff: OfficeHere) -> Story:
    return Story(browser, province, staff)


def test_a_person_without_telephone_and_number_with_the_keyboard_only(story: Story) -> None:
    story.tell()


@pytest.mark.prove
@pytest.mark.parametrize(
    ("size", "language", "is_known"),
    [
        (looking.PHONE, "", True),
        (looking.PHONE, "/en", False),
        (looking.LAPTOP, "/en", True),
    ],
    ids=["phone, known", "phone, English, unknown", "laptop, English, known"],
)
def test_every_other_way(
    story: Story, size: tuple[int, int], language: str, is_known: bool
) -> None:
    story.size, story.language, story.is_known = size, language, is_known
    story.keyboard = False

    story.tell()


def test_the_queue_is_light(browser: "Browser", province: str, staff: OfficeHere) -> None:
    with looking.opened(browser, province + QUEUE, cookies=staff.cookies_of("reception")) as page:
        expect(page.locator("h1")).to_have_count(1)
