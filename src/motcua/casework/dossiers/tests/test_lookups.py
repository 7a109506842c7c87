"""Where is my dossier? Asked without signing in, by who holds the slip and by who guesses."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from motcua.casework.dossiers import jobs, testing
from motcua.casework.dossiers.life_models import LookupTries
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import tracking
from motcua.casework.dossiers.operations.tracking import Source
from motcua.casework.dossiers.queries import tracking as stages
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.errors import NotFound, Refusal

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "203.0.113.7/32", "198.51.100.9/32"
RIGHT, WRONG = "3456", "0000"
NOW, HOUR = timedelta(0), timedelta(hours=1)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def dossier(world: World) -> Dossier:
    return world.a_dossier()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rules with figures a test reaches at once."""
    monkeypatch.setattr(tracking, "TRIES_OF_CODE_MAX", 3)
    monkeypatch.setattr(tracking, "TRIES_OF_CODE_MOST", 6)
    monkeypatch.setattr(tracking, "TRIES_OF_PLACE_MAX", 3)
    monkeypatch.setattr(tracking, "TRIES_OF_PLACE_MOST", 6)


def find(
    dossier: Dossier | str,
    digits: str = RIGHT,
    source: str = HERE,
    *,
    browser: str = "",
    device: str = "",
    after: timedelta = NOW,
) -> stages.Stage:
    code = dossier if isinstance(dossier, str) else dossier.code
    return tracking.find(
        code=code,
        phone_digits=digits,
        source=Source(network=source, browser=browser, device=device),
        real_at=MONDAY + after,
    )


def fail(
    dossier: Dossier | str,
    *sources: str,
    browser: str = "",
    device: str = "",
    after: timedelta = NOW,
) -> None:
    for source in sources:
        with pytest.raises(tracking.NothingFound):
            find(dossier, WRONG, source, browser=browser, device=device, after=after)


def strangers(count: int) -> list[str]:
    return [f"192.0.2.{number}/32" for number in range(count)]


def said(refused: pytest.ExceptionInfo[Refusal], language: str = "vi") -> str:
    return refused.value.sentence(language)


class TestALookup:
    def test_token_and_telephone_show_code_and_stage(self, dossier: Dossier) -> None:
        assert stages.stage_of_token(dossier.token).stage_vi == "Chờ tiếp nhận"
        assert find(dossier) == stages.stage_of_token(dossier.token)
        with pytest.raises(NotFound):
            stages.stage_of_token("x" * 22)

    def test_five_wrong_tries_rest_for_an_hour_from_the_first(self, dossier: Dossier) -> None:
        fail(dossier, *[HERE] * 4)
        fail(dossier, HERE, after=timedelta(minutes=20))

        with pytest.raises(tracking.TriedTooOften) as refused:
            find(dossier, after=timedelta(minutes=30))
        assert "thử sai mã hồ sơ này 5 lần. Chờ 30 phút" in said(refused)
        assert find(dossier, source=ELSEWHERE).code == dossier.code
        assert find(dossier, after=HOUR).code == dossier.code

    def test_fewer_digits_find_nothing(self, dossier: Dossier) -> None:
        with pytest.raises(tracking.NothingFound):
            find(dossier, "56")


@pytest.mark.usefixtures("few")
class TestACodeThatManyGuessAt:
    def test_is_shown_to_a_newcomer_who_waits_and_not_to_who_guessed(
        self, dossier: Dossier
    ) -> None:
        fail(dossier, *strangers(3))

        with pytest.raises(tracking.CodeIsGuessed) as refused:
            find(dossier)
        assert "Chờ 30 giây rồi bấm lại" in said(refused)
        with pytest.raises(tracking.CodeIsGuessed):
            find(dossier, after=timedelta(seconds=29))
        assert find(dossier, after=timedelta(seconds=30)).code == dossier.code
        with pytest.raises(tracking.CodeIsGuessed) as guessed:
            find(dossier, source=strangers(1)[0], after=timedelta(minutes=10))
        assert "Wait 50 minutes" in said(guessed, "en")

    def test_gives_a_newcomer_one_try_and_all_of_them_together_a_last_one(
        self, dossier: Dossier
    ) -> None:
        fail(dossier, *strangers(3))
        late = [f"198.51.100.{number}/32" for number in range(4)]
        for source in late:
            with pytest.raises(tracking.CodeIsGuessed):
                find(dossier, WRONG, source)

        fail(dossier, *late[:3], after=tracking.PATIENCE)

        for source in (late[0], late[3]):
            with pytest.raises(tracking.CodeIsGuessed):
                find(dossier, RIGHT, source, after=2 * tracking.PATIENCE)
        assert find(dossier, device="a browser", after=2 * tracking.PATIENCE).code == dossier.code
        assert find(dossier, source=late[3], after=HOUR).code == dossier.code

    def test_counts_a_browser_that_has_found_it_alone(self, dossier: Dossier) -> None:
        fail(dossier, *[HERE] * 5, device="a browser")

        with pytest.raises(tracking.TriedTooOften):
            find(dossier, device="a browser")
        assert find(dossier).code == dossier.code


@pytest.mark.usefixtures("few")
class TestAPlaceWhereSomebodyWalksThroughTheCodes:
    def test_goes_slowly_for_them_and_not_for_the_others_there(self, dossier: Dossier) -> None:
        for number in range(3):
            fail(f"H80-{number}", HERE, browser="a script")

        with pytest.raises(tracking.PlaceIsSlow) as refused:
            find("H80-4", browser="a script")
        assert "Chờ 15 giây rồi bấm lại" in said(refused)
        assert find(dossier, browser="a colleague").code == dossier.code
        assert find(dossier, source=ELSEWHERE).code == dossier.code
        assert find(dossier, browser="a script", after=tracking.PACE).code == dossier.code

    def test_goes_slowly_for_all_who_are_strangers_when_browsers_are_changed(
        self, dossier: Dossier
    ) -> None:
        for number in range(6):
            fail(f"H80-{number}", HERE, browser=f"script {number}")

        with pytest.raises(tracking.PlaceIsSlow):
            find(dossier, browser="a colleague")
        assert find(dossier, device="an owner").code == dossier.code
        late = tracking.PACE
        assert find(dossier, browser="a colleague", after=late).code == dossier.code
        assert find(dossier, browser="a colleague", after=late).code == dossier.code

    def test_leaves_nothing_of_what_it_asks_for_meanwhile(self, dossier: Dossier) -> None:
        for number in range(3):
            fail(f"H80-{number}", HERE)
        before = LookupTries.objects.count()

        for number in range(20):
            with pytest.raises(tracking.PlaceIsSlow):
                find(f"H81-{number}")

        assert LookupTries.objects.count() == before


class TestWhatCountsNoMore:
    def test_is_removed_by_the_worker_and_what_counts_stays(self, dossier: Dossier) -> None:
        fail(dossier, *strangers(3))
        find(dossier)
        fail(dossier, ELSEWHERE, after=timedelta(minutes=59))

        gone = tracking.forget_old(real_at=MONDAY + HOUR)

        # Three pairs, their browsers and places; those of who was right. The code counts on.
        assert (gone, LookupTries.objects.count()) == (12, 4)
        jobs.forget_lookups()
        assert not LookupTries.objects.exists()


class TestTheNetworkOfATry:
    """Through the page: what a person is refused for is what their own network did."""

    @pytest.fixture(autouse=True)
    def _vietnamese(self) -> Iterator[None]:
        with translation.override("vi"):
            yield

    def ask(self, dossier: Dossier, digits: str, address: str, client: Client | None = None) -> Any:
        form = {"code": dossier.code, "phone": digits}
        return (client or Client()).post("/tra-cuu/", form, REMOTE_ADDR=address)

    def test_is_its_64_in_ipv6_and_the_whole_address_in_ipv4(self, dossier: Dossier) -> None:
        for number in range(5):
            assert self.ask(dossier, WRONG, f"2001:db8:1:2::{number}").status_code == 422
        assert self.ask(dossier, RIGHT, "2001:db8:1:2:ffff::9").status_code == 429
        assert self.ask(dossier, RIGHT, "2001:db8:1:3::9").status_code == 200

        for _ in range(5):
            assert self.ask(dossier, WRONG, "203.0.113.1").status_code == 422
        assert self.ask(dossier, RIGHT, "::ffff:203.0.113.1").status_code == 429
        assert self.ask(dossier, RIGHT, "203.0.113.2").status_code == 200

    @pytest.mark.usefixtures("few")
    def test_does_not_matter_in_a_browser_that_has_found_it(self, dossier: Dossier) -> None:
        owner = Client()
        assert self.ask(dossier, RIGHT, "203.0.113.1", owner).status_code == 200
        for number in range(3):
            self.ask(dossier, WRONG, f"192.0.2.{number}")

        answer = self.ask(dossier, RIGHT, "203.0.113.1", owner)
        stranger = self.ask(dossier, RIGHT, "203.0.113.1")

        assert answer.status_code == 200
        assert dossier.code not in str(owner.cookies)
        assert stranger.status_code == 429
        assert "Có nhiều lần thử sai mã hồ sơ này từ nhiều nơi" in stranger.content.decode()

    @pytest.mark.usefixtures("few")
    def test_is_slow_for_the_browser_that_failed_there_and_not_for_another(
        self, dossier: Dossier
    ) -> None:
        script, colleague = Client(), Client()
        for browser in (script, colleague):
            browser.get("/tra-cuu/", REMOTE_ADDR="203.0.113.1")  # Brings the form's own cookie.
        for number in range(3):
            form = {"code": f"H80-{number}", "phone": WRONG}
            script.post("/tra-cuu/", form, REMOTE_ADDR="203.0.113.1")

        slow = self.ask(dossier, RIGHT, "203.0.113.1", script)

        assert slow.status_code == 429
        assert "Từ mạng này đã có nhiều lần tra sai" in slow.content.decode()
        assert self.ask(dossier, RIGHT, "203.0.113.1", colleague).status_code == 200
