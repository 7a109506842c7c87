"""Its pages: plain, in two languages, and never to be taken for the real VNeID."""

from collections.abc import Iterable
from html import escape
from importlib import resources
from string import Template

from motcua.connectors.sandbox.vneid.provider import Citizen

HERE = "motcua.connectors.sandbox.vneid"
CARRIED = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "ui_locales",
)
VI = {
    "language": "vi",
    "pretend": "GIẢ LẬP: không phải VNeID thật. Không nhập thông tin thật vào đây.",
    "choose": "Bạn đóng vai ai?",
    "choose_lead": "Mười hai người dưới đây đều do chúng tôi đặt ra. Chọn một người để đăng nhập.",
    "missing": "Chưa chọn ai. Chọn một người trong danh sách.",
    "next": "Tiếp tục",
    "stop": "Dừng lại",
    "born": "sinh {}",
    "consent": "Chia sẻ thông tin với motcua?",
    "consent_lead": "motcua muốn biết những điều sau về {}:",
    "share": "Đồng ý chia sẻ",
    "items": "Họ tên|Số định danh|Ngày sinh|Nơi thường trú|Số điện thoại|Mức định danh",
    "stranger": "Không rõ yêu cầu này từ đâu đến",
    "stranger_lead": "Quay lại trang motcua rồi bấm đăng nhập lần nữa.",
    "about": "VNeID giả lập",
    "about_lead": "Chương trình này thay VNeID trong bản trình diễn. Mở trang motcua để đăng nhập.",
}
EN = {
    "language": "en",
    "pretend": "PRETEND: this is not the real VNeID. Enter no real data here.",
    "choose": "Who are you playing?",
    "choose_lead": "The twelve people below are invented. Choose one to sign in.",
    "missing": "Nobody is chosen. Choose one of the list.",
    "next": "Continue",
    "stop": "Stop",
    "born": "born {}",
    "consent": "Share your data with motcua?",
    "consent_lead": "motcua wants to know this about {}:",
    "share": "Agree to share",
    "items": "Full name|Personal number|Date of birth|Residence|Phone number|Identity level",
    "stranger": "It is not clear where this request comes from",
    "stranger_lead": "Go back to motcua and sign in again.",
    "about": "Pretend VNeID",
    "about_lead": "This program stands in for VNeID in the demo. Open motcua to sign in.",
}


def choose(asked: dict[str, str], citizens: Iterable[Citizen], *, is_missing: bool = False) -> str:
    words = _words(asked)
    rows = "".join(_row(citizen, words) for citizen in citizens)
    error = f'<p class="error" role="alert">{words["missing"]}</p>' if is_missing else ""
    form = (
        f"{error}<form method=post action=/authorize>{_carried(asked)}"
        f"<fieldset><legend>{words['choose_lead']}</legend>{rows}</fieldset>"
        f'<p class="acts"><button class="main">{words["next"]}</button>'
        f'<button name="answer" value="no">{words["stop"]}</button></p></form>'
    )
    return _whole(words, words["choose"], form)


def consent(asked: dict[str, str], citizen: Citizen) -> str:
    words = _words(asked)
    level = str(citizen.level)
    values = (
        citizen.name,
        citizen.personal_number,
        _day(citizen.birthdate),
        citizen.address,
        citizen.phone,
        level,
    )
    pairs = zip(words["items"].split("|"), values, strict=True)
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
    form = (
        f"<p>{escape(words['consent_lead'].format(citizen.name))}</p><dl>{rows}</dl>"
        f"<form method=post action=/authorize>{_carried(asked)}"
        f'<input type=hidden name=citizen value="{escape(citizen.tech_id)}">'
        f'<p class="acts"><button class="main" name="answer" value="yes">{words["share"]}</button>'
        f'<button name="answer" value="no">{words["stop"]}</button></p></form>'
    )
    return _whole(words, words["consent"], form)


def stranger(asked: dict[str, str]) -> str:
    words = _words(asked)
    return _whole(words, words["stranger"], f"<p>{words['stranger_lead']}</p>")


def about() -> str:
    return _whole(VI, VI["about"], f"<p>{VI['about_lead']}</p><p lang=en>{EN['about_lead']}</p>")


def style() -> str:
    return resources.files(HERE).joinpath("style.css").read_text("utf-8")


def _row(citizen: Citizen, words: dict[str, str]) -> str:
    story = citizen.story_en if words is EN else citizen.story_vi
    born = words["born"].format(_day(citizen.birthdate))
    return (
        f'<label><input type=radio name=citizen value="{escape(citizen.tech_id)}">'
        f"<span><b>{escape(citizen.name)}</b> <span>{escape(born)} · {escape(story)}</span></span>"
        "</label>"
    )


def _whole(words: dict[str, str], title: str, content: str) -> str:
    page = Template(resources.files(HERE).joinpath("page.html").read_text("utf-8"))
    return page.substitute(
        language=words["language"], pretend=words["pretend"], title=title, content=content
    )


def _carried(asked: dict[str, str]) -> str:
    return "".join(
        f'<input type=hidden name={name} value="{escape(asked[name])}">'
        for name in CARRIED
        if name in asked
    )


def _words(asked: dict[str, str]) -> dict[str, str]:
    return EN if asked.get("ui_locales", "").startswith("en") else VI


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"
