import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.replay import replay
from motcua.spine.journal import queries as journal
from tests.api.conftest import Caller, a_filing

pytestmark = pytest.mark.django_db


class TestSubmitting:
    def test_gives_a_dossier_that_can_be_followed(self, ours: Caller) -> None:
        answer = ours.post("/dossiers", a_filing(), key="k-00000001")

        assert answer.status_code == 201, answer.content
        code = answer.json()["code"]
        assert answer.json()["channel"] == "counter"
        state = ours.get(f"/dossiers/{code}").json()
        assert (state["state"], state["applicant"]) == ("submitted", "Lê Văn Dũng")
        told = ours.get(f"/dossiers/{code}/timeline", language="en").json()
        assert [one["words"] for one in told["moments"]] == ["Dossier submitted"]
        assert [one["code"] for one in ours.get("/dossiers").json()["dossiers"]] == [code]
        [entry] = journal.story_of(f"dossier:{code}")
        assert entry.organisation == testing.CENTRE

    def test_twice_gives_the_same_dossier(self, ours: Caller) -> None:
        first = ours.post("/dossiers", a_filing(), key="k-00000001")
        again = ours.post("/dossiers", a_filing(), key="k-00000001")

        assert again.json() == first.json()
        assert Dossier.objects.count() == 1

    def test_other_content_under_a_used_key_is_refused(self, ours: Caller) -> None:
        ours.post("/dossiers", a_filing(), key="k-00000001")

        answer = ours.post("/dossiers", a_filing(result_way="post"), key="k-00000001")

        assert answer.status_code == 422
        assert answer.json()["error"]["code"] == "key_reused"

    @pytest.mark.parametrize(
        ("place", "channel"),
        [("web", "assisted"), ("counter", "counter"), ("post", "post"),
         ("national_portal", "national_portal")],
    )  # fmt: skip
    def test_the_channel_follows_from_the_key(
        self, a_key: Callable[..., Caller], place: str, channel: str
    ) -> None:
        answer = a_key(place=place).post("/dossiers", a_filing(), key="k-00000001")

        assert answer.json()["channel"] == channel

    def test_the_channel_cannot_be_typed(self, ours: Caller) -> None:
        answer = ours.post("/dossiers", a_filing(channel="self"), key="k-00000001")

        assert answer.status_code == 422
        [problem] = answer.json()["error"]["problems"]
        assert problem["field"] == "channel"

    def test_an_uploaded_paper_goes_with_it(self, ours: Caller, theirs: Caller) -> None:
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "PNG")
        file = SimpleUploadedFile("giấy.png", picture.getvalue())
        uploaded = ours.upload(file)
        papers = [{"component": "birth_paper", "document": uploaded.json()["document"]}]

        strangers = theirs.post("/dossiers", a_filing(papers=papers), key="k-00000001")
        answer = ours.post("/dossiers", a_filing(papers=papers), key="k-00000001")

        assert uploaded.status_code == 201
        assert uploaded.json()["media_type"] == "image/png"
        assert strangers.status_code == 404
        assert answer.status_code == 201

    def test_answers_that_are_wrong_are_named(self, ours: Caller) -> None:
        answers = testing.a_birth() | {"child_name": "", "child_born_on": "2019-13-45"}

        answer = ours.post("/dossiers", a_filing(answers=answers), key="k-00000001")

        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (422, "answers_wrong")
        named = {problem["field"]: problem for problem in error["problems"]}
        assert {"child_name", "child_born_on"} <= named.keys()
        assert named["child_name"]["message_vi"]
        assert named["child_name"]["message_en"]
        assert not Dossier.objects.exists()

    def test_who_files_for_another_office_has_a_part_in_it(
        self, a_key: Callable[..., Caller], ours: Caller, theirs: Caller
    ) -> None:
        code = theirs.post("/dossiers", a_filing(), key="k-00000001").json()["code"]

        assert theirs.get(f"/dossiers/{code}").status_code == 200
        assert ours.get(f"/dossiers/{code}").status_code == 200
        replayed = replay(journal.story_of(f"dossier:{code}"))
        assert testing.ELSEWHERE in replayed["parts"]


class TestAStranger:
    def test_cannot_tell_that_it_exists(self, ours: Caller, theirs: Caller) -> None:
        code = ours.post("/dossiers", a_filing(), key="k-00000001").json()["code"]

        for path in ("", "/timeline"):
            there = theirs.get(f"/dossiers/{code}{path}")
            nowhere = theirs.get(f"/dossiers/{code[:-1]}9{path}")
            assert (there.status_code, there.content) == (404, nowhere.content)
        assert theirs.get("/dossiers").json() == {"dossiers": [], "after": ""}

    def test_s_key_for_another_submission_is_their_own(self, ours: Caller, theirs: Caller) -> None:
        first = ours.post("/dossiers", a_filing(), key="k-00000001").json()["code"]
        second = theirs.post("/dossiers", a_filing(), key="k-00000001").json()["code"]

        assert first != second


class TestAList:
    def test_is_read_page_by_page_without_repeats(self, ours: Caller) -> None:
        codes = [
            ours.post("/dossiers", a_filing(), key=f"k-0000000{n}").json()["code"] for n in range(5)
        ]

        read: list[str] = []
        after, pages = "", 0
        while pages == 0 or after:
            page = ours.get("/dossiers", rows=2, after=after).json()
            read += [one["code"] for one in page["dossiers"]]
            after, pages = page["after"], pages + 1

        assert read == codes[::-1]
        assert pages == 3

    def test_shows_a_committee_what_its_centre_took_in(
        self, ours: Caller, a_key: Callable[..., Caller]
    ) -> None:
        code = ours.post("/dossiers", a_filing(), key="k-00000001").json()["code"]

        above = a_key(testing.COMMITTEE, login="phan-mem-xa")

        assert [one["code"] for one in above.get("/dossiers").json()["dossiers"]] == [code]
